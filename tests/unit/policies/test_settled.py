"""After a person gave the conversation back: the same reason alone is no new handover at once, a new one is."""

from __future__ import annotations

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.decision import dealt_with, decide
from policies.facts import SETTLED_TURNS
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from tests.support.log_events import slot, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)


def returned(trigger="do_not_attempt", category="refund"):
    """A conversation that a person has dealt with and given back."""
    return [
        user("I want my money back", "refund", {"refund": 0.9}),
        slot("escalation", {"id": "h1", "reasons": []}),
        {"event": "pause"},
        user("thanks, and when does it come?"),
        {"event": "resume"},
        slot("escalation", None),
        slot("settled", {"trigger": trigger, "category": category, "handoff": "h1"}),
    ]


def now(log):
    return facts(log)


def test_the_same_reason_alone_is_answered_once_and_then_handed_over():
    log = [*returned(), user("so is my refund on its way", "refund", {"refund": 0.9})]
    assert decide(now(log), POLICY) is None
    assert dealt_with(now(log), POLICY)
    log += [slot("settled", None), user("no, the refund is not there", "refund", {"refund": 0.9})]
    assert not dealt_with(now(log), POLICY)
    assert decide(now(log), POLICY).category == "refund"


def test_it_is_answered_in_the_same_turn_however_often_the_policy_is_asked():
    log = [*returned(), user("so is my refund on its way", "refund", {"refund": 0.9}), slot("settled", None)]
    assert decide(now(log), POLICY) is None


def test_another_reason_hands_over_at_once():
    log = [*returned(), user("cancel the other order", "cancel_change", {"cancel_change": 0.9})]
    assert decide(now(log), POLICY).category == "cancel_change"


def test_the_same_reason_beside_another_one_hands_over():
    log = [*returned(), user("refund me or see my lawyer", "refund", {"refund": 0.9, "legal": 0.9})]
    assert decide(now(log), POLICY).category == "legal"


@pytest.mark.parametrize(
    ("trigger", "category", "signal"),
    [
        ("permanent_category", "legal", "legal"),
        ("explicit_request", "explicit_request", "explicit_human"),
        ("no_ai_contact", "no_ai", "no_ai"),
    ],
)
def test_what_always_goes_to_a_person_still_does(trigger, category, signal):
    log = [*returned(trigger, category), user("…", "chitchat", {signal: 0.9})]
    assert decide(now(log), POLICY).trigger == trigger


def test_after_some_messages_the_old_matter_is_a_new_one():
    log = returned()
    log += [user("something else", "return_policy") for _ in range(SETTLED_TURNS)]
    log.append(user("I want a refund", "refund", {"refund": 0.9}))
    assert decide(now(log), POLICY).category == "refund"
