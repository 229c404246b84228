"""Stories, followed as Rasa's `AugmentedMemoizationPolicy` follows them, at a cost that does not grow with the
conversation (decision 16)."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.constants import POLICY_MAX_HISTORY
from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import SLOTS
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base import training_inputs
from baton.rasa_overrides.handover_events import with_handover
from baton.rasa_overrides.recent_events import recent, recent_visible, without_idle_slots

#: States of a conversation that are compared with a story, unless the configuration says otherwise: what the customer
#: said and what the bot did count one each.
MAX_HISTORY = 6
#: Turns beyond those that are compared, from which Rasa takes what the first of them follows on.
_MARGIN = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RecentStoryPolicy(AugmentedMemoizationPolicy):
    """`AugmentedMemoizationPolicy` on the end of the conversation."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's, with a limit: without one only whole conversations are compared."""
        rasas = AugmentedMemoizationPolicy.get_default_config()
        return {**rasas, POLICY_MAX_HISTORY: MAX_HISTORY, "enable_feature_string_compression": False}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """This module: it says which conversations a story is compared with."""
        return training_inputs.digest(training_inputs.source_files([__name__]))

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: Optional[Dict[Text, Any]] = None,
    ) -> List[State]:
        end = tracker
        if self._limit is not None:
            end = without_idle_slots(recent_visible(tracker, domain, self._limit + _MARGIN), domain)
        states: List[State] = super()._prediction_states(end, domain, use_text_for_last_user_input, rule_only_data)
        return states

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Rasa's, without its copy of all states for a debug line; nothing where no story was learnt. A
        story that ends at a person says so in the log first."""
        action = None
        if self.lookup:
            states = self._prediction_states(tracker, domain, rule_only_data=rule_only_data)
            action = self.recall(states, tracker, domain, rule_only_data)
        prediction = self._prediction(self._prediction_result(action, tracker, domain))
        return with_handover(prediction, tracker, domain)

    def recall(
        self,
        states: List[State],
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]],
    ) -> Optional[Text]:
        """Rasa's, on the end of the conversation, after the stories that begin with a condition on a slot: those Rasa
        would follow in the first turn only."""
        found: Optional[Text] = self._recall_states(states) or self._recall_with_slots(states)
        if found is not None:
            return found
        end = tracker
        if self._limit is not None:
            end = without_idle_slots(recent(tracker, domain, self._limit + _MARGIN), domain)
        found = self._recall_using_truncation(states, end, domain, rule_only_data)
        return found

    def _recall_with_slots(self, states: List[State]) -> Optional[Text]:
        """What a story says that begins with the values which the slots have; the longest story counts."""
        for start, state in enumerate(states):
            if state.get(SLOTS):
                found: Optional[Text] = self._recall_states([{SLOTS: state[SLOTS]}, *states[start:]])
                if found is not None:
                    return found
        return None

    @property
    def _limit(self) -> Optional[int]:
        limit: Optional[int] = self.config[POLICY_MAX_HISTORY]
        return limit
