"""A copied tracker and its applied events are Rasa's, and to copy a long conversation applies none of its events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core import events as rasa
from rasa.shared.core.slots import AnySlot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from baton.rasa_overrides import tracker_copy

RASAS_COPY, RASAS_APPLIED = DialogueStateTracker.copy, DialogueStateTracker.applied_events
FORMS = ("order_form", "callback_form")


def kinds():
    """Events of every kind that changes a tracker."""
    actions = st.sampled_from(("action_listen", "utter_greet", *FORMS))
    return st.one_of(
        st.builds(rasa.UserUttered, st.sampled_from(("hello", "no"))),
        st.builds(rasa.BotUttered, st.just("hi")),
        st.builds(rasa.ActionExecuted, actions),
        st.builds(rasa.SlotSet, st.sampled_from(("topic", "memory")), st.sampled_from((None, "a", ["b"]))),
        st.builds(rasa.ActiveLoop, st.sampled_from((None, *FORMS))),
        st.builds(rasa.LoopInterrupted, st.booleans()),
        st.builds(rasa.ActionExecutionRejected, st.sampled_from(FORMS)),
        st.builds(rasa.DefinePrevUserUtteredFeaturization, st.booleans()),
        st.builds(rasa.FollowupAction, actions),
        st.sampled_from(
            (
                rasa.AllSlotsReset,
                rasa.ConversationPaused,
                rasa.ConversationResumed,
                rasa.SessionStarted,
                rasa.Restarted,
                rasa.ActionReverted,
                rasa.UserUtteranceReverted,
            )
        ).map(lambda kind: kind()),
    )


CONVERSATIONS = st.lists(kinds(), max_size=40)


def tracker_of(events):
    made = DialogueStateTracker("c1", [TextSlot("topic", []), AnySlot("memory", [])])
    made.update_with_events(events, None)
    return made


def state(tracker):
    """Everything that a tracker holds."""
    slots = {name: (type(slot), vars(slot)) for name, slot in tracker.slots.items()}
    loop = vars(tracker.active_loop) if tracker.active_loop else None
    return {**vars(tracker), "slots": slots, "active_loop": loop, "events": list(map(id, tracker.events))}


@given(CONVERSATIONS)
def test_a_copy_is_rasas(events):
    tracker = tracker_of(events)
    tracker.clear_followup_action()  # as the processor does, without an event
    assert state(tracker_copy.copy_tracker(tracker)) == state(RASAS_COPY(tracker))


@given(CONVERSATIONS)
def test_applied_events_are_rasas(events):
    tracker = tracker_of(events)
    assert list(map(id, tracker_copy.applied_events(tracker))) == list(map(id, RASAS_APPLIED(tracker)))


@given(st.lists(CONVERSATIONS, max_size=4), st.booleans())
def test_applied_events_are_rasas_when_a_long_conversation_grows(parts, mends):
    tracker = tracker_of([])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tracker_copy, "_LONG", 0)
        for events in parts:
            tracker.update_with_events(events, None)
            applied = tracker_copy.applied_events(tracker)
            assert list(map(id, applied)) == list(map(id, RASAS_APPLIED(tracker)))
            applied.clear()  # whoever asked may do with it what they like
        if mends and tracker.events:
            tracker.events.pop()
            assert list(map(id, tracker_copy.applied_events(tracker))) == list(map(id, RASAS_APPLIED(tracker)))


def test_what_was_read_of_a_long_conversation_is_not_read_again(monkeypatch: pytest.MonkeyPatch):
    turn = [rasa.UserUttered("hello"), rasa.ActionExecuted("order_form"), rasa.ActiveLoop("order_form")]
    tracker = tracker_of(turn * 100)
    tracker_copy.applied_events(tracker)
    taken = []
    take = tracker_copy._Applied._take
    monkeypatch.setattr(tracker_copy._Applied, "_take", lambda *args: taken.append(args[-1]) or take(*args))
    tracker.update_with_events(turn, None)
    assert list(map(id, tracker_copy.applied_events(tracker))) == list(map(id, RASAS_APPLIED(tracker)))
    assert taken == turn


@given(CONVERSATIONS, kinds())
def test_what_is_done_to_a_copy_is_not_done_to_the_first(events, further):
    tracker = tracker_of(events)
    before = state(tracker)
    tracker_copy.copy_tracker(tracker).update(further)
    if not isinstance(further, rasa.DefinePrevUserUtteredFeaturization):  # it changes the message itself, as in Rasa
        assert state(tracker) == before


def test_a_copy_applies_no_event(monkeypatch: pytest.MonkeyPatch):
    tracker = tracker_of([rasa.SlotSet("topic", "a"), rasa.UserUttered("hello")] * 1000)
    monkeypatch.setattr(rasa.SlotSet, "apply_to", lambda *_: pytest.fail("applied anew"))
    assert tracker_copy.copy_tracker(tracker).get_slot("topic") == "a"
