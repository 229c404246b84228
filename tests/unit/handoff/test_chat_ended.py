"""A customer who ends the chat while somebody is coming: reached elsewhere, or out of the queue."""

from __future__ import annotations

import pytest

from baton.channels.web.chat_store import Chats
from baton.handoff.records.lifecycle import State
from tests.support.talk import UNTIL_NIGHT, Talk

PHONE = "+447700900456"


@pytest.fixture
def ended(talk):
    """Ends the chat of a conversation."""

    def end(contact=None, conversation="c1"):
        chats = Chats(talk.bench.engine, talk.bench.clock)
        chats.begin(conversation, "visitor")
        chats.end(conversation, spoken=True)
        reached_at = talk.service.chat_ended(conversation, contact)
        talk.deliver()
        return reached_at

    return end


def test_whoever_cannot_be_reached_leaves_the_queue_and_the_next_moves_up(talk, ended):
    talk.escalate()
    other = Talk(talk.bench, "c2")
    other.escalate("h2")
    assert ended() is None
    assert talk.handoff().state is State.ABANDONED and not talk.paused()
    assert other.service.state_for_customer("c2")["position"] == 1
    told = len(talk.said())
    talk.look(minutes=10)
    assert len(talk.said()) == told  # no "this takes longer"


def test_a_callback_in_the_chat_that_is_over_is_closed_too(talk, ended):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press(next(iter(talk.buttons())))
    assert ended() is None
    assert talk.handoff().state is State.ABANDONED


def test_an_address_keeps_it_where_it_is_without_notes_that_nobody_reads(talk, ended):
    talk.escalate()
    assert ended(PHONE) == PHONE
    handoff = talk.handoff()
    assert handoff.state is State.QUEUED and handoff.package["customer"]["phone"] == PHONE
    told = len(talk.said())
    talk.look(minutes=10)
    assert len(talk.said()) == told
    assert talk.bench.store.ended_chats(["c1", "c2"]) == {"c1"}


def test_an_address_that_is_known_from_before_counts(talk, ended):
    talk.bench.log_event("c1", {"event": "slot", "name": "callback_contact", "value": PHONE})
    talk.escalate()
    assert ended() == PHONE and talk.handoff().state is State.QUEUED


def test_a_grave_matter_stays_for_a_person_to_look_at(talk, ended):
    talk.escalate(trigger="permanent_category", category="health_safety")
    assert ended() is None
    assert talk.handoff().state is State.QUEUED


def test_whoever_is_talking_to_a_person_is_left_to_them(talk, ended):
    talk.escalate()
    talk.service.claim("h1", "maria", "Maria")
    ended()
    assert talk.handoff().state is State.CLAIMED


def test_a_chat_that_ended_before_its_handoff_was_opened_does_not_wait(talk, ended):
    ended()
    talk.escalate()
    talk.look(seconds=6)
    assert talk.handoff().state is State.ABANDONED
