"""The end of a conversation that rules look at."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import InvalidRule, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    LegacyForm,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.rasa import RasaFileImporter

from baton.rasa_overrides.recent_events import recent as end_of
from baton.rasa_overrides.rule_policy import TURNS, RecentRulePolicy, check_rules


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


def recent(whole, domain):
    return end_of(whole, domain, TURNS)


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


@pytest.fixture(scope="module")
def policies(domain, tmp_path_factory):
    """Rasa's policy and ours, both trained on the project's rules."""
    rules = RasaFileImporter(domain_path="domain.yml", training_data_paths=["data/rules"]).get_stories()
    trackers = TrainingDataGenerator(rules, domain).generate()
    made = []
    for kind in (RulePolicy, RecentRulePolicy):
        storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
        policy = kind(kind.get_default_config(), storage, Resource("rules"), ExecutionContext(GraphSchema({})))
        policy.train(trackers, domain)
        made.append(policy)
    return made


HAPPENINGS = st.one_of(
    st.sampled_from(
        ["greet", "order_status", "request_callback", "payment_methods", "stop", "inform", "nlu_fallback"]
    ).map(lambda intent: UserUttered("some words", intent={"name": intent, "confidence": 1.0})),
    st.sampled_from(
        ["action_listen", "utter_greet", "action_show_order", "callback_form", "utter_payment_methods"]
    ).map(ActionExecuted),
    st.sampled_from(["callback_form", None]).map(ActiveLoop),
    st.just(ActionExecutionRejected("callback_form")),
    st.just(BotUttered("Hello!")),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    happened=st.lists(HAPPENINGS, max_size=16), intent=st.sampled_from(["greet", "payment_methods", "affirm", "stop"])
)
def test_what_the_rules_say_is_what_rasas_policy_says(domain, policies, happened, intent):
    listens = (ActionExecuted("action_listen"), UserUttered("some words", intent={"name": intent, "confidence": 1.0}))
    for events in (happened, [*happened, *listens]):
        rasas, ours = (policy.predict_action_probabilities(tracker(*events), domain) for policy in policies)
        assert ours.probabilities == rasas.probabilities
        assert ours.events == rasas.events
        assert ours.is_no_user_prediction == rasas.is_no_user_prediction


class SpokenMessage(UserUttered):
    """A channel's own kind of message."""


def test_a_subclass_of_an_event_counts_as_the_event(domain):
    whole = tracker(*[event for number in range(9) for event in turn(number)], SpokenMessage("last words"))
    assert said(recent(whole, domain)) == ["message 8", "last words"]
    in_form = tracker(*turn(0), LegacyForm("callback_form"), *[event for n in range(1, 9) for event in turn(n)])
    assert recent(in_form, domain).active_loop_name == "callback_form"


def rules(*user_turns):
    made = tracker(*[event for number in range(*user_turns) for event in turn(number)])
    made.sender_id, made.is_rule_tracker = "greet thrice", True
    return [made]


def test_a_rule_over_more_turns_than_are_seen_is_no_model():
    check_rules(rules(TURNS))
    with pytest.raises(InvalidRule, match=rf"'greet thrice' spans {TURNS + 1} messages"):
        check_rules(rules(TURNS + 1))


def test_training_checks_the_rules(domain, tmp_path):
    storage = LocalModelStorage(tmp_path)
    config = RecentRulePolicy.get_default_config()
    policy = RecentRulePolicy(config, storage, Resource("rules"), ExecutionContext(GraphSchema({})))
    policy.train(rules(TURNS), domain)
    with pytest.raises(InvalidRule):
        policy.train(rules(TURNS + 1), domain)
