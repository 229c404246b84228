"""Callbacks to one number by the dozen: agents are told, and customers read what everybody reads."""

from __future__ import annotations

import pytest

from baton.handoff.records.repository import CUSTOMER
from baton.handoff.service_base import OFTEN_CALLED
from policies.taxonomy import taxonomy
from tests.support.bench import Bench
from tests.support.clock import NIGHT, Clock
from tests.support.log_events import slot

NUMBER, SAME, OTHER = "+447700900789", "07700 900 789", "+447700900456"
FREE = 3


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def booked(bench, number, contact, hours=24):
    events = [slot("callback_name", "Bo Lind"), slot("callback_contact", contact)]
    due = bench.clock().timestamp() + hours * 3600
    bench.parts.handoffs.book_callback(f"c{number}", f"web-{number}", events, due)
    return bench.store.get(f"c{number}")


def marked(handoff):
    return handoff.package["summary"].startswith(OFTEN_CALLED)


def test_beyond_a_few_callbacks_to_a_number_are_kept_marked_and_wait_behind_the_others(bench):
    found = [booked(bench, number, SAME if number % 2 else NUMBER) for number in range(FREE + 2)]
    assert [marked(each) for each in found] == [False] * FREE + [True] * 2
    assert found[-1].priority == taxonomy().least_urgent
    assert {each.state for each in found} == {found[0].state}
    assert not marked(booked(bench, 9, OTHER))
    bench.clock.forward(hours=49)
    assert not marked(booked(bench, 10, NUMBER))


def test_the_same_callback_stored_again_is_not_counted(bench):
    for _ in range(FREE + 2):
        booked(bench, 1, NUMBER)
    assert not marked(booked(bench, 2, NUMBER))


def test_a_number_that_is_given_later_is_counted_too(bench):
    for number in range(FREE):
        booked(bench, number, NUMBER)
    late = booked(bench, 8, OTHER)
    assert bench.parts.handoffs.set_contact(late, SAME)
    assert marked(bench.store.get("c8"))
    assert not bench.parts.handoffs.set_contact(bench.store.get("c8"), SAME)  # nothing new: counted once
    assert bench.store.get("c8").package["summary"].count(OFTEN_CALLED) == 1


def test_a_time_chosen_in_the_queue_is_counted_once_and_answered_in_the_same_words(tmp_path):
    bench = Bench(tmp_path, Clock(NIGHT))
    service = bench.parts.handoffs
    due = service.messages.hours.next_opening(bench.clock()).timestamp() + 3600
    for number in range(FREE + 1):
        handoff = bench.handoff(f"h{number}", f"web-{number}")
        assert service.set_contact(handoff, NUMBER)
        service.schedule(handoff.id, CUSTOMER, due)
    bench.deliver()
    assert [marked(bench.store.get(f"h{number}")) for number in range(FREE + 1)] == [False] * FREE + [True]
    said = [bench.log.conversation(f"web-{number}")[-1].event["text"] for number in range(FREE + 1)]
    assert len(set(said)) == 1 and NUMBER in said[0]


def test_who_leaves_the_chat_with_a_number_is_counted(bench):
    for number in range(FREE + 1):
        bench.handoff(f"h{number}", f"web-{number}")
        assert bench.parts.handoffs.chat_ended(f"web-{number}", NUMBER) == NUMBER
    assert [marked(bench.store.get(f"h{number}")) for number in range(FREE + 1)] == [False] * FREE + [True]


def test_an_agent_may_agree_on_as_many_callbacks_as_they_like(bench):
    for number in range(FREE):
        booked(bench, number, NUMBER)
    handoff = bench.handoff("h9", "web-9")
    bench.agent("maria")
    bench.parts.handoffs.claim("h9", "maria", "Maria")
    bench.parts.handoffs.set_contact(bench.store.get(handoff.id), NUMBER)
    due = bench.clock().timestamp() + 24 * 3600
    assert not marked(bench.parts.handoffs.schedule("h9", "maria", due))


def test_an_erased_customers_number_is_counted_no_more(bench):
    for number in range(FREE):
        booked(bench, number, NUMBER)
    assert bench.parts.proof_attempts.erase([], [], [NUMBER], []) == 1
    assert not marked(booked(bench, 9, NUMBER))
