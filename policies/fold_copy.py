"""A copy of a half-read conversation, to read on in it without changing the original. Pure."""

from __future__ import annotations

import copy
from typing import TypeVar

from policies.facts_fold import FactsFold
from policies.form_state import FormState
from policies.open_offer import OpenOffer
from policies.reported_problems import ReportedProblems
from policies.shown_orders import ShownOrders

_PARTS = (FormState, OpenOffer, ReportedProblems, ShownOrders)
_T = TypeVar("_T")


def copy_of(fold: FactsFold) -> FactsFold:
    """A fold in the same state that goes on by itself. What cannot change, such as a turn, is shared."""
    return _own(fold)


def _own(thing: _T) -> _T:
    """A shallow copy that has its own collections and parts."""
    made = copy.copy(thing)
    for name, value in vars(thing).items():
        if isinstance(value, list | set | dict):
            setattr(made, name, value.copy())
        elif isinstance(value, _PARTS):
            setattr(made, name, _own(value))
    return made
