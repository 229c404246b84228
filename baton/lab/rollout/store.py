"""Reads and writes candidates, and which of them runs."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import Insert

from baton.lab.rollout.tables import PolicyCandidateRow
from policies.rollout import State
from policies.rollout_reader import PolicyRolloutRow

ROLLOUTS: Table = PolicyRolloutRow.__table__
CANDIDATES: Table = PolicyCandidateRow.__table__
#: A candidate in one of these runs; there is one at most.
RUNNING = (State.SHADOW, State.SHARE)


@dataclass(frozen=True)
class RolloutEntry:
    """A candidate that runs or has run; the fields are the columns of `policy_rollouts`. Times are epoch seconds.

    Attributes:
        replayed_hash: of the candidate's text as it was replayed; it runs under the next version, and another hash.
        evidence: SHA-256 of the replay.
        raised_at: when the share was last changed.
        checked_at: when the guardrail last looked.
        reason: why it has ended.
        noticed_by: the lead who has seen that the guardrail took it back.
    """

    id: str
    state: State
    share: float
    candidate: str
    candidate_version: int
    candidate_hash: str
    replayed_hash: str
    before: str
    before_hash: str
    evidence: str | None
    started_at: float
    started_by: str
    why: str
    raised_at: float
    checked_at: float = 0.0
    ended_at: float | None = None
    ended_by: str | None = None
    reason: str | None = None
    noticed_by: str | None = None


@dataclass(frozen=True)
class StoredCandidate:
    """A candidate with its evidence: results of its replay and of its test conversations, as JSON."""

    hash: str
    text: str
    saved_at: float
    replay: str | None
    tests: str | None


_COLUMNS = tuple(field.name for field in fields(RolloutEntry))


def add(connection: Connection, entry: RolloutEntry) -> None:
    """Add a candidate that begins to run."""
    values = {name: getattr(entry, name) for name in _COLUMNS}
    connection.execute(Insert(ROLLOUTS).values(**{**values, "state": entry.state.value}))


def change(connection: Connection, entry: RolloutEntry, **values: object) -> bool:
    """Change a candidate that is still in the state that is known of it; whether it was."""
    changed = {name: value.value if isinstance(value, State) else value for name, value in values.items()}
    condition = (ROLLOUTS.c.id == entry.id) & (ROLLOUTS.c.state == entry.state.value)
    return bool(connection.execute(ROLLOUTS.update().where(condition).values(**changed)).rowcount)


def running(connection: Connection) -> RolloutEntry | None:
    """The candidate that runs."""
    found = _entries(connection, ROLLOUTS.c.state.in_([state.value for state in RUNNING]), limit=1)
    return found[0] if found else None


def latest(connection: Connection, limit: int = 20) -> list[RolloutEntry]:
    """The latest candidates that run or have run, the newest first."""
    return _entries(connection, limit=limit)


def unnoticed(connection: Connection) -> list[RolloutEntry]:
    """Candidates that the guardrail took back and that no lead has seen yet."""
    state = ROLLOUTS.c.state == State.ROLLED_BACK.value
    return _entries(connection, state, ROLLOUTS.c.noticed_by.is_(None), limit=5)


def check_in(connection: Connection, entry: RolloutEntry, at: float, pause: float) -> bool:
    """Take the guardrail's next round; False if another process of the desk has taken it.

    Args:
        at: now, epoch seconds.
        pause: seconds between two rounds.
    """
    condition = (ROLLOUTS.c.id == entry.id) & (ROLLOUTS.c.checked_at <= at - pause)
    return bool(connection.execute(ROLLOUTS.update().where(condition).values(checked_at=at)).rowcount)


def save_evidence(connection: Connection, candidate_hash: str, text: str, at: float, **evidence: str) -> None:
    """Keep a candidate, and results about it (`replay`, `tests`); others that are there stay.

    Args:
        connection: in a transaction that no other one can overlap.
    """
    values: dict[str, object] = {"text": text, "saved_at": at, **evidence}
    condition = CANDIDATES.c.hash == candidate_hash
    if not connection.execute(CANDIDATES.update().where(condition).values(**values)).rowcount:
        connection.execute(Insert(CANDIDATES).values(hash=candidate_hash, **values))


def candidate(connection: Connection, candidate_hash: str) -> StoredCandidate | None:
    """A candidate by the hash of its text."""
    row = connection.execute(select(CANDIDATES).where(CANDIDATES.c.hash == candidate_hash)).first()
    return StoredCandidate(**row._mapping) if row is not None else None


def candidates(connection: Connection, limit: int = 20) -> list[StoredCandidate]:
    """The candidates that were last replayed or tested, the newest first."""
    query = select(CANDIDATES).order_by(CANDIDATES.c.saved_at.desc(), CANDIDATES.c.hash).limit(limit)
    return [StoredCandidate(**row._mapping) for row in connection.execute(query)]


def _entries(connection: Connection, *conditions: ColumnElement, limit: int) -> list[RolloutEntry]:
    query = select(ROLLOUTS).where(*conditions).order_by(ROLLOUTS.c.started_at.desc(), ROLLOUTS.c.id).limit(limit)
    return [RolloutEntry(**{**row._mapping, "state": State(row.state)}) for row in connection.execute(query)]
