"""Stories and conditions on slots: what is predicted is what Rasa's own policies predict, at any length."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    FollowupAction,
    Restarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from baton.rasa_overrides.rule_policy import RecentRulePolicy
from baton.rasa_overrides.story_policy import RecentStoryPolicy

HISTORY = 4
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet, ask, stop, yes, no, report]
slots:
  vip: {type: bool, influence_conversation: true, mappings: [{type: custom}]}
  note: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  part: {type: text, influence_conversation: true, mappings: [{type: custom}]}
forms:
  part_form: {required_slots: [part]}
responses:
  utter_a: [{text: a}]
  utter_b: [{text: b}]
  utter_c: [{text: c}]
"""
)
STORIES = """
version: "3.1"
stories:
- story: greeted and asked
  steps:
  - intent: greet
  - action: utter_a
  - intent: ask
  - action: utter_b
- story: a choice of intents, then a checkpoint
  steps:
  - intent: report
  - action: utter_a
  - or:
    - intent: yes
    - intent: ask
  - action: utter_c
  - checkpoint: after_c
- story: from the checkpoint
  steps:
  - checkpoint: after_c
  - intent: no
  - action: utter_b
  - intent: greet
  - action: utter_c
- story: a slot in the middle
  steps:
  - intent: greet
  - action: utter_a
  - slot_was_set:
    - part: lid
  - intent: no
  - action: utter_c
- story: a form, interrupted
  steps:
  - intent: yes
  - action: part_form
  - active_loop: part_form
  - intent: no
  - action: utter_b
  - action: part_form
  - active_loop: null
  - action: utter_a
"""
ON_SLOTS = """
version: "3.1"
stories:
- story: somebody important
  steps:
  - slot_was_set:
    - vip: true
  - intent: no
  - action: utter_c
  - intent: yes
  - action: utter_a
- story: anybody
  steps:
  - intent: no
  - action: utter_b
"""
RULES = """
version: "3.1"
rules:
- rule: important
  condition:
  - slot_was_set:
    - vip: true
  steps:
  - intent: ask
  - action: utter_a
- rule: not important
  condition:
  - slot_was_set:
    - vip: null
  steps:
  - intent: stop
  - action: utter_b
"""


def trackers(text):
    steps = YAMLStoryReader().read_from_string(text)
    return TrainingDataGenerator(StoryGraph(steps), DOMAIN, augmentation_factor=0).generate()


def trained(kind, learnt, folder, **config):
    storage = LocalModelStorage(folder)
    config = {**kind.get_default_config(), **config}
    policy = kind(config, storage, Resource(kind.__name__), ExecutionContext(GraphSchema({})))
    policy.train(learnt, DOMAIN)
    return policy


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    folder, learnt = tmp_path_factory.mktemp("stories"), trackers(STORIES)
    return [
        trained(kind, learnt, folder, max_history=HISTORY) for kind in (AugmentedMemoizationPolicy, RecentStoryPolicy)
    ]


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder, learnt = tmp_path_factory.mktemp("rules"), trackers(RULES)
    return [trained(kind, learnt, folder) for kind in (RulePolicy, RecentRulePolicy)]


def says(intent):
    return UserUttered(f"some words to {intent}", intent={"name": intent, "confidence": 1.0})


INTENTS = st.sampled_from(["greet", "ask", "stop", "yes", "no", "report"])
ACTIONS = st.builds(
    lambda name, hidden: ActionExecuted(name, hide_rule_turn=hidden),
    st.sampled_from(["utter_a", "utter_b", "utter_c", "part_form"]),
    st.booleans(),
)
SLOTS = st.one_of(
    st.builds(SlotSet, st.just("vip"), st.sampled_from([True, False, None])),
    st.builds(SlotSet, st.just("part"), st.sampled_from(["lid", None])),
    st.builds(SlotSet, st.just("note"), st.text(max_size=2)),
)
RARE = st.sampled_from(
    [
        AllSlotsReset(),
        Restarted(),
        UserUtteranceReverted(),
        FollowupAction("utter_b"),
        ActionExecutionRejected("part_form"),
    ]
)


@st.composite
def any_turn(draw):
    """A message and what the bot did: by a story, by a rule alone (hidden), in a form, or nothing in order."""
    events = [says(draw(INTENTS))]
    events += draw(
        st.lists(st.one_of(ACTIONS, SLOTS, st.sampled_from([ActiveLoop("part_form"), ActiveLoop(None)])), max_size=3)
    )
    if draw(st.integers(0, 15)) == 0:
        events.append(draw(RARE))
    return [*events, ActionExecuted("action_listen", hide_rule_turn=draw(st.booleans()))]


def plain_turn(intent, action, hidden=False):
    listens = ActionExecuted("action_listen", hide_rule_turn=hidden)
    return [says(intent), ActionExecuted(action, hide_rule_turn=hidden), listens]


