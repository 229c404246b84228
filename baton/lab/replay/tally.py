"""Counts of a replay, kept small: what is added up of each conversation, and the few that are worth reading. Pure.

A tally of any number of conversations has the same size, so that workers send one for each piece of the log.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from baton.lab.outcomes import Ending, HandoverOutcome, Outcomes, Verdict
from baton.lab.replay.comparison import Change, ComparedHandover, Comparison, LockedLoss

#: So many conversations to read are kept.
MOST_TO_READ = 50
#: So many losses of locked categories are listed; all are counted.
MOST_LOSSES = 1000

#: Of an earlier, later or lost handover: what its agent said, and whether the change is then better or worse.
#: What is not here says nothing about the change.
_JUDGED = {
    (Change.EARLIER, Verdict.TOO_LATE): True,
    (Change.EARLIER, Verdict.TOO_EARLY): False,
    (Change.EARLIER, Verdict.UNNECESSARY): False,
    (Change.LATER, Verdict.TOO_EARLY): True,
    (Change.LATER, Verdict.UNNECESSARY): True,
    (Change.LATER, Verdict.RIGHT): False,
    (Change.LATER, Verdict.TOO_LATE): False,
    (Change.GONE, Verdict.TOO_EARLY): True,
    (Change.GONE, Verdict.UNNECESSARY): True,
    (Change.GONE, Verdict.RIGHT): False,
    (Change.GONE, Verdict.TOO_LATE): False,
}


@dataclass(frozen=True, order=True)
class ToRead:
    """A conversation that somebody should read, the worst first in their order."""

    rank: int
    conversation_id: str
    change: str
    trigger: str
    category: str
    logged_turn: int | None = field(compare=False)
    candidate_turn: int | None = field(compare=False)
    verdict: str | None = field(compare=False)
    why: str = field(compare=False)


@dataclass
class Tally:
    """What a replay has counted so far. The keys of a counter are a change, followed by what is counted."""

    conversations: int = 0
    logged: int = 0  #: handovers in the log, up to the first divergence of each conversation
    differing: int = 0  #: conversations
    cut_short: int = 0  #: conversations in which the bot would have answered otherwise before any handover differed
    triggers: Counter[tuple[Change, str]] = field(default_factory=Counter)
    categories: Counter[tuple[Change, str]] = field(default_factory=Counter)
    verdicts: Counter[tuple[Change, Verdict | None]] = field(default_factory=Counter)
    bot_could: Counter[tuple[Change, bool | None]] = field(default_factory=Counter)
    stars: Counter[tuple[Change, int | None]] = field(default_factory=Counter)
    endings: Counter[Ending | None] = field(default_factory=Counter)  #: of new handovers' conversations
    policies: Counter[str] = field(default_factory=Counter)  #: hashes by which the logged ones were decided
    hours_logged: Counter[int] = field(default_factory=Counter)
    hours_candidate: Counter[int] = field(default_factory=Counter)
    turns_saved: int = 0  #: of the bot, by earlier handovers
    better: int = 0  #: changes that the agent's verdict speaks for
    worse: int = 0  #: changes that it speaks against
    lost: int = 0  #: messages at which a locked category is not handed over
    losses: list[LockedLoss] = field(default_factory=list)  #: the first of them
    to_read: list[ToRead] = field(default_factory=list)
    first_at: float | None = None
    last_at: float | None = None

    def count(self, change: Change) -> int:
        """How many handovers changed so."""
        return sum(number for (each, _trigger), number in self.triggers.items() if each is change)

    def add(self, comparison: Comparison, outcomes: Outcomes, began_at: float, hour: Callable[[float], int]) -> None:
        """Count one conversation.

        Args:
            hour: the hour of the day of a moment, in the shop's time zone.
        """
        self.conversations += 1
        self.first_at = began_at if self.first_at is None else min(self.first_at, began_at)
        self.last_at = began_at if self.last_at is None else max(self.last_at, began_at)
        for handover in comparison.handovers:
            self._handover(comparison, handover, outcomes, hour)
        self.differing += comparison.differing is not None
        self.cut_short += comparison.cut_short
        self.lost += len(comparison.losses)
        if comparison.losses:
            self.losses = sorted([*self.losses, *comparison.losses], key=_loss_order)[:MOST_LOSSES]

    def merge(self, other: Tally) -> None:
        """Take up another tally, of other conversations."""
        for name in ("conversations", "logged", "differing", "cut_short", "turns_saved", "better", "worse", "lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("triggers", "categories", "verdicts", "bot_could", "stars", "endings", "policies"):
            getattr(self, name).update(getattr(other, name))
        self.hours_logged.update(other.hours_logged)
        self.hours_candidate.update(other.hours_candidate)
        self.losses = sorted([*self.losses, *other.losses], key=_loss_order)[:MOST_LOSSES]
        self.to_read = heapq.nsmallest(MOST_TO_READ, [*self.to_read, *other.to_read])
        moments = [at for at in (self.first_at, self.last_at, other.first_at, other.last_at) if at is not None]
        self.first_at, self.last_at = (min(moments), max(moments)) if moments else (None, None)

    def _handover(
        self, comparison: Comparison, one: ComparedHandover, outcomes: Outcomes, hour: Callable[[float], int]
    ) -> None:
        known = outcomes.of_handover(one.logged.handoff_id if one.logged is not None else None)
        ending = outcomes.endings.get(comparison.conversation_id)
        self.triggers[one.change, one.shown.trigger] += 1
        self.categories[one.change, one.shown.category] += 1
        if one.logged is not None:
            self.logged += 1
            self.policies[one.logged.policy_hash or "no policy"] += 1
            self.hours_logged[hour(one.logged.at)] += 1
            self.verdicts[one.change, known.verdict] += 1
            self.bot_could[one.change, known.bot_could] += 1
            self.stars[one.change, known.stars] += 1
        else:
            self.endings[ending] += 1
        if one.candidate is not None:
            self.hours_candidate[hour(one.candidate.at)] += 1
        if one.change is Change.EARLIER and one.logged is not None and one.candidate is not None:
            self.turns_saved += one.logged.turn - one.candidate.turn
        judged = _JUDGED.get((one.change, known.verdict)) if known.verdict is not None else None
        self.better += judged is True
        self.worse += judged is False
        if one.change is not Change.SAME:
            line = _to_read(comparison, one, known, ending)
            self.to_read = heapq.nsmallest(MOST_TO_READ, [*self.to_read, line])


def _loss_order(loss: LockedLoss) -> tuple[str, int]:
    return loss.conversation_id, loss.turn


def _to_read(comparison: Comparison, one: ComparedHandover, known: HandoverOutcome, ending: Ending | None) -> ToRead:
    rank, why = _rank(comparison, one, known, ending)
    return ToRead(
        rank=rank,
        conversation_id=comparison.conversation_id,
        change=one.change.value,
        trigger=one.shown.trigger,
        category=one.shown.category,
        logged_turn=one.logged.turn if one.logged is not None else None,
        candidate_turn=one.candidate.turn if one.candidate is not None else None,
        verdict=known.verdict.value if known.verdict is not None else None,
        why=why,
    )


def _rank(
    comparison: Comparison, one: ComparedHandover, known: HandoverOutcome, ending: Ending | None
) -> tuple[int, str]:
    """How bad a change may be: 0 is worst."""
    if comparison.losses:
        return 0, "a locked category is lost"
    judged = _JUDGED.get((one.change, known.verdict)) if known.verdict is not None else None
    if one.change in (Change.GONE, Change.LATER):
        if judged is None:
            return 2, "nobody said whether the handover was needed"
        return (7, "the agent found it needless or too early") if judged else (1, "the agent found it needed")
    if one.change is Change.NEW:
        if ending is None:
            return 5, "how the conversation ended is not known"
        if ending is Ending.RESOLVED:
            return 3, "the bot resolved it"
        return 8, "the customer gave up or came back"
    if judged is None:
        return 6, "what the earlier handover would have changed is not known"
    return (8, "the agent found it too late") if judged else (4, "the agent found it too early or needless")
