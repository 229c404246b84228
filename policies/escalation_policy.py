"""The Rasa shell round the decision: reads the tracker, asks `decide`, and writes the answer into the log.

The decision goes into the log as events of the prediction, before any action runs: a dead action server cannot
swallow it. `action_handoff` then opens the handoff and pauses the bot; if that fails, the bot says the fitting words
by itself, pauses, and the desk's log follower opens what is missing.
"""

from __future__ import annotations

import logging
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
    ConversationResumed,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from baton.settings import load as load_settings
from baton.watched import Watched
from policies import document
from policies.decide import Decision, dealt_with, decide
from policies.facts import ESCALATION_SLOT, OFFER_PERSON, OFFER_SLOT, ROUTINE_INTENTS, SETTLED_SLOT, facts
from policies.responses import handing_over

logger = logging.getLogger(__name__)

ACTION_HANDOFF = "action_handoff"
UTTER_SETTLED = "utter_settled"
PRIORITY = 100  # above every policy of Rasa's: a decision interrupts rules and forms


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class EscalationPolicy(Policy):
    """Hands over by the policy document; has nothing to say on any other turn."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"priority": PRIORITY}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The document: Rasa would take an older training from its cache, and never look at a changed one.

        Raises:
            PolicyError: the document is refused, and with it the training.
        """
        return document.load(load_settings().policy_file).hash

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        settings = load_settings()
        self._policy = Watched(settings.policy_file, document.read)
        self._emergency = SlotSet("emergency_contact", settings.emergency_contact)

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Learns nothing; checks the document, so that a refused policy never becomes a model."""
        document.load(self._policy.path)
        self._model_storage.write_to(self._resource).__enter__()
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EscalationPolicy:
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The handover, the end of one that failed half-way, or no opinion."""
        known = facts(_plain(event) for event in tracker.events if type(event) in _TELLING)
        if known.owned_by_person:
            # Rasa asks even a paused bot about "/restart": nothing gets round the person who has the conversation.
            return self._predict(ACTION_LISTEN_NAME, domain)
        if known.escalated:
            return self._predict(_words(tracker, domain), domain, [self._emergency, ConversationPaused()])
        if tracker.latest_action_name in (ACTION_HANDOFF, UTTER_SETTLED):
            # After a handoff only `rasa test` comes here: it runs no action and keeps no events of a prediction.
            return self._predict(ACTION_LISTEN_NAME, domain)
        if tracker.latest_message is not None and tracker.latest_message.intent.get("name") in ROUTINE_INTENTS:
            return self._prediction(self._default_predictions(domain))
        decision = decide(known, self._policy())
        if decision is None and dealt_with(known, self._policy()):
            told: List[Event] = [SlotSet(SETTLED_SLOT, None), SlotSet(OFFER_SLOT, OFFER_PERSON)]
            return self._predict(UTTER_SETTLED, domain, told)
        if decision is None:
            return self._prediction(self._default_predictions(domain))
        return self._predict(ACTION_HANDOFF, domain, _events(decision, tracker))

    def _predict(self, action: str, domain: Domain, events: Optional[List[Event]] = None) -> PolicyPrediction:
        scores = self._default_predictions(domain)
        scores[domain.index_for_action(action)] = 1.0
        # "no user prediction" is how Rasa lets a prediction win over a form that is still running.
        return self._prediction(scores, events=events, is_no_user_prediction=True)


#: Rasa's events are abstract classes, of which `isinstance` costs ten times as much.
_TELLING = frozenset({UserUttered, SlotSet, ActiveLoop, ConversationPaused, ConversationResumed})


def _plain(event: Event) -> Dict[Text, Any]:
    """What `facts` reads of an event, without the copying that Rasa's `as_dict` does."""
    if isinstance(event, UserUttered):
        return {
            "event": "user",
            "text": event.text,
            "parse_data": event.parse_data,
            "timestamp": event.timestamp,
            "metadata": event.metadata,
        }
    if isinstance(event, SlotSet):
        return {"event": "slot", "name": event.key, "value": event.value}
    if isinstance(event, ActiveLoop):
        return {"event": "active_loop", "name": event.name}
    return {"event": event.type_name}


def _words(tracker: DialogueStateTracker, domain: Domain) -> str:
    """What is said where `action_handoff` did not come to it."""
    category, trigger = tracker.get_slot("escalation_category"), tracker.get_slot("escalation_trigger")
    return handing_over(category, trigger, domain.responses)


def _events(decision: Decision, tracker: DialogueStateTracker) -> List[Event]:
    told = decision.as_dict(tracker.sender_id)
    # Names only: the customer's words belong into the conversation log and nowhere else.
    logger.info("Handover of %s: %s, %s", tracker.sender_id, decision.trigger, decision.category)
    leave_form: List[Event] = [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)] if tracker.active_loop_name else []
    return [
        *leave_form,
        SlotSet("escalation_trigger", decision.trigger),
        SlotSet("escalation_category", decision.category),
        SlotSet("handoff_id", told["id"]),
        SlotSet(ESCALATION_SLOT, told),
        *([SlotSet("no_ai", True)] if any(v.trigger == "no_ai_contact" for v in decision.verdicts) else []),
    ]
