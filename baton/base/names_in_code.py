"""Which names of the domain the code uses: it says responses and runs actions that stand in no rule."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_NAME = re.compile(r"\b((?:utter|action|validate)_[a-z0-9_]+)(\{?)")
_QUOTED = re.compile(r"[\"']([a-z][a-z0-9_]*)[\"']")
_WORD = re.compile(r"\w+")
_FOLDERS = ("actions", "policies", "baton")


@lru_cache(maxsize=2)
def _sources(root: Path) -> tuple[str, ...]:
    """The text of every file of the code; each is read once."""
    return tuple(
        path.read_text(encoding="utf-8") for folder in _FOLDERS for path in sorted((root / folder).rglob("*.py"))
    )


@lru_cache(maxsize=2)
def mentioned(root: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of responses and actions in the code, and how those begin that it puts together.

    Args:
        root: the folder of the code.
    """
    names: set[str] = set()
    beginnings: set[str] = set()
    for source in _sources(root):
        for name, open_ended in _NAME.findall(source):
            (beginnings if open_ended else names).add(name)
    return frozenset(names), tuple(sorted(beginnings))


def lengthened(names: frozenset[str]) -> tuple[str, ...]:
    """How responses begin that the code makes of one that it names: `utter_settled_` of `utter_settled`."""
    return tuple(f"{name}_" for name in names if name.startswith("utter_"))


def says(root: Path, response: str) -> bool:
    """Whether the code says a response, or puts its name together."""
    names, beginnings = mentioned(root)
    return response in names or response.startswith((*beginnings, *lengthened(names)))


@lru_cache(maxsize=2)
def quoted(root: Path) -> frozenset[str]:
    """Every name in quotes in the code: a slot that is set there is among them.

    Args:
        root: the folder of the code.
    """
    return frozenset(name for source in _sources(root) for name in _QUOTED.findall(source))


@lru_cache(maxsize=2)
def words(root: Path) -> frozenset[str]:
    """Every word of the code: what it fills into a response is among them.

    Args:
        root: the folder of the code.
    """
    return frozenset(word for source in _sources(root) for word in _WORD.findall(source))
