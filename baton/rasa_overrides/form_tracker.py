"""The conversation that a form shows its own actions: a copy with what the form has done so far, and its log position.

Rasa 3.6 applies all events anew for it, twice for each answer to a form, and the action server was sent all of them,
because nothing said how much of such a conversation the log holds.
"""

from __future__ import annotations

from typing import List

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base.log_position import positions
from baton.rasa_overrides.tracker_copy import copy_tracker
from baton.rasa_overrides.turn_index import turn_index

_RASAS_TRACKER = FormAction._temporary_tracker


def temporary_tracker(
    self: FormAction, current_tracker: DialogueStateTracker, additional_events: List[Event], domain: Domain
) -> DialogueStateTracker:
    """The conversation after a form ran with these events.

    Rasa leaves out what came before a restart; such a conversation, and one that is not from the log, is left to Rasa.
    """
    if positions.get(current_tracker) is None or turn_index(current_tracker).restarted:
        return _RASAS_TRACKER(self, current_tracker, additional_events, domain)
    made = copy_tracker(current_tracker)
    requested = SlotSet(REQUESTED_SLOT, self.get_slot_to_fill(current_tracker))
    for event in (requested, ActionExecuted(self.name()), *additional_events):
        made.update(event)
    return made
