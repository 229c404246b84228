"""What the leads' pages of the policy show."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from baton.base.document import FileRefused
from baton.desk.container import DeskContainer
from baton.lab import policy_history
from baton.lab.policy_edit import diff
from baton.lab.policy_history import BadHistory, HistoryEntry
from baton.lab.replay.comparison import Change
from baton.lab.replay.result import ReplayResult
from baton.lab.rollout import store
from baton.lab.rollout.guardrail import NAMES, Findings
from baton.lab.rollout.sequential import RatioBounds
from baton.lab.rollout.shadow_report import ShadowReport, otherwise, read_report
from baton.lab.rollout.store import RolloutEntry, StoredCandidate
from baton.lab.statistics import Rate
from baton.lab.topic_tests import TestedCandidate
from policies.policy_document import PolicyDocument
from policies.rollout import State

logger = logging.getLogger(__name__)

_HISTORY = 20  # entries
_FIGURES = (
    ("Handed over", "handed_over"),
    ("Unnecessary or too early", "unnecessary"),
    ("Gave up", "abandoned"),
    ("Came back within a day", "came_back"),
    ("Handed over too late", "too_late"),
)
CHANGES = tuple(Change)


@dataclass(frozen=True)
class FigureRow:
    """One figure of both arms of a roll-out, in words."""

    name: str
    candidate: str
    in_force: str


@dataclass(frozen=True)
class GuardRow:
    """What the guardrail finds of one measure, in words."""

    name: str
    bounds: str
    alarm: bool


@dataclass(frozen=True)
class ShadowRow:
    """A trigger or category in shadow: its handovers by change, and how many are otherwise."""

    name: str
    counts: Sequence[int]
    otherwise: str


@dataclass(frozen=True)
class CandidateLine:
    """A candidate in the list."""

    hash: str
    saved_at: float
    version: int
    replay: str
    tests: str


@dataclass(frozen=True)
class Overview:
    """The page of the policy."""

    policy: PolicyDocument
    running: RolloutEntry | None
    figures: Sequence[FigureRow]
    guard: Sequence[GuardRow]
    shadow: ShadowReport | None
    shadow_rows: Sequence[ShadowRow]
    shadow_otherwise: str
    last: Sequence[RolloutEntry]
    candidates: Sequence[CandidateLine]
    history: Sequence[HistoryEntry]
    history_wrong: str


@dataclass(frozen=True)
class CandidateView:
    """The page of a candidate."""

    candidate: StoredCandidate
    difference: str
    replay: ReplayResult | None
    tested: TestedCandidate | None
    against: Sequence[str]
    approved_by: str | None
    approvals: int
    running: RolloutEntry | None


def overview(container: DeskContainer) -> Overview:
    """Everything of the page of the policy."""
    running = container.policy_changes.running()
    findings: Findings | None = None
    shadow: ShadowReport | None = None
    if running is not None and running.state is State.SHARE:
        findings = container.rollout_watch.findings(running)
    with container.engine.connect() as connection:
        if running is not None and running.state is State.SHADOW:
            shadow = read_report(connection, running.id)
        last = [each for each in store.latest(connection, 5) if each.ended_at is not None]
        candidates = [_line(each) for each in store.candidates(connection)]
    try:
        history, wrong = policy_history.read(container.settings.policy_file), ""
    except BadHistory as error:
        history, wrong = [], str(error)
    return Overview(
        policy=container.policy(),
        running=running,
        figures=_figures(findings) if findings is not None else (),
        guard=_guard(findings) if findings is not None else (),
        shadow=shadow,
        shadow_rows=_shadow_rows(shadow) if shadow is not None else (),
        shadow_otherwise=rate_words(shadow.otherwise) if shadow is not None else "",
        last=last,
        candidates=candidates,
        history=history[: -_HISTORY - 1 : -1],
        history_wrong=wrong,
    )


def stored(container: DeskContainer, candidate_hash: str) -> StoredCandidate | None:
    """A candidate that was replayed or tested."""
    with container.engine.connect() as connection:
        return store.candidate(connection, candidate_hash)


def candidate(container: DeskContainer, candidate_hash: str) -> CandidateView | None:
    """Everything of the page of a candidate; None if there is none."""
    found = stored(container, candidate_hash)
    if found is None:
        return None
    changes = container.policy_changes
    evidence = changes.evidence(found.text)
    approved: HistoryEntry | None = None
    try:
        against = changes.reasons_against(found.text, evidence)
        approved = changes.waiting(found.text)
    except (FileRefused, BadHistory) as error:
        against = [str(error)]
    in_force = container.settings.policy_file
    return CandidateView(
        candidate=found,
        difference=diff(in_force.read_text(encoding="utf-8"), found.text, in_force.name),
        replay=evidence.replay,
        tested=evidence.tested,
        against=against,
        approved_by=approved.by if approved is not None else None,
        approvals=container.settings.policy_approvals,
        running=changes.running(),
    )


def taken_back(container: DeskContainer) -> list[RolloutEntry]:
    """What the guardrail took back and no lead has seen; nothing while the database is away."""
    try:
        with container.engine.connect() as connection:
            return store.unnoticed(connection)
    except SQLAlchemyError as error:
        logger.warning("Whether a candidate was taken back cannot be read: %s", type(error).__name__)
        return []


def rate_words(rate: Rate) -> str:
    """A share with its number and interval."""
    if rate.share is None:
        return "none yet"
    interval = rate.interval()
    return f"{rate.successes} of {rate.trials} ({interval.low:.0%} to {interval.high:.0%})"


def _figures(found: Findings) -> list[FigureRow]:
    begun = FigureRow("Conversations begun", str(found.candidate.begun), str(found.in_force.begun))
    rows = [
        FigureRow(name, rate_words(getattr(found.candidate, field)), rate_words(getattr(found.in_force, field)))
        for name, field in _FIGURES
    ]
    return [begun, *rows]


def _guard(found: Findings) -> list[GuardRow]:
    return [GuardRow(NAMES[each.measure], _bounds_words(each.bounds), each.alarm) for each in found.measures]


def _bounds_words(bounds: RatioBounds) -> str:
    """Between which bounds a ratio lies; before anything bad has happened there are none."""
    if math.isinf(bounds.high):
        return f"at least {bounds.low:.2f}" if bounds.low > 0 else "too few to say"
    return f"{bounds.low:.2f} to {bounds.high:.2f}"


def _shadow_rows(report: ShadowReport) -> list[ShadowRow]:
    tables: tuple[Mapping[str, Mapping[Change, int]], ...] = (report.triggers, report.categories)
    return [
        ShadowRow(name, [counts.get(change, 0) for change in CHANGES], rate_words(otherwise(counts)))
        for table in tables
        for name, counts in table.items()
    ]


def _line(found: StoredCandidate) -> CandidateLine:
    replay = ReplayResult.parse_raw(found.replay) if found.replay else None
    tested = TestedCandidate.parse_raw(found.tests) if found.tests else None
    words = "not replayed"
    if replay is not None:
        words = f"{replay.differing} of {replay.conversations} otherwise"
    passed = sum(each.passed for each in tested.conversations) if tested is not None else 0
    tests = f"{passed} of {len(tested.conversations)} pass" if tested is not None else "not tested"
    version = replay.candidate.version if replay is not None else 0
    return CandidateLine(found.hash, found.saved_at, version, words, tests)
