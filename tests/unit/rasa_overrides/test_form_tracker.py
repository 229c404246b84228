"""What a form shows its own actions is Rasa's conversation; of a long one the action server is sent the end."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from rasa.core.actions.forms import FormAction
from rasa.shared.core import events as rasa

from baton.base.log_position import LogPosition, positions
from baton.rasa_overrides import form_tracker
from tests.unit.rasa_overrides.test_tracker_copy import CONVERSATIONS, FORMS, state, tracker_of

RASAS_TRACKER = form_tracker._RASAS_TRACKER
FILLED = [rasa.SlotSet("topic", "delivery"), rasa.BotUttered("which one?")]


def domain():
    """All that Rasa asks a domain for here."""
    return SimpleNamespace(slots=list(tracker_of([]).slots.values()))


def without_numbers(events):
    return [{**event.as_dict(), "timestamp": None} for event in events]


@given(CONVERSATIONS)
def test_it_is_rasas(events):
    tracker, form = tracker_of(events), FormAction(FORMS[0], None)
    positions.set(tracker, LogPosition(len(events), 7))
    ours = form_tracker.temporary_tracker(form, tracker, FILLED, domain())
    rasas = RASAS_TRACKER(form, tracker, FILLED, domain())
    assert without_numbers(ours.events) == without_numbers(rasas.events)
    assert {**state(ours), "events": None} == {**state(rasas), "events": None}


def test_it_keeps_the_position_in_the_log_and_applies_no_logged_event_anew(monkeypatch):
    tracker = tracker_of([rasa.UserUttered("hello"), rasa.BotUttered("hi")] * 200)
    positions.set(tracker, LogPosition(400, 7))
    monkeypatch.setattr(rasa.UserUttered, "apply_to", None)
    made = form_tracker.temporary_tracker(FormAction(FORMS[0], None), tracker, FILLED, domain())
    assert positions.get(made) == LogPosition(400, 7) and len(made.events) == 404


def test_what_came_before_a_restart_is_left_out_and_with_it_the_position():
    tracker = tracker_of([rasa.UserUttered("hello"), rasa.Restarted(), rasa.UserUttered("again")])
    positions.set(tracker, LogPosition(3, 7))
    made = form_tracker.temporary_tracker(FormAction(FORMS[0], None), tracker, [], domain())
    assert positions.get(made) is None and made.events[0].text == "again"
