"""The end of a conversation, as far as rules and stories look at it: what a policy costs must not grow with the log.

Rasa 3.6 rebuilds every state of the whole conversation for each prediction. The functions here give a policy a short
conversation with the same latest states instead; `tests/unit/rasa_overrides` holds them against Rasa's policies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import List, Optional, Text

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecutionRejected,
    AllSlotsReset,
    Event,
    FollowupAction,
    SlotSet,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from baton.rasa_overrides.turn_index import ACTION, BEGINS_ANEW, LOOP, names, turn_index

SLOT = names(SlotSet)
_REJECTED, _FOLLOWUP = names(ActionExecutionRejected), names(FollowupAction)
#: What changes a slot.
_SLOTS = names(SlotSet, AllSlotsReset)


def recent(tracker: DialogueStateTracker, domain: Domain, turns: int) -> DialogueStateTracker:
    """The end of a conversation: at least the latest turns, and from a moment at which no form was running.

    What the bot did last before them comes first: a rule asks what came before a message, and turns with a person hold
    no action of the bot's. Slots that influence the conversation keep their values, whenever they were set.

    Args:
        turns: messages of the customer, each with what the bot did after it; those of a form are one.
    """
    index = turn_index(tracker)
    if index.took_back or len(index.starts) <= turns:
        return tracker
    events, starts = list(tracker.events), index.starts
    return _tracker(tracker, domain, events, [events[starts[-turns] :]], starts[-turns])


def recent_visible(tracker: DialogueStateTracker, domain: Domain, turns: int) -> DialogueStateTracker:
    """The same, without the turns that Rasa hides from stories because only a rule knows them (`hide_rule_turn`).

    Args:
        turns: at least so many that stories see.
    """
    index = turn_index(tracker)
    if index.took_back or len(index.starts) <= turns:
        return tracker
    events, starts = list(tracker.events), index.starts
    kept = [events[starts[-1] :]]
    begin, seen = starts[-1], 0
    influencing = {slot.name for slot in _influencing(domain)}
    for start, end in zip(reversed(starts[:-1]), reversed(starts[1:]), strict=True):
        if seen > turns:
            break
        segment = events[start:end]
        begin = start
        if _is_hidden(segment):
            if influencing:
                kept.append([each for each in segment if each.type_name in _SLOTS])
            continue
        kept.append(segment)
        seen += _begins_visibly(segment)
    return _tracker(tracker, domain, events, kept[::-1], begin)


def without_idle_slots(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """The same conversation without the slots that say nothing to a policy: Rasa copies all of them for each state."""
    influencing = _influencing(domain)
    names = {slot.name for slot in influencing}
    events = [event for event in tracker.events if event.type_name not in SLOT or event.key in names]
    return DialogueStateTracker.from_events(tracker.sender_id, events, influencing)


def _influencing(domain: Domain) -> List[Slot]:
    return [slot for slot in domain.slots if slot.has_features()]


def _tracker(
    tracker: DialogueStateTracker, domain: Domain, events: Sequence[Event], kept: Sequence[Sequence[Event]], begin: int
) -> DialogueStateTracker:
    """A conversation of the kept events, after the values of slots and the action before their beginning."""
    before = next((event for event in reversed(events[:begin]) if event.type_name in ACTION), None)
    prefix = [*_slot_values(events[:begin], domain), *([before] if before else [])]
    return DialogueStateTracker.from_events(
        tracker.sender_id, [*prefix, *(event for segment in kept for event in segment)], domain.slots
    )


def _slot_values(events: Sequence[Event], domain: Domain) -> List[Event]:
    """What sets the slots that influence the conversation to the values that they have after some events."""
    influencing = _influencing(domain)
    if not influencing:
        return []
    names = {slot.name for slot in influencing}
    values: dict[Text, Event] = {}
    for event in events:
        kind = event.type_name
        if kind in SLOT:
            if event.key in names:
                values[event.key] = event
        elif kind in _SLOTS or kind in BEGINS_ANEW:
            values.clear()
    return list(values.values())


def _is_hidden(segment: Sequence[Event]) -> bool:
    """Whether Rasa surely hides a turn from stories: only a rule knows it. To keep a doubtful one is no error."""
    form: Optional[Text] = None
    latest: Optional[Text] = ACTION_LISTEN_NAME
    unhappy = False
    for event in segment:
        kind = event.type_name
        if kind in ACTION:
            name = event.action_name
            asked_again = name == form and not unhappy  # Rasa makes one of a form's questions, as long as it gets on
            if not asked_again and latest != form and not event.hide_rule_turn:
                return False
            unhappy = unhappy or (form is not None and name not in (form, ACTION_LISTEN_NAME))
            latest = name
        elif kind in LOOP:
            form = event.name
        elif kind in _REJECTED:
            unhappy = True
        elif kind in _FOLLOWUP or kind in BEGINS_ANEW:
            return False
    return True


def _begins_visibly(segment: Sequence[Event]) -> bool:
    """Whether stories surely see a turn."""
    first = next((event for event in segment if event.type_name in ACTION), None)
    return first is not None and not first.hide_rule_turn and not any(e.type_name in _FOLLOWUP for e in segment)
