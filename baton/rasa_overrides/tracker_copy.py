"""Copies a conversation's state instead of applying all of its events anew, and passes over what takes nothing back.

Rasa 3.6 copies the tracker before each action by replaying the whole conversation, and asks several times in a turn
which events count, with ten comparisons of abstract classes for each event. The results stay Rasa's.
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
from typing import List, Optional, Set, Text

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base import log_position
from baton.base.by_identity import ByIdentity
from baton.rasa_overrides import turn_index
from baton.rasa_overrides.turn_index import ACTION, BEGINS_ANEW, LOOP, RESTART, TAKES_BACK, names

#: Rasa's own, as they were before anybody replaced them.
_RASAS_COPY = DialogueStateTracker.copy

_REWINDS = names(UserUtteranceReverted)
_FEATURIZED = names(ActionExecuted, UserUttered, DefinePrevUserUtteredFeaturization)
#: What sets or clears the action that Rasa was asked to run next.
_CLEARS_FOLLOWUP, _FOLLOWUP = names(UserUttered, ActionExecuted), names(FollowupAction)


def copy_tracker(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A tracker of its own with the same events and the state that they lead to."""
    if (
        type(tracker) is not DialogueStateTracker
        or type(tracker.slots) is not dict
        or turn_index.turn_index(tracker).took_back
    ):
        made = _RASAS_COPY(tracker)
        log_position.pass_on(tracker, made)
        return made
    made = tracker.init_copy()
    made.events.extend(tracker.events)
    made.slots = {name: copy.copy(slot) for name, slot in tracker.slots.items()}
    made._paused = tracker._paused
    made.latest_action = dict(tracker.latest_action) if tracker.latest_action is not None else None
    made.latest_message = tracker.latest_message
    made.latest_bot_utterance = tracker.latest_bot_utterance
    made.active_loop = dataclasses.replace(tracker.active_loop) if tracker.active_loop is not None else None
    made.followup_action = _followup(tracker)
    log_position.pass_on(tracker, made)
    turn_index.pass_on(tracker, made)
    return made


class _Applied:
    """What counts of the first `count` events of a tracker."""

    def __init__(self) -> None:
        self.count = 0
        self.loops: Set[Text] = set()
        self.events: List[Event] = []
        self._last: Optional[Event] = None

    def read_on(self, tracker: DialogueStateTracker) -> bool:
        """Read the events that are new.

        Returns:
            False if all have to be read anew: these are other events, or a loop was named that had run before.
        """
        events = tracker.events
        if self.count > len(events) or (self.count and events[self.count - 1] is not self._last):
            return False
        # From the end: a deque is not entered in its middle without a walk.
        new = [*itertools.islice(reversed(events), len(events) - self.count)][::-1]
        named = {event.name for event in new if event.type_name in LOOP and event.name} - self.loops
        if named and self.count:
            return False
        self.loops |= named
        for event in new:
            self._take(tracker, event)
        if new:
            self.count, self._last = len(events), new[-1]
        return True

    def _take(self, tracker: DialogueStateTracker, event: Event) -> None:
        kind, applied = event.type_name, self.events
        if kind in BEGINS_ANEW:
            applied.clear()
        elif kind in TAKES_BACK:
            if kind in _REWINDS:
                tracker._undo_till_previous(UserUttered, applied)
            tracker._undo_till_previous(ActionExecuted, applied)
        elif (
            kind in ACTION
            and event.action_name in self.loops
            and not tracker._first_loop_execution_or_unhappy_path(event.action_name, applied)
        ):
            _undo_till_previous_run(event.action_name, applied)
        else:
            applied.append(event)


#: Of long conversations, which live from turn to turn. The short ones that a policy makes are read once.
_kept_applied: ByIdentity[DialogueStateTracker, _Applied] = ByIdentity()
_LONG = 100  # events


def applied_events(tracker: DialogueStateTracker) -> List[Event]:
    """The events without what was taken back, and without what a form said each time that it asked again."""
    known = _kept_applied.get(tracker) or _Applied()
    if not known.read_on(tracker):
        known = _Applied()
        known.read_on(tracker)
    if known.count < _LONG:
        return known.events  # nobody else has it
    _kept_applied.set(tracker, known)
    return list(known.events)


def _undo_till_previous_run(loop: Text, applied: List[Event]) -> None:
    """Rasa's `_undo_till_previous_loop_execution`, which copies the whole list each time."""
    begin = len(applied)
    while begin and not (applied[begin - 1].type_name in ACTION and applied[begin - 1].action_name == loop):
        begin -= 1
    applied[begin:] = [event for event in applied[begin:] if event.type_name not in _FEATURIZED]


def _followup(tracker: DialogueStateTracker) -> Optional[Text]:
    """The action that the events ask for next. The processor clears that of the tracker without an event."""
    for event in reversed(tracker.events):
        kind = event.type_name
        if kind in _CLEARS_FOLLOWUP:
            return None
        if kind in _FOLLOWUP:
            return str(event.action_name)
        if kind in BEGINS_ANEW:
            return ACTION_SESSION_START_NAME if kind in RESTART else ACTION_LISTEN_NAME
    return ACTION_LISTEN_NAME
