"""Engines: one set-up for every database of Baton (SQLite in WAL mode by default, PostgreSQL by URL)."""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, ExceptionContext, make_url
from sqlalchemy.exc import DataError
from sqlalchemy.pool import Pool, QueuePool

SQLITE_BUSY_SECONDS = 15
#: A PostgreSQL server whose machine or network is gone counts as away after about 15 s; the system's own limits are a
#: quarter of an hour and more, for which a process would stand still. The URL may say otherwise.
_GONE_SOON = {
    "connect_timeout": 10,  # seconds, as the next three
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,  # milliseconds
}

_engines: list[Engine] = []
#: Pools of a parent process, kept for as long as this one lives: a connection that is collected is closed, and its
#: socket or file is still the parent's.
_inherited: list[Pool] = []


def reason_of(error: BaseException) -> str:
    """Why a database failed, in the first line of its own words: without the statement and what it was about."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def is_there(url: str) -> bool:
    """Whether there is a database; to connect to a SQLite file makes it."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).exists()


@cache
def engine(url: str) -> Engine:
    """The process's engine for a database URL; SQLite gets WAL, foreign keys and a busy time-out.

    No statement that fails repeats its parameters in a log: they are customers' words. A child process that is forked
    gets connections of its own.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # Connections are kept, not opened and set up anew for each statement; each is one thread's at a time.
        options = {"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
        made = create_engine(
            url, future=True, hide_parameters=True, connect_args=options, poolclass=QueuePool, max_overflow=-1
        )
        event.listen(made, "connect", sqlite_pragmas)
    else:
        options = {name: value for name, value in _GONE_SOON.items() if name not in parsed.query}
        made = create_engine(url, future=True, hide_parameters=True, pool_pre_ping=True, connect_args=options)
        event.listen(made, "handle_error", _without_values)
    _engines.append(made)
    return made


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL repeats the failed statement with its values, the failing row, or the value that it refuses."""
    orig = context.original_exception
    first = str(orig).partition("\n")[0]
    words = type(orig).__name__ if isinstance(context.sqlalchemy_exception, DataError) else first
    for error in (context.sqlalchemy_exception, orig):
        if error is not None:
            error.args = (words, *error.args[1:])


def _leave_to_parent() -> None:
    """In a process that was just forked: two processes on one connection read each other's answers."""
    for each in _engines:
        _inherited.append(each.pool)
        each.dispose(close=False)


os.register_at_fork(after_in_child=_leave_to_parent)


def sqlite_pragmas(connection: sqlite3.Connection, _record: object = None) -> None:
    """WAL lets one process write while others read; NORMAL is durable against a crash of a process."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted or replaced is overwritten: it may be somebody's words
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_SECONDS * 1000}")
    cursor.close()
