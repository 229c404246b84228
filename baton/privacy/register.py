"""The register of erasures: which conversations were erased and when, by hashes only.

It is kept twice, in the desk's database and in `erasures.jsonl` beside it, because restoring a backup puts back a
database that does not know of later erasures.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection, Engine

from baton.privacy.tables import ErasureRow

FILE = "erasures.jsonl"
_TABLE = ErasureRow.__table__


class RegisterDamaged(Exception):
    """A file is no register of erasures; the text says which line."""


@dataclass(frozen=True)
class RegisterEntry:
    """One erasure. `at` is epoch seconds."""

    id: str
    at: float
    salt: str
    conversations: tuple[str, ...]  #: hashes of the ids that they had

    def holds(self, conversation_id: str) -> bool:
        """Whether the conversation is one of those that were erased."""
        return hash_of(conversation_id, self.salt) in self.conversations


def entry(conversations: Iterable[str], at: float) -> RegisterEntry:
    """A new entry for these conversations."""
    salt = secrets.token_hex(16)
    return RegisterEntry(secrets.token_hex(8), at, salt, tuple(hash_of(each, salt) for each in sorted(conversations)))


def hash_of(conversation_id: str, salt: str) -> str:
    """Only who has the id can tell that it is this one."""
    return hmac.new(salt.encode(), conversation_id.encode(), hashlib.sha256).hexdigest()[:32]


def stored(engine: Engine) -> list[RegisterEntry]:
    """The entries of a database, the oldest first; none where it has no register yet."""
    if not inspect(engine).has_table(_TABLE.name):
        return []
    query = select(_TABLE.c.id, _TABLE.c.at, _TABLE.c.salt, _TABLE.c.conversations).order_by(_TABLE.c.at, _TABLE.c.id)
    with engine.connect() as connection:
        return [RegisterEntry(row.id, row.at, row.salt, tuple(row.conversations)) for row in connection.execute(query)]


def add(connection: Connection, new: RegisterEntry, **values: object) -> None:
    """Put an entry into the database's register, unless it is there."""
    if connection.execute(select(_TABLE.c.id).where(_TABLE.c.id == new.id)).first() is None:
        row = {**asdict(new), "conversations": list(new.conversations), "counts": {}, "outside": [], **values}
        connection.execute(_TABLE.insert().values(**row))


def append(folder: Path, new: RegisterEntry) -> None:
    """Put an entry into the file's register; it is on the disk when this returns.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (as_line(new) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def as_line(entry: RegisterEntry) -> str:
    """An entry as the file has it."""
    return json.dumps(asdict(entry))


def read(path: Path) -> list[RegisterEntry]:
    """The entries of a file; none if there is no such file.

    Raises:
        RegisterDamaged: a line is no entry.
        OSError: it cannot be read.
    """
    found = []
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(_from(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise RegisterDamaged(f"{path}, line {number}: this is no entry of a register of erasures.") from error
    return found


def together(*registers: Sequence[RegisterEntry]) -> list[RegisterEntry]:
    """The entries of several registers, each once, the oldest first."""
    every = {each.id: each for entries in registers for each in entries}
    return sorted(every.values(), key=lambda each: (each.at, each.id))


def _from(values: Mapping[str, Any]) -> RegisterEntry:
    hashes = tuple(str(each) for each in values["conversations"])
    return RegisterEntry(str(values["id"]), float(values["at"]), str(values["salt"]), hashes)
