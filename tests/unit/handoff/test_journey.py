"""A journey that is written in YAML alone ends at a person: decision, category, package and summary."""

from __future__ import annotations

from unittest.mock import patch  # of the file's data only

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from baton.base.document import load_document, read_document
from baton.base.settings import load as load_settings
from baton.handoff.package import builder, conversation_facts, json_schema
from baton.rasa_overrides.rule_policy import RecentRulePolicy
from policies.policy_document import PolicyDocument
from policies.taxonomy import FILE, Taxonomy

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [report_missing_part, request_catalogue, place_order, order_status, inform]
slots:
  order_number: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  missing_part: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  part_photo: {type: bool, influence_conversation: false, mappings: [{type: custom}]}
forms:
  missing_part_form: {required_slots: [order_number, missing_part, part_photo]}
actions: [action_handoff]
responses:
  utter_not_understood: [{text: sorry}]
"""
)
RULES = """
version: "3.1"
rules:
- rule: starts
  steps:
  - intent: report_missing_part
  - action: missing_part_form
  - active_loop: missing_part_form
- rule: complete
  condition:
  - active_loop: missing_part_form
  steps:
  - action: missing_part_form
  - active_loop: null
  - slot_was_set:
    - requested_slot: null
  - action: action_handoff
- rule: no form, straight to a person
  steps:
  - intent: place_order
  - action: action_handoff
"""
JOURNEY = """
  report_missing_part:
    priority: 4
    label: Missing part
    topic: a missing part
    wants: "reports a part missing from {order}"
    journey:
      form: missing_part_form
      details: {missing_part: Which part, part_photo: Photo sent}
"""


@pytest.fixture(autouse=True)
def with_journey():
    """The shop's taxonomy with one more category and intent."""
    text = FILE.read_text(encoding="utf-8")
    text = text.replace("\n# The kinds of problem", JOURNEY + "\n# The kinds of problem", 1)
    made = read_document(text + "  report_missing_part: []\n", "taxonomy.yml", Taxonomy)
    with patch("policies.taxonomy.load_document", lambda *_: made):
        from policies.taxonomy import taxonomy

        taxonomy.cache_clear()
        yield made
    taxonomy.cache_clear()


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    steps = YAMLStoryReader().read_from_string(RULES)
    learnt = TrainingDataGenerator(StoryGraph(steps), DOMAIN, augmentation_factor=0).generate()
    storage = LocalModelStorage(tmp_path_factory.mktemp("rules"))
    config = {
        **RecentRulePolicy.get_default_config(),
        "core_fallback_action_name": "utter_not_understood",
        "core_fallback_threshold": 0.1,
        "enable_fallback_prediction": False,
    }
    policy = RecentRulePolicy(config, storage, Resource("rules"), ExecutionContext(GraphSchema({})))
    policy.train(learnt, DOMAIN)
    return policy


def says(text, intent):
    return UserUttered(
        text,
        intent={"name": intent, "confidence": 0.9},
        parse_data={"intent": {"name": intent, "confidence": 0.9}, "entities": []},
    )


LISTEN = ActionExecuted("action_listen")
FORM = [
    LISTEN,
    says("the left leg of the table is missing", "report_missing_part"),
    ActionExecuted("missing_part_form"),
    ActiveLoop("missing_part_form"),
    SlotSet("requested_slot", "order_number"),
    LISTEN,
    says("10023", "inform"),
    ActionExecuted("missing_part_form"),
    SlotSet("order_number", "10023"),
    SlotSet("requested_slot", "missing_part"),
    LISTEN,
    says("left leg", "inform"),
    ActionExecuted("missing_part_form"),
    SlotSet("missing_part", "left leg"),
    SlotSet("part_photo", True),
]
ENDED = [SlotSet("requested_slot", None), ActiveLoop(None)]


def predicted(policy, events):
    tracker = DialogueStateTracker.from_events("c1", events, DOMAIN.slots)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    scores = prediction.probabilities
    return DOMAIN.action_names_or_texts[scores.index(max(scores))], prediction


def package(events, prediction):
    log = [event.as_dict() for event in [*events, *prediction.optional_events]]
    return builder.build("c1", log, builder.decision_in(log), 0.0)


def test_a_form_ends_at_a_person_with_its_category_and_all_its_slots(rules):
    events = [*FORM, *ENDED]
    action, prediction = predicted(rules, events)
    assert action == "action_handoff"
    built = package(events, prediction)
    assert (built["trigger"]["name"], built["issue"]["category"]) == ("journey", "report_missing_part")
    policy = load_document(load_settings().policy_file, PolicyDocument)
    in_force = (policy.version, policy.hash, policy.posture)
    assert tuple(built["trigger"][key] for key in ("policy_version", "policy_hash", "posture")) == in_force
    assert built["issue"]["details"] == {"Which part": "left leg", "Photo sent": "yes", "Order number": "10023"}
    wants, tried, why = built["summary"].splitlines()
    assert wants.startswith("The customer reports a part missing from order 10023")
    assert "Which part: “left leg”" in tried and "Photo sent: “yes”" in tried
    assert why == "Why a person now: Missing part: the details are complete, at message 3."
    json_schema.check({**built, "recommended_action": "Send the part."})


def test_what_a_form_has_so_far_is_in_the_package_of_any_other_handover(rules):
    from tests.support.handoffs import escalation

    log = [*(event.as_dict() for event in FORM[:-1]), escalation(turn=4)]
    assert builder.build("c1", log, builder.decision_in(log), 0.0)["issue"]["details"]["Which part"] == "left leg"


def test_what_the_bot_remembers_of_a_question_in_the_middle_is_no_answer_to_the_form(rules):
    aside = [SlotSet("faq_answered", "gift_wrap/0"), SlotSet("product_topic", {"question": "left leg"})]
    log = [event.as_dict() for event in (*FORM[:-1], *aside, FORM[-1])]
    details = conversation_facts.form_details(log, {"missing_part": "left leg", "faq_answered": "gift_wrap/0"})
    assert details == {"Which part": "left leg"}


def test_a_form_without_labels_gives_what_it_asked_for():
    asked = [ActiveLoop("survey_form"), SlotSet("requested_slot", "shoe_size"), SlotSet("shoe_size", "7")]
    log = [event.as_dict() for event in (*asked, SlotSet("faq_answered", "x"))]
    assert conversation_facts.form_details(log, {"shoe_size": "7", "faq_answered": "x"}) == {"Shoe size": "7"}


def test_a_rule_without_a_form_takes_the_category_of_the_intent(rules):
    events = [LISTEN, says("I want forty of them", "place_order")]
    action, prediction = predicted(rules, events)
    assert action == "action_handoff"
    assert package(events, prediction)["trigger"]["reason"] == "Buying: the shop sends this to a person"


def test_what_is_handed_over_already_is_not_decided_again(rules):
    events = [*FORM, *ENDED]
    _action, prediction = predicted(rules, events)
    _action, again = predicted(rules, [*events, *prediction.optional_events])
    assert again.optional_events == []


def test_an_intent_without_rule_and_story_is_not_answered_with_silence(rules):
    action, prediction = predicted(rules, [LISTEN, says("a catalogue please", "request_catalogue")])
    assert (action, max(prediction.probabilities)) == ("utter_not_understood", 0.1)
    asked = [LISTEN, says("a catalogue please", "request_catalogue"), ActionExecuted("utter_not_understood")]
    assert max(predicted(rules, asked)[1].probabilities) == 0  # then the bot listens
