"""Whatever comes late changes no handoff: a bot's answer, an agent's retry, a decision that was dealt with."""

from __future__ import annotations

import pytest

from baton.handoff.records.lifecycle import State, TransitionRefused


def close(talk):
    talk.escalate()
    talk.service.claim("h1", "maria", "Maria")
    talk.service.resolve("h1", "maria", None)
    talk.deliver()


def test_a_bot_that_answers_late_opens_nothing_again(talk):
    close(talk)
    talk.bench.log_event("c1", {"event": "bot", "text": "Your order 10012 is on its way."})
    talk.service.open_missing("c1")
    talk.look(minutes=10)
    assert [(h.id, h.state) for h in talk.bench.store.find()] == [("h1", State.RESOLVED)]
    assert talk.service.state_for_customer("c1") == {"owner": "bot"}


def test_a_decision_that_was_dealt_with_opens_nothing_again(talk):
    close(talk)
    events = talk.events()
    decided = max(i for i, event in enumerate(events) if event.get("name") == "escalation" and event["value"])
    assert talk.service.open("c1", events[: decided + 1]) == "h1"  # an action server that was stopped and goes on
    talk.deliver()
    assert [(h.id, h.state) for h in talk.bench.store.find()] == [("h1", State.RESOLVED)]
    assert talk.said()[-1] == "This conversation is closed. Write again whenever you need us."


def test_an_agent_who_is_late_is_refused_and_nothing_is_said(talk):
    close(talk)
    told = len(talk.said())
    for deed in (
        lambda: talk.service.claim("h1", "ben", "Ben"),
        lambda: talk.service.resolve("h1", "maria", None),
        lambda: talk.service.reply("h1", "maria", "Maria", "one more thing"),
    ):
        with pytest.raises(TransitionRefused):
            deed()
    talk.deliver()
    assert len(talk.said()) == told


def test_a_decision_while_a_person_has_the_conversation_is_theirs(talk):
    """Two decisions can come where Rasa lost its pause: the second one does not open a second owner."""
    talk.escalate()
    talk.escalate("h2", trigger="permanent_category", category="health_safety")
    assert [h.id for h in talk.bench.store.find()] == ["h1"]
    assert talk.handoff().priority == 1
    assert talk.handoff().package["trigger"]["also"][-1]["category"] == "health_safety"
