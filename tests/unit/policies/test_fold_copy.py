"""A copied fold reads on by itself: the same facts as the original would give, and the original stays what it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policies.facts_fold import FactsFold, facts
from policies.fold_copy import copy_of
from tests.unit.policies.test_decision import EVENTS

CONVERSATIONS = st.lists(EVENTS, max_size=15)


def fold_of(events):
    fold = FactsFold()
    for event in events:
        fold.take(event)
    return fold


@given(CONVERSATIONS, CONVERSATIONS, CONVERSATIONS)
def test_both_go_on_as_if_there_were_no_other(before, own, others):
    fold = fold_of(before)
    copied = copy_of(fold)
    for event in others:
        copied.take(event)
    for event in own:
        fold.take(event)
    assert fold.result() == facts([*before, *own])
    assert copied.result() == facts([*before, *others])


@given(CONVERSATIONS)
def test_nothing_that_can_change_is_shared(events):
    """An attribute that somebody adds later is found here: a shared one would let a question change the log's facts."""
    fold = fold_of(events)
    assert not (_changeable(fold) & _changeable(copy_of(fold)))


def _changeable(thing):
    """The ids of the collections and of the parts that are a fold's own."""
    found = set()
    for value in vars(thing).values():
        if isinstance(value, list | set | dict):
            found.add(id(value))
        elif type(value).__module__ in ("policies.form_state", "policies.open_offer", "policies.shown_orders") or (
            type(value).__name__ == "ReportedProblems"
        ):
            found |= {id(value)} | _changeable(value)
    return found
