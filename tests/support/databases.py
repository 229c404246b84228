"""Fresh desk databases for tests: a SQLite file, or a PostgreSQL schema of its own that is dropped afterwards."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from baton.base import database, migrations

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


@contextmanager
def fresh_migrated(kind: str, folder: Path, name: str = "desk") -> Iterator[str]:
    """The URL of a migrated database, a copy of one that is made once for the process: to migrate takes seconds.

    Args:
        kind: one of `KINDS`.
        folder: where the file of a SQLite database goes.
        name: which of Baton's databases.
    """
    if kind == "sqlite":
        path = folder / "fresh.db"
        shutil.copy(_template(name), path)
        yield f"sqlite:///{path}"
        return
    free = _emptied(name)
    url = free.pop() if free else _server_copy(name)
    try:
        yield url
    finally:
        database.engine(url).dispose()
        _empty(url)
        free.append(url)


@cache
def _template(name: str = "desk") -> Path:
    """A migrated SQLite database, made once for the process."""
    path = Path(tempfile.mkdtemp()) / f"{name}.db"
    migrations.upgrade(name, f"sqlite:///{path}")
    database.engine(f"sqlite:///{path}").dispose()
    return path


@cache
def _server_template(name: str) -> str:
    """The name of a migrated PostgreSQL database, made once for the process; without a server the test is skipped."""
    template = f"baton_{name}_{uuid.uuid4().hex}"
    try:
        _on_server(f"CREATE DATABASE {template}")
    except sa.exc.OperationalError:
        pytest.skip("no PostgreSQL server on 127.0.0.1:5432 with a database `test`")
    atexit.register(_on_server, f"DROP DATABASE IF EXISTS {template} WITH (FORCE)")
    url = f"{SERVER.rpartition('/')[0]}/{template}"
    migrations.upgrade(name, url)
    database.engine(url).dispose()
    return template


def _server_copy(name: str) -> str:
    """The URL of a copy of the template, which goes with the process."""
    copy = f"baton_{uuid.uuid4().hex}"
    _on_server(f"CREATE DATABASE {copy} TEMPLATE {_server_template(name)}")
    _on_server(f"ALTER DATABASE {copy} SET synchronous_commit = off")  # no test cuts the server's power
    atexit.register(_on_server, f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
    return f"{SERVER.rpartition('/')[0]}/{copy}"


@cache
def _emptied(_name: str) -> list[str]:
    """Copies that no test uses now: to empty one takes a tenth of the time that a new one does."""
    return []


def _empty(url: str) -> None:
    """Make a copy as it was: nobody is left on it, no table has a row, all counters begin anew."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(_END_OTHERS))
        tables = connection.execute(sa.text(_TABLES)).scalars().all()
        # Without triggers and without an order of foreign keys, and nobody waits for the disk.
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)
        connection.execute(
            sa.text(
                "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off; "
                f"{deletes}; {_COUNTERS}; COMMIT"
            )
        )


_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'"
_COUNTERS = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"


def _on_server(statement: str) -> None:
    engine = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))


def migrated(path: Path, name: str = "desk") -> None:
    """Put a migrated database there, unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template(name), path)
