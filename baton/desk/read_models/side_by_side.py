"""One conversation under two policies: message by message what was decided, and what a candidate would have decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baton.conversation.event_reader import LogEntry
from baton.desk.read_models import transcript
from baton.desk.read_models.transcript import Line
from baton.handoff.package.conversation_facts import counts
from baton.lab.replay.comparison import Change, compare
from baton.lab.replay.conversation import LoggedConversation
from policies.decision import Decision, decide
from policies.facts import ESCALATION_SLOT
from policies.policy_document import PolicyDocument


@dataclass(frozen=True)
class Decided:
    """A handover: its trigger and category, and its reasons in words."""

    trigger: str
    category: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A message of the customer with what followed it; the first row may hold what was said before.

    Attributes:
        turn: number of the message; 0: before the first one.
        logged: what was decided in this turn; None: the bot kept it, or a person had it.
        candidate: what the candidate would have decided.
        known: the log speaks for the candidate too; not so after the first difference.
        differs: the first difference is here.
    """

    turn: int
    lines: tuple[Line, ...]
    logged: Decided | None
    candidate: Decided | None
    known: bool
    differs: bool


@dataclass(frozen=True)
class SideBySide:
    """A conversation under both policies.

    Attributes:
        change: how the first handover that differs is otherwise; None: none does.
        lost: locked categories that the candidate would lose.
    """

    rows: tuple[Row, ...]
    change: Change | None
    lost: tuple[str, ...]


def side_by_side(
    conversation_id: str, entries: Sequence[LogEntry], candidate: PolicyDocument, in_force: PolicyDocument
) -> SideBySide:
    """A conversation under the policies that decided in it, and under a candidate.

    Args:
        entries: all events of the conversation, in order.
    """
    conversation = LoggedConversation(conversation_id, [entry.event for entry in entries])
    comparison = compare(conversation, candidate, in_force)
    differing = comparison.differing
    last = min(one.turn for one in (differing.logged, differing.candidate) if one) if differing is not None else None
    logged, other = _logged(entries), _candidate(conversation, candidate, last)
    if differing is not None and differing.change is Change.LATER and differing.candidate is not None:
        later = differing.candidate
        other[later.turn] = Decided(later.trigger, later.category, ("at a message written while waiting",))
    rows = tuple(
        Row(turn, lines, logged.get(turn), other.get(turn), last is None or turn <= last, turn == last)
        for turn, lines in _by_turn(entries).items()
    )
    lost = tuple(dict.fromkeys(name for loss in comparison.losses for name in loss.categories))
    return SideBySide(rows, differing.change if differing is not None else None, lost)


def _by_turn(entries: Sequence[LogEntry]) -> dict[int, tuple[Line, ...]]:
    """The lines of the transcript, by the message of the customer that they follow."""
    turn, turn_of = 0, {}
    for entry in entries:
        turn += counts(entry.event)
        turn_of[entry.id] = turn
    found: dict[int, tuple[Line, ...]] = {}
    for line in transcript.lines(entries):
        found[turn_of[line.number]] = (*found.get(turn_of[line.number], ()), line)
    return found


def _logged(entries: Sequence[LogEntry]) -> dict[int, Decided]:
    """The handovers of the log, by their turn."""
    found: dict[int, Decided] = {}
    for entry in entries:
        value = entry.event.get("value")
        if entry.event.get("name") == ESCALATION_SLOT and isinstance(value, Mapping) and value.get("turn"):
            reasons = tuple(str(each["reason"]) for each in value.get("reasons") or ())
            found[int(value["turn"])] = Decided(str(value["trigger"]), str(value["category"]), reasons)
    return found


def _candidate(conversation: LoggedConversation, candidate: PolicyDocument, last: int | None) -> dict[int, Decided]:
    """What a candidate decides in each turn up to the last that the log knows, on the facts of the log."""
    found: dict[int, Decided] = {}
    for point in conversation.points:
        decision = decide(point.facts, candidate)
        if decision is not None and decision.turn not in found and (last is None or decision.turn <= last):
            found[decision.turn] = _decided(decision)
    return found


def _decided(decision: Decision) -> Decided:
    reasons = tuple(firing.reason for firing in decision.firings)
    return Decided(decision.trigger, decision.category, reasons)
