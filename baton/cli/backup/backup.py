"""Makes a backup of a running or stopped Baton, and restores it into a stopped one."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from baton.base import migrations
from baton.base.clock import Clock
from baton.base.database import reason_of
from baton.base.settings import ROOT, Settings, variable
from baton.cli import services
from baton.cli.backup import dumps, files
from baton.cli.backup.manifest import FORMAT, BackupRefused, Manifest, StoredDatabase, hash_of, read_checked, write
from baton.rasa_overrides.version import RASA_VERSION

#: In this order: what the desk does not know yet it finds in the younger log, and what it does again has a key.
DATABASES = ("desk", "tracker", "orders")
MIGRATED = ("desk", "orders")
_FILE_ENDINGS = {"sqlite": "db", "postgresql": "dump"}


def backup(settings: Settings, folder: Path, clock: Clock, root: Path = ROOT) -> Manifest:
    """Write a backup into a folder that does not exist yet; Baton may run. Half of one is never left.

    Args:
        root: the project's folder.
    Raises:
        BackupRefused: it cannot be made.
    """
    if folder.exists():
        raise BackupRefused(f"{folder} exists; a backup needs a folder of its own.")
    draft = folder.with_name(f"{folder.name}.unfinished")
    try:
        draft.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise BackupRefused(f"{draft} exists: another backup runs, or one was killed. Delete it then.") from None
    except OSError as error:
        raise BackupRefused(f"{draft} cannot be made: {error}") from error
    try:
        databases = [_dumped(names, url, draft) for url, names in _by_url(settings).items()]
        for name, path in files.kept(settings, root).items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, draft / name)
        hashes = {p.relative_to(draft).as_posix(): hash_of(p) for p in sorted(draft.rglob("*")) if p.is_file()}
        at = clock().isoformat(timespec="seconds")
        manifest = Manifest(format=FORMAT, created_at=at, rasa=RASA_VERSION, databases=databases, hashes=hashes)
        write(draft, manifest)
        draft.rename(folder)
    except OSError as error:
        raise BackupRefused(f"The backup cannot be written: {error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def restore(settings: Settings, folder: Path, replace: bool, root: Path = ROOT) -> list[str]:
    """Put a backup in the place of what this installation has. Everything is checked before anything is changed.

    Args:
        replace: whether databases that hold something may be replaced.
        root: the project's folder.
    Returns:
        What was restored, for people.
    Raises:
        BackupRefused: Baton runs, the backup is damaged or newer than this version, or something would be lost.
    """
    manifest = read_checked(folder)
    targets = {stored.file: _target(stored, settings) for stored in manifest.databases}
    stored_files = {name for name in manifest.hashes if name not in targets}
    places = {name: files.place(name, settings, root) for name in stored_files}
    _refuse_running(settings, set(targets.values()))
    if not replace:
        full = [stored.names[0] for stored in manifest.databases if dumps.holds_tables(targets[stored.file])]
        if full:
            named = ", ".join(variable(f"{name}_db") for name in full)
            raise BackupRefused(f"There is something in {named} that would be replaced. If that is meant: --replace")
    done = []
    for stored in manifest.databases:
        dumps.restore(folder / stored.file, targets[stored.file], stored.db_schema)
        done.append(f"database: {', '.join(stored.names)}")
    done += [f"file: {path}" for name, path in sorted(places.items()) if files.put_back(folder / name, path)]
    return done


def _by_url(settings: Settings) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in DATABASES:
        found[getattr(settings, f"{name}_db")].append(name)
    return found


def _dumped(names: list[str], url: str, folder: Path) -> StoredDatabase:
    kind = dumps.kind_of(url)
    file = f"{'-'.join(names)}.{_FILE_ENDINGS[kind]}"
    if kind == "sqlite" and not dumps.sqlite_path(url).exists():
        raise BackupRefused(f"There is no database {dumps.sqlite_path(url)}. Baton makes it at its first start.")
    try:
        revisions = {name: sorted(migrations.revisions(name, url)) for name in names if name in MIGRATED}
    except SQLAlchemyError as error:
        raise BackupRefused(f"{variable(f'{names[0]}_db')} cannot be read: {reason_of(error)}") from error
    schema = dumps.dump(url, folder / file)
    return StoredDatabase(file=file, names=names, kind=kind, revisions=revisions, db_schema=schema)


def _target(stored: StoredDatabase, settings: Settings) -> str:
    """The URL of the database that a stored one belongs to."""
    if not set(stored.names) <= set(DATABASES):
        raise BackupRefused(f"The backup holds {', '.join(stored.names)}, which is no database of Baton's.")
    settings_of = " and ".join(variable(f"{name}_db") for name in stored.names)
    urls = {getattr(settings, f"{name}_db") for name in stored.names}
    if len(urls) != 1:
        raise BackupRefused(f"{settings_of} were one database when the backup was made, and are several now.")
    url = str(urls.pop())
    if dumps.kind_of(url) != stored.kind:
        raise BackupRefused(f"The backup is of {stored.kind}, and {settings_of} is {dumps.kind_of(url)}.")
    for name, revisions in stored.revisions.items():
        newer = sorted(set(revisions) - set(migrations.known_revisions(name)))
        if newer:
            raise BackupRefused(
                f"The backup was made by a newer Baton: {', '.join(newer)} is not known here. Install that version."
            )
    return url


def _refuse_running(settings: Settings, urls: set[str]) -> None:
    taken = services.taken_ports(settings)
    if taken:
        raise BackupRefused(f"Baton runs, or something else has its ports: {', '.join(taken)}. Stop it first.")
    used = [url for url in urls if dumps.in_use(url)]
    if used:
        named = ", ".join(variable(f"{name}_db") for name in DATABASES if getattr(settings, f"{name}_db") in used)
        raise BackupRefused(f"Something is connected to {named}. Stop Baton on every machine first.")
