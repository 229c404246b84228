"""The three databases: reachable, whole, migrated, writable, with room, and fit for the number of workers."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from baton.base import migrations
from baton.base.clock import Clock
from baton.base.database import reason_of
from baton.base.settings import Settings, variable
from baton.cli.doctor.finding import Finding, Level
from baton.cli.doctor.machine import clock_difference

AREA = "databases"
CONNECT_SECONDS = 3
#: How long a write may wait for another one, in seconds; Baton's own take milliseconds.
LOCK_SECONDS = 2.0
LEAST_FREE, LITTLE_FREE = 200 * 10**6, 10**9  # bytes
#: A larger SQLite file is not read through: it would take minutes.
LARGEST_READ = 256 * 10**6
NAMES = {"orders": "The order store", "desk": "The desk's database", "tracker": "The conversation log"}
_LOST = "Messages, handoffs or orders cannot be read or stored."

Free = Callable[[Path], int]  #: bytes that are free where a file lies


def free_bytes(path: Path) -> int:
    """How much is free on the disk of a file or folder."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def findings(settings: Settings, clock: Clock, free: Free = free_bytes) -> Iterator[Finding]:
    """What is wrong with the databases of these settings. Creates and changes nothing."""
    for name in NAMES:
        url = getattr(settings, f"{name}_db")
        yield from database_findings(name, url, clock, free)
        if settings.rasa_workers > 1 and name != "orders" and _is_sqlite(url):
            what = f"{NAMES[name]} is SQLite, and BATON_RASA_WORKERS is {settings.rasa_workers}."
            why = "One process writes at a time: more workers wait for each other."
            way_out = f"{_setting(name)}=postgresql://..., or BATON_RASA_WORKERS=1"
            yield Finding(AREA, what, why, way_out, Level.WARNING)


def database_findings(
    name: str, url: str, clock: Clock, free: Free = free_bytes, lock_seconds: float = LOCK_SECONDS
) -> Iterator[Finding]:
    """What is wrong with one database.

    Args:
        name: one of `NAMES`.
        url: SQLAlchemy URL.
        clock: of this machine.
        free: tells how many bytes are free where a file lies.
        lock_seconds: how long a write may wait for another one.
    """
    if _is_sqlite(url):
        path = Path(str(make_url(url).database))
        found = [*_disk(name, path, free), *_sqlite(name, path, lock_seconds)]
    else:
        found = list(_postgresql(name, url, clock))
    yield from found
    if is_usable(found) and name != "tracker" and not (_is_sqlite(url) and not path.exists()):
        yield from _schema(name, url)


def is_usable(found: Iterable[Finding]) -> bool:
    """Whether nothing that was found keeps the databases from being read."""
    return not any(finding.area == AREA and finding.level is Level.ERROR for finding in found)


def _disk(name: str, path: Path, free: Free) -> Iterator[Finding]:
    left = free(path)
    if left < LITTLE_FREE:
        what = f"{left // 10**6} MB are free on the disk of {path}."
        why = f"{NAMES[name]} cannot store anything on a full disk; customers' messages are then refused."
        way_out = f"make room, or move it: {_setting(name)}"
        yield Finding(AREA, what, why, way_out, Level.ERROR if left < LEAST_FREE else Level.WARNING)


def _sqlite(name: str, path: Path, lock_seconds: float) -> Iterator[Finding]:
    """A file that does not exist yet is made at the first start."""
    setting = _setting(name)
    if not path.exists():
        return
    try:
        with _open(path, lock_seconds) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if path.stat().st_size <= LARGEST_READ:
                result = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
                if result != "ok":
                    raise sqlite3.DatabaseError(result)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            what = f"{path} is locked by another process for longer than {lock_seconds:g} s."
            way_out = f"end what holds it: fuser -v {path}"
            yield Finding(AREA, f"{NAMES[name]} cannot be written: {what}", _LOST, way_out)
        else:
            what = f"{NAMES[name]} cannot be used: {path}: {error}."
            yield Finding(AREA, what, _LOST, f"give Baton's user the file and its folder, or set {setting}")
    except sqlite3.DatabaseError as error:
        what = f"{NAMES[name]} is damaged: {path}: {error}."
        yield Finding(AREA, what, _LOST, "put the file aside and restore the latest backup: baton restore DIR")


class _open:
    """A SQLite file, opened as it is and closed again."""

    def __init__(self, path: Path, lock_seconds: float) -> None:
        address = f"{path.absolute().as_uri()}?mode=rw"
        self._connection = sqlite3.connect(address, uri=True, timeout=lock_seconds, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_error: object) -> None:
        self._connection.close()


def _postgresql(name: str, url: str, clock: Clock) -> Iterator[Finding]:
    setting = _setting(name)
    engine = sa.create_engine(
        url, future=True, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": CONNECT_SECONDS}
    )
    try:
        with engine.connect() as connection:
            yield from _rights(name, connection)
            server = float(connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar() or 0)
            yield from clock_difference(f"the server of {setting}", server, clock)
    except SQLAlchemyError as error:
        what = f"{NAMES[name]} cannot be reached: {reason_of(error)}"
        yield Finding(AREA, what, _LOST, f"start PostgreSQL, or correct {setting}")


def _rights(name: str, connection: Connection) -> Iterator[Finding]:
    """Whether the database takes writes, and Baton may bring its schema up to date."""
    schema, create, read_only = connection.execute(
        sa.text(
            "SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE'),"
            " pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"
        )
    ).one()
    if read_only:
        what = f"{NAMES[name]} takes no writes: it is a standby, or read only."
        yield Finding(AREA, what, _LOST, f"let {_setting(name)} point at the primary server")
    elif schema is None:
        what = f"{NAMES[name]} has no schema for tables to be in."
        yield Finding(AREA, what, _LOST, f"create the schema of the search path, or correct {_setting(name)}")
    elif not create:
        what = f"{NAMES[name]}: Baton's user may not create tables in the schema {schema}."
        way_out = f"GRANT CREATE ON SCHEMA {schema} TO its user"
        yield Finding(AREA, what, "An upgrade of Baton could not change its tables.", way_out)


def _schema(name: str, url: str) -> Iterator[Finding]:
    try:
        at, known = migrations.revisions(name, url), migrations.known_revisions(name)
    except SQLAlchemyError as error:
        yield Finding(AREA, f"{NAMES[name]}: its schema cannot be read: {error}", _LOST, f"correct {_setting(name)}")
        return
    newer = sorted(at - set(known))
    if newer:
        what = f"{NAMES[name]} was migrated by a newer Baton: {', '.join(newer)} is not known here."
        way_out = "install the newer version again, or restore a backup of this one: baton restore DIR"
        yield Finding(AREA, what, "Nothing starts, and what is written could be wrong.", way_out)
    elif not at:
        what = f"{NAMES[name]} has no tables of Baton yet."
        yield Finding(AREA, what, "They are made at the first start.", "baton run", Level.WARNING)
    elif known[-1] not in at:
        what = f"{NAMES[name]} stands at {', '.join(sorted(at))}, and this version needs {known[-1]}."
        way_out = "baton backup DIR, then start Baton: it migrates first"
        yield Finding(AREA, what, "Nothing works on it until it is migrated.", way_out, Level.WARNING)


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _setting(name: str) -> str:
    return variable(f"{name}_db")
