"""Engines: one set-up for every database of Baton (SQLite in WAL mode by default, PostgreSQL by URL)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool

SQLITE_BUSY_SECONDS = 15


@cache
def engine(url: str) -> Engine:
    """The process's engine for a database URL; SQLite gets WAL, foreign keys and a busy time-out."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # Connections are kept, not opened and set up anew for each statement; each is one thread's at a time.
        options = {"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
        made = create_engine(url, future=True, connect_args=options, poolclass=QueuePool, max_overflow=-1)
        event.listen(made, "connect", sqlite_pragmas)
        return made
    return create_engine(url, future=True, pool_pre_ping=True)


def sqlite_pragmas(connection: Any, _record: Any = None) -> None:
    """WAL lets one process write while others read; NORMAL is durable against a crash of a process."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_SECONDS * 1000}")
    cursor.close()
