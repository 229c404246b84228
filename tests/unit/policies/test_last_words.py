"""Polite last words of a customer who wants no AI open nothing; whatever carries more does."""

from __future__ import annotations

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.decision import decide, takes_leave
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from tests.support.log_events import slot, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)


def resolved(*after):
    """A customer who asked for no AI, and whose issue a person has dealt with."""
    settled = {"trigger": "no_ai_contact", "category": "no_ai", "handoff": "h1"}
    log = [
        user("No bot please", "no_ai", {"no_ai": 0.95}),
        slot("escalation", {"id": "h1", "reasons": []}),
        slot("no_ai", True),
        {"event": "pause"},
        user("ok"),
        {"event": "resume"},
        slot("escalation", None),
        slot("no_ai", True),
        slot("settled", settled),
        *after,
    ]
    return facts(log)


@pytest.mark.parametrize(
    "text",
    [
        "bye",
        "you too!",
        "Thanks so much for your help, have a lovely evening",
        "ok great, cheers",
        "👍",
        "Same to you :)",
    ],
)
def test_last_words_open_nothing_and_no_bot_answers(text):
    after = resolved(user(text, "goodbye"))
    assert takes_leave(after, POLICY) and decide(after, POLICY) is None


@pytest.mark.parametrize(
    "message",
    [
        user("thanks, where is my kettle", "thank"),
        user("bye, and cancel my order", "goodbye"),
        user("help me", "thank"),
        user("I have a problem", "goodbye"),
        user("thanks?", "thank"),
        user("thank you", "thank", problem="damaged"),
        user("thank you", "thank", {"health_safety": 0.95}),
        user("thank you", "thank", {"explicit_human": 0.95}),
        user("no bots, thanks", "no_ai", {"no_ai": 0.95}),
        user("thanks", "thank", entities=[{"entity": "order_number", "value": "10023"}]),
    ],
    ids=lambda message: message["text"],
)
def test_whatever_carries_more_goes_to_a_person(message):
    after = resolved(message)
    assert not takes_leave(after, POLICY) and decide(after, POLICY) is not None


def test_before_anything_was_dealt_with_a_greeting_goes_to_a_person():
    first = facts([slot("no_ai", True), user("thank you", "thank")])
    assert not takes_leave(first, POLICY) and decide(first, POLICY) is not None


def test_later_on_it_is_a_new_conversation():
    after = resolved(*(user("thanks", "thank") for _ in range(5)))
    assert not takes_leave(after, POLICY) and decide(after, POLICY) is not None
