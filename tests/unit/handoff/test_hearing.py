"""What the desk answers while the bot is silent: times for a callback, where to reach the customer, a new danger."""

from __future__ import annotations

import pytest

from baton.handoff.lifecycle import Refused, State
from tests.unit.handoff.talk import NIGHT

PHONE = {"entities": [{"entity": "phone", "value": "+442079460018", "start": 0, "end": 13}]}
BOOKED = "Agreed: we come back to you on Wednesday 25 November at 09:00 GMT, here in this chat."


def grave(signal="health_safety"):
    return {"escalation_signals": [{"signal": signal, "confidence": 0.9, "evidence": "smoke", "source": "message"}]}


@pytest.fixture
def night(talk):
    talk.bench.clock.forward(**NIGHT)
    talk.escalate()
    return talk


def test_at_night_the_customer_is_told_at_once_and_offered_times(night):
    assert night.said() == [
        "Our team is here again Wednesday 25 November at 09:00. Your message is kept and answered then. Would you "
        "rather agree on a time? Choose one, and we come back to you then."
    ]
    assert list(night.buttons()) == [
        "Wed 25 Nov, 09:00",
        "Wed 25 Nov, 12:00",
        "Thu 26 Nov, 09:00",
        "Thu 26 Nov, 12:00",
        "Another time",
        "I'll wait",
    ]


def test_the_next_opening_is_given_with_the_shops_time_zone(night):
    opens_at = night.bench.hours.next_opening(night.bench.clock()).timestamp()
    told = {"owner": "queue", "opens_at": opens_at, "zone": "Europe/London"}
    assert night.service.state_for_customer("c1") == told


def test_a_pressed_time_is_booked_once(night):
    night.press("Wed 25 Nov, 09:00")
    assert night.said()[-1].startswith(BOOKED)
    handoff = night.handoff()
    assert handoff.state is State.CALLBACK_DUE and handoff.holds_bot
    assert night.bench.hours.local(night.bench.clock()).hour == 22
    zone = "Europe/London"
    assert night.service.state_for_customer("c1") == {"owner": "queue", "callback_at": handoff.due_at, "zone": zone}
    assert [e["who"] for e in night.bench.store.audit("h1") if e["what"] == "schedule"] == ["customer"]


def test_a_press_that_is_heard_twice_is_booked_once(night):
    number = night.write("Wed 25 Nov, 09:00", payload=night.buttons()["Wed 25 Nov, 09:00"])
    night.bench.parts.hearing.heard(number, "c1")
    night.deliver()
    assert len(night.said()) == 2
    assert len([e for e in night.bench.store.audit("h1") if e["what"] == "schedule"]) == 1


def test_another_time_in_the_customers_own_words(night):
    night.press("Another time")
    assert night.said()[-1].startswith("Which day and time suits you?")
    night.write("tomorrow at 3")
    assert night.said()[-1].startswith("Agreed: we come back to you on Wednesday 25 November at 15:00 GMT")


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
    assert len(night.said()) == 1 and night.handoff().state is State.QUEUED


def test_a_time_that_has_passed_meanwhile_is_offered_anew(night):
    offered = night.buttons()["Wed 25 Nov, 09:00"]
    night.bench.clock.forward(hours=12)  # 10:00 on Wednesday
    night.write("Wed 25 Nov, 09:00", payload=offered)
    assert night.said()[-1].startswith("We did not understand that as a time")
    assert next(iter(night.buttons())) == "Wed 25 Nov, 10:30"


def test_a_number_to_be_reached_at_is_kept_for_the_agent(night):
    night.press("Wed 25 Nov, 09:00")
    night.write("rather call 020 7946 0018", **PHONE)
    assert night.said()[-1] == "Thank you, we use +442079460018."
    assert night.handoff().package["customer"]["phone"] == "+442079460018"
    night.write("or 020 7946 0018 in the evening", **PHONE)
    assert night.said()[-1] == "Thank you, we use +442079460018."  # said once


def test_a_known_number_is_used_and_not_asked_for(talk):
    talk.bench.log_event("c1", {"event": "slot", "name": "callback_contact", "value": "+442079460018"})
    talk.bench.clock.forward(**NIGHT)
    talk.escalate()
    talk.press("Wed 25 Nov, 09:00")
    assert talk.said()[-1].startswith("Agreed: we contact you on Wednesday 25 November at 09:00 GMT at +442079460018.")


def test_the_time_can_be_changed_and_the_customer_can_rather_wait(night):
    night.press("Wed 25 Nov, 09:00")
    night.press("Change the time")
    night.write("Friday afternoon")
    assert "Friday 27 November at 14:00 GMT" in night.said()[-1]
    night.press("Change the time")
    night.write("I'll wait", payload="handoff:wait:h1")
    assert night.said()[-1].startswith("All right, you are in the queue. You are next in line.")
    assert night.handoff().state is State.QUEUED and night.handoff().due_at is None


