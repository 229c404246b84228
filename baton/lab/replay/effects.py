"""What a replay may claim: each effect exact, bounded or unknown, with the share of cases that are identified. Pure.

| case | exact | bounded | unknown |
| --- | --- | --- | --- |
| same | decision and outcome as logged | | |
| earlier | the decision, bot turns saved | benefit: at most those judged too late | what an agent would have done |
| new | one more handover, at what hour | needless where resolved, a rescue where given up | the queue of the others |
| gone, later | one fewer at that moment | right where judged needless, a miss where needed | what would have followed |
| answered otherwise | | | every handover of the rest |

Verdicts exist only where there was a handover, endings only where there was none: they are never added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from baton.lab.outcomes import Ending, Verdict
from baton.lab.replay.comparison import Change
from baton.lab.replay.tally import Tally


class Certainty(str, Enum):
    """How far the log says what an effect is."""

    EXACT = "exact"
    BOUNDED = "bounded"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Effect:
    """One effect of a candidate: between `low` and `high`, of `cases`, of which `identified` have an outcome."""

    what: str
    certainty: Certainty
    low: int | None = None
    high: int | None = None
    cases: int = 0
    identified: int = 0

    @property
    def identified_share(self) -> float | None:
        """The share of the cases of which the log or the desk says how they went; None of no case."""
        return self.identified / self.cases if self.cases else None


def effects(tally: Tally) -> list[Effect]:
    """Every effect that a replay may speak of."""
    return [*_exact(tally), *_bounded(tally), *_unknown(tally)]


def _exact(tally: Tally) -> list[Effect]:
    rows = (
        ("handovers in the same turn as logged", tally.count(Change.SAME)),
        ("handovers earlier", tally.count(Change.EARLIER)),
        ("answers of the bot saved by them", tally.turns_saved),
        ("handovers more", tally.count(Change.NEW)),
        ("handovers not made where the log has one", tally.count(Change.GONE) + tally.count(Change.LATER)),
    )
    return [Effect(what, Certainty.EXACT, number, number, number, number) for what, number in rows]


def _bounded(tally: Tally) -> list[Effect]:
    fewer = (Change.GONE, Change.LATER)
    return [
        _judged(tally, "of the handovers not made: rightly spared", fewer, (Verdict.UNNECESSARY, Verdict.TOO_EARLY)),
        _judged(tally, "of the handovers not made: missed", fewer, (Verdict.RIGHT, Verdict.TOO_LATE)),
        _judged(tally, "of the earlier ones: in time at last", (Change.EARLIER,), (Verdict.TOO_LATE,), at_most=True),
        _judged(tally, "of the earlier ones: needless still", (Change.EARLIER,), (Verdict.UNNECESSARY,)),
        _ended(tally, "of the new ones: needless", (Ending.RESOLVED,)),
        _ended(tally, "of the new ones: a rescue", (Ending.ABANDONED, Ending.CAME_BACK)),
    ]


def _unknown(tally: Tally) -> list[Effect]:
    fewer = tally.count(Change.GONE) + tally.count(Change.LATER)
    changed = fewer + tally.count(Change.EARLIER) + tally.count(Change.NEW)
    cut_short = "every handover after another answer of the bot"
    return [
        *([Effect(cut_short, Certainty.UNKNOWN, cases=tally.cut_short)] if tally.cut_short else []),
        Effect("what customers would have said after a handover that is not made", Certainty.UNKNOWN, cases=fewer),
        Effect("waits of the other customers in the queue", Certainty.UNKNOWN, cases=changed),
        Effect("satisfaction and resolution", Certainty.UNKNOWN, cases=changed),
    ]


def _judged(
    tally: Tally, what: str, changes: tuple[Change, ...], verdicts: tuple[Verdict, ...], at_most: bool = False
) -> Effect:
    """Between those that an agent judged so, and those besides that nobody judged.

    Args:
        at_most: the verdict allows the effect, and does not prove it.
    """
    by_verdict = {verdict: sum(tally.verdicts[change, verdict] for change in changes) for verdict in (*Verdict, None)}
    cases, unjudged = sum(by_verdict.values()), by_verdict[None]
    judged = sum(by_verdict[verdict] for verdict in verdicts)
    return Effect(what, Certainty.BOUNDED, 0 if at_most else judged, judged + unjudged, cases, cases - unjudged)


def _ended(tally: Tally, what: str, endings: tuple[Ending, ...]) -> Effect:
    cases, unknown = sum(tally.endings.values()), tally.endings[None]
    ended = sum(tally.endings[ending] for ending in endings)
    return Effect(what, Certainty.BOUNDED, ended, ended + unknown, cases, cases - unknown)
