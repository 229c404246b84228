"""Which policies were in force, who brought them in, and why: a file beside the policy, one line of JSON an entry.

Each entry holds the whole text that it brought into force, so that a rollback needs nothing else. Entries are added,
never changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class HistoryEntry:
    """One change of the policy."""

    at: str  #: ISO 8601
    kind: str  #: approved (waits for a second person), promoted, rolled_back
    by: str
    why: str
    version: int  #: that is in force from then on
    hash: str
    previous_version: int
    previous_hash: str
    candidate_hash: str  #: of the text that was replayed, or that was gone back to
    evidence: str | None  #: SHA-256 of the replay's file
    previous_text: str  #: what was in force before
    text: str
    approved_by: str | None = None  #: the first of two people


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
            entries.append(HistoryEntry(**json.loads(line)))
        except (ValueError, TypeError) as error:
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
        if entry.kind != "approved":
            return None
        if (entry.candidate_hash, entry.previous_hash) == (candidate_hash, in_force_hash):
            return entry
    return None
