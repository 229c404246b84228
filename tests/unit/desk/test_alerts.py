"""What sounds at the desk: once for everybody, from the audit trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baton.desk.assignment import alerts, service_level
from baton.desk.live.change_feed import ChangeFeed
from baton.desk.store.handoff_rows import waits
from baton.handoff.records.lifecycle import State


@pytest.fixture
def sounds(bench):
    """Looks as the desk's loops do; the alarms that were new."""
    parts = bench.parts
    follower = ChangeFeed(bench.engine, bench.log, lambda _: None, parts.rules, parts.presence, bench.clock)
    follower.step()

    def sounds():
        parts.queue_watcher.run_once()
        parts.alerts.step()
        return [(change.kind, change.handoff_id, change.to) for change in follower.step() if change.what == "alarm"]

    return sounds


def test_a_callback_that_is_due_sounds_once_for_whoever_arranged_it(bench, sounds):
    bench.agent("maria")
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    bench.parts.handoffs.schedule("h1", "maria", (bench.clock() + timedelta(hours=1)).timestamp())
    assert sounds() == []
    bench.clock.forward(hours=1)
    bench.agents.set_duty("maria", True)
    assert sounds() == [("callback", "h1", "maria")]
    bench.clock.forward(minutes=1)
    assert sounds() == []
    assert bench.store.get("h1").due
    bench.clock.forward(minutes=14)
    assert sounds() == [("callback", "h1", None)]  # late: for everybody now
    bench.clock.forward(minutes=14)
    assert sounds() == []


@pytest.mark.parametrize("gone", ["away", "vanished", "closed"])
def test_a_callback_of_somebody_who_is_not_there_sounds_for_the_team(bench, sounds, gone):
    bench.agent("maria")
    bench.handoff("h1")
    bench.agents.set_duty("maria", True)
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    bench.parts.handoffs.schedule("h1", "maria", (bench.clock() + timedelta(hours=1)).timestamp())
    bench.clock.forward(hours=1)
    if gone == "away":
        bench.agents.seen("maria")
        bench.agents.set_duty("maria", False)
    elif gone == "closed":
        bench.agents.seen("maria")
        bench.agents.deactivate("maria")
    assert sounds() == [("callback", "h1", None)]


def test_a_callback_of_an_outside_desk_stays_theirs(bench, sounds):
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "Zendesk", "Ann of Zendesk")
    bench.parts.handoffs.schedule("h1", "Zendesk", (bench.clock() + timedelta(hours=1)).timestamp())
    bench.clock.forward(hours=1)
    sounds()
    assert bench.store.get("h1").owner == "Zendesk"


def test_what_is_put_back_because_its_owner_is_gone_sounds_for_the_team(bench, sounds):
    bench.agent("maria")
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    sounds()
    bench.parts.absent_owners.sign_out("maria")
    assert sounds() == [("put_back", "h1", None)]


def test_whoever_waits_too_long_sounds_once_and_again_when_it_comes_back(bench, sounds):
    bench.handoff("h1")
    assert sounds() == []
    bench.clock.forward(hours=3)
    assert sounds() == [("overdue", "h1", None)]
    assert sounds() == []
    bench.agent("maria")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    bench.parts.handoffs.release("h1", "maria")
    assert sounds() == []
    bench.clock.forward(hours=1)
    assert sounds() == [("overdue", "h1", None)]


def test_a_graver_reason_that_comes_later_sounds(bench, sounds):
    handoff = bench.handoff("h1")
    assert sounds() == []
    reason = {"trigger": "keyword", "category": "health_safety", "reason": "danger", "evidence": "smoke", "turn": 2}
    assert bench.store.raise_priority(handoff, bench.parts.time(), 1, reason)
    assert sounds() == [("grave", "h1", None)]


def test_many_who_wait_ask_for_a_few_clocks_and_are_looked_up_once(bench, monkeypatch):
    for number in range(16):
        bench.handoff(f"h{number}", f"c{number}")
        bench.clock.forward(minutes=4)
    alerts, asked, looked_up = bench.parts.alerts, [], []
    limit, recorded = service_level.limit, type(alerts)._recorded
    monkeypatch.setattr(service_level, "limit", lambda *given, **named: (asked.append(1), limit(*given, **named))[1])
    monkeypatch.setattr(type(alerts), "_recorded", lambda self, ids: (looked_up.extend(ids), recorded(self, ids))[1])
    alone = {h.id for h in bench.store.each([State.QUEUED]) if bench.clock().timestamp() - h.moved_at >= 30 * 60}
    assert alerts.step() == len(alone) > 0
    assert len(asked) <= 6
    looked_up.clear()
    assert alerts.step() == 0
    assert looked_up == []


def test_only_who_has_waited_for_a_limit_is_read(bench, sounds, monkeypatch):
    bench.handoff("h1", category="order_status")
    bench.clock.forward(minutes=1)
    bench.handoff("h2", "c2", category="order_status")
    allowed = bench.parts.rules().limit(bench.store.get("h1").priority)
    found = []
    monkeypatch.setattr(alerts, "waits", lambda *given: found.append(waits(*given)) or found[-1])
    bench.clock.forward(seconds=allowed - 60)
    assert ("overdue", "h1", None) in sounds()
    assert [handoff_id for _, _, handoff_id in found[-1]] == ["h1"]
