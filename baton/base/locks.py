"""One process at a time: a database transaction that no other exclusive one can overlap."""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection, make_url

from baton.base.database import engine


@contextmanager
def exclusive(url: str, name: str, foreign_keys: bool = True) -> Iterator[Connection]:
    """A transaction that waits for every other exclusive one of the same name and database.

    Args:
        url: SQLAlchemy URL of a SQLite file or a PostgreSQL database.
        name: what is being changed, such as ``orders``.
        foreign_keys: False when SQLite tables are rebuilt: dropping the old one would cascade to its children.
    Yields:
        A connection inside the transaction: committed at the end of the block, rolled back by an exception.
    Raises:
        sqlalchemy.exc.OperationalError: the database cannot be reached, or stays locked by somebody else.
    """
    if make_url(url).get_backend_name() == "sqlite":
        with _folder_lock(url), engine(url).connect() as connection:
            # The driver's own cursor: SQLite ignores this pragma inside a transaction, and SQLAlchemy opens one.
            _foreign_keys(connection, foreign_keys)
            try:
                with connection.begin():
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                    yield connection
            finally:
                _foreign_keys(connection, True)  # the connection goes back to the pool
    else:
        with engine(url).begin() as connection:
            key = zlib.crc32(f"baton:{name}".encode())
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
            yield connection


def _foreign_keys(connection: Connection, on: bool) -> None:
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


@contextmanager
def _folder_lock(url: str) -> Iterator[None]:
    """Lock the database's folder while a connection is opened in it.

    BEGIN IMMEDIATE alone is not enough: two processes that switch a new file to WAL at the same moment do not
    wait for each other, one of them gets "database is locked" at once. The folder rather than the file, because
    SQLite would lose its own locks when another descriptor of the file is closed; and no lock file is left over.
    """
    folder = Path(make_url(url).database or ".").parent
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
