"""What the desk answers while the bot is silent: times for a callback, where to reach the customer, a new danger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baton.handoff.records.lifecycle import State, TransitionRefused
from tests.support.talk import UNTIL_NIGHT, Talk

PHONE = {"entities": [{"entity": "phone", "value": "+442079460018", "start": 0, "end": 13}]}
BOOKED = "Agreed: we come back to you on Wednesday 25 November at 09:00 GMT, here in this chat."


def grave(signal="health_safety"):
    return {"escalation_signals": [{"signal": signal, "confidence": 0.9, "evidence": "smoke", "source": "message"}]}


@pytest.fixture
def night(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    return talk


def test_at_night_the_customer_is_told_at_once_and_offered_times(night):
    assert night.said() == [
        "Our team is here again Wednesday 25 November at 09:00. Your message is kept and answered then. Would you "
        "rather agree on a time? Choose one, and we come back to you then."
    ]
    assert list(night.buttons()) == [
        "Wed 25 Nov, 09:00 GMT",
        "Wed 25 Nov, 12:00 GMT",
        "Thu 26 Nov, 09:00 GMT",
        "Thu 26 Nov, 12:00 GMT",
        "Another time",
        "I'll wait",
        "Ask the assistant meanwhile",
    ]


def test_the_next_opening_is_given_with_the_shops_time_zone(night):
    opens_at = night.bench.parts.hours.next_opening(night.bench.clock()).timestamp()
    told = {"owner": "queue", "opens_at": opens_at, "zone": "Europe/London"}
    assert night.service.state_for_customer("c1") == told


def test_a_pressed_time_is_booked_once(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    assert night.said()[-1].startswith(BOOKED)
    handoff = night.handoff()
    assert handoff.state is State.CALLBACK_DUE and handoff.bot_paused
    assert night.bench.parts.hours.local(night.bench.clock()).hour == 22
    zone = "Europe/London"
    assert night.service.state_for_customer("c1") == {"owner": "queue", "callback_at": handoff.due_at, "zone": zone}
    assert [e["who"] for e in night.bench.store.audit("h1") if e["what"] == "schedule"] == ["customer"]


def test_a_press_that_is_heard_twice_is_booked_once(night):
    number = night.write("Wed 25 Nov, 09:00 GMT", payload=night.buttons()["Wed 25 Nov, 09:00 GMT"])
    night.bench.parts.customer_input.handle_event(number, "c1")
    night.deliver()
    assert len(night.said()) == 2
    assert len([e for e in night.bench.store.audit("h1") if e["what"] == "schedule"]) == 1


def test_another_time_in_the_customers_own_words(night):
    night.press("Another time")
    assert night.said()[-1].startswith("Which day and time suits you?")
    night.write("tomorrow at 3")
    assert night.said()[-1] == "Wednesday 25 November at 15:00 GMT - is that right?"
    assert night.handoff().state is State.QUEUED
    night.write("yes, thanks")
    assert night.said()[-1].startswith("Agreed: we come back to you on Wednesday 25 November at 15:00 GMT")


def test_a_time_that_was_read_back_is_booked_by_its_button(night):
    night.press("Another time")
    night.write("tomorrow at 3")
    assert list(night.buttons()) == ["Yes", "Another time"]
    night.press("Yes")
    assert night.said()[-1].startswith("Agreed: we come back to you on Wednesday 25 November at 15:00 GMT")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("no", "Which day and time suits you?"),
        ("no, thursday at 11", "Thursday 26 November at 11:00 GMT - is that right?"),
        ("yes but not before 4", "Wednesday 25 November at 16:00 GMT - is that right?"),
        ("yes but an hour later", "Wednesday 25 November at 16:00 GMT - is that right?"),
        ("tomorrow before 11", "Wednesday 25 November at 10:00 GMT - is that right?"),
        ("yes unless my train is late", "We did not understand that as a time"),
        ("whenever you like", "Would you rather agree on a time? Choose one"),
        ("what about my order?", "We did not understand that as a time"),
    ],
)
def test_only_a_yes_books_what_was_read_back(night, answer, said):
    night.press("Another time")
    night.write("tomorrow at 3")
    night.write(answer)
    assert night.said()[-1].startswith(said)
    assert night.handoff().state is State.QUEUED


def test_a_time_that_was_understood_in_part_is_asked_for(night):
    night.press("Another time")
    night.write("thursday at 3, unless my mum rings")
    assert night.said()[-1].startswith("We did not understand that as a time")
    assert night.handoff().state is State.QUEUED


def test_what_is_no_time_is_asked_again_once_with_buttons_and_then_left_to_the_person(night):
    night.press("Another time")
    night.write("tomorrow at 8pm")
    assert night.said()[-1].startswith("We did not understand that as a time, or we are not here then.")
    assert "Another time" in night.buttons()
    told = len(night.said())
    night.write("whatever you think")
    assert len(night.said()) == told
    assert night.handoff().state is State.QUEUED


def test_a_time_in_an_ordinary_message_books_nothing(night):
    night.write("the parcel should have come tomorrow at 3")
    assert night.handoff().state is State.QUEUED
    assert night.said()[-1].endswith("You can still choose a time above, or write one here.")


def test_a_time_that_has_passed_meanwhile_is_offered_anew(night):
    offered = night.buttons()["Wed 25 Nov, 09:00 GMT"]
    night.bench.clock.forward(hours=12)  # 10:00 on Wednesday
    night.write("Wed 25 Nov, 09:00 GMT", payload=offered)
    assert night.said()[-1].startswith("We did not understand that as a time")
    assert next(iter(night.buttons())) == "Wed 25 Nov, 10:30 GMT"


def test_a_number_to_be_reached_at_is_kept_for_the_agent(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.write("rather call 020 7946 0018", **PHONE)
    assert night.said()[-1] == "Thank you, we use +442079460018."
    assert night.handoff().package["customer"]["phone"] == "+442079460018"
    night.write("or 020 7946 0018 in the evening", **PHONE)
    assert night.said()[-1] == "Thank you, we use +442079460018."  # said once


def corrected(value="+447700900456"):
    return {"entities": [{"entity": "email" if "@" in value else "phone", "value": value, "start": 0, "end": 1}]}


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_corrected_number_is_confirmed_and_kept(night, meanwhile):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.write("07700 900789", **corrected("+447700900789"))
    if meanwhile:
        night.write("and tell them that the box was open")
    night.write("sorry, wrong number, it is 07700 900456", **corrected())
    assert night.said()[-1] == "Thank you, we use +447700900456."
    assert night.handoff().package["customer"]["phone"] == "+447700900456"
    night.press("Change the time")
    night.write("Friday at 10")
    night.press("Yes")
    assert night.said()[-1].startswith("Agreed: we contact you on Friday 27 November at 10:00 GMT at +447700900456.")


def test_an_address_in_place_of_a_number_is_where_they_are_reached(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.write("07700 900789", **corrected("+447700900789"))
    night.write("please mail me instead: bo@example.com", **corrected("bo@example.com"))
    package = night.handoff().package
    assert package["issue"]["details"]["callback_contact"] == package["customer"]["email"] == "bo@example.com"
    assert package["customer"]["phone"] == "+447700900789"


def test_an_address_on_the_shops_word_is_not_replaced_by_one_that_anybody_can_write(talk):
    account = {"customer_id": "7", "email": "jane@example.com"}
    talk.bench.log_event("c1", {"event": "slot", "name": "identity", "value": account})
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00 GMT")
    talk.write("sorry, use bo@example.com", **corrected("bo@example.com"))
    package = talk.handoff().package
    assert package["customer"]["email"] == "jane@example.com"
    assert package["issue"]["details"]["callback_contact"] == "bo@example.com"


def test_a_corrected_time_is_read_back_and_kept(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.write("can we make it 11 instead?")
    assert night.said()[-1] == "Wednesday 25 November at 11:00 GMT - is that right?"
    night.write("yes")
    assert night.said()[-1].startswith("Agreed: we come back to you on Wednesday 25 November at 11:00 GMT")
    night.write("Sorry, Thursday would be better")
    night.press("Yes")
    assert night.said()[-1].startswith("Agreed: we come back to you on Thursday 26 November at 11:00 GMT")


def test_a_corrected_time_at_which_nobody_is_there_is_asked_again(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    due = night.handoff().due_at
    night.write("sorry, can we make it 9 pm?")
    assert night.said()[-1].startswith("We did not understand that as a time, or we are not here then.")
    assert night.handoff().due_at == due


def test_what_else_is_written_before_the_callback_changes_nothing(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    due, number = night.handoff().due_at, len(night.said())
    night.write("the parcel should have come tomorrow at 3")
    assert night.handoff().due_at == due and len(night.said()) == number


@pytest.mark.parametrize("text", ["please cancel the callback", "I don't need the call any more, thanks"])
def test_a_callback_that_is_not_wanted_any_more_is_cancelled_and_the_issue_stays_with_the_team(night, text):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.write(text)
    assert night.said()[-1].startswith("All right, nobody will call you: the callback is cancelled.")
    assert (night.handoff().state, night.handoff().due_at) == (State.QUEUED, None)
    night.write(text)  # there is none any more
    assert len([each for each in night.said() if "nobody will call you" in each]) == 1


def test_a_correction_while_the_callback_becomes_due_is_not_lost(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    before = night.handoff()
    night.look(hours=11)  # another version
    assert night.service.set_contact(before, "+447700900456")
    assert night.handoff().package["customer"]["phone"] == "+447700900456"


def test_free_text_while_times_are_offered_is_answered_once_and_a_time_is_taken(night):
    night.write("hello? is anyone there")
    assert night.said()[-1] == (
        "Our team is here again Wednesday 25 November at 09:00. Your message is kept and answered then. You can still "
        "choose a time above, or write one here."
    )
    night.write("hello??")
    assert len(night.said()) == 2
    night.press("Wed 25 Nov, 12:00 GMT")
    assert night.handoff().state is State.CALLBACK_DUE


def test_a_time_that_is_written_while_times_are_offered_is_read_back_and_booked(night):
    night.write("tomorrow at 3pm, on 07700 900456 please", **corrected())
    night.press("Yes")
    assert night.said()[-1].startswith("Agreed: we contact you on Wednesday 25 November at 15:00 GMT at +447700900456.")


def test_a_known_number_is_used_and_not_asked_for(talk):
    talk.bench.log_event("c1", {"event": "slot", "name": "callback_contact", "value": "+442079460018"})
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00 GMT")
    assert talk.said()[-1].startswith("Agreed: we contact you on Wednesday 25 November at 09:00 GMT at +442079460018.")


def test_the_time_can_be_changed_and_the_customer_can_rather_wait(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.press("Change the time")
    night.write("Friday afternoon")
    night.press("Yes")
    assert "Friday 27 November at 14:00 GMT" in night.said()[-1]
    night.press("Change the time")
    night.write("I'll wait", payload="handoff:wait:h1")
    assert night.said()[-1].startswith("All right, you are in the queue. You are next in line.")
    assert night.handoff().state is State.QUEUED and night.handoff().due_at is None


def test_until_the_callback_the_customer_may_ask_the_assistant(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.press("Ask the assistant meanwhile")
    assert not night.paused()
    assert night.handoff().state is State.CALLBACK_DUE and not night.handoff().bot_paused
    callback = {"callback_at": night.handoff().due_at, "zone": "Europe/London"}
    assert night.service.state_for_customer("c1") == {"owner": "bot", **callback}
    assert "What we agreed on stands: Wednesday 25 November at 09:00 GMT." in night.said()[-1]
    night.press("Change the time")  # the bot listens to words now, so only buttons can answer
    assert next(iter(night.buttons())) == "Wed 25 Nov, 09:00 GMT"
    night.press("Thu 26 Nov, 09:00 GMT")
    assert "Thursday 26 November at 09:00 GMT" in night.said()[-1]


def test_out_of_hours_the_first_offer_leads_to_the_assistant_and_the_place_is_kept(night):
    since = night.handoff().moved_at
    night.bench.clock.forward(minutes=5)
    night.press("Ask the assistant meanwhile")
    handoff = night.handoff()
    assert not night.paused() and handoff.state is State.QUEUED and handoff.moved_at == since
    assert night.said()[-1].startswith("You are talking to the assistant until then.")
    night.look(hours=10, minutes=56)
    assert night.said()[-1].startswith("Our team is here again. You are next in line.")
    night.service.claim("h1", "maria", "Maria")
    night.deliver()
    assert night.paused()


def test_the_assistant_is_no_way_past_a_person_who_is_there_or_a_grave_matter(talk):
    talk.escalate()
    talk.write("Ask the assistant meanwhile", payload="handoff:meanwhile:h1")
    assert talk.handoff().bot_paused
    talk.bench.clock.forward(**UNTIL_NIGHT)
    other = Talk(talk.bench, "c2")
    other.escalate("h2", trigger="permanent_category", category="legal")
    assert "Ask the assistant meanwhile" not in other.buttons()
    other.write("Ask the assistant meanwhile", payload="handoff:meanwhile:h2")
    assert other.handoff("h2").bot_paused


def test_the_agent_who_takes_up_the_callback_has_the_conversation(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.press("Ask the assistant meanwhile")
    night.bench.clock.forward(hours=11)
    night.service.claim("h1", "maria", "Maria")
    night.deliver()
    assert night.paused() and night.handoff().bot_paused
    assert night.said()[-1] == "Maria has joined the conversation."


def test_a_customer_who_wants_no_ai_is_not_offered_the_assistant(talk):
    talk.bench.clock.forward(**UNTIL_NIGHT)
    talk.escalate(category="no_ai", trigger="no_ai_contact")
    talk.press("Wed 25 Nov, 09:00 GMT")
    assert list(talk.buttons()) == ["Change the time"]
    talk.write("Ask the assistant meanwhile", payload="handoff:meanwhile:h1")
    assert talk.handoff().bot_paused


def test_a_no_ai_wish_that_is_typed_while_waiting_counts_from_then_on(night):
    night.write("No bot, please", **grave("no_ai"))
    assert night.bench.parts.ai_opt_out.is_set("c1")
    handoff = night.handoff()
    assert night.service.current_package(handoff)["customer"]["no_ai"] and handoff.state is State.QUEUED
    night.press("Wed 25 Nov, 09:00 GMT")
    assert list(night.buttons()) == ["Change the time"]
    night.write("no AI, I said", **grave("no_ai"))
    trail = [(e["who"], e["what"]) for e in night.bench.store.audit("h1")]
    assert trail.count(("customer", "no_ai_marked")) == 1


def test_a_no_ai_wish_that_is_typed_to_a_person_keeps_the_bot_away_afterwards(talk):
    talk.escalate()
    talk.service.claim("h1", "maria", "Maria")
    talk.write("and never again a bot", **grave("no_ai"))
    with pytest.raises(TransitionRefused, match="no AI contact"):
        talk.service.return_to_bot("h1", "maria", "")
    talk.service.resolve("h1", "maria", None)
    talk.deliver()
    slots = {e["name"]: e["value"] for e in talk.events() if e["event"] == "slot"}
    assert slots["no_ai"] is True  # whatever the channel, the next message goes to a person


def test_a_wish_that_an_agent_lifted_is_not_heard_again_from_a_message_of_before(talk):
    talk.escalate()
    talk.service.claim("h1", "maria", "Maria")
    talk.write("No bot, please", **grave("no_ai"))
    talk.service.lift_no_ai("h1", "maria")
    earlier = {"event": "user", "text": "hello?", "metadata": {"no_ai": True}, "parse_data": {}}
    talk.bench.parts.customer_input.handle_event(talk.bench.log_event("c1", earlier), "c1")
    assert not talk.bench.parts.ai_opt_out.is_set("c1")
    assert talk.service.return_to_bot("h1", "maria", "").state is State.RETURNED


def test_a_wish_from_elsewhere_counts_for_a_handoff_that_came_without_one(night):
    night.bench.parts.ai_opt_out.set("c1")  # by the widget's button, or by an agent
    night.press("Wed 25 Nov, 09:00 GMT")
    assert list(night.buttons()) == ["Change the time"]


@pytest.mark.parametrize(
    ("name", "value", "verified"),
    [
        ("identity", {"customer_id": "7", "email": "jane@example.com"}, True),
        ("proved_orders", [{"order": "10023", "by": "email", "at": "2026-11-24T12:00:00+00:00"}], False),
        ("customer_name", "Jane Doe", False),
    ],
)
def test_a_wish_is_kept_for_an_address_only_if_it_is_surely_the_customers(talk, name, value, verified):
    for slot, given in (("customer_email", "jane@example.com"), (name, value)):
        talk.bench.log_event("c1", {"event": "slot", "name": slot, "value": given})
    talk.escalate()
    talk.write("No bot, please", **grave("no_ai"))
    assert talk.bench.parts.ai_opt_out.is_set("another", "jane@example.com") is verified


def test_nobody_presses_another_customers_buttons(night):
    night.bench.escalate("c2", "h2")
    night.service.open_missing("c2")
    night.write("Wed 25 Nov, 09:00 GMT", payload=night.buttons()["Wed 25 Nov, 09:00 GMT"].replace("h1", "h2"))
    assert night.handoff("h2").state is State.QUEUED


def test_a_button_pressed_when_somebody_has_the_conversation_is_for_them_to_read(night):
    night.service.claim("h1", "maria", "Maria")
    night.deliver()
    told = len(night.said())
    night.press("Wed 25 Nov, 09:00 GMT")
    assert night.handoff().state is State.CLAIMED and len(night.said()) == told


def test_a_button_of_a_closed_handoff_is_answered(night):
    offered = night.buttons()["Wed 25 Nov, 09:00 GMT"]
    night.service.claim("h1", "maria", "Maria")
    night.service.resolve("h1", "maria", None)
    night.deliver()
    night.write("Wed 25 Nov, 09:00 GMT", payload=offered)
    assert night.said()[-1] == "That is no longer possible, but we have read it."


def test_a_danger_that_comes_up_while_waiting_goes_first(talk):
    talk.escalate()
    talk.write("there is smoke coming out of it", **grave())
    handoff = talk.handoff()
    assert handoff.priority == 1
    assert handoff.package["trigger"]["also"][-1]["category"] == "health_safety"
    assert handoff.package["trigger"]["also"][-1]["evidence"] == "smoke"
    assert talk.said()[-1].startswith("Your safety comes first")
    assert talk.bench.settings.emergency_contact in talk.said()[-1]
    talk.write("smoke, I say!", **grave())
    assert len(talk.said()) == 2  # once


def test_a_danger_does_not_wait_for_a_callback(night):
    night.press("Wed 25 Nov, 09:00 GMT")
    night.write("it smells of burning now", **grave())
    assert night.handoff().state is State.QUEUED and night.handoff().priority == 1
    assert "Our team is here again Wednesday 25 November" in night.said()[-1]


def test_the_message_that_led_to_the_person_is_not_heard_again(talk):
    number = talk.bench.customer("c1", "there is smoke", **grave())
    talk.escalate()
    told = len(talk.said())
    talk.bench.parts.customer_input.handle_event(number, "c1")
    talk.deliver()
    assert len(talk.said()) == told and talk.handoff().priority == 4


def test_whoever_talks_to_the_bot_is_not_listened_to(talk):
    talk.write("there is smoke coming out of it", **grave())
    assert talk.said() == []


def test_an_event_that_is_gone_is_passed_over(talk):
    talk.bench.parts.customer_input.handle_event(999, "c1")


@pytest.fixture
def closed_for_good(talk, monkeypatch):
    """A desk whose shop does not open within a year."""
    messages = talk.service.messages
    today = messages.hours.local(talk.bench.clock()).date()
    closed = messages.hours.copy(update={"holidays": [today + timedelta(days=n) for n in range(400)]})
    monkeypatch.setattr(type(messages), "hours", property(lambda _self: closed))
    talk.escalate()
    return talk


def test_without_an_opening_in_reach_the_customer_is_told_so(closed_for_good):
    said = closed_for_good.said()
    assert said == [
        "Our team is here again at a date that is not fixed yet. Your message is kept and answered then. We cannot "
        "offer a time for a callback yet."
    ]
    assert list(closed_for_good.buttons()) == ["Ask the assistant meanwhile"]
    assert closed_for_good.service.state_for_customer("c1") == {"owner": "queue", "away": True}


def test_without_an_opening_in_reach_time_passes_and_texts_are_read(closed_for_good):
    closed_for_good.look(hours=3)
    closed_for_good.write("any time tomorrow")
    closed_for_good.write("another time", payload="handoff:other:h1")
    closed_for_good.write("tomorrow at 10")
    assert closed_for_good.handoff().state is State.QUEUED
    assert closed_for_good.said()[-1].startswith("We did not understand that as a time, or we are not here then.")
