"""Several matters in one message are answered one after the other, the one that needs an order last."""

from __future__ import annotations

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.decision import decide
from policies.facts_fold import facts
from policies.matters import next_action
from policies.policy_document import PolicyDocument
from tests.support.log_events import user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
NUMBER = [{"entity": "order_number", "value": "10047"}]


def matter(text, intent):
    return {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": []}


CARDS, HOURS = matter("do you take Amex?", "payment_methods"), matter("open today?", "opening_hours")
ORDER = matter("where is 10047", "order_status")


def steps(message, form=None, asks_on=False):
    """The actions that follow a message; `asks_on`: the form still has something to ask."""
    current, latest, done = facts([*form_events(form), message]), "action_listen", []
    while True:
        latest = next_action(current, latest, form)
        if latest in (None, "action_listen"):
            return done
        done.append(latest)
        form = ("order_form" if asks_on else None) if latest == "order_form" else form


def form_events(form):
    return [{"event": "active_loop", "name": form}] if form else []


@pytest.mark.parametrize(
    ("message", "form", "asks_on", "actions"),
    [
        (user("…", "greet", matters=[CARDS, HOURS]), None, False, ["action_answer_matters"]),
        (
            user("…", "order_status", matters=[ORDER, CARDS]),
            None,
            False,
            ["action_answer_matters", "order_form", "action_show_order"],
        ),
        (user("…", "nlu_fallback", matters=[ORDER, CARDS]), None, True, ["action_answer_matters", "order_form"]),
        (
            user("…", "payment_methods", matters=[ORDER, CARDS]),
            "order_form",
            True,
            ["action_answer_matters", "order_form"],
        ),
        (
            user("…", "payment_methods", matters=[CARDS, HOURS]),
            "order_form",
            True,
            ["action_answer_matters", "order_form"],
        ),
        (user("…", "payment_methods", matters=[CARDS, HOURS]), "callback_form", True, []),
        (user("hi, …", "greet", matters=[ORDER]), None, True, ["order_form"]),
        (user("blah 10047", "nlu_fallback", entities=NUMBER), None, False, ["order_form", "action_show_order"]),
        (user("where is 10047", "order_status", entities=NUMBER), None, False, []),
        (user("blah", "nlu_fallback"), None, False, []),
    ],
)
def test_the_order_of_answers(message, form, asks_on, actions):
    assert steps(message, form, asks_on) == actions


def test_such_a_message_is_understood_and_is_progress():
    current = facts([user("blah"), user("…", "nlu_fallback", matters=[CARDS, HOURS])])
    assert not current.not_understood and current.exchanges == 0
    assert facts([user("blah 10047", "nlu_fallback", entities=NUMBER)]).turn.understood


def test_many_problems_in_one_message_are_complexity_at_once():
    told = user("…", "problem_report", problem="damaged", problems=["damaged", "login", "invoice"])
    decision = decide(facts([told]), POLICY)
    assert decision is not None and decision.trigger == "complexity"
    assert decide(facts([user("…", "problem_report", problem="late", problems=["late", "login"])]), POLICY) is None


def test_a_signal_comes_before_every_matter():
    told = user("…", "order_status", {"health_safety": 0.9}, matters=[ORDER, CARDS])
    assert decide(facts([told]), POLICY).category == "health_safety"
