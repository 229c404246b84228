"""Business documents that are edited while Baton runs: a valid change counts at the next use, a wrong one never."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Generic, TypeVar

from baton.base.document import Document, FileRefused, load_document
from baton.base.settings import Settings

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=Document)


class LiveFile(Generic[M]):
    """A document as it was last valid on disk. Call it at each use: it looks for a newer file.

    `error` says why a newer file is not in force; None while the file on disk is.

    Args:
        path: of the file.
        model: what the document must be.
    Raises:
        FileRefused: it cannot be read, or is refused, at the start, and the model has no fallback.
    """

    def __init__(self, path: Path, model: type[M]) -> None:
        self.path = path
        self.error: FileRefused | None = None
        self._model = model
        self._stamp: tuple[int, int] | None = None
        fallback = model.fallback()
        if fallback is None:
            self._stamp = self._modified()
            self._document = load_document(path, model)
        else:
            self._document = fallback

    def __call__(self) -> M:
        stamp = self._modified()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._document = load_document(self.path, self._model)
                self.error = None
                logger.info("%s is in force in its present version.", self.path)
            except FileRefused as error:
                self.error = error
                logger.error("%s\nThe previous version stays in force.", error)
        return self._document

    def _modified(self) -> tuple[int, int]:
        """Time and size, which change with the file; zeros if there is none."""
        try:
            stat = self.path.stat()
            return stat.st_mtime_ns, stat.st_size
        except OSError:
            return 0, 0


class LiveFiles:
    """The business documents of a process, each opened at its first use, from the path in its setting."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._files: dict[type[Document], LiveFile[Any]] = {}

    def __getitem__(self, model: type[M]) -> LiveFile[M]:
        """The file of a document.

        Raises:
            FileRefused: as LiveFile does.
        """
        if model not in self._files:
            self._files[model] = LiveFile(getattr(self._settings, model.setting), model)
        return self._files[model]

    def refused(self) -> list[FileRefused]:
        """Why files on disk are not in force."""
        for file in self._files.values():
            file()
        return [file.error for file in self._files.values() if file.error is not None]
