"""The life of a handoff: what may follow what, and one owner at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.handoff.lifecycle import OPEN, WITH_PERSON, Move, Refused, State, sources, step


def test_the_usual_way():
    state = step(State.QUEUED, Move.CLAIM, owner=None, by="maria")
    assert state is State.CLAIMED
    assert step(state, Move.RETURN, owner="maria", by="maria") is State.RETURNED
    assert step(state, Move.RESOLVE, owner="maria", by="maria") is State.RESOLVED


def test_a_second_claim_loses_politely():
    with pytest.raises(Refused, match="maria has taken it already"):
        step(State.CLAIMED, Move.CLAIM, owner="maria", by="ben")


def test_nobody_closes_what_another_has():
    with pytest.raises(Refused, match="maria has this conversation"):
        step(State.CLAIMED, Move.RESOLVE, owner="maria", by="ben")


@given(st.sampled_from(list(State)), st.sampled_from(list(Move)))
def test_only_the_table_decides(state, move):
    try:
        after = step(state, move, owner="a", by="a")
    except Refused:
        assert state not in sources(move)
    else:
        assert state in sources(move)
        assert after in State


@given(st.lists(st.sampled_from(list(Move)), max_size=12))
def test_a_closed_handoff_stays_closed(moves):
    state = State.QUEUED
    for move in moves:
        try:
            after = step(state, move, owner="a", by="a")
        except Refused:
            continue
        assert state in OPEN
        state = after
    assert WITH_PERSON < OPEN
