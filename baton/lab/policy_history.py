"""Which policies were in force, who brought them in, and why: a file beside the policy, one line of JSON an entry.

Each entry holds the whole text that it brought into force, so that a rollback needs nothing else. Entries are added,
never changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path


class Kind(str, Enum):
    """What happened. The values are stored."""

    APPROVED = "approved"  #: it waits for a second person
    PROMOTED = "promoted"
    ROLLED_BACK = "rolled_back"
    # Of a candidate that customers do not meet, or not all of them.
    SHADOW = "shadow"
    SHARE = "share"  #: begun or changed
    STOPPED = "stopped"
    TAKEN_BACK = "taken_back"  #: by the guardrail or by somebody

    @property
    def in_force(self) -> bool:
        """Whether another policy is in force from then on."""
        return self in (Kind.PROMOTED, Kind.ROLLED_BACK)


@dataclass(frozen=True)
class HistoryEntry:
    """One change of the policy, or of what is known of a candidate."""

    at: str  #: ISO 8601
    kind: Kind
    by: str
    why: str
    version: int  #: that is in force from then on, or of the candidate
    hash: str
    previous_version: int
    previous_hash: str
    candidate_hash: str  #: of the text that was replayed, or that was gone back to
    evidence: str | None  #: SHA-256 of the replay's file
    previous_text: str  #: what was in force before
    text: str
    approved_by: str | None = None  #: the first of two people
    share: float | None = None  #: of new conversations that have the candidate, from 0 to 1


class BadHistory(ValueError):
    """The file cannot be read; the text says where and why."""


def history_file(policy: Path) -> Path:
    """The history beside a policy."""
    return policy.with_name(f"{policy.stem}.history.jsonl")


def read(policy: Path) -> list[HistoryEntry]:
    """The history of a policy, the oldest entry first.

    Raises:
        BadHistory: a line is no entry.
    """
    path = history_file(policy)
    if not path.exists():
        return []
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            values = json.loads(line)
            entries.append(HistoryEntry(**{**values, "kind": Kind(values["kind"])}))
        except (ValueError, TypeError, KeyError) as error:
            raise BadHistory(f"{path}:{number}: this is no entry of the policy's history: {error}") from error
    return entries


def add(policy: Path, entry: HistoryEntry) -> None:
    """Add an entry, on the disk before anything follows from it."""
    with history_file(policy).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def put_in_force(policy: Path, text: str) -> None:
    """Replace the policy at once: whoever reads it finds the old text or the new one, and nothing in between."""
    draft = policy.with_name(f".{policy.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.chmod(draft, policy.stat().st_mode & 0o777)
    os.replace(draft, policy)


def waiting(entries: Sequence[HistoryEntry], candidate_hash: str, in_force_hash: str) -> HistoryEntry | None:
    """The approval of a candidate that waits for a second person; none after the policy has changed."""
    for entry in reversed(entries):
        same = (entry.candidate_hash, entry.previous_hash) == (candidate_hash, in_force_hash)
        if entry.kind.in_force or (entry.kind is Kind.SHARE and same):
            return None  # that was used, or is out of date
        if entry.kind is Kind.APPROVED and same:
            return entry
    return None


def came_with(entries: Sequence[HistoryEntry], in_force_hash: str) -> HistoryEntry | None:
    """The change that brought the policy in force; None if it came another way."""
    return next((each for each in reversed(entries) if each.hash == in_force_hash and each.kind.in_force), None)
