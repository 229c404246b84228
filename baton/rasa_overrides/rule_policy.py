"""Rasa's rules, looked for in the latest turns only: the cost of a turn does not grow with the conversation.

Rasa 3.6 rebuilds, and copies for a debug line, every state of the whole conversation for each prediction
(`RulePolicy._find_action_from_rules`), twice a prediction. A rule of Baton's spans one or two turns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Dict, List, Optional, Set, Text, Tuple

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, InvalidRule, RulePolicy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

from baton.base import training_inputs
from baton.rasa_overrides.handover_events import with_handover
from baton.rasa_overrides.model_check import check_policies
from baton.rasa_overrides.recent_events import recent, without_idle_slots
from baton.rasa_overrides.turn_index import USER as USER_EVENTS
from baton.rasa_overrides.version import check_version

#: As many as a rule may span, which training checks. A running form is seen from before its beginning, however long it
#: takes.
TURNS = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RecentRulePolicy(RulePolicy):
    """`RulePolicy` on the end of the conversation."""

    def __init__(
        self,
        config: Dict[Text, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> None:
        check_version()  # whoever starts Rasa, and however: to train, to run or to test
        check_policies(execution_context.graph_schema)
        super().__init__(config, model_storage, resource, execution_context, **kwargs)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's, but a rule may span as many messages of the customer as `check_rules` allows; Rasa allows one."""
        return {**RulePolicy.get_default_config(), "restrict_rules": False}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, object]) -> Optional[Text]:
        """This module: what it checks at training must be checked anew when it changes."""
        return training_inputs.digest(training_inputs.source_files([__name__]))

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: object) -> Resource:
        """Learn the rules.

        Raises:
            InvalidRule: a rule would silently never apply, because this policy does not see what it asks for.
        """
        check_rules(training_trackers)
        return super().train(training_trackers, domain, **kwargs)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Rasa's. A rule that ends at a person says so in the log first; a message that nothing else knows
        gets the answer of `core_fallback_action_name`: never silence."""
        prediction: PolicyPrediction = super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        if max(prediction.probabilities) == 0 and tracker.latest_action_name == ACTION_LISTEN_NAME:
            fallback = domain.index_for_action(self._fallback_action_name)
            prediction.probabilities[fallback] = self.config["core_fallback_threshold"]
        return with_handover(prediction, tracker, domain)

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: Optional[Dict[Text, object]] = None,
    ) -> List[State]:
        end = without_idle_slots(recent(tracker, domain, TURNS), domain)
        states: List[State] = super()._prediction_states(end, domain, use_text_for_last_user_input, rule_only_data)
        return states

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[Text], Optional[Text], bool]:
        """Rasa's search, without the one for a rule on the very words of a message where no rule has any.

        It is kept while a form runs: what it finds then also says whether the form was interrupted.
        """
        if use_text_for_last_user_input and tracker.active_loop_name is None and not self._rules_on_words:
            return None, None, False
        found: Tuple[Optional[Text], Optional[Text], bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _get_possible_keys(self, lookup: Dict[Text, Text], states: List[State]) -> Set[Text]:
        """Rasa's, asked only of the rules that end as the conversation does, and only about as many states as they
        have: nothing else decides."""
        if not states:
            return set(lookup)
        action, intent = _end(states[-1])
        ends = [end for end in _ends(tuple(lookup)) if end.action == action and end.intent in (None, intent)]
        longest = max((end.states for end in ends), default=0)
        keys: Set[Text] = super()._get_possible_keys({end.key: lookup[end.key] for end in ends}, states[-longest:])
        return keys

    @cached_property
    def _rules_on_words(self) -> bool:
        """Whether a rule names the words of a message instead of its intent."""
        rules = (state for key in self.lookup[RULES] for state in self._rule_key_to_state(key))
        return any(TEXT in state.get(USER, {}) for state in rules)


@dataclass(frozen=True)
class _Rule:
    """The key of a rule, and what its last state asks for; `intent` is None where any may stand there."""

    key: Text
    states: int
    action: Optional[Text]
    intent: Optional[Text]


@lru_cache(maxsize=8)
def _ends(keys: Tuple[Text, ...]) -> List[_Rule]:
    found = []
    for key in keys:
        rule = json.loads(key)
        action, intent = _end(rule[-1])
        found.append(_Rule(key, len(rule), action, None if intent == SHOULD_NOT_BE_SET else intent))
    return found


def _end(state: State) -> Tuple[Optional[Text], Optional[Text]]:
    """The action before a state and the intent in it."""
    action, intent = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT)
    return action, intent  # type: ignore[return-value]


def check_rules(trackers: List[TrackerWithCachedStates]) -> None:
    """Refuse what this policy would not see: rules over too many turns.

    Raises:
        InvalidRule: naming the rule.
    """
    for tracker in trackers:
        turns = sum(event.type_name in USER_EVENTS for event in tracker.events)
        if tracker.is_rule_tracker and turns > TURNS:
            raise InvalidRule(
                f"The rule '{tracker.sender_id}' spans {turns} messages of the customer; only the latest {TURNS} are "
                "seen (TURNS in baton/rasa_overrides/rule_policy.py), so it would never apply."
            )
