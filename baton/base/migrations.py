"""Database schemas: brings one up to date from the folder ``migrations/<name>/``.

Each folder is a line of alembic revisions of its own with its own version table, so that the order store, the
desk and Rasa's log may share one PostgreSQL database. There is no ``env.py``: this module is the environment
of all of them. A new revision is a file in the folder with ``revision``, ``down_revision`` and ``upgrade()``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from baton.base.database import engine
from baton.base.locks import exclusive
from baton.base.settings import ROOT

FOLDER = ROOT / "migrations"

# Alembic tells every step at INFO, four times on each start of each process.
logging.getLogger("alembic").setLevel(logging.WARNING)


class NewerSchema(SQLAlchemyError):
    """A database stands at a revision that this version does not know."""


def upgrade(name: str, url: str) -> None:
    """Bring a database to the newest revision; does nothing when it is there already.

    Safe when several processes call it at once: one migrates, the others wait and find nothing left to do. All
    revisions run in one transaction, so a failed migration leaves the database as it was.

    Args:
        name: folder under ``migrations/``, such as ``orders``.
        url: SQLAlchemy URL of a SQLite file or a PostgreSQL database.
    Raises:
        ValueError: no such folder, or a SQLite database without a file.
        NewerSchema: a newer version has migrated it.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached or refuses a statement.
    """
    scripts = _scripts(name)
    try:
        if not pending(name, url):
            return
    except OperationalError:
        pass  # a SQLite file that another process creates in this moment is locked; the exclusive way below waits
    with exclusive(url, name, foreign_keys=False) as connection:
        at = _current(connection, name)
        unknown = sorted(at - {each.revision for each in scripts.walk_revisions()})
        if unknown:
            raise NewerSchema(f"a newer Baton has migrated it ({', '.join(unknown)}); run that, or restore a backup")
        if at != _heads(scripts):
            _run(connection, name, scripts)


def downgrade(name: str, url: str, revision: str) -> None:
    """Take a database back to an earlier revision, for whoever has to go back to the version before.

    Args:
        name: folder under ``migrations/``.
        url: SQLAlchemy URL of a SQLite file or a PostgreSQL database.
        revision: the one to go back to.
    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached or refuses a statement.
        NotImplementedError: a revision in between has no way back.
    """
    scripts = _scripts(name)
    with exclusive(url, name, foreign_keys=False) as connection:
        _run(connection, name, scripts, lambda current, context: scripts._downgrade_revs(revision, current))


def pending(name: str, url: str) -> bool:
    """Whether the database lacks a revision of its folder. Creates nothing.

    Args:
        name: folder under ``migrations/``.
        url: SQLAlchemy URL of a SQLite file or a PostgreSQL database.
    Raises:
        ValueError: no such folder, or a SQLite database without a file.
        sqlalchemy.exc.OperationalError: the database cannot be reached.
    """
    scripts = _scripts(name)
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise ValueError(f"{url}: a SQLite database needs a file, memory is lost between connections")
        if not Path(str(parsed.database)).exists():
            return True
    with engine(url).connect() as connection:
        return _current(connection, name) != _heads(scripts)


def known_revisions(name: str) -> list[str]:
    """The revisions of a folder, the oldest first."""
    return [each.revision for each in _scripts(name).walk_revisions()][::-1]


def revisions(name: str, url: str) -> set[str]:
    """The revisions that a database stands at: empty if it was never migrated.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached.
    """
    with engine(url).connect() as connection:
        return _current(connection, name)


def _scripts(name: str) -> ScriptDirectory:
    folder = FOLDER / name
    if not folder.is_dir():
        raise ValueError(f"migrations/{name}: there is no such folder of migrations")
    return ScriptDirectory(str(folder), version_locations=[str(folder)])


def _heads(scripts: ScriptDirectory) -> set[str]:
    return set(scripts.get_heads())


def _version_table(name: str) -> str:
    return f"alembic_version_{name}"


def _current(connection: Connection, name: str) -> set[str]:
    context = MigrationContext.configure(connection, opts={"version_table": _version_table(name)})
    return set(context.get_current_heads())


def _run(
    connection: Connection, name: str, scripts: ScriptDirectory, steps: Callable[..., object] | None = None
) -> None:
    steps = steps or (lambda revision, context: scripts._upgrade_revs("heads", revision))
    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        # Batch mode because SQLite cannot alter a column: alembic then rebuilds the table.
        environment.configure(connection=connection, version_table=_version_table(name), render_as_batch=True)
        environment.run_migrations()
