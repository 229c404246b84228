"""When a store is away: which errors mean that, and one line in the log file when it begins and when it ends."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator

from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, TimeoutError


def is_away(error: BaseException) -> bool:
    """Whether an error, or what caused it, means that something cannot be stored or read now, whatever it is.

    A value that the database refuses for what it is fails again for ever and is no outage.
    """
    return any(
        isinstance(each, DBAPIError | TimeoutError | RedisError | OSError)
        and not isinstance(each, DataError | IntegrityError)
        for each in _chain(error)
    )


def where(error: BaseException) -> str:
    """What kind of error it is, and the lines of code, without its words: they may be a customer's."""
    lines: list[str] = []
    for each in _chain(error):
        lines = [*traceback.format_tb(each.__traceback__), type(each).__name__, *([""] if lines else []), *lines]
    return "\n".join(line.rstrip() for line in lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what caused it."""
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__


class Outage:
    """Logs the beginning and the end of an outage, and nothing in between.

    Args:
        log: of the module that meets it.
        began: a sentence for its beginning.
        ended: a sentence for its end.
        seconds: a clock that only goes forward.
    """

    def __init__(
        self, log: logging.Logger, began: str, ended: str, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._log = log
        self._began = began
        self._ended = ended
        self._seconds = seconds
        self._since: float | None = None

    def met(self, error: BaseException) -> None:
        """Something failed by it."""
        if self._since is None:
            self._since = self._seconds()
            self._log.error("%s (%s)", self._began, _short(error))

    def over(self) -> None:
        """Something went well."""
        if self._since is not None:
            self._log.warning("%s It took %.0f s.", self._ended, self._seconds() - self._since)
            self._since = None


def _short(error: BaseException) -> str:
    """An outage in a few words; what is none comes with its place in the code."""
    return type(error).__name__ if is_away(error) else "\n" + where(error)
