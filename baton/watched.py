"""A file that people edit while Baton runs: a valid change counts at once, an invalid one is refused and told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from policies.yaml_lines import Problem

logger = logging.getLogger(__name__)

T = TypeVar("T")


class FileRefused(ValueError):
    """A file is refused; the text names every reason with its line."""

    @classmethod
    def because(cls, what: str, problems: Sequence[Problem]) -> FileRefused:
        """The refusal of a file with problems."""
        return cls(f"{what} are refused:\n" + "\n".join(f"  {problem}" for problem in problems))


class Watched(Generic[T]):
    """What stands in a file, as it was last valid. Call it for the present value.

    `error` says why a newer file does not count; None while the file on disk is the one in force.

    Args:
        path: of the file.
        read: makes the value of the file's text and its name; raises FileRefused.
        otherwise: the value while no valid file has been there yet; without one a wrong file is an error at the start.
    Raises:
        FileRefused: it cannot be read, or is refused, at the start, when there is nothing to fall back on.
    """

    def __init__(self, path: Path, read: Callable[[str, str], T], otherwise: T | None = None) -> None:
        self.path = path
        self.error: FileRefused | None = None
        self._read = read
        self._stamp: tuple[int, int] | None = None
        if otherwise is None:
            self._stamp = self._changed()
            self._value = self._load()
        else:
            self._value = otherwise

    def __call__(self) -> T:
        stamp = self._changed()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._value = self._load()
                self.error = None
                logger.info("%s is in force as it stands now.", self.path)
            except FileRefused as error:
                self.error = error
                logger.error("%s\nWhat stood there before stays in force.", error)
        return self._value

    def _load(self) -> T:
        try:
            return self._read(self.path.read_text(encoding="utf-8"), self.path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise FileRefused(f"{self.path} cannot be read: {error}") from error

    def _changed(self) -> tuple[int, int]:
        try:
            stat = self.path.stat()
            return stat.st_mtime_ns, stat.st_size
        except OSError:
            return 0, 0
