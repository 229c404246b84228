"""The limits count what brings nobody further: not answers, greetings and silence."""

from __future__ import annotations

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.decision import decide
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from tests.support.log_events import slot, tried, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)  # launch: 8 and 30 exchanges, 5 minutes


def asked(name, text="…", at=0.0, intent="return_policy"):
    return user(text, intent, at=at, question={"outcome": "answer", "ranking": [{"id": name, "score": 0.9}]})


def reason(events):
    decision = decide(facts(events), POLICY)
    return decision.firings[0].reason if decision else None


def in_vain(number, every=1.0):
    """Messages that bring nothing."""
    return [user(f"word {place}", at=every * place) for place in range(number)]


@pytest.mark.parametrize(
    ("talk", "exchanges"),
    [
        (in_vain(3), 3),
        ([*in_vain(3), asked("faq/return_label")], 0),
        ([asked("faq/return_label"), *in_vain(2)], 2),
        ([asked("faq/return_label"), asked("faq/return_label")], 1),
        ([asked("faq/return_label"), asked("faq/return_cost")], 0),
        ([user("how long?", "delivery_info"), user("what does it cost?", "delivery_info")], 0),
        ([user("how long?", "delivery_info"), user("How long? ", "delivery_info")], 1),
        ([user("where is it", "order_status"), tried("order_lookup", "found", "10047")], 0),
        ([user("where is it", "order_status"), tried("order_lookup", "not_found", "10047")], 1),
        ([user("which one", "product_question"), tried("product_unknown", "asked_back")], 1),
        ([user("hello", "greet"), user("thanks, I see", "wait"), user("ok", "affirm")], 0),
        ([*in_vain(2), user("all sorted", "solved")], 0),
    ],
)
def test_what_counts_as_an_exchange_without_progress(talk, exchanges):
    assert facts(talk).exchanges == exchanges


def test_the_same_answer_about_an_order_again_is_no_progress_and_another_is():
    shown = [asked("order/total", intent="order_question"), tried("order_lookup", "found", "10047")]
    assert facts([*shown, *shown]).exchanges == 1
    other = [asked("order/items", intent="order_question"), tried("order_lookup", "found", "10047")]
    assert facts([*shown, *shown, *other]).exchanges == 0


def test_filling_in_a_form_is_progress_and_saying_the_same_again_is_not():
    form = [user("where is it", "order_status"), {"event": "active_loop", "name": "order_form"}]
    given = [*form, user("10047", "inform"), slot("order_asked", "10047")]
    assert facts(given).exchanges == 0
    assert facts([*given, user("10047", "inform"), slot("order_asked", "10047")]).exchanges == 1


def test_eight_exchanges_in_vain_are_too_many_and_eight_answers_are_not():
    assert reason(in_vain(7)) is None
    assert reason(in_vain(8)) == "8 exchanges without progress"
    answers = [asked(f"faq/{number}", at=number * 30) for number in range(12)]
    assert reason(answers) is None
    assert reason([*answers, *in_vain(7)]) is None


def test_at_last_it_is_too_long_whatever_was_answered():
    answers = [asked(f"faq/{number}", at=number) for number in range(30)]
    assert reason(answers[:-1]) is None
    assert reason(answers) == "30 exchanges in one matter"
    slow = [asked(f"faq/{number}", at=number * 119) for number in range(17)]
    assert reason(slow[:-1]) is None
    assert reason(slow) == "32 minutes in one matter"


def test_minutes_of_silence_do_not_count():
    assert reason([*in_vain(1), user("found it", at=301)]) is None
    assert reason(in_vain(3, every=120)) is None
    assert reason(in_vain(4, every=120)) == "6 minutes without progress"
    assert reason([*in_vain(3, every=110), user("still nothing", at=3500)]) == "6 minutes without progress"
    assert reason([*in_vain(3, every=110), user("I'm back", at=90_000)]) is None


@pytest.mark.parametrize("last", ["thank", "deny", "greet", "affirm", "goodbye", "why_asked"])
def test_nobody_is_handed_over_for_small_talk(last):
    assert reason([*in_vain(7), user("no that's all thank you", last, at=9)]) is None
    assert reason([*in_vain(20)[:7], user("…", last, at=900)]) is None


def test_what_was_not_understood_before_an_answer_is_forgotten():
    lost = [user("blorp", "nlu_fallback"), asked("faq/return_label"), user("zz", "nlu_fallback")]
    assert reason(lost) is None
    assert reason([lost[0], user("hi", "greet"), lost[2]]) is not None
