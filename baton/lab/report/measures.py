"""What the reports measure, as data: each measure is a share of some entries, chosen by the values of columns.

The same definition counts in a report, finds the conversations behind a number, and says in words how it is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from baton.lab.escalation_log.entry import Kind, Outcome
from baton.lab.outcomes import Verdict

#: So many entries there must be for a share to be a number; below it is "too few to say".
MINIMUM = 20

#: A late handover within so many messages after the first sign of trouble still counts as within tolerance.
TOLERANCE = 1

NO = "no"
YES = "yes"
#: Who has not been silent for a week yet, and who could not be recognised.
TOO_SOON = "too_soon"
UNRECOGNISABLE = "unrecognisable"


class Facets(NamedTuple):
    """The values by which entries are counted; an empty text where there is none."""

    kind: str
    outcome: str
    came_back: str
    verdict: str
    bot_could: str
    within_tolerance: str
    trigger: str
    topic: str
    team: str
    agent: str
    policy: str


#: Columns, each with the values that it may have. An entry must fit all of them.
Filter = Mapping[str, frozenset[str]]


class Section(str, Enum):
    """A part of the report."""

    ENDS = "ends"
    TIMING = "timing"
    DESK = "desk"


@dataclass(frozen=True)
class Measure:
    """A share.

    Attributes:
        of: the entries that it is a share of.
        hits: what those of them have that are counted.
        how: how it is computed, for people.
        good: whether more of it is better; None: neither.
    """

    name: str
    title: str
    section: Section
    of: Filter
    hits: Filter
    how: str
    good: bool | None = None


def _values(*values: Enum) -> frozenset[str]:
    return frozenset(str(value.value) for value in values)


_SETTLED = _values(*(outcome for outcome in Outcome if outcome not in (Outcome.OPEN, Outcome.NOTHING_ASKED)))
_CLOSED = _values(Outcome.RESOLVED, Outcome.RETURNED, Outcome.LEFT)
_KNOWN = frozenset({YES, NO})
_BY_BOT = {"kind": _values(Kind.BOT), "outcome": _SETTLED}
_CONCERNS: Filter = {"outcome": _SETTLED}
_HANDOVERS: Filter = {"kind": _values(Kind.HANDOVER)}
_JUDGED: Filter = {"verdict": _values(*Verdict)}
_OF_ALL = "of all concerns that were not still open"
_OF_JUDGED = "of the handovers that an agent has judged"


def _verdict(name: str, title: str, verdict: Verdict, words: str, good: bool) -> Measure:
    how = f"Agents said “{words}” when they closed it; {_OF_JUDGED}."
    return Measure(name, title, Section.TIMING, _JUDGED, {"verdict": _values(verdict)}, how, good)


MEASURES = (
    Measure(
        "handed_over",
        "Handed over",
        Section.ENDS,
        _CONCERNS,
        {"kind": _values(Kind.HANDOVER)},
        f"A person got it, {_OF_ALL}. Agreed callbacks count.",
    ),
    Measure(
        "contained",
        "Kept by the bot",
        Section.ENDS,
        _CONCERNS,
        {"kind": _values(Kind.BOT)},
        f"Nobody got it, {_OF_ALL}. That is no success by itself: see what became of them.",
    ),
    Measure(
        "confirmed",
        "Kept, and confirmed solved",
        Section.ENDS,
        _CONCERNS,
        {"outcome": _values(Outcome.CONFIRMED)},
        f"The customer said that it is settled, {_OF_ALL}.",
        True,
    ),
    Measure(
        "assumed",
        "Kept, and assumed solved",
        Section.ENDS,
        _CONCERNS,
        {"outcome": _values(Outcome.ASSUMED)},
        f"The customer left after an answer and nothing speaks against it, {_OF_ALL}. Some of them gave up.",
    ),
    Measure(
        "abandoned",
        "Kept, and abandoned",
        Section.ENDS,
        _CONCERNS,
        {"outcome": _values(Outcome.ABANDONED)},
        f"The customer left in a form, after a failure or without an answer, {_OF_ALL}.",
        False,
    ),
    Measure(
        "came_back",
        "Kept, and came back within 7 days",
        Section.ENDS,
        {**_BY_BOT, "came_back": _KNOWN},
        {"came_back": frozenset({YES})},
        "About the same thing, by account, proved address, browser or conversation; of what the bot kept, where a week "
        "has passed and the customer would be recognised.",
        False,
    ),
    Measure(
        "durable",
        "Kept, and stayed solved",
        Section.ENDS,
        {**_BY_BOT, "came_back": _KNOWN},
        {"outcome": _values(Outcome.CONFIRMED, Outcome.ASSUMED), "came_back": frozenset({NO})},
        "Confirmed or assumed solved, and nobody came back within 7 days; of the same ones.",
        True,
    ),
    _verdict("right", "At the right moment", Verdict.RIGHT, "right", True),
    _verdict("too_early", "Too early", Verdict.TOO_EARLY, "too early", False),
    _verdict("too_late", "Too late", Verdict.TOO_LATE, "too late", False),
    _verdict("unnecessary", "Unnecessary", Verdict.UNNECESSARY, "unnecessary", False),
    Measure(
        "within_tolerance",
        "Golden transfer within tolerance",
        Section.TIMING,
        _JUDGED,
        {"within_tolerance": frozenset({YES})},
        f"Right, or late by at most {TOLERANCE} message after the first that failed the customer; {_OF_JUDGED}.",
        True,
    ),
    Measure(
        "judged",
        "Judged by an agent",
        Section.TIMING,
        {**_HANDOVERS, "outcome": _CLOSED},
        {"verdict": _values(*Verdict)},
        "Somebody said whether it was right; of the handovers that are closed. The lines above speak of these alone.",
    ),
    Measure(
        "bot_could",
        "The bot could have done it",
        Section.DESK,
        {**_HANDOVERS, "bot_could": _KNOWN},
        {"bot_could": frozenset({YES})},
        "Agents said so; of the handovers for which they answered that question.",
        False,
    ),
    Measure(
        "left",
        "Customer left before it was settled",
        Section.DESK,
        {**_HANDOVERS, "outcome": _CLOSED},
        {"outcome": _values(Outcome.LEFT)},
        "Of the handovers that are closed.",
        False,
    ),
    Measure(
        "reopened",
        "Came back within 7 days after a person",
        Section.DESK,
        {**_HANDOVERS, "outcome": _CLOSED, "came_back": _KNOWN},
        {"came_back": frozenset({YES})},
        "About the same thing; of the handovers closed at least a week ago whose customer would be recognised.",
        False,
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


def fits(facets: Facets, wanted: Filter) -> bool:
    """Whether an entry with these values is one of those wanted."""
    return all(getattr(facets, name) in values for name, values in wanted.items())
