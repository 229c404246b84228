"""The policy in force: follows the file on disk, and keeps the last good document when the new one is wrong."""

from __future__ import annotations

import logging
from pathlib import Path

from policies.document import PolicyDocument, PolicyError, load

logger = logging.getLogger(__name__)


class LivePolicy:
    """Reads the document again when its file changed.

    Args:
        path: the policy file.
    Raises:
        PolicyError: if the file is wrong at the start, when there is no older document to fall back on.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: PolicyError | None = None
        self._stamp = self._look()
        self._document = load(path)

    def current(self) -> PolicyDocument:
        """The document in force; `error` says why a newer file is not."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._document = load(self.path)
                self.error = None
                logger.info(
                    "Escalation policy version %s (%s) is in force.", self._document.version, self._document.hash
                )
            except PolicyError as error:
                self.error = error
                logger.error("%s\nThe policy before it (version %s) stays in force.", error, self._document.version)
        return self._document

    def _look(self) -> tuple[int, int]:
        try:
            stat = self.path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_mtime_ns, stat.st_size)
