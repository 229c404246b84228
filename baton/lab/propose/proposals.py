"""Weighs the evidence for each candidate: supported, suggested, too few to say, or spoken against. Pure.

The test is a one-sided binomial one: that of the cases in which an outcome is known, more than a harmless share speaks
for the change. A lost handover costs more than a needless one, so most of them must. False discoveries are controlled
over all candidates of a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from scipy.special import bdtrc

from baton.lab.outcomes import Ending
from baton.lab.propose.candidates import Candidate
from baton.lab.replay.comparison import Change
from baton.lab.replay.tally import Tally, ToRead
from baton.lab.statistics import Rate, benjamini_hochberg

#: With fewer cases of a known outcome a change is suggested at most.
FEWEST_VERDICTS = 40
#: With fewer nothing is said.
FEWEST_CASES = 10
#: More than this share must speak for a change.
HARMLESS_SHARE = 0.7
#: Of the supported ones a share of at most this is expected to be chance.
FALSE_DISCOVERIES = 0.05
_MOST_CASES = 5


class Standing(str, Enum):
    """How far the evidence carries a candidate."""

    SUPPORTED = "supported"
    SUGGESTED = "suggested"
    TOO_FEW = "too few to say"
    AGAINST = "not supported"


@dataclass(frozen=True)
class Proposal:
    """A candidate with its evidence.

    Attributes:
        differing: conversations that it would treat otherwise.
        for_it: of the cases with a known outcome, those that speak for it.
        adjusted: the p-value after the control of false discoveries.
        cases: conversations to read, the worst first.
    """

    candidate: Candidate
    standing: Standing
    differing: int
    fewer: int
    more: int
    earlier: int
    for_it: Rate
    adjusted: float
    cases: tuple[ToRead, ...]


def weigh(candidates: Sequence[Candidate], tallies: Sequence[Tally]) -> list[Proposal]:
    """A proposal for each candidate that would change anything and lose nothing locked, the best supported first.

    Args:
        candidates: of each kind the smaller step first.
        tallies: of a replay of each candidate, in the same order.
    """
    # Of changes that the log cannot tell apart the first one stays: the smaller step.
    distinct: dict[str, tuple[Candidate, Tally]] = {}
    for candidate, tally in zip(candidates, tallies, strict=True):
        if tally.differing and not tally.lost:
            distinct.setdefault(_effect(tally), (candidate, tally))
    changing = list(distinct.values())
    rates = [_for_it(tally) for _, tally in changing]
    adjusted = benjamini_hochberg([_p_value(rate) for rate in rates])
    proposals = [
        Proposal(
            candidate=candidate,
            standing=_standing(rate, p_value),
            differing=tally.differing,
            fewer=tally.count(Change.GONE) + tally.count(Change.LATER),
            more=tally.count(Change.NEW),
            earlier=tally.count(Change.EARLIER),
            for_it=rate,
            adjusted=p_value,
            cases=tuple(tally.to_read[:_MOST_CASES]),
        )
        for (candidate, tally), rate, p_value in zip(changing, rates, adjusted, strict=True)
    ]
    order = list(Standing)
    return sorted(proposals, key=lambda each: (order.index(each.standing), each.adjusted, -each.for_it.successes))


def _effect(tally: Tally) -> str:
    """What a candidate changed, to tell it from others."""
    first = [(line.conversation_id, line.change, line.candidate_turn) for line in tally.to_read]
    return repr((tally.differing, sorted(tally.triggers.items()), sorted(tally.hours_candidate.items()), first))


def _for_it(tally: Tally) -> Rate:
    """Verdicts on what is handed over less or earlier, endings of what is handed over anew: each conversation has one
    of the two. An ending speaks for a new handover only where the customer gave up or came back."""
    rescued = tally.endings[Ending.ABANDONED] + tally.endings[Ending.CAME_BACK]
    ended = rescued + tally.endings[Ending.RESOLVED]
    return Rate(tally.better + rescued, tally.better + tally.worse + ended)


def _p_value(rate: Rate) -> float:
    """Of at least so many successes, if the true share were no more than what is harmless."""
    return float(bdtrc(rate.successes - 1, rate.trials, HARMLESS_SHARE))


def _standing(rate: Rate, adjusted: float) -> Standing:
    if rate.trials < FEWEST_CASES:
        return Standing.TOO_FEW
    if adjusted <= FALSE_DISCOVERIES:
        return Standing.SUPPORTED if rate.trials >= FEWEST_VERDICTS else Standing.SUGGESTED
    share = rate.share or 0.0
    return Standing.SUGGESTED if share > HARMLESS_SHARE and rate.trials < FEWEST_VERDICTS else Standing.AGAINST
