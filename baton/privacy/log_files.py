"""Log files: no customer's words should stand there, and where some do, they are blotted out in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

#: Shorter texts stand in a log for other reasons.
SHORTEST = 5
_AT_ONCE = 1 << 20  # bytes


def files(folder: Path) -> list[Path]:
    """The log files of an installation."""
    return sorted(path for path in (folder / "log").glob("*.log*") if path.is_file() and path.suffix != ".gz")


def count(folder: Path, texts: Iterable[str]) -> int:
    """How often any of some texts stands in the log files."""
    pattern = _pattern(texts)
    return sum(1 for path in files(folder) for _ in _places(path, pattern)) if pattern is not None else 0


def blot(folder: Path, texts: Iterable[str]) -> int:
    """Overwrite some texts by as many `x`, without moving anything: a running process goes on writing at the end.

    Returns:
        How often that was done.
    Raises:
        OSError: a file cannot be written.
    """
    pattern, done = _pattern(texts), 0
    if pattern is None:
        return 0
    for path in files(folder):
        found = list(_places(path, pattern))
        if found:
            with path.open("r+b") as file:
                for start, length in found:
                    file.seek(start)
                    file.write(b"x" * length)
            done += len(found)
    return done


def _pattern(texts: Iterable[str]) -> re.Pattern[bytes] | None:
    long = sorted({text.strip() for text in texts if len(text.strip()) >= SHORTEST}, key=len, reverse=True)
    forms = [form for text in long for form in dict.fromkeys((text, text.encode("unicode_escape").decode()))]
    return re.compile(b"|".join(re.escape(form.encode()) for form in forms), re.I) if forms else None


def _places(path: Path, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, int]]:
    """Where the texts stand, each with its length; a line is never cut, so none is missed."""
    start = 0
    with path.open("rb") as file:
        while lines := file.readlines(_AT_ONCE):
            block = b"".join(lines)
            for match in pattern.finditer(block):
                yield start + match.start(), len(match.group())
            start += len(block)
