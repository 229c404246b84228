"""The transcript of a conversation from its log: who said what, in order of number, with the words that mattered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.conversation.event_reader import LogEntry
from baton.desk.store.notes import Note
from baton.handoff.package.builder import is_utterance, speaker
from baton.handoff.package.conversation_facts import counts, display_text
from baton.handoff.package.model import Reason
from policies.facts import ESCALATION_SLOT

_SHORTEST_PIECE = 3  # characters of a piece of evidence that may be marked by itself


@dataclass(frozen=True)
class Line:
    """One line of the transcript.

    `speaker` is customer, bot, agent, system - or `handover`, for the moment itself, or `note`: a note of an agent's,
    with its own number and not one of the log.
    """

    number: int
    at: float | None
    speaker: str
    name: str | None
    pieces: tuple[tuple[str, bool], ...]  #: the text in pieces, each with whether it is marked
    delivery: str | None = None
    offered: tuple[str, ...] = ()  #: titles of the buttons that came with it

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)


def lines(entries: Iterable[LogEntry], reasons: Iterable[Reason] = (), handoff_id: str = "") -> list[Line]:
    """The transcript.

    Args:
        entries: all events of the conversation, in order.
        reasons: why the handover came, each with `trigger`, `evidence` and `turn`; their words are marked.
        handoff_id: the handover whose moment is shown.
    """
    found = []
    why = list(reasons)
    turn = 0
    for entry in entries:
        event = entry.event
        if counts(event):
            turn += 1
        if is_utterance(event):
            found.append(_line(entry, why if speaker(event) == "customer" else [], turn))
        elif event.get("event") == "slot" and event.get("name") == ESCALATION_SLOT:
            value = event.get("value")
            if isinstance(value, Mapping) and value.get("id"):
                here = value["id"] == handoff_id
                text = "Handed over here" if here else "Handed over"
                found.append(Line(entry.id, event.get("timestamp"), "handover", None, ((text, here),)))
    return found


def with_notes(messages: Sequence[Line], written: Iterable[Note], names: Mapping[str, str]) -> list[Line]:
    """The transcript with agents' notes where they belong by their time.

    Args:
        messages: the lines of the log, in order.
        written: the notes, oldest first.
        names: what each login is called.
    """
    waiting = [Line(n.id, n.at, "note", names.get(n.who, n.who), ((n.text, False),)) for n in written]
    found: list[Line] = []
    for line in messages:
        while waiting and line.at is not None and (waiting[0].at or 0.0) <= line.at:
            found.append(waiting.pop(0))
        found.append(line)
    return found + waiting


def _line(entry: LogEntry, reasons: list[Reason], turn: int) -> Line:
    event = entry.event
    metadata = event.get("metadata") or {}
    text = display_text(event)
    buttons = (event.get("data") or {}).get("buttons") or ()
    return Line(
        number=entry.id,
        at=event.get("timestamp"),
        speaker=speaker(event),
        name=metadata.get("name"),
        pieces=mark(text, _evidence(text, reasons, turn)),
        delivery=metadata.get("delivery"),
        offered=tuple(str(button.get("title")) for button in buttons if button.get("title")),
    )


def _evidence(text: str, reasons: list[Reason], turn: int) -> list[str]:
    """What to mark in a customer's message.

    The words of a reason belong to its turn. A repeated failure rests on several messages: its evidence quotes
    them whole, or names what was looked up.
    """
    wanted = []
    for reason in reasons:
        evidence, at = reason["evidence"], reason["turn"]
        if turn == at:
            wanted.append(evidence)
        if reason["trigger"] == "repeated_failure" and turn <= at:
            wanted.append(text if f"'{text}'" in evidence else "")
            wanted += [piece for piece in evidence.split(", ") if "'" not in piece]
    return [piece for piece in wanted if len(piece) >= _SHORTEST_PIECE]


def mark(text: str, wanted: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, those that are wanted marked; upper and lower case do not matter."""
    flags = [False] * len(text)
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is longer: compare as it stands
        low = text
    for piece in wanted:
        at = low.find(piece.lower())
        while at >= 0:
            flags[at : at + len(piece)] = [True] * len(piece)
            at = low.find(piece.lower(), at + len(piece))
    pieces: list[tuple[str, bool]] = []
    start = 0
    for here in range(1, len(text) + 1):
        if here == len(text) or flags[here] != flags[start]:
            pieces.append((text[start:here], flags[start]))
            start = here
    return tuple(pieces)
