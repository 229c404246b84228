"""Collecting the details of a callback."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from actions.callback_details import CallbackFormState, offered_times
from actions.callback_form import CallbackForm
from actions.user_message import NameAnswer
from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.handoff.calendar.callback_words import callback_words
from baton.handoff.calendar.opening_hours import OpeningHours
from tests.unit.actions.messages import message

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)  # a Tuesday
HOURS = load_document(ROOT / "business" / "opening_hours.yml", OpeningHours)


def test_several_details_in_one_message():
    details = message("It's Jane Doe, 020 7946 0018, tomorrow at 10", names=["Jane Doe"], phones=["+442079460018"])
    step = CallbackForm(NOW, HOURS).next(CallbackFormState(), details)
    assert step.state.name == "Jane Doe"
    assert step.state.contact == "+442079460018"
    assert step.state.time is not None
    assert step.ask == "callback_topic"


def test_a_bad_number_is_asked_again_and_counts():
    step = CallbackForm(NOW, HOURS).next(CallbackFormState(asked="callback_contact", name="Jane"), message("12"))
    assert step.response == "utter_bad_contact"
    for wrong in ("jane@exa_mple.com", "me@localhost.c"):
        step = CallbackForm(NOW, HOURS).next(CallbackFormState(asked="callback_contact", name="Jane"), message(wrong))
        assert step.response == "utter_bad_contact" and step.state.contact is None
    assert step.attempt["outcome"] == "invalid"


def test_a_correction_is_no_topic():
    state = CallbackFormState(asked="callback_topic", name="Jane", contact="+447700900789")
    details = message("sorry, wrong number, it is 07700 900456", phones=["+447700900456"])
    step = CallbackForm(NOW, HOURS).next(state, details)
    assert (step.state.contact, step.state.topic, step.ask) == ("+447700900456", None, "callback_topic")


def test_a_corrected_time_is_no_topic():
    at = datetime(2026, 11, 25, 10, tzinfo=timezone.utc)
    state = CallbackFormState(asked="callback_topic", name="Jane", contact="+447700900789", time=at)
    step = CallbackForm(NOW, HOURS).next(state, message("sorry, make it Thursday at 3"))
    assert step.state.topic is None and step.state.time == datetime(2026, 11, 26, 15, tzinfo=timezone.utc)


ASKED_TOPIC = CallbackFormState(asked="callback_topic", name="Jane", contact="+447700900789")


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("yes", "affirm", {}),
        ("ok thanks", "thank", {}),
        ("no", "deny", {}),
        ("just call me please", "request_callback", {}),
        ("07700 900456 please thanks", "inform", {"phones": ["+447700900456"]}),
        ("jane@example.com that's my email", "inform", {"emails": ["jane@example.com"]}),
        ("Jane Doe", "inform", {"names": ["Jane Doe"]}),
        ("...", "inform", {}),
    ],
)
def test_what_says_nothing_is_no_topic(text, intent, entities):
    step = CallbackForm(NOW, HOURS).next(ASKED_TOPIC, message(text, intent, **entities))
    assert (step.state.topic, step.ask) == (None, "callback_topic")


@pytest.mark.parametrize("slot", ["name", "contact", "topic", "time"])
def test_a_yes_to_a_question_for_a_detail_is_asked_back_and_no_failed_try(slot):
    step = CallbackForm(NOW, HOURS).next(CallbackFormState(asked=f"callback_{slot}"), message("yes", "affirm"))
    assert (step.response, step.ask, step.attempt) == (f"utter_bad_{slot}", f"callback_{slot}", None)


@pytest.mark.parametrize("text", ["next week", "sunday at 3", "any time"])
def test_a_time_alone_is_no_topic_and_is_kept_or_answered(text):
    step = CallbackForm(NOW, HOURS).next(ASKED_TOPIC, message(text))
    assert (step.state.topic, step.ask, step.attempt) == (None, "callback_topic", None)
    assert step.state.pending == text or step.response or text == "any time"


@pytest.mark.parametrize(("text", "entities"), [("invoice", {}), ("10047", {"numbers": ["10047"]}), ("my lamp", {})])
def test_a_word_of_its_own_or_an_order_is_a_topic(text, entities):
    step = CallbackForm(NOW, HOURS).next(ASKED_TOPIC, message(text, **entities))
    assert step.state.topic == text


def test_a_topic_with_a_number_in_it_is_one():
    state = CallbackFormState(asked="callback_topic", name="Jane", contact="+447700900789")
    details = message("the kettle leaks, call 07700 900456", phones=["+447700900456"])
    step = CallbackForm(NOW, HOURS).next(state, details)
    assert step.state.topic == "the kettle leaks, call 07700 900456"


TOMORROW = datetime(2026, 11, 25, 10, tzinfo=timezone.utc)
COLLECTED = CallbackFormState("callback_time", "Jane Doe", "+442079460018", "the lamp")
READ_BACK = replace(COLLECTED, asked="callback_confirmed", time=TOMORROW)


def answered(state, text, intent="inform", **entities):
    return CallbackForm(NOW, HOURS).next(state, message(text, intent, **entities))


def test_a_time_is_read_back_before_it_counts():
    step = answered(COLLECTED, "tomorrow at 10")
    assert (step.state.time, step.state.confirmed, step.ask) == (TOMORROW, False, "callback_confirmed")


def test_a_time_that_was_understood_in_part_is_asked_for():
    step = answered(COLLECTED, "tomorrow unless my train is late")
    assert (step.state.time, step.ask, step.response) == (None, "callback_time", "utter_bad_time")
    assert step.attempt["outcome"] == "invalid"


def test_a_yes_books_it():
    for text, intent in (("Yes", "affirm"), ("yes please, thanks", "thank"), ("perfect", "chitchat")):
        step = answered(READ_BACK, text, intent)
        assert step.state.confirmed and step.state.time == TOMORROW and step.ask is None, text


def test_a_no_asks_for_another_and_is_no_failure():
    step = answered(READ_BACK, "No, another time", "deny")
    assert (step.state.time, step.ask, step.attempt) == (None, "callback_time", None)


def test_another_time_is_read_back_anew():
    step = answered(READ_BACK, "no, Thursday at 3", "deny")
    assert (f"{step.state.time:%d %H}", step.state.confirmed, step.ask) == ("26 15", False, "callback_confirmed")


def test_a_yes_with_a_condition_books_nothing():
    for text in ("yes, unless it rains at 10", "yes, unless it rains", "what about my order", "ok but after the film"):
        step = answered(READ_BACK, text, "affirm")
        assert not step.state.confirmed and step.ask is not None and step.attempt, text


def test_a_number_is_corrected_and_the_time_asked_about_again():
    step = answered(READ_BACK, "no, my number is 07700 900456", phones=["+447700900456"])
    assert (step.state.contact, step.state.time, step.ask) == ("+447700900456", TOMORROW, "callback_confirmed")


def test_a_name_that_is_found_in_a_yes_changes_nothing():
    step = answered(READ_BACK, "Perfect", "affirm", names=["Perfect"])
    assert step.state.confirmed and step.state.name == "Jane Doe"


@pytest.mark.parametrize("asked", ["callback_name", "callback_contact"])
def test_what_it_is_about_may_be_said_before_its_turn_and_is_no_order_to_look_up(asked):
    step = answered(
        CallbackFormState(asked=asked), "it's about order 10023, not here", "order_status", numbers=["10023"]
    )
    assert (step.unchanged, step.state.topic, step.attempt) == (False, "order 10023, not here", None)
    assert answered(CallbackFormState(asked=asked), "about tomorrow at 10").state.topic is None


@pytest.mark.parametrize("asked", ["callback_topic", "callback_confirmed"])
def test_a_new_surname_takes_the_place_of_the_old_one_and_is_no_topic(asked):
    state = CallbackFormState(asked=asked, name="Rosalind Okoro", contact="+441632960551")
    step = answered(state, "oh, my surname is now Vance, got married")
    assert (step.state.name, step.state.topic, step.state.confirmed) == ("Rosalind Vance", None, False)


def test_a_question_is_answered_and_the_form_goes_on():
    assert answered(READ_BACK, "what does delivery cost?", "delivery_info").unchanged


def test_a_time_that_has_passed_when_it_is_confirmed_is_asked_for():
    step = answered(replace(READ_BACK, time=NOW), "yes", "affirm")
    assert (step.state.time, step.ask, step.response) == (None, "callback_time", "utter_time_past")


def test_no_part_of_a_phone_number_is_a_time():
    for number in ("020 7946 0018 ext. 7", "oh two oh seven nine four six double oh one eight"):
        details = message(f"Jane Doe, {number}, tomorrow at 10", names=["Jane Doe"], phones=["+442079460018"])
        step = CallbackForm(NOW, HOURS).next(CallbackFormState(), details)
        assert (step.state.contact, step.state.time) == ("+442079460018", TOMORROW)


def test_whom_to_ask_for_is_a_name_beside_a_number_or_somebody_without_one():
    asked = CallbackFormState(asked="callback_name")
    beside = message("Mrs Patel, 07700 900789", name_answer=NameAnswer("Patel", 0.98), phones=["+447700900789"])
    step = CallbackForm(NOW, HOURS).next(asked, beside)
    assert (step.state.name, step.state.contact) == ("Patel", "+447700900789")
    assert CallbackForm(NOW, HOURS).next(asked, message("please ask for my secretary")).state.name == "my secretary"
    assert CallbackForm(NOW, HOURS).next(asked, message("lamp")).state.name is None


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("sunday at 10", "utter_time_closed_then"),
        ("tonight", "utter_time_closed"),
        ("today at 9", "utter_time_past"),
        ("next week", "utter_time_day_missing"),
        ("3pm my time", "utter_time_zone_missing"),
        ("3 march", "utter_time_too_far"),
        ("whenever suits you", "utter_time_choose"),
    ],
)
def test_a_time_that_is_not_possible_is_asked_for_with_the_reason_and_is_no_failed_try(text, response):
    step = answered(COLLECTED, text)
    assert (step.state.time, step.ask, step.response, step.attempt) == (None, "callback_time", response, None)


@pytest.mark.parametrize(
    ("first", "then", "wanted"),
    [
        ("next week", "tuesday", "01 10"),
        ("next week at 3", "on the Wednesday", "02 15"),
        ("10am my time", "New York", "24 15"),
    ],
)
def test_what_was_said_of_a_time_is_completed_by_the_next_answer(first, then, wanted):
    step = answered(answered(COLLECTED, first).state, then)
    assert f"{step.state.time:%d %H}" == wanted and step.ask == "callback_confirmed"


def test_the_customers_own_time_zone_is_kept_for_reading_back():
    step = answered(COLLECTED, "tomorrow 9am, I'm in New York")
    assert step.state.zone is not None and step.state.zone.key == "America/New_York"


@pytest.mark.parametrize("asked", ["callback_name", "callback_contact", "callback_topic"])
def test_a_time_is_taken_before_its_turn(asked):
    state = replace(CallbackFormState(), asked=asked, name=None if asked == "callback_name" else "Jane Doe")
    step = answered(state, "tomorrow at 10 would be good")
    assert step.state.time == TOMORROW and step.state.topic is None


def test_details_come_in_any_order():
    state = CallbackFormState(asked="callback_name")
    for text, entities in (
        ("07700 900456", {"phones": ["+447700900456"]}),
        ("thursday at 3", {}),
        ("it's Jane Doe", {"names": ["Jane Doe"], "name_answer": NameAnswer("Jane Doe", 0.9)}),
    ):
        step = answered(state, text, **entities)
        state = replace(step.state, asked=step.ask)
    assert (state.name, state.contact, state.asked) == ("Jane Doe", "+447700900456", "callback_topic")
    assert f"{state.time:%d %H}" == "26 15"


def test_what_it_is_about_is_taken_from_the_request_and_the_time_beside_it():
    step = answered(CallbackFormState(), "can you call me tomorrow at 10 about the toaster that rattles?")
    assert (step.state.topic, step.state.time) == ("the toaster that rattles", TOMORROW)
    step = answered(CallbackFormState(), "call me about the toaster, that rattles, tomorrow at 10 please")
    assert (step.state.topic, step.state.time) == ("the toaster, that rattles", TOMORROW)
    step = answered(CallbackFormState(), "call me tomorrow about the lamp at 3")
    assert (step.state.topic, step.state.time) == (None, None)
    step = answered(CallbackFormState(), "call me about my invoice, 3pm my time")
    assert (step.state.topic, step.state.pending is not None) == ("my invoice", True)


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("sorry, 0019 not 0018", "+442079460019"),
        ("0019 at the end, not 0018 sorry", "+442079460019"),
        ("it ends in 019", "+442079460019"),
        ("not 7946 but 7846", "+442078460018"),
    ],
)
@pytest.mark.parametrize("asked", ["callback_topic", "callback_time", "callback_confirmed"])
def test_a_part_of_the_number_is_corrected(text, contact, asked):
    state = replace(COLLECTED, asked=asked, topic=None if asked == "callback_topic" else "the lamp")
    state = replace(state, time=TOMORROW if asked == "callback_confirmed" else None)
    step = answered(state, text)
    assert (step.state.contact, step.state.topic, step.ask) == (contact, state.topic, asked)


def test_a_name_that_is_none_is_said_to_be_none():
    step = answered(CallbackFormState(asked="callback_name"), "12345")
    assert (step.state.name, step.ask, step.response) == (None, "callback_name", "utter_bad_name")


@pytest.mark.parametrize("text", ["forget it", "no callback after all", "i don't need it any more", "don't call me"])
def test_whoever_wants_none_after_all_leaves_the_form(text):
    step = answered(COLLECTED, text)
    assert (step.ask, step.response, step.state.time) == (None, "utter_stopped", None)
    changing = answered(replace(READ_BACK, changes=True), text)
    assert changing.ask is None and changing.state.time is None
    assert changing.cancels == (text != "forget it" and "call" in text)


def test_somebody_who_would_rather_know_where_the_order_is_leaves_the_form():
    assert answered(COLLECTED, "where is my order", "order_status").unchanged
    assert answered(
        replace(COLLECTED, asked="callback_topic", topic=None), "where is my order", "order_status"
    ).state.topic


def test_what_is_missing_of_a_time_is_asked_for_in_its_turn():
    step = answered(CallbackFormState(contact="+447700900456"), "call me about my invoice, 3pm my time")
    step = answered(
        replace(step.state, asked=step.ask), "Jane Doe", names=["Jane Doe"], name_answer=NameAnswer("Jane Doe", 0.9)
    )
    assert (step.ask, step.response) == ("callback_time", "utter_time_zone_missing")


def test_to_ask_why_is_no_topic():
    asked = replace(COLLECTED, asked="callback_topic", topic=None)
    assert answered(asked, "why do you want to know", "why_asked").unchanged
    assert answered(asked, "hang on", "wait").unchanged


@pytest.mark.parametrize(
    ("text", "wanted", "topic"),
    [
        ("thursday at 2, it's about the wobbly shelf", "26 14:00", "the wobbly shelf"),
        ("tomorrow 4pm regarding my curtain hooks", "25 16:00", "my curtain hooks"),
        ("on friday at noon, about two bent spoons please", None, "the lamp"),  # "two" may be an hour
        ("sorry no, that one's much too soon, friday at 10", "27 10:00", "the lamp"),
        ("no that's much too soon, could you do quarter past four", "24 16:15", "the lamp"),
        ("rosa here, friday afternoon", "27 14:00", "the lamp"),
        ("friday at 11, the shelf wobbles", "27 11:00", "the lamp"),
    ],
)
def test_a_time_beside_other_words_is_read_and_read_back(text, wanted, topic):
    step = answered(COLLECTED, text)
    assert (f"{step.state.time:%d %H:%M}" if step.state.time else None) == wanted
    assert step.state.topic == topic and not step.state.confirmed
    assert step.ask == ("callback_confirmed" if wanted else "callback_time")


@pytest.mark.parametrize(
    "text",
    [
        "thursday at 2, unless the baby sleeps",
        "thursday at 2, not if the baby sleeps",
        "thursday at 2, only when the baby sleeps",
        "thursday at 2 about the shelf unless the baby sleeps",
        "thursday at 2, or whenever the baby sleeps",
        "thursday at 2, cancel that",
    ],
)
@pytest.mark.parametrize("state", [COLLECTED, READ_BACK])
def test_what_may_change_a_time_beside_it_is_asked_about(text, state):
    step = answered(state, text)
    assert (step.state.time, step.state.confirmed, step.ask) == (None, False, "callback_time")


def test_a_topic_with_a_time_beside_it_gives_both():
    asked = replace(COLLECTED, asked="callback_topic", topic=None)
    step = answered(asked, "the shelf wobbles, thursday at 2")
    assert (step.state.topic, f"{step.state.time:%d %H}") == ("the shelf wobbles", "26 14")
    known = answered(replace(asked, time=TOMORROW), "the shelf wobbles, thursday at 2")
    assert (known.state.topic, known.state.time) == ("the shelf wobbles, thursday at 2", TOMORROW)


@pytest.mark.parametrize("asked", ["callback_name", "callback_contact"])
def test_a_time_before_its_turn_that_is_not_possible_says_why_and_is_no_failed_try(asked):
    state = CallbackFormState(asked=asked, name=None if asked == "callback_name" else "Jane Doe")
    step = answered(state, "sunday at 11")
    assert (step.ask, step.response, step.attempt) == (asked, "utter_time_closed_then", None)
    assert step.when is not None
    step = answered(state, "next week")
    assert (step.ask, step.response, step.attempt, step.state.pending) == (
        asked,
        "utter_callback_noted",
        None,
        "next week",
    )
    assert answered(state, "any time").attempt is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes go ahead", "affirm"),
        ("spot on", "affirm"),
        ("lovely", "chitchat"),
        ("works for me", "affirm"),
        ("yes that hour is good", "affirm"),
    ],
)
def test_a_yes_in_other_words_books_it(text, intent):
    assert answered(READ_BACK, text, intent).state.confirmed


@pytest.mark.parametrize("text", ["lovely, friday at 11", "go ahead at 4", "spot on but later", "go ahead next week"])
def test_a_yes_with_a_time_or_a_but_books_nothing(text):
    assert not answered(READ_BACK, text, "affirm").state.confirmed


def test_another_time_is_no_end_of_the_form():
    step = answered(READ_BACK, "another time please", "stop")
    assert (step.state.time, step.ask, step.response) == (None, "callback_time", None)
    assert answered(READ_BACK, "stop this", "stop").unchanged


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("can you make it 4", "27 16"),
        ("monday", "30 10"),
        ("an hour later", "27 11"),
        ("hmm make it half an hour earlier", "27 09"),
    ],
)
def test_after_a_no_the_day_that_was_read_back_is_kept(text, wanted):
    friday = replace(READ_BACK, time=datetime(2026, 11, 27, 10, tzinfo=timezone.utc))
    after_no = answered(friday, "no", "deny")
    assert after_no.state.time is None
    step = answered(replace(after_no.state, asked=after_no.ask), text)
    assert (f"{step.state.time:%d %H}", step.ask) == (wanted, "callback_confirmed")


@pytest.mark.parametrize(
    ("text", "name"),
    [("rosa here", "Rosa"), ("it's ines", "Ines"), ("hi its ravi shah", "Ravi Shah"), ("it's urgent", None)],
)
def test_a_name_without_capitals_is_an_answer(text, name):
    assert answered(CallbackFormState(asked="callback_name"), text).state.name == name


def test_a_wrong_name_is_corrected_and_the_time_stays():
    step = answered(READ_BACK, "that name is wrong, it's ines")
    assert (step.state.name, step.state.time, step.ask) == ("Ines", TOMORROW, "callback_confirmed")


@pytest.mark.parametrize("text", ["nobody here", "i'm still here", "it's ines"])
def test_what_introduces_nobody_changes_no_name(text):
    assert answered(READ_BACK, text).state.name == "Jane Doe"


def test_a_change_that_begins_with_wait_is_on_the_same_day():
    step = answered(replace(READ_BACK, changes=True), "wait could you make it three", "wait")
    assert f"{step.state.time:%d %H}" == "25 15" and step.ask == "callback_confirmed"


ASKED_TIME = CallbackFormState(asked="callback_time", name="Jane", contact="+447700900789", topic="my bill")


def next_step(state, text, intent="inform", **entities):
    return CallbackForm(NOW, HOURS).next(state, message(text, intent, **entities))


@pytest.mark.parametrize("asked", ["callback_name", "callback_contact", "callback_topic"])
def test_an_ok_is_no_answer_and_no_failed_one(asked):
    step = next_step(CallbackFormState(asked=asked), "lovely, thanks", "chitchat")
    assert (step.ask, step.attempt, step.response, step.unchanged) == (asked, None, None, False)


def test_who_asks_back_is_told_and_asked_again():
    step = next_step(CallbackFormState(asked="callback_name"), "which of you is going to ring?", "request_callback")
    assert (step.ask, step.response, step.attempt) == ("callback_name", "utter_callback_who_calls", None)


@pytest.mark.parametrize(("confidence", "leaves"), [(0.3, False), (0.9, True)])
def test_only_a_sure_question_about_an_order_leaves_the_form(confidence, leaves):
    said = replace(message("so how is it with that", "order_status"), confidence=confidence)
    assert CallbackForm(NOW, HOURS).next(ASKED_TIME, said).unchanged is leaves


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("the first one", datetime(2026, 11, 24, 12, 30, tzinfo=timezone.utc)),
        ("second option please", datetime(2026, 11, 24, 15, 30, tzinfo=timezone.utc)),
    ],
)
def test_a_place_among_the_times_on_the_buttons_is_that_time(text, due):
    step = next_step(ASKED_TIME, text)
    assert (step.state.time, step.ask) == (due, "callback_confirmed")


def test_the_first_of_a_month_is_a_day():
    assert next_step(ASKED_TIME, "on the first at 11").state.time == datetime(2026, 12, 1, 11, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", ["which times are free", "when can you call?", "what slots are there"])
def test_who_asks_when_gets_the_free_times(text):
    step = next_step(ASKED_TIME, text, "order_status")
    assert (step.ask, step.response, step.attempt) == ("callback_time", "utter_time_choose", None)


def test_of_some_time_next_week_the_day_is_asked_for():
    step = next_step(ASKED_TIME, "some time next week")
    assert (step.state.time, step.response) == (None, "utter_time_day_missing")
    assert next_step(step.state, "Tuesday").state.time == datetime(2026, 12, 1, 10, tzinfo=timezone.utc)


def test_a_holiday_is_a_time_at_which_nobody_is_there_and_no_question_for_the_hours():
    step = next_step(ASKED_TIME, "christmas day", "opening_hours")
    assert not step.unchanged and step.response == "utter_time_closed" and step.attempt is None


def test_who_is_to_be_called_is_named_beside_a_number_and_a_time():
    text = "could you ring Ines on 0161 496 0441 on friday at 3 about the cracked bowl"
    step = next_step(CallbackFormState(), text, "request_callback", phones=["+441614960441"])
    assert (step.state.name, step.state.topic) == ("Ines", "the cracked bowl")
    assert step.state.time == datetime(2026, 11, 27, 15, tzinfo=timezone.utc)


def test_about_it_is_no_topic_and_the_words_before_a_topic_are_none():
    assert next_step(CallbackFormState(topic=None), "ring me about it", "request_callback").state.topic is None
    assert next_step(ASKED_TOPIC, "it's about my late cot").state.topic == "my late cot"
    assert next_step(ASKED_TIME, "regarding the toaster").state.topic == "the toaster"


def test_a_no_in_any_word_and_another_day_is_that_day():
    at = datetime(2026, 11, 25, 14, tzinfo=timezone.utc)
    state = replace(ASKED_TIME, asked="callback_confirmed", time=at)
    for text in ("nope friday", "nah, friday", "no, friday"):
        assert next_step(state, text, "deny").state.time == datetime(2026, 11, 27, 14, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how long do i have to return something?", "return_policy"),
        ("Do you sell kettles", "product_question"),
        ("what does delivery cost", "delivery_info"),
    ],
)
def test_what_the_shop_answers_to_everybody_is_no_topic(text, intent):
    step = answered(ASKED_TOPIC, text, intent)
    assert step.unchanged and (step.state.topic, step.ask) == (None, "callback_topic")


@pytest.mark.parametrize("text", ["why is my refund so late?", "can i return my lamp", "returns", "the delivery cost"])
def test_a_question_of_their_own_matter_is_a_topic(text):
    assert answered(ASKED_TOPIC, text, "faq").state.topic == text


def test_a_day_is_nobodys_name():
    step = answered(CallbackFormState(), "pls call me tmrw", "request_callback", names=["tmrw"])
    assert (step.state.name, step.ask) == (None, "callback_name")


@pytest.mark.parametrize("text", ["can you do evenings?", "evenings", "in the evening", "after work please"])
def test_a_part_of_the_day_alone_is_no_hour(text):
    asked = CallbackFormState(asked="callback_time", name="Jane", contact="+447700900789", topic="the lamp")
    step = CallbackForm(NOW, HOURS).next(asked, message(text))
    assert (step.state.time, step.ask, step.response) == (None, "callback_time", "utter_time_choice")
    assert step.attempt is None
    thursday = CallbackForm(NOW, HOURS).next(replace(step.state, asked="callback_time"), message("thursday"))
    assert thursday.state.time is not None and thursday.state.time.hour == 17 and thursday.state.time.day == 26


def test_every_part_of_the_day_is_offered_and_none_taken():
    asked = CallbackFormState(asked="callback_time", name="Jane", contact="+447700900789", topic="the lamp")
    for part, span in callback_words().parts.items():
        step = CallbackForm(NOW, HOURS).next(asked, message(f"{part} please"))
        assert step.state.time is None and step.ask == "callback_time", part
        offered = offered_times(step.state.pending, NOW, HOURS)
        assert offered and (step.response == "utter_time_closed" or all(
            span.start <= HOURS.local(due).time() < span.end for due in offered
        )), part  # fmt: skip


def test_a_part_of_the_day_before_its_turn_waits_for_it():
    asked = CallbackFormState(asked="callback_contact", name="Jane", topic="the lamp")
    step = CallbackForm(NOW, HOURS).next(asked, message("020 7946 0018, evenings", phones=["+442079460018"]))
    assert (step.state.time, step.ask, step.response) == (None, "callback_time", "utter_time_choice")


def test_weekends_are_offered_and_a_place_of_the_list_takes_one():
    asked = CallbackFormState(asked="callback_time", name="Jane", contact="+447700900789", topic="the lamp")
    step = CallbackForm(NOW, HOURS).next(asked, message("do you do weekends"))
    assert step.state.time is None and step.response == "utter_time_choice"
    second = CallbackForm(NOW, HOURS).next(replace(step.state, asked="callback_time"), message("the second one"))
    assert second.state.time == offered_times(step.state.pending, NOW, HOURS)[1]
    assert HOURS.local(second.state.time).weekday() == 5
