"""Has a database let go of the bytes of what was erased, as far as that is the database's to do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine


def purge(engine: Engine) -> None:
    """SQLite: what an older version left in free pages, and the write-ahead log. PostgreSQL: old versions of rows.

    PostgreSQL's own files keep bytes of rows that are gone until it writes there again (docs/privacy.md).

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is away.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
            for (table,) in tables.all():
                connection.execute(text(f'VACUUM "{table}"'))
        return
    raw: Callable[[], Any] = engine.raw_connection
    with closing(raw()) as connection:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
