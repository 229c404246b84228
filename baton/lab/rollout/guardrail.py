"""The guardrail of a roll-out: is the candidate worse for customers? Pure.

Three things are counted, each by conversation: the customer gave up, came back about the same thing within a day, or
was handed over too late as the agent says. A conversation counts as bad or not, whatever else happened in it, so that a
candidate which hands over less cannot look better by that alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from baton.lab.rollout.figures import ArmCounts, ArmFigures, figures
from baton.lab.rollout.sequential import BadConversations, RatioBounds, ratio_bounds
from policies.policy_arm import Arm


class Measure(str, Enum):
    """What a candidate may not make more frequent; the values name the counts."""

    ABANDONED = "abandoned"
    CAME_BACK = "came_back"
    TOO_LATE = "too_late"


NAMES = {
    Measure.ABANDONED: "customers gave up",
    Measure.CAME_BACK: "customers came back within a day",
    Measure.TOO_LATE: "handovers were too late",
}


@dataclass(frozen=True)
class MeasureFinding:
    """One measure: what it is in both arms, and between which bounds the ratio of the candidate's to the other lies."""

    measure: Measure
    bounds: RatioBounds
    alarm: bool


@dataclass(frozen=True)
class Findings:
    """What the guardrail finds, with the figures of both arms."""

    candidate: ArmFigures
    in_force: ArmFigures
    measures: tuple[MeasureFinding, ...]

    @property
    def alarm(self) -> MeasureFinding | None:
        """The first measure for which the candidate is surely worse than tolerated."""
        return next((each for each in self.measures if each.alarm), None)


def look(counts: Sequence[ArmCounts], false_alarms: float, tolerance: float) -> Findings:
    """What the counts of a roll-out say.

    Args:
        false_alarms: the chance that a harmless candidate is ever taken back, over all measures and all looks.
        tolerance: by how much a measure may be more frequent: 0.1 is a tenth more.
    """
    error = false_alarms / len(Measure)
    measures = []
    for measure in Measure:
        bounds = ratio_bounds(_bad(counts, measure), error)
        measures.append(MeasureFinding(measure, bounds, bounds.low > 1.0 + tolerance))
    return Findings(figures(counts, Arm.CANDIDATE), figures(counts, Arm.IN_FORCE), tuple(measures))


def _bad(counts: Iterable[ArmCounts], measure: Measure) -> list[BadConversations]:
    by_share: dict[float, tuple[int, int]] = {}
    for each in counts:
        if 0.0 < each.share < 1.0:  # with a whole share there is nothing to compare with
            number: int = getattr(each, measure.value)
            candidate, both = by_share.get(each.share, (0, 0))
            by_share[each.share] = (candidate + number * (each.arm is Arm.CANDIDATE), both + number)
    return [BadConversations(share, candidate, both) for share, (candidate, both) in by_share.items()]


def reason(findings: Findings, alarm: MeasureFinding) -> str:
    """Why a candidate is taken back, in words."""
    candidate = getattr(findings.candidate, alarm.measure.value)
    in_force = getattr(findings.in_force, alarm.measure.value)
    return (
        f"{NAMES[alarm.measure]} more often: {candidate.successes} of {candidate.trials} conversations with the "
        f"candidate, {in_force.successes} of {in_force.trials} with the policy in force "
        f"(at least {alarm.bounds.low:.2f} times as often)"
    )


def next_share(
    steps: Sequence[float],
    share: float,
    raised_at: float,
    now: float,
    hours: float,
    over_since: int,
    fewest: int,
) -> float | None:
    """The share that a candidate gets by itself now; None: it stays.

    Args:
        steps: shares from 0 to 1, rising.
        raised_at: when it got the present one, epoch seconds.
        hours: how long each step lasts at least.
        over_since: conversations of the candidate that are over and began with the present share.
        fewest: so many must be.
    """
    if now - raised_at < hours * 3600 or over_since < fewest:
        return None
    return next((step for step in steps if step > share), None)