#: What the stories tell, and what only rules know, so that random conversations come near to a story.
TOLD = st.sampled_from(
    [
        plain_turn("greet", "utter_a"),
        plain_turn("report", "utter_a"),
        plain_turn("yes", "utter_c"),
        plain_turn("no", "utter_b"),
        plain_turn("stop", "utter_b", hidden=True),
        plain_turn("ask", "utter_c", hidden=True),
        [
            *plain_turn("stop", "part_form", hidden=True)[:2],
            ActiveLoop("part_form"),
            ActionExecuted("action_listen", hide_rule_turn=True),
            says("no"),
            ActionExecuted("part_form"),
            SlotSet("part", "lid"),
            ActiveLoop(None),
            ActionExecuted("utter_c", hide_rule_turn=True),
            ActionExecuted("action_listen", hide_rule_turn=True),
        ],
        [SlotSet("vip", True)],
        [SlotSet("part", None)],
    ]
)


def tracker(turns, *more):
    events = [ActionExecuted("action_listen"), *(event for turn in turns for event in turn), *more]
    return DialogueStateTracker.from_events("c", events, DOMAIN.slots)


def differences(policies, conversation):
    rasas, ours = (policy.predict_action_probabilities(conversation, DOMAIN) for policy in policies)
    return [] if ours.probabilities == rasas.probabilities else [rasas.probabilities, ours.probabilities]


CONVERSATIONS = st.lists(st.one_of(TOLD, TOLD, any_turn()), max_size=24)
OPTIONS = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))


@OPTIONS
@given(turns=CONVERSATIONS, intent=INTENTS, action=st.one_of(st.none(), ACTIONS))
def test_stories_are_followed_as_by_rasas_policy(stories, turns, intent, action):
    conversation = tracker(turns, says(intent), *([action] if action else []))
    assert differences(stories, conversation) == []


@OPTIONS
@given(turns=CONVERSATIONS, intent=INTENTS)
def test_conditions_of_rules_on_slots_count_as_in_rasas_policy(rules, turns, intent):
    assert differences(rules, tracker(turns, says(intent))) == []


def next_action(policies, conversation):
    chosen = []
    for policy in policies:
        scores = policy.predict_action_probabilities(conversation, DOMAIN).probabilities
        chosen.append(DOMAIN.action_names_or_texts[scores.index(max(scores))] if max(scores) > 0 else None)
    assert len(set(chosen)) == 1
    return chosen[0]


@pytest.mark.parametrize("between", [0, 3, 60])
def test_a_story_goes_on_after_turns_that_only_a_rule_knows(stories, between):
    turns = [plain_turn("greet", "utter_a"), *[plain_turn("stop", "utter_b", hidden=True)] * between]
    assert next_action(stories, tracker(turns, says("ask"))) == "utter_b"


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("between", [0, 3, 60])
def test_a_condition_on_a_slot_counts_however_long_ago_it_was_set(rules, tmp_path, between, hidden):
    on_slots = [trained(RecentStoryPolicy, trackers(ON_SLOTS), tmp_path)]
    turns = [[SlotSet("vip", True)], *[plain_turn("greet", "utter_c", hidden)] * between]
    assert next_action(rules, tracker(turns, says("ask"))) == "utter_a"
    assert next_action(on_slots, tracker(turns, says("no"))) == "utter_c"
    assert next_action(on_slots, tracker([*turns, plain_turn("no", "utter_c")], says("yes"))) == "utter_a"
    again = [*turns, [SlotSet("vip", None)], *turns[1:]]
    assert next_action(rules, tracker(again, says("ask"))) != "utter_a"
    assert next_action(on_slots, tracker(again, says("no"))) == "utter_b"


def test_either_intent_and_what_stands_behind_a_checkpoint(stories):
    for answer in ("yes", "ask"):
        turns = [plain_turn("report", "utter_a"), plain_turn(answer, "utter_c")]
        assert next_action(stories, tracker(turns[:1], says(answer))) == "utter_c"
        assert next_action(stories, tracker(turns, says("no"))) == "utter_b"


def test_no_story_costs_nothing_and_says_nothing(tmp_path):
    policy = trained(RecentStoryPolicy, [], tmp_path)
    assert max(policy.predict_action_probabilities(tracker([]), DOMAIN).probabilities) == 0.0


@pytest.mark.parametrize("hidden", [True, False])
def test_the_four_hundredth_message_costs_what_the_fortieth_costs(stories, hidden):
    """Counted in states, not in seconds: Rasa's policy makes one for each turn that stories see."""
    policy, made = stories[1], []
    real = DOMAIN.get_active_state

    def counting(*args, **kwargs):
        made.append(1)
        return real(*args, **kwargs)

    def states(length):
        made.clear()
        turns = [plain_turn("greet" if n % 2 else "report", "utter_a", hidden) for n in range(length)]
        policy.predict_action_probabilities(tracker(turns, says("stop")), DOMAIN)
        return len(made)

    DOMAIN.get_active_state = counting
    try:
        assert states(400) == states(40)
    finally:
        del DOMAIN.get_active_state
