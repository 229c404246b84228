"""Fresh desk databases for tests: a SQLite file, or a PostgreSQL schema of its own that is dropped afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from baton import database

KINDS = ("sqlite", "postgresql")
SERVER = "postgresql://root@127.0.0.1:5432/test"


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database; skips the test where there is no PostgreSQL server."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'fresh.db'}"
        return
    name = f"baton_{uuid.uuid4().hex}"
    try:
        with database.engine(SERVER).begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    except sa.exc.OperationalError:
        pytest.skip("no PostgreSQL server on 127.0.0.1:5432 with a database `test`")
    url = f"{SERVER}?options=-csearch_path%3D{name}"
    try:
        yield url
    finally:
        database.engine(url).dispose()
        with database.engine(SERVER).begin() as connection:
            connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))
