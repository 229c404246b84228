"""The files that a backup takes beside the databases: what the business edits, the policy, and the model."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from baton.base.settings import Settings
from baton.cli import model_store
from baton.cli.backup.manifest import BackupRefused
from baton.desk.store.business_documents import DOCUMENTS

#: In the project's folder.
PATTERNS = ("business/*.yml", "data/faq/*.yml", "policies/*.yml", f"models/{model_store.NAME}.*")
PROJECT, SETTINGS = "project", "documents"
ASIDE = ".before-restore"  #: the ending of what a restore has put aside


def kept(settings: Settings, root: Path) -> dict[str, Path]:
    """The files of this installation, by their path in a backup.

    Args:
        root: the project's folder.
    """
    files = {
        f"{PROJECT}/{path.relative_to(root).as_posix()}": path
        for pattern in PATTERNS
        for path in root.glob(pattern)
        if path.is_file() and path.suffix != ASIDE
    }
    inside = set(files.values())
    for document in DOCUMENTS:
        path = getattr(settings, document.setting)
        if path not in inside and path.is_file():
            files[f"{SETTINGS}/{document.setting}"] = path
    return files


def place(name: str, settings: Settings, root: Path) -> Path:
    """Where a file of a backup belongs.

    Args:
        name: its path in the backup.
    Raises:
        BackupRefused: Baton keeps no such file.
    """
    folder, _, rest = name.partition("/")
    if folder == SETTINGS and rest in {document.setting for document in DOCUMENTS}:
        path: Path = getattr(settings, rest)
        return path
    if folder == PROJECT and any(PurePosixPath(rest).match(pattern) for pattern in PATTERNS):
        return root / rest
    raise BackupRefused(f"The backup holds {name}, which is no file of Baton's.")


def put_back(source: Path, path: Path) -> bool:
    """Put a file in its place; the one that was there stays beside it, named `.before-restore`.

    Returns:
        Whether it was another one, or none.
    """
    if path.exists():
        if path.read_bytes() == source.read_bytes():
            return False
        path.replace(path.with_name(f"{path.name}{ASIDE}"))
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)
    return True
