"""Rasa's rules, looked for in the latest turns only: the cost of a turn does not grow with the conversation.

Rasa 3.6 rebuilds, and copies for a debug line, every state of the whole conversation for each prediction
(`RulePolicy._find_action_from_rules`), twice a prediction. A rule of Baton's spans one or two turns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Dict, List, Optional, Set, Text, Tuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

#: More than any rule spans; a form that is running is seen from before its beginning, however long it takes.
TURNS = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RecentRulePolicy(RulePolicy):
    """`RulePolicy` on the end of the conversation."""

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: Optional[Dict[Text, Any]] = None,
    ) -> List[State]:
        states: List[State] = super()._prediction_states(
            _without_idle_slots(recent(tracker, domain), domain), domain, use_text_for_last_user_input, rule_only_data
        )
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


def _without_idle_slots(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """The same conversation without the slots that say nothing to a rule: Rasa copies all of them for each state."""
    telling = [slot for slot in domain.slots if slot.has_features()]
    names = {slot.name for slot in telling}
    events = [event for event in tracker.events if type(event) is not SlotSet or event.key in names]
    return DialogueStateTracker.from_events(tracker.sender_id, events, telling)


def recent(tracker: DialogueStateTracker, domain: Domain, turns: int = TURNS) -> DialogueStateTracker:
    """The end of a conversation: at least the latest turns, and from a moment at which no form was running.

    What the bot did last before them comes first: a rule asks what came before a message, and turns with a person hold
    no action of the bot's.
    Slots that influence the conversation would be lost with their events; Baton's domain has none.
    """
    starts: List[Tuple[int, Optional[Event]]] = [(0, None)]
    form, done = None, None
    for place, event in enumerate(tracker.events):
        kind = type(event)  # Rasa's events are abstract classes, of which `isinstance` costs ten times as much
        if kind is ActiveLoop:
            form = event.name
        elif kind is ActionExecuted:
            done = event
        elif kind is UserUttered and form is None:
            starts.append((place, done))
    if len(starts) <= turns:
        return tracker
    start, before = starts[-turns]
    events = [*([before] if before else []), *islice(tracker.events, start, None)]
    return DialogueStateTracker.from_events(tracker.sender_id, events, domain.slots)
