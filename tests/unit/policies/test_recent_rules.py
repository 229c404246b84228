"""The end of a conversation that rules look at."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from policies.recent_rules import TURNS, recent


@pytest.fixture(scope="module")
def domain():
    return Domain.load("domain.yml")


def turn(number):
    return [
        UserUttered(f"message {number}", intent={"name": "greet"}),
        ActionExecuted("utter_greet"),
        BotUttered("Hello!"),
        ActionExecuted("action_listen"),
    ]


def tracker(*events):
    return DialogueStateTracker.from_events("c", [ActionExecuted("action_listen"), *events])


def said(shown):
    return [event.text for event in shown.events if isinstance(event, UserUttered)]


def test_a_short_conversation_is_seen_whole(domain):
    whole = tracker(*[event for number in range(TURNS - 1) for event in turn(number)])
    assert recent(whole, domain) is whole


def test_of_a_long_one_only_the_end_is_seen(domain):
    whole = tracker(*[event for number in range(200) for event in turn(number)])
    shown = recent(whole, domain)
    assert said(shown) == [f"message {number}" for number in range(200 - TURNS, 200)]
    assert shown.latest_message.text == whole.latest_message.text
    assert shown.latest_action_name == whole.latest_action_name


def test_a_form_is_seen_from_before_its_beginning_however_long_it_takes(domain):
    talk = [event for number in range(20) for event in turn(number)]
    asks = [UserUttered("ring me", intent={"name": "request_callback"}), ActionExecuted("callback_form")]
    form = [event for number in range(100, 120) for event in turn(number)]
    shown = recent(tracker(*talk, *asks, ActiveLoop("callback_form"), *form), domain)
    assert shown.active_loop_name == "callback_form"
    assert said(shown)[TURNS - 1] == "ring me"


def test_what_the_bot_did_before_turns_with_a_person_is_seen(domain):
    with_person = [UserUttered(f"to the agent {number}", intent={"name": "inform"}) for number in range(9)]
    whole = tracker(*turn(0), *with_person, UserUttered("which cards?", intent={"name": "payment_methods"}))
    assert recent(whole, domain).latest_action_name == whole.latest_action_name == "action_listen"
    assert recent(whole, domain).past_states(domain)[-1] == whole.past_states(domain)[-1]


def test_the_states_of_the_end_are_those_of_the_whole(domain):
    whole = tracker(*[event for number in range(30) for event in turn(number)])
    end = recent(whole, domain).past_states(domain)
    assert end[-2 * TURNS + 1 :] == whole.past_states(domain)[-2 * TURNS + 1 :]
