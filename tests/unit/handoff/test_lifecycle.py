"""The life of a handoff: what may follow what, and one owner at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.handoff.records.lifecycle import OPEN, WITH_PERSON, State, Transition, TransitionRefused, sources, step


def test_the_usual_way():
    state = step(State.QUEUED, Transition.CLAIM, owner=None, by="maria")
    assert state is State.CLAIMED
    assert step(state, Transition.RETURN, owner="maria", by="maria") is State.RETURNED
    assert step(state, Transition.RESOLVE, owner="maria", by="maria") is State.RESOLVED


def test_a_second_claim_loses_politely():
    with pytest.raises(TransitionRefused, match="maria has taken it already"):
        step(State.CLAIMED, Transition.CLAIM, owner="maria", by="ben")


def test_nobody_closes_what_another_has():
    with pytest.raises(TransitionRefused, match="maria has this conversation"):
        step(State.CLAIMED, Transition.RESOLVE, owner="maria", by="ben")


@given(st.sampled_from(list(State)), st.sampled_from(list(Transition)))
def test_only_the_table_decides(state, move):
    try:
        after = step(state, move, owner="a", by="a")
    except TransitionRefused:
        assert state not in sources(move)
    else:
        assert state in sources(move)
        assert after in State


@given(st.lists(st.sampled_from(list(Transition)), max_size=12))
def test_a_closed_handoff_stays_closed(moves):
    state = State.QUEUED
    for move in moves:
        try:
            after = step(state, move, owner="a", by="a")
        except TransitionRefused:
            continue
        assert state in OPEN
        state = after
    assert WITH_PERSON < OPEN
