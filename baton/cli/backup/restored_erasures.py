"""Erasures that are younger than a backup: restoring it must not bring anybody back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from baton.base import database, migrations
from baton.base.settings import Settings
from baton.cli.backup import dumps
from baton.cli.backup.manifest import BackupRefused, Manifest
from baton.desk.container import DeskContainer
from baton.privacy import register
from baton.privacy.register import RegisterEntry

OPERATOR = "operator"
NONE_KNOWN = (
    "No register of erasures is known here. If customers were erased after this backup was made, restore it again "
    "with --erasures FILE (docs/privacy.md)."
)
#: An erasure takes seconds, and a backup copies one database after the other: one that was under way counts as later.
_UNDER_WAY_SECONDS = 600.0


def read_register(settings: Settings, given: Path | None) -> list[RegisterEntry]:
    """Every erasure that this installation or a file knows of, the oldest first.

    Raises:
        BackupRefused: a register is there and cannot be read: who was erased would come back unnoticed.
    """
    try:
        files = [register.read(path) for path in (settings.var_dir / register.FILE, given) if path is not None]
    except (register.RegisterDamaged, OSError) as error:
        raise BackupRefused(f"The register of erasures cannot be read: {error}") from error
    return register.together(_in_database(settings), *files)


def later_than(entries: Sequence[RegisterEntry], manifest: Manifest) -> list[RegisterEntry]:
    """The erasures that a backup does not know of."""
    made = datetime.fromisoformat(manifest.created_at).timestamp()
    return [entry for entry in entries if entry.at >= made - _UNDER_WAY_SECONDS]


def apply(settings: Settings, known: Sequence[RegisterEntry], later: Sequence[RegisterEntry]) -> list[str]:
    """Make them again on the restored databases.

    Args:
        known: every erasure that is known.
        later: those that the backup does not know of.
    Returns:
        What was done, for people.
    Raises:
        sqlalchemy.exc.SQLAlchemyError, OSError: a database or a file is away; the rest was not done.
    """
    if not known:
        return [NONE_KNOWN]
    if not later:
        return ["No customer was erased after this backup was made."]
    migrations.upgrade("desk", settings.desk_db)
    done = DeskContainer(settings).customer_data.reapply(later, OPERATOR)
    lines = ["Erased after this backup was made, and erased again:"]
    return lines + [f"  · {_day(entry.at)}, erasure {entry.id}: {done[entry.id]} conversations" for entry in later]


def _in_database(settings: Settings) -> list[RegisterEntry]:
    """What the database that is to be replaced knows; nothing where it is new, or too damaged to be asked."""
    if dumps.kind_of(settings.desk_db) == "sqlite" and not dumps.sqlite_path(settings.desk_db).exists():
        return []
    engine = database.engine(settings.desk_db)
    try:
        return register.stored(engine)
    except SQLAlchemyError:
        return []  # the file beside it has the same
    finally:
        engine.dispose()  # nobody may be connected when it is replaced


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M")
