"""What a backup holds, with the hash of each file; a backup that differs from it is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Dict, List, Literal

from pydantic import BaseModel, Extra, ValidationError, validator

NAME = "manifest.json"
FORMAT = 1


class BackupRefused(Exception):
    """A backup cannot be made or restored; the text says why and the way out."""


class StoredDatabase(BaseModel):
    """One database; several of Baton's share it if their settings name the same one."""

    file: str
    names: List[str]  #: which of Baton's databases it is
    kind: Literal["sqlite", "postgresql"]
    revisions: Dict[str, List[str]]  #: of its schema, by name
    db_schema: str = ""  #: PostgreSQL's, in which the tables are

    class Config:
        extra = Extra.forbid


class Manifest(BaseModel):
    """The content of manifest.json."""

    format: int
    created_at: str  #: UTC
    rasa: str  #: the version that the model is for
    databases: List[StoredDatabase]
    hashes: Dict[str, str]  #: SHA-256 by path in the backup

    class Config:
        extra = Extra.forbid

    @validator("hashes")
    def _stay_in_the_backup(cls, value: Dict[str, str]) -> Dict[str, str]:
        for name in value:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{name} lies outside the backup")
        return value


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup whose files are all there."""
    (folder / NAME).write_text(manifest.json(indent=1), encoding="utf-8")


def read_checked(folder: Path) -> Manifest:
    """The manifest of a backup that is whole.

    Raises:
        BackupRefused: it is none, of another format, or files are missing or differ.
    """
    try:
        manifest = Manifest.parse_raw((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise BackupRefused(f"{folder} is no backup: it has no {NAME}.") from None
    except (OSError, ValidationError, ValueError) as error:
        raise BackupRefused(f"{folder / NAME} cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"The backup has format {manifest.format}; this version of Baton reads format {FORMAT}.")
    lost = sorted(name for name in manifest.hashes if not (folder / name).is_file())
    changed = sorted(n for n, value in manifest.hashes.items() if n not in lost and hash_of(folder / n) != value)
    if lost or changed:
        faults = [f"missing: {', '.join(lost)}"] * bool(lost) + [f"changed: {', '.join(changed)}"] * bool(changed)
        raise BackupRefused(f"The backup is damaged ({'; '.join(faults)}). Nothing was restored; take another one.")
    absent = [each.file for each in manifest.databases if each.file not in manifest.hashes]
    if absent:
        raise BackupRefused(f"The backup is damaged ({NAME} has no hash of {', '.join(absent)}).")
    return manifest


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
