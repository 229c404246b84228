"""Counts of a replay with every message read anew: what the policy does, what the reading does, and what both do. Pure.

As with `Tally`, the counts of any number of conversations have the same size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from baton.lab.outcomes import Outcomes
from baton.lab.replay.rereading import Rescored
from baton.lab.replay.tally import Tally


@dataclass
class Rescoring:
    """What was counted so far; the four tallies are of the same conversations.

    Attributes:
        erased: conversations that were not read anew, because their words are erased.
        messages: that were read anew.
        unnamed: those of them of which the log names no model that read them before.
        otherwise: those of them that the bot would answer otherwise.
        neither: the policy in force as it was read then: differs only where another policy decided.
        policy: the candidate alone.
        reading: the reading alone, under the policy in force.
        both: the candidate and the reading.
    """

    erased: int = 0
    messages: int = 0
    unnamed: int = 0
    otherwise: int = 0
    neither: Tally = field(default_factory=Tally)
    policy: Tally = field(default_factory=Tally)
    reading: Tally = field(default_factory=Tally)
    both: Tally = field(default_factory=Tally)

    def add(self, one: Rescored, outcomes: Outcomes, hour: Callable[[float], int]) -> None:
        """Count one conversation; arguments as for `Tally.add`."""
        self.messages += one.reread.messages
        self.unnamed += one.reread.unnamed
        self.otherwise += len(one.reread.otherwise)
        for name in _TALLIES:
            getattr(self, name).add(getattr(one, name), outcomes, one.began_at, hour)

    def merge(self, other: Rescoring) -> None:
        """Take up the counts of other conversations."""
        for name in ("erased", "messages", "unnamed", "otherwise"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _TALLIES:
            getattr(self, name).merge(getattr(other, name))


_TALLIES = ("neither", "policy", "reading", "both")
