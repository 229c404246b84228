"""Where the turns of a conversation begin: kept for each tracker, and read on from where its events were read last.

A conversation of 400 messages has some thousands of events; to read them for every prediction was a seventh of a turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import FrozenSet, List, Optional, Text, Type

from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from baton.base.by_identity import ByIdentity


def names(*kinds: Type[Event]) -> FrozenSet[Text]:
    """The names of kinds of events and of their subclasses. To compare names costs a fraction of `isinstance`, because
    Rasa's events are abstract classes; a subclass is found as well, if it was there when this module was loaded or has
    the same name."""
    return frozenset(each.type_name for kind in kinds for each in (kind, *all_subclasses(kind)))


USER, LOOP, ACTION = map(names, (UserUttered, ActiveLoop, ActionExecuted))
RESTART = names(Restarted)
#: What takes back all that was there, and what takes back a part: the end alone would not say of which.
BEGINS_ANEW, TAKES_BACK = names(Restarted, SessionStarted), names(ActionReverted, UserUtteranceReverted)


class TurnIndex:
    """What is known of the first `count` events of a conversation.

    Attributes:
        starts: where turns begin at which no form is running, the first where the conversation last began anew.
        took_back: whether something was taken back.
        restarted: whether the customer, or a rule, restarted the conversation.
    """

    def __init__(self) -> None:
        self.count = 0
        self.starts: List[int] = [0]
        self.took_back = self.restarted = False
        self._last: Optional[Event] = None
        self._form: Optional[Text] = None
        self._acted = True

    def copy(self) -> TurnIndex:
        """One of its own for a tracker with the same events."""
        made = TurnIndex()
        vars(made).update(vars(self))
        made.starts = list(self.starts)
        return made

    def is_of(self, events: Sequence[Event]) -> bool:
        """Whether events are those that were read, perhaps with further ones."""
        return not self.count or (self.count <= len(events) and events[self.count - 1] is self._last)

    def read_on(self, events: Sequence[Event]) -> None:
        """Read those that are new."""
        # From the end: a deque is not entered in its middle without a walk.
        for event in [*islice(reversed(events), len(events) - self.count)][::-1]:
            self._take(event)

    def _take(self, event: Event) -> None:
        kind = event.type_name
        if kind in LOOP:
            self._form = event.name
        elif kind in ACTION:
            self._acted = True
        elif kind in USER:
            if self._form is None and self._acted:
                self.starts.append(self.count)
                self._acted = False  # to rules, messages that the bot does nothing after are one with the next
        elif kind in BEGINS_ANEW:
            self.starts, self._form, self._acted = [self.count], None, True
            self.restarted = self.restarted or kind in RESTART
        elif kind in TAKES_BACK:
            self.took_back = True
        self._last = event
        self.count += 1


_indexes: ByIdentity[DialogueStateTracker, TurnIndex] = ByIdentity()


def turn_index(tracker: DialogueStateTracker) -> TurnIndex:
    """What is known of all events of a tracker; events that were read before are not read again."""
    index = _indexes.get(tracker)
    if index is None or not index.is_of(tracker.events):
        index = TurnIndex()
        _indexes.set(tracker, index)
    index.read_on(tracker.events)
    return index


def pass_on(tracker: DialogueStateTracker, made: DialogueStateTracker) -> None:
    """Give a copy of a tracker, with the same events, what is known of them."""
    _indexes.set(made, turn_index(tracker).copy())
