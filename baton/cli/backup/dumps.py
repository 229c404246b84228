"""Copies one database into a file and back: SQLite by its online backup, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from baton.base.database import reason_of
from baton.cli.backup.manifest import BackupRefused

BUSY_SECONDS = 30


def kind_of(url: str) -> Literal["sqlite", "postgresql"]:
    """What a database is; settings allow no other."""
    return "sqlite" if make_url(url).get_backend_name() == "sqlite" else "postgresql"


def sqlite_path(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(str(make_url(url).database))


def dump(url: str, target: Path) -> str:
    """Copy a database as it is at one moment; it may be in use.

    Returns:
        PostgreSQL's schema, in which the tables are; empty for SQLite.
    Raises:
        BackupRefused: it cannot be copied.
    """
    if kind_of(url) == "postgresql":
        schema = str(_one(url, "SELECT current_schema()"))
        _tool(
            "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}", f"--file={target}"
        )
        return schema
    try:
        with closing(_read_only(sqlite_path(url))) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    except sqlite3.Error as error:
        raise BackupRefused(f"{sqlite_path(url)} cannot be copied: {error}") from error
    return ""


def restore(source: Path, url: str, schema: str) -> None:
    """Put a copy in the place of a database. What was there is replaced.

    Args:
        schema: PostgreSQL's, as `dump` told it.
    Raises:
        BackupRefused: it cannot be put there; a PostgreSQL database is then as it was.
    """
    if kind_of(url) == "postgresql":
        here = str(_one(url, "SELECT current_schema()"))
        if here != schema:
            raise BackupRefused(f"The backup is of the schema {schema}, and the setting leads to {here}.")
        options = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges")
        _tool("pg_restore", url, *options, f"--schema={schema}", str(source))
        return
    path = sqlite_path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.restored")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    for suffix in ("-wal", "-shm"):  # of the database before: it must not be read into this one
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    draft.replace(path)


def holds_tables(url: str) -> bool:
    """Whether there is anything that a restore would replace.

    Raises:
        BackupRefused: the database cannot be reached.
    """
    if kind_of(url) == "sqlite":
        return sqlite_path(url).exists()
    return bool(_one(url, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"))


def in_use(url: str) -> bool:
    """Whether somebody else is connected, or writes.

    Raises:
        BackupRefused: the database cannot be reached.
    """
    if kind_of(url) == "postgresql":
        others = "datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        return bool(_one(url, f"SELECT count(*) FROM pg_stat_activity WHERE {others}"))
    if not sqlite_path(url).exists():
        return False
    try:
        with closing(sqlite3.connect(sqlite_path(url), timeout=0, isolation_level=None)) as connection:
            # Leaving WAL needs that nobody else has the file open.
            return str(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]) != "delete"
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:  # damaged: that is what the backup is for
        return False


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _one(url: str, query: str) -> object:
    engine = sa.create_engine(url, future=True, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return connection.execute(sa.text(query)).scalar()
    except sa.exc.SQLAlchemyError as error:
        raise BackupRefused(f"A database cannot be reached: {reason_of(error)}") from error


def _tool(name: str, url: str, *options: str) -> None:
    """Run one of PostgreSQL's own tools. The password goes by the environment: the command line is everybody's."""
    if shutil.which(name) is None:
        raise BackupRefused(
            f"{name} is not installed, and PostgreSQL is copied with it. Install PostgreSQL's client of the server's "
            "version (Debian: postgresql-client)."
        )
    address: URL = make_url(url).set(drivername="postgresql")
    password = {"PGPASSWORD": str(address.password)} if address.password else {}
    target = address._replace(password=None).render_as_string(hide_password=False)
    command = [name, "--no-password", *options]
    command[1:1] = [f"--dbname={target}"]
    done = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupRefused(f"{name} failed: {done.stderr.strip()[-1000:]}")
