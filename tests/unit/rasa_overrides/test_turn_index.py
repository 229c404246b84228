"""What is known of a conversation's turns grows with it, and does not depend on how it was read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core import events as rasa

from baton.rasa_overrides import tracker_copy
from baton.rasa_overrides.turn_index import TurnIndex, turn_index
from tests.unit.rasa_overrides.test_tracker_copy import CONVERSATIONS, tracker_of


def read_at_once(events):
    index = TurnIndex()
    index.read_on(events)
    return vars(index)


@given(st.lists(CONVERSATIONS, min_size=1, max_size=4), st.booleans())
def test_read_in_pieces_it_is_the_same_also_of_copies(pieces, copied):
    tracker = tracker_of([])
    for piece in pieces:
        tracker.update_with_events(piece, None)
        before = dict(vars(turn_index(tracker)))
        tracker = tracker_copy.copy_tracker(tracker) if copied else tracker
        assert vars(turn_index(tracker)) == before == read_at_once(tracker.events)


def test_a_turn_begins_where_no_form_asks_and_the_bot_has_acted():
    tracker = tracker_of(
        [
            rasa.ActionExecuted("action_listen"),
            rasa.UserUttered("hello"),
            rasa.UserUttered("are you there?"),
            rasa.ActionExecuted("order_form"),
            rasa.ActiveLoop("order_form"),
            rasa.UserUttered("10023"),
            rasa.ActiveLoop(None),
            rasa.ActionExecuted("action_listen"),
            rasa.UserUttered("thanks"),
        ]
    )
    assert turn_index(tracker).starts == [0, 1, 8]
    tracker.update(rasa.SessionStarted())
    assert turn_index(tracker).starts == [9] and not turn_index(tracker).restarted


def test_what_is_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch):
    tracker = tracker_of([rasa.UserUttered("hello"), rasa.ActionExecuted("action_listen")] * 1000)
    turn_index(tracker)
    read = []
    take = TurnIndex._take
    monkeypatch.setattr(TurnIndex, "_take", lambda self, event: (read.append(event), take(self, event)))
    tracker.update(rasa.UserUttered("again"))
    copied = tracker_copy.copy_tracker(tracker)
    assert turn_index(copied).starts[-1] == 2000 and len(read) == 1


def test_other_events_in_their_place_are_read_anew():
    tracker = tracker_of([rasa.UserUttered("hello"), rasa.ActionExecuted("action_listen")] * 3)
    assert len(turn_index(tracker).starts) == 4
    tracker.events.clear()
    tracker.update_with_events([rasa.Restarted(), rasa.UserUttered("new")], None)
    assert turn_index(tracker).starts == [0, 1] and turn_index(tracker).restarted
