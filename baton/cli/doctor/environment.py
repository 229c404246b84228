"""Python, Rasa and the installed packages, against what Baton is written for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from baton.base.settings import ROOT
from baton.cli.doctor.finding import Finding
from baton.rasa_overrides.version import WrongRasaVersion, check_version

AREA = "environment"
PYTHON = (3, 10)
LOCK = ROOT / "requirements.lock"
MOST_NAMED = 5  # packages in one sentence
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_INSTALL = "make setup"


def findings(lock: Path = LOCK) -> Iterator[Finding]:
    """What is wrong with the environment that this process runs in.

    Args:
        lock: the file of pinned requirements.
    """
    yield from python_version(sys.version_info[:2])
    installed = _installed()
    if "rasa" not in installed:
        yield Finding(AREA, "Rasa is not installed.", "Nothing runs without it.", _INSTALL)
    else:
        try:
            check_version(installed["rasa"])
        except WrongRasaVersion as error:
            yield Finding(AREA, str(error), "Baton changes parts of exactly that version.", _INSTALL)
    yield from lock_differences(lock, installed)


def python_version(version: tuple[int, ...]) -> Iterator[Finding]:
    """Another Python than Rasa 3.6 runs on."""
    if version != PYTHON:
        wanted, found = ".".join(map(str, PYTHON)), ".".join(map(str, version))
        what = f"This is Python {found}; Baton needs Python {wanted}."
        yield Finding(AREA, what, "Rasa 3.6 runs on no other.", f"install Python {wanted}, then: {_INSTALL}")


def lock_differences(lock: Path, installed: Mapping[str, str]) -> Iterator[Finding]:
    """Packages that are missing or of another version than the lock says.

    Args:
        lock: the file of pinned requirements.
        installed: versions by normalised name.
    """
    try:
        pinned = {normalised(name): version for name, version in _PINNED.findall(lock.read_text(encoding="utf-8"))}
    except (OSError, UnicodeDecodeError) as error:
        yield Finding(
            AREA, f"{lock.name} cannot be read: {error}", "Nobody knows what should be installed.", "restore the file"
        )
        return
    missing = sorted(name for name in pinned if name not in installed)
    others = sorted(name for name, version in pinned.items() if installed.get(name, version) != version)
    why = "Only the locked versions are tested together."
    if missing:
        what = f"{len(missing)} locked packages are not installed: {_some(missing)}."
        yield Finding(AREA, what, why, _INSTALL)
    if others:
        named = [f"{name} {installed[name]} instead of {pinned[name]}" for name in others]
        what = f"{len(others)} packages have another version than {lock.name} says: {_some(named)}."
        yield Finding(AREA, what, why, _INSTALL)


def normalised(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed() -> dict[str, str]:
    """Versions by normalised name, each as the import system would find it: the first on the path."""
    found: dict[str, str] = {}
    for each in metadata.distributions():
        name = each.metadata["Name"]
        if name:
            found.setdefault(normalised(name), each.version)
    return found


def _some(names: list[str]) -> str:
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
