"""Rasa's rules, looked for in the latest turns only: the cost of a turn does not grow with the conversation.

Rasa 3.6 rebuilds, and copies for a debug line, every state of the whole conversation for each prediction
(`RulePolicy._find_action_from_rules`), twice a prediction. A rule of Baton's spans one or two turns.
"""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Dict, List, Optional, Set, Text, Tuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

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
        """Rasa's, without the states that lie before the beginning of the longest rule: they decide nothing."""
        longest = _longest(tuple(lookup))
        keys: Set[Text] = super()._get_possible_keys(lookup, states[len(states) - min(longest, len(states)) :])
        return keys

    @cached_property
    def _rules_on_words(self) -> bool:
        """Whether a rule names the words of a message instead of its intent."""
        rules = (state for key in self.lookup[RULES] for state in self._rule_key_to_state(key))
        return any(TEXT in state.get(USER, {}) for state in rules)


@lru_cache(maxsize=8)
def _longest(keys: Tuple[Text, ...]) -> int:
    """How many states the longest of these rules has."""
    return max((len(json.loads(key)) for key in keys), default=0)


def _without_idle_slots(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """The same conversation without the slots that say nothing to a rule: Rasa copies all of them for each state."""
    telling = [slot for slot in domain.slots if slot.has_features()]
    names = {slot.name for slot in telling}
    events = [event for event in tracker.events if not isinstance(event, SlotSet) or event.key in names]
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
        if isinstance(event, ActiveLoop):
            form = event.name
        elif isinstance(event, ActionExecuted):
            done = event
        elif isinstance(event, UserUttered) and form is None:
            starts.append((place, done))
    if len(starts) <= turns:
        return tracker
    start, before = starts[-turns]
    events = [*([before] if before else []), *islice(tracker.events, start, None)]
    return DialogueStateTracker.from_events(tracker.sender_id, events, domain.slots)
