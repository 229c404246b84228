"""What sounds at the desk: once for everybody, from the audit trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baton.desk.follower import Follower
from baton.handoff import marks
from baton.handoff.lifecycle import Move


@pytest.fixture
def sounds(bench):
    """Looks as the desk's loops do; the alarms that were new."""
    parts = bench.parts
    follower = Follower(bench.engine, bench.log, lambda _: None, parts.rules, parts.presence, bench.clock)
    follower.step()

    def sounds():
        parts.waiting.look()
        parts.alarms.step()
        return [(change.kind, change.handoff_id, change.to) for change in follower.step() if change.what == "alarm"]

    return sounds


def test_a_callback_that_is_due_sounds_once_for_whoever_arranged_it(bench, sounds):
    bench.agent("maria")
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    bench.parts.handoffs.schedule("h1", "maria", (bench.clock() + timedelta(hours=1)).timestamp())
    assert sounds() == []
    bench.clock.forward(hours=1)
    assert sounds() == [("callback", "h1", "maria")]
    bench.clock.forward(minutes=1)
    assert sounds() == []
    assert bench.store.get("h1").due
    bench.clock.forward(minutes=14)
    assert sounds() == [("callback", "h1", None)]  # late: for everybody now
    bench.clock.forward(minutes=14)
    assert sounds() == []


def test_whoever_waits_too_long_sounds_once_and_again_when_it_comes_back(bench, sounds):
    bench.handoff("h1")
    assert sounds() == []
    bench.clock.forward(hours=3)
    assert sounds() == [("overdue", "h1", None)]
    assert sounds() == []
    bench.agent("maria")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    bench.store.move("h1", Move.RELEASE, "maria")
    assert sounds() == []
    bench.clock.forward(hours=1)
    assert sounds() == [("overdue", "h1", None)]


def test_a_graver_reason_that_comes_later_sounds(bench, sounds):
    handoff = bench.handoff("h1")
    assert sounds() == []
    reason = {"trigger": "keyword", "category": "health_safety", "reason": "danger", "evidence": "smoke", "turn": 2}
    assert marks.urge(bench.store, handoff, bench.parts.time(), 1, reason)
    assert sounds() == [("grave", "h1", None)]