def test_until_the_callback_the_customer_may_ask_the_assistant(night):
    night.press("Wed 25 Nov, 09:00")
    night.press("Ask the assistant meanwhile")
    assert not night.paused()
    assert night.handoff().state is State.CALLBACK_DUE and not night.handoff().holds_bot
    assert night.service.state_for_customer("c1") == {"owner": "bot"}
    assert "What we agreed on stands: Wednesday 25 November at 09:00 GMT." in night.said()[-1]
    night.press("Change the time")  # the bot listens to words now, so only buttons can answer
    assert next(iter(night.buttons())) == "Wed 25 Nov, 09:00"
    night.press("Thu 26 Nov, 09:00")
    assert "Thursday 26 November at 09:00 GMT" in night.said()[-1]


def test_the_agent_who_takes_up_the_callback_has_the_conversation(night):
    night.press("Wed 25 Nov, 09:00")
    night.press("Ask the assistant meanwhile")
    night.bench.clock.forward(hours=11)
    night.service.claim("h1", "maria", "Maria")
    night.deliver()
    assert night.paused() and night.handoff().holds_bot
    assert night.said()[-1] == "Maria has joined the conversation."


def test_a_customer_who_wants_no_ai_is_not_offered_the_assistant(talk):
    talk.bench.clock.forward(**NIGHT)
    talk.escalate(category="no_ai", trigger="no_ai_contact")
    talk.press("Wed 25 Nov, 09:00")
    assert list(talk.buttons()) == ["Change the time"]
    talk.write("Ask the assistant meanwhile", payload="handoff:meanwhile:h1")
    assert talk.handoff().holds_bot


def test_a_no_ai_wish_that_is_typed_while_waiting_counts_from_then_on(night):
    night.write("No bot, please", **grave("no_ai"))
    assert night.bench.parts.wishes.stands("c1")
    handoff = night.handoff()
    assert handoff.package["customer"]["no_ai"] and handoff.state is State.QUEUED
    night.press("Wed 25 Nov, 09:00")
    assert list(night.buttons()) == ["Change the time"]
    night.write("no AI, I said", **grave("no_ai"))
    trail = [(e["who"], e["what"]) for e in night.bench.store.audit("h1")]
    assert trail.count(("customer", "no_ai_marked")) == 1


def test_a_no_ai_wish_that_is_typed_to_a_person_keeps_the_bot_away_afterwards(talk):
    talk.escalate()
    talk.service.claim("h1", "maria", "Maria")
    talk.write("and never again a bot", **grave("no_ai"))
    with pytest.raises(Refused, match="no AI contact"):
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
    talk.bench.parts.hearing.heard(talk.bench.log_event("c1", earlier), "c1")
    assert not talk.bench.parts.wishes.stands("c1")
    assert talk.service.return_to_bot("h1", "maria", "").state is State.RETURNED


def test_a_wish_from_elsewhere_counts_for_a_handoff_that_came_without_one(night):
    night.bench.parts.wishes.remember("c1")  # by the widget's button, or by an agent
    night.press("Wed 25 Nov, 09:00")
    assert list(night.buttons()) == ["Change the time"]


@pytest.mark.parametrize("verified", [True, False])
def test_a_wish_is_kept_for_an_address_only_if_it_is_surely_the_customers(talk, verified):
    for name, value in (("customer_email", "jane@example.com"), ("verified", verified)):
        talk.bench.log_event("c1", {"event": "slot", "name": name, "value": value})
    talk.escalate()
    talk.write("No bot, please", **grave("no_ai"))
    assert talk.bench.parts.wishes.stands("another", "jane@example.com") is verified


def test_nobody_presses_another_customers_buttons(night):
    night.bench.escalate("c2", "h2")
    night.service.open_missing("c2")
    night.write("Wed 25 Nov, 09:00", payload=night.buttons()["Wed 25 Nov, 09:00"].replace("h1", "h2"))
    assert night.handoff("h2").state is State.QUEUED


def test_a_button_pressed_when_somebody_has_the_conversation_is_for_them_to_read(night):
    night.service.claim("h1", "maria", "Maria")
    night.deliver()
    told = len(night.said())
    night.press("Wed 25 Nov, 09:00")
    assert night.handoff().state is State.CLAIMED and len(night.said()) == told


def test_a_button_of_a_closed_handoff_is_answered(night):
    offered = night.buttons()["Wed 25 Nov, 09:00"]
    night.service.claim("h1", "maria", "Maria")
    night.service.resolve("h1", "maria", None)
    night.deliver()
    night.write("Wed 25 Nov, 09:00", payload=offered)
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
    night.press("Wed 25 Nov, 09:00")
    night.write("it smells of burning now", **grave())
    assert night.handoff().state is State.QUEUED and night.handoff().priority == 1
    assert "Our team is here again Wednesday 25 November" in night.said()[-1]


def test_the_message_that_led_to_the_person_is_not_heard_again(talk):
    number = talk.bench.customer("c1", "there is smoke", **grave())
    talk.escalate()
    told = len(talk.said())
    talk.bench.parts.hearing.heard(number, "c1")
    talk.deliver()
    assert len(talk.said()) == told and talk.handoff().priority == 4


def test_whoever_talks_to_the_bot_is_not_listened_to(talk):
    talk.write("there is smoke coming out of it", **grave())
    assert talk.said() == []


def test_an_event_that_is_gone_is_passed_over(talk):
    talk.bench.parts.hearing.heard(999, "c1")
