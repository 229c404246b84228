"""The facts of a conversation in memory are those of its whole log, and no event is read twice for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from policies import tracker_facts
from policies.facts_fold import FactsFold, facts
from policies.tracker_facts import facts_of
from tests.unit.policies.test_decision import EVENTS

CONVERSATIONS = st.lists(EVENTS.filter(lambda event: event["event"] != "unheard_of"), max_size=25)


def tracker_of(events):
    return DialogueStateTracker.from_events("c1", [Event.from_parameters(event) for event in events])


def as_read_at_once(tracker):
    return facts(event.as_dict() for event in tracker.events)


@given(CONVERSATIONS)
def test_facts_at_each_moment_are_those_of_the_whole_log(events):
    tracker = tracker_of([])
    for event in events:
        tracker.update(Event.from_parameters(event))
        assert facts_of(tracker) == as_read_at_once(tracker)


@given(CONVERSATIONS, CONVERSATIONS)
def test_other_events_under_the_same_tracker_are_read_anew(events, others):
    tracker = tracker_of(events)
    facts_of(tracker)
    tracker.events.clear()
    tracker.events.extend(tracker_of(others).events)
    assert facts_of(tracker) == as_read_at_once(tracker)


def test_message_400_reads_as_many_events_as_message_10(monkeypatch: pytest.MonkeyPatch):
    read = []
    take = FactsFold.take
    monkeypatch.setattr(FactsFold, "take", lambda fold, event: (read.append(event), take(fold, event)))
    tracker, counts = tracker_of([]), []
    for number in range(400):
        tracker.update(UserUttered(f"message {number}"))
        facts_of(tracker)
        tracker.update(SlotSet("attempt", {"task": "faq", "outcome": "answered", "detail": str(number)}))
        facts_of(tracker)
        counts.append(len(read))
        read.clear()
    assert counts[9] == counts[399] == 2


def test_an_event_that_cannot_be_read_does_not_count_as_read(monkeypatch: pytest.MonkeyPatch):
    tracker = tracker_of([])
    tracker.update(UserUttered("hello"))
    with monkeypatch.context() as broken:
        broken.setattr(tracker_facts, "_log_event", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            facts_of(tracker)
    assert facts_of(tracker) == as_read_at_once(tracker)
