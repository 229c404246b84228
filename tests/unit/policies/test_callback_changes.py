"""A message that changes a callback which is agreed on, and messages that are about something else."""

from __future__ import annotations

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from policies.callback_changes import callback_change
from policies.decision import changes_callback, decide
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from tests.support.log_events import tried, user

POLICY = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
BOOKED = [user("tomorrow at 10", "inform"), tried("callback", "booked", "2026-11-25 10:00")]
PHONE = "+447700900456"


def number(value=PHONE):
    return [{"entity": "phone", "value": value}]


@pytest.mark.parametrize(
    "text",
    [
        "sorry, wrong number, it is 07700 900456",
        "oops, there was a typo in my number: 07700 900456",
        "Actually use +44 7700 900456, please",
        "07700 900456",
        "My phone broke, ring me at work instead: 07700 900456",
        "\u200esorry, it’s 07700 900456\u202c",
    ],
)
def test_a_number_is_a_correction_whatever_the_small_words_around_it(text):
    change = callback_change(text, phones=[PHONE])
    assert change is not None and change.contact == PHONE and not change.time


@pytest.mark.parametrize(
    "text",
    [
        "can we make it 11 instead?",
        "could you call a bit later, at 5?",
        "Sorry, I meant Thursday",
        "no, 10:30 on the 27th",
        "I can't do Friday, Monday?",
        "half past three would suit me better",
        "wait could you make it three",
    ],
)
def test_a_time_is_a_correction_where_it_is_to_be_another_one(text):
    change = callback_change(text)
    assert change is not None and change.time and change.contact is None


@pytest.mark.parametrize(
    "text",
    [
        "the parcel should have come tomorrow at 3",
        "can I change order 10023?",
        "it was not delivered on Friday",
        "could you tell me when my kettle comes, Monday?",
        "thanks",
        "actually, where is it?",
    ],
)
def test_what_has_words_of_its_own_is_no_correction(text):
    assert callback_change(text, just_agreed=True) is None


def test_an_address_beside_other_words_may_be_the_one_of_an_order():
    assert callback_change("the order is under bo@example.com", emails=["bo@example.com"]) is None
    assert callback_change("please mail me instead: bo@example.com", emails=["bo@example.com"]) is not None


def test_a_time_alone_counts_as_the_answer_to_the_confirmation_only():
    assert callback_change("Friday at 3") is None
    assert callback_change("Friday at 3", just_agreed=True) is not None


def test_a_change_of_the_callback_is_no_change_of_an_order():
    log = [*BOOKED, user("can we make it 11 instead?", "cancel_change", {"cancel_change": 0.95})]
    assert changes_callback(facts(log), POLICY) and decide(facts(log), POLICY) is None


def test_call_me_on_another_number_asks_for_nobody_else():
    signals = {"explicit_human": 0.95}
    plain = [*BOOKED, user("call me on 07700 900456 instead", "inform", signals, entities=number())]
    assert changes_callback(facts(plain), POLICY)
    more = [*BOOKED, user("let a human ring 07700 900456 now", "inform", signals, entities=number())]
    assert not changes_callback(facts(more), POLICY) and decide(facts(more), POLICY) is not None


def test_a_danger_in_the_same_message_goes_to_a_person():
    text = "wrong number, it is 07700 900456, smoke"
    log = [*BOOKED, user(text, "inform", {"health_safety": 0.95}, entities=number())]
    assert not changes_callback(facts(log), POLICY) and decide(facts(log), POLICY) is not None


def test_nothing_is_changed_before_a_booking_or_after_a_person_had_the_conversation():
    correction = user("sorry, wrong number, it is 07700 900456", "inform", entities=number())
    assert not changes_callback(facts([correction]), POLICY)
    assert not changes_callback(facts([*BOOKED, {"event": "pause"}, {"event": "resume"}, correction]), POLICY)
    assert not changes_callback(facts(BOOKED), POLICY)


def test_another_form_keeps_its_answers_but_a_number_is_heard():
    form = [*BOOKED, {"event": "active_loop", "name": "order_form"}]
    address = [{"entity": "email", "value": "bo@example.com"}]
    assert not changes_callback(facts([*form, user("bo@example.com", "inform", entities=address)]), POLICY)
    assert not changes_callback(facts([*form, user("no, Friday", "inform")]), POLICY)
    assert changes_callback(facts([*form, user("wrong number, 07700 900456", "inform", entities=number())]), POLICY)


def test_a_corrected_time_is_understood_and_no_failure_of_the_bot():
    turn = facts([*BOOKED, user("make it 11 instead", "nlu_fallback")]).turn
    assert turn is not None and turn.understood


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sorry my name is piet vos not pete", ["piet vos"]),
        ("wrong name, it's hanna", []),
        ("actually the surname is Lindt", ["Lindt"]),
        ("can you change the name to Bo Lind please", ["Bo Lind"]),
        ("it's Anna, not Hanna", ["Anna"]),
    ],
)
def test_another_name_is_a_correction(text, names):
    change = callback_change(text, names=names)
    assert change is not None and change.detail and not change.time and change.contact is None


@pytest.mark.parametrize(
    ("text", "name"), [("it should be petra novak", "petra novak"), ("this is Bo", "Bo"), ("for Bo please", "Bo")]
)
def test_a_name_among_small_words_corrects_what_was_just_confirmed(text, name):
    change = callback_change(text, names=[name], just_agreed=True)
    assert change is not None and change.detail
    assert callback_change(text, names=[name]) is None
    assert callback_change(f"who is {name}", names=[name], just_agreed=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "and the number ends in 124 not 123",
        "sorry, the last two digits are 65",
        "wrong end, it's 889 at the end not 898",
    ],
)
def test_a_part_of_the_number_is_a_correction(text):
    change = callback_change(text, just_agreed=True)
    assert change is not None and change.detail and not change.time


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("my name is jane doe where is my parcel", ["jane doe"]),
        ("what's the name of the carrier", []),
        ("the name on the order is Jane Doe", ["Jane Doe"]),
        ("Jane Doe", ["Jane Doe"]),
        ("the tracking number ends in 124", []),
        ("the last lamp cost 49", []),
        ("not a name I know, was it stolen from the parcel?", []),
    ],
)
def test_a_name_or_digits_of_something_else_are_none(text, names):
    assert callback_change(text, names=names, just_agreed=True) is None
