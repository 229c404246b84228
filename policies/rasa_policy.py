"""The Rasa shell round the decision: reads the tracker, asks `decide`, and writes the answer into the log.

The decision goes into the log as events of the prediction, before any action runs: a dead action server cannot
swallow it. `action_handoff` then opens the handoff and pauses the bot; if that fails, the bot says the fitting words
by itself, pauses, and the desk's log follower opens what is missing.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActiveLoop,
    ConversationPaused,
    Event,
    SlotSet,
)
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base import database
from baton.base.document import load_document
from baton.base.escalation_in_place import PRIORITY
from baton.base.live_file import LiveFile
from baton.base.settings import load as load_settings
from policies import (
    bare_details,
    journeys,
    matters,
    offers,
    order_followups,
    place_followups,
    product_followups,
    question_corrections,
    question_followups,
    stop_clause,
    unsure_stop,
)
from policies.action_names import ANSWER_PRODUCT, BOOK_CALLBACK
from policies.decision import Decision, DecisionRecord, changes_callback, dealt_with, decide, takes_leave
from policies.facts import ESCALATION_SLOT, NO_AI_SLOT, POLICY_ARM_SLOT, SETTLED_SLOT, Facts
from policies.policy_arm import Arm
from policies.policy_choice import PolicyChoice
from policies.policy_document import PolicyDocument
from policies.responses import handing_over
from policies.rollout import Choice
from policies.rollout_reader import RolloutReader
from policies.taxonomy import taxonomy
from policies.tracker_facts import facts_of, latest_events
from policies.triggers import plainly_wants_no_ai

logger = logging.getLogger(__name__)

Config = Dict[Text, Any]  # of a component, as Rasa declares it

ACTION_HANDOFF = "action_handoff"
UTTER_SETTLED = "utter_settled"
UTTER_WITH_PERSON = "utter_with_person"
RESTART = "restart"  # the intent of Rasa's own command


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class EscalationPolicy(Policy):
    """Hands over by the policy document, and keeps what the bot has offered; has nothing to say on any other turn."""

    @staticmethod
    def get_default_config() -> Config:
        return {"priority": PRIORITY}

    @classmethod
    def fingerprint_addon(cls, config: Config) -> Optional[Text]:
        """The document: Rasa would take an older training from its cache, and never look at a changed one.

        Raises:
            FileRefused: the document is refused, and with it the training.
        """
        return load_document(load_settings().policy_file, PolicyDocument).hash

    def __init__(
        self,
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        settings = load_settings()
        self._policy = LiveFile(settings.policy_file, PolicyDocument)
        self._rollout = RolloutReader(database.engine(settings.desk_db))
        self._choice = PolicyChoice(self._policy, self._rollout)
        self._emergency = SlotSet("emergency_contact", settings.emergency_contact)

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: object,
    ) -> Resource:
        """Learns nothing; checks the document, so that a refused policy never becomes a model."""
        load_document(self._policy.path, PolicyDocument)
        with self._model_storage.write_to(self._resource):
            pass  # an empty resource: loading asks for one
        return self._resource

    @classmethod
    def load(
        cls,
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> EscalationPolicy:
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, object]] = None,
        **kwargs: object,
    ) -> PolicyPrediction:
        """The handover, the end of one that failed half-way, what was offered and accepted, or no opinion."""
        current = facts_of(tracker)
        choice = self._choice.of(tracker.sender_id, current)
        try:
            prediction = self._by(choice.policy, current, tracker, domain)
        except Exception:
            if choice.arm is not Arm.CANDIDATE:
                raise
            prediction = self._without_candidate(choice, current, tracker, domain)
        if choice.record is not None:
            prediction.events = [SlotSet(POLICY_ARM_SLOT, dict(choice.record)), *prediction.events]
        return prediction

    def _without_candidate(
        self, choice: Choice, current: Facts, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        """A candidate that fails disturbs nobody: from now on the policy in force decides in its place."""
        known = choice.record or current.policy_arm
        if known is not None:
            self._rollout.distrust(known["rollout"])
        logger.exception("The candidate policy failed in %s; the policy in force decides.", tracker.sender_id)
        return self._by(self._policy(), current, tracker, domain)

    def _by(
        self, policy: PolicyDocument, current: Facts, tracker: DialogueStateTracker, domain: Domain
    ) -> PolicyPrediction:
        """What a policy document makes of a conversation."""
        message = tracker.latest_message
        command = message.intent.get("name") if message is not None else None
        if current.owned_by_person:
            # Rasa asks even a paused bot about "/restart": nothing gets round the person who has the conversation.
            says_so = command == RESTART and tracker.latest_action_name != UTTER_WITH_PERSON
            return self._predict(UTTER_WITH_PERSON if says_so else ACTION_LISTEN_NAME, domain)
        if current.escalated:
            return self._predict(_handover_response(tracker, domain), domain, [self._emergency, ConversationPaused()])
        if tracker.latest_action_name in (ACTION_HANDOFF, UTTER_SETTLED):
            # After a handoff only `rasa test` comes here: it runs no action and keeps no events of a prediction.
            return self._predict(ACTION_LISTEN_NAME, domain)
        if taxonomy().is_routine(command):
            return self._prediction(self._default_predictions(domain))
        if changes_callback(current, policy):
            # The action changes the callback too that it has booked.
            done = tracker.latest_action_name == BOOK_CALLBACK
            return self._predict(ACTION_LISTEN_NAME if done else BOOK_CALLBACK, domain)
        if takes_leave(current, policy):
            return self._predict(ACTION_LISTEN_NAME, domain)
        decision = decide(current, policy)
        if decision is None and dealt_with(current, policy):
            return self._predict(UTTER_SETTLED, domain, [SlotSet(SETTLED_SLOT, None)])
        if decision is not None:
            return self._predict(ACTION_HANDOFF, domain, _events(decision, current, tracker))
        return self._without_handover(current, tracker, domain)

    def _without_handover(self, current: Facts, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        running = tracker.active_loop_name
        so_far = tracker.latest_action_name, running
        taken_back = stop_clause.next_action(current, so_far[0])
        action = (
            taken_back
            or offers.next_action(current, *so_far)
            or unsure_stop.next_action(current, *so_far, _rejects(tracker), domain.action_names_or_texts)
            or order_followups.next_action(current, so_far[0])
            or product_followups.next_action(current, so_far[0])
            or question_corrections.next_action(current, so_far[0])
            or place_followups.next_action(current, so_far[0])
            or question_followups.next_action(current, so_far[0])
            or matters.next_action(current, *so_far)
            or bare_details.next_action(current, so_far[0])
        )
        if action is None and running is not None and so_far[0] == ANSWER_PRODUCT:
            action = running  # no rule goes on with a form after an action that another one has passed the message to
        if action is None:
            return self._prediction(self._default_predictions(domain))
        other_form = action in domain.form_names and action != running
        leaves = running is not None and (other_form or action == offers.GOODBYE or taken_back is not None)
        return self._predict(action, domain, _leave_form() if leaves else None)

    def _predict(self, action: str, domain: Domain, events: Optional[List[Event]] = None) -> PolicyPrediction:
        scores = self._default_predictions(domain)
        scores[domain.index_for_action(action)] = 1.0
        # "no user prediction" is how Rasa lets a prediction win over a form that is still running.
        return self._prediction(scores, events=events, is_no_user_prediction=True)


def _rejects(tracker: DialogueStateTracker) -> bool:
    """Whether the form that is running has found no answer in the latest message."""
    return bool(tracker.active_loop and tracker.active_loop.rejected)


def _handover_response(tracker: DialogueStateTracker, domain: Domain) -> str:
    """The response of a handover for which `action_handoff` never ran."""
    category, trigger = tracker.get_slot("escalation_category"), tracker.get_slot("escalation_trigger")
    return handing_over(category, trigger, domain.responses)


def _events(decision: Decision, current: Facts, tracker: DialogueStateTracker) -> List[Event]:
    no_ai = [SlotSet(NO_AI_SLOT, True)] if plainly_wants_no_ai(current) else []
    return [*_in_the_log(decision.record(tracker.sender_id), tracker), *no_ai]


def journey_events(tracker: DialogueStateTracker) -> List[Event]:
    """What stands in the log before `action_handoff` runs because a rule or a story says so; empty where a decision or
    a person is there already. So a dead action server cannot swallow this handover either."""
    current = facts_of(tracker)
    form = journeys.ended_form(latest_events(tracker))
    settings = load_settings()
    policy = _journey_choice(settings.policy_file, settings.desk_db).of(tracker.sender_id, current).policy
    record = journeys.record(tracker.sender_id, current, form, policy)
    return _in_the_log(record, tracker) if record is not None else []


@lru_cache(maxsize=1)
def _journey_choice(policy_file: Path, desk_db: str) -> PolicyChoice:
    """For rules and stories, which have no policy document of their own."""
    return PolicyChoice(LiveFile(policy_file, PolicyDocument), RolloutReader(database.engine(desk_db)))


def _in_the_log(record: DecisionRecord, tracker: DialogueStateTracker) -> List[Event]:
    # Names only: the customer's words belong into the conversation log and nowhere else.
    logger.info("Handover of %s: %s, %s", tracker.sender_id, record["trigger"], record["category"])
    return [
        *(_leave_form() if tracker.active_loop_name else []),
        SlotSet("escalation_trigger", record["trigger"]),
        SlotSet("escalation_category", record["category"]),
        SlotSet("handoff_id", record["id"]),
        SlotSet(ESCALATION_SLOT, record),
    ]


def _leave_form() -> List[Event]:
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
