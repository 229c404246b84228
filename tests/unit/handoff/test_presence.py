"""Presence and duty: what is true now, and what is too old to say anything."""

from __future__ import annotations

import pytest

from baton.handoff.presence.availability import PRESENT_SECONDS, AgentAvailability
from baton.handoff.presence.presence import HERE_SECONDS, KEEP_SECONDS, TYPING_SECONDS, Presence


@pytest.fixture
def presence(bench):
    return Presence(bench.engine, bench.clock)


def test_a_conversation_that_nobody_looked_at_is_unknown(presence):
    assert presence.read("c1").customer == "unknown"
    presence.agent_types("c1", "Maria")
    assert (presence.read("c1").customer, presence.read("c1").agent_typing) == ("unknown", "Maria")


def test_a_customer_types_reads_and_goes_away(bench, presence):
    presence.customer_here("c1")
    assert presence.read("c1").customer == "reading"
    presence.customer_types("c1")
    assert presence.read("c1").customer == "typing"
    bench.clock.forward(seconds=TYPING_SECONDS)
    assert presence.read("c1").customer == "reading"
    presence.customer_left("c1")
    left = presence.read("c1")
    assert (left.customer, left.customer_since) == ("away", bench.clock().timestamp())
    presence.customer_here("c1")
    assert presence.read("c1").customer == "reading"


def test_a_stream_that_died_without_a_word_is_away_since_its_last_sign(bench, presence):
    presence.customer_here("c1")
    died = bench.clock().timestamp()
    bench.clock.forward(seconds=HERE_SECONDS)
    assert (presence.read("c1").customer, presence.read("c1").customer_since) == ("away", died)


def test_typing_ends_by_itself_and_on_word(bench, presence):
    presence.agent_types("c1", "Maria")
    bench.clock.forward(seconds=TYPING_SECONDS)
    assert presence.read("c1").agent_typing is None
    presence.agent_types("c1", "Maria")
    presence.agent_types("c1", "Maria", typing=False)
    assert presence.read("c1").agent_typing is None
    presence.customer_types("c1")
    presence.customer_types("c1", typing=False)
    assert presence.read("c1").customer == "reading"


def test_changes_are_told_and_old_rows_are_forgotten(bench, presence):
    presence.customer_here("c1")
    bench.clock.forward(seconds=1)
    since = bench.clock().timestamp()
    presence.customer_types("c2")
    assert presence.changed(since) == {"c2": since}
    bench.clock.forward(seconds=KEEP_SECONDS + 1)
    assert presence.forget() == 2 and presence.changed(0) == {}


def test_only_those_on_duty_and_heard_of_lately_are_present(bench):
    duty = AgentAvailability(bench.engine, bench.clock)
    for login in ("ann", "maria", "tom"):
        bench.agent(login)
    bench.agents.set_duty("ann", True)
    bench.agents.set_duty("maria", True)
    assert duty.present() == ["ann", "maria"]
    bench.agents.set_duty("maria", False)
    assert duty.present() == ["ann"]
    bench.clock.forward(seconds=PRESENT_SECONDS)
    assert duty.present() == []
    bench.agents.seen("ann")
    assert duty.present() == ["ann"]
    bench.agents.deactivate("ann")
    assert duty.present() == []
