"""Messages that were misread or not understood, and what people say they mean: kept in the desk's database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.base.log_event import ParseData
from baton.conversation.event_reader import EventReader
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.knowledge.questions import Questions
from baton.lab.escalation_log.entry import MessageReason, UnclearMessage
from baton.lab.escalation_log.store import ENTRIES, MESSAGES
from baton.lab.labelling import guesses, masking, said_before
from baton.lab.labelling.label import WRITTEN, Kind, Label, Target
from baton.lab.labelling.tables import MessageLabelRow

LABELS: Table = MessageLabelRow.__table__
#: The latest so many are offered; whoever has labelled those sees the earlier ones.
MOST_OFFERED = 500
_WRITTEN = [kind.value for kind in WRITTEN]


class LabelRefused(ValueError):
    """A label cannot be kept; the text says why."""


@dataclass(frozen=True)
class Misread:
    """A message to label.

    Attributes:
        category: of the handover that it led to.
        agent_category: what the agent who closed that says it was about.
    """

    message: UnclearMessage
    category: str | None = None
    agent_category: str | None = None


@dataclass(frozen=True)
class Shown:
    """A message to label with all that is shown of it.

    Attributes:
        before: what was said just before, each with who said it.
        example: the message as it would be written.
        wording: the same as a wording of a question, which has no marks.
        guesses: what it may mean, the best first.
        signal: what it would be a near-miss of.
    """

    misread: Misread
    before: tuple[tuple[str, str], ...]
    example: str
    wording: str
    guesses: tuple[Target, ...]
    signal: str | None

    def as_written(self, target: Target) -> str:
        """The message as it would be written as an example of a target."""
        return self.wording if target.kind is Kind.QUESTION else self.example


@dataclass(frozen=True)
class Counts:
    """How many messages wait for a label, were put off, and wait for being exported."""

    waiting: int
    skipped: int
    to_export: int


class Labelling:
    """The list of misread messages, and the labels.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        questions: those in force.
        clock: gives the time of labels.
    """

    def __init__(
        self, engine: Engine, log: EventReader, questions: Callable[[], Questions], clock: Clock = now
    ) -> None:
        self._engine = engine
        self._log = log
        self.questions = questions
        self._clock = clock

    def waiting(self, most: int = MOST_OFFERED) -> list[Misread]:
        """The messages without a label, the latest first; one that says the same as another stands once."""
        columns = (*MESSAGES.c, ENTRIES.c.category, ENTRIES.c.agent_category)
        query = (
            select(*columns)
            .select_from(_UNLABELLED)
            .where(_OPEN)
            .order_by(MESSAGES.c.at.desc(), MESSAGES.c.number)
            .limit(most)
        )
        found: dict[str, Misread] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                misread = _misread(row)
                found.setdefault(" ".join(misread.message.text.casefold().split()), misread)
        return list(found.values())

    def counts(self) -> Counts:
        """How much there is to do."""
        with self._engine.connect() as connection:
            waiting = connection.execute(select(func.count()).select_from(_UNLABELLED).where(_OPEN)).scalar()
            skipped = _count(connection, LABELS.c.kind == Kind.SKIPPED.value, LABELS.c.same_as.is_(None))
            to_export = _count(connection, *_TO_EXPORT)
        return Counts(int(waiting or 0), skipped, to_export)

    def shown(self, misread: Misread) -> Shown:
        """A message with what was said before it, and what it may mean."""
        message = misread.message
        entries = self._log.conversation(message.conversation_id)
        entry = next((each for each in entries if each.id == message.number), None)
        parsed: ParseData = (entry.event.get("parse_data") if entry else None) or {}
        names = said_before.names(entries)
        # A pressed button is shown by its title, and what was found is at places of its payload.
        as_typed = entry is not None and entry.event.get("text") == message.text
        found = (parsed.get("entities") or ()) if as_typed else ()
        signal = guesses.signal_of(misread.category) or guesses.strongest_signal(parsed)
        return Shown(
            misread,
            said_before.lines(entries, message.number),
            masking.example_of(message.text, found, names),
            masking.example_of(message.text, found, names, marked=False),
            tuple(guesses.guesses(parsed, message.reason, misread.category, misread.agent_category)),
            signal,
        )

    def one(self, number: int) -> Misread | None:
        """A message that waits for a label, by the number of its event."""
        query = select(*MESSAGES.c, ENTRIES.c.category, ENTRIES.c.agent_category).select_from(_UNLABELLED)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(_OPEN, MESSAGES.c.number == number)).first()
        return _misread(row) if row is not None else None

    def accept(self, number: int, target: Target, text: str, by: str, actor: str | None = None) -> None:
        """Keep what a message, and every other in the same words, means.

        Args:
            text: the example, as it is to be written.
            by: who says so.
            actor: in the audit trail; `by` where left out.
        Raises:
            LabelRefused: it has a label already, or there is no such message, or no text.
        """
        self._accept(number, target, text, by, actor, self._clock().timestamp())

    def accept_all(
        self, texts: Mapping[int, str], target: Target, by: str, actor: str | None = None
    ) -> dict[int, LabelRefused]:
        """Keep that several messages mean the same, in one step, which `undo` takes back as one.

        Args:
            texts: the example of each message, by its number.
        Returns:
            Why messages were left out, by their number.
        """
        at = self._clock().timestamp()
        left_out: dict[int, LabelRefused] = {}
        for number, text in texts.items():
            try:
                self._accept(number, target, text, by, actor, at)
            except LabelRefused as error:
                left_out[number] = error
        return left_out

    def put_aside(self, number: int, kind: Kind, by: str, actor: str | None = None) -> None:
        """Skip a message, or take it off the list for good (`Kind.DISCARDED`).

        Raises:
            LabelRefused: it has a label already, or there is no such message.
        """
        self._keep(number, kind, "", "", "", by, actor, self._clock().timestamp())

    def undo(self, by: str, actor: str | None = None) -> list[Label]:
        """Take back the latest label that somebody gave and nobody has exported, or all that they gave in that step."""
        with Session(self._engine) as session, session.begin():
            own = (LABELS.c.labelled_by == by, LABELS.c.exported_at.is_(None), LABELS.c.same_as.is_(None))
            query = select(LABELS).where(*own).order_by(LABELS.c.labelled_at.desc(), LABELS.c.number.desc())
            given = [_label(row) for row in session.execute(query)]
            taken = [label for label in given if (label.at, label.target) == (given[0].at, given[0].target)]
            for label in taken:
                session.execute(
                    delete(LABELS).where(or_(LABELS.c.number == label.number, LABELS.c.same_as == label.number))
                )
                self._audit(session, actor or by, AuditAction.LABEL_UNDONE, label.number, label.target.code)
        return taken

    def offer_skipped(self) -> int:
        """Put what was skipped back on the list; how many."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(LABELS).where(LABELS.c.kind == Kind.SKIPPED.value)).rowcount)

    def to_export(self, again: bool = False) -> list[Label]:
        """The labels that are to be written into files, the oldest first.

        Args:
            again: those that were exported before as well.
        """
        conditions = _TO_EXPORT[:2] if again else _TO_EXPORT
        query = select(LABELS).where(*conditions).order_by(LABELS.c.labelled_at, LABELS.c.number)
        with self._engine.connect() as connection:
            return [_label(row) for row in connection.execute(query)]

    def mark_exported(self, labels: Iterable[Label], by: str) -> None:
        """Note that labels were handed to the trainers."""
        numbers = [label.number for label in labels]
        at = self._clock().timestamp()
        with Session(self._engine) as session, session.begin():
            for number in numbers:
                session.execute(update(LABELS).where(LABELS.c.number == number).values(exported_at=at))
            AuditTrail.record(session, at, by, AuditAction.LABELS_EXPORTED, details={"messages": len(numbers)})

    def forget(self, conversations: Iterable[str]) -> int:
        """Take a customer's words out of the labels of some conversations; that they were labelled stays.

        Returns:
            How many labels were changed.
        """
        changed = 0
        with self._engine.begin() as connection:
            for conversation in conversations:
                of = and_(LABELS.c.conversation_id == conversation, LABELS.c.text != "")
                changed += int(connection.execute(update(LABELS).where(of).values(text="")).rowcount)
        return changed

    def _accept(self, number: int, target: Target, text: str, by: str, actor: str | None, at: float) -> None:
        said = " ".join(text.split())
        if not said:
            raise LabelRefused("Write the example: what a customer would say.")
        if said.startswith("/"):
            raise LabelRefused("An example may not begin with “/”: Rasa would take it for an intent.")
        self._keep(number, target.kind, target.name, target.near, said, by, actor, at)

    def _keep(
        self, number: int, kind: Kind, name: str, near: str, text: str, by: str, actor: str | None, at: float
    ) -> None:
        values = {"kind": kind.value, "name": name, "near": near, "labelled_by": by, "labelled_at": at}
        of = MESSAGES.c.number, MESSAGES.c.conversation_id
        try:
            with Session(self._engine) as session, session.begin():
                row = session.execute(select(*of, MESSAGES.c.text).where(MESSAGES.c.number == number)).first()
                if row is None:
                    raise LabelRefused("This message is no longer on the list.")
                first = {"number": number, "conversation_id": row.conversation_id, "text": text}
                session.execute(insert(LABELS).values(**values, **first))
                same = select(*of).select_from(_UNLABELLED).where(_OPEN, MESSAGES.c.text == row.text)
                for other in session.execute(same).all():
                    where = {"number": other.number, "conversation_id": other.conversation_id}
                    session.execute(insert(LABELS).values(**values, **where, text="", same_as=number))
                self._audit(session, actor or by, AuditAction.LABELLED, number, Target(kind, name, near).code)
        except IntegrityError as error:
            raise LabelRefused("Somebody has labelled this message already.") from error

    def _audit(self, session: Session, actor: str, action: AuditAction, number: int, code: str) -> None:
        AuditTrail.record(session, self._clock().timestamp(), actor, action, details={"message": number, "as": code})


_UNLABELLED = MESSAGES.outerjoin(LABELS, LABELS.c.number == MESSAGES.c.number).outerjoin(
    ENTRIES, ENTRIES.c.id == MESSAGES.c.entry_id
)
_OPEN = and_(LABELS.c.number.is_(None), MESSAGES.c.text != "")
_TO_EXPORT = (LABELS.c.kind.in_(_WRITTEN), LABELS.c.text != "", LABELS.c.exported_at.is_(None))


def _count(connection: Connection, *conditions: object) -> int:
    return int(connection.execute(select(func.count()).select_from(LABELS).where(*conditions)).scalar() or 0)


def _misread(row: object) -> Misread:
    values = dict(row._mapping)  # type: ignore[attr-defined]
    category, agent_category = values.pop("category"), values.pop("agent_category")
    message = UnclearMessage(**{**values, "reason": MessageReason(values["reason"])})
    return Misread(message, category, agent_category)


def _label(row: object) -> Label:
    values = dict(row._mapping)  # type: ignore[attr-defined]
    by, at = values.pop("labelled_by"), values.pop("labelled_at")
    values.pop("same_as")
    return Label(**{**values, "kind": Kind(values["kind"])}, by=by, at=at)
