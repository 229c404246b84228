"""Work that may hang, such as resolving a name, with a limit for all of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


class Deadline:
    """Waits for work no longer than its limit. What hangs goes on in a thread, which keeps no process from ending.

    Args:
        seconds: the limit.
        most: so many may hang at once; while they do, nothing further is begun.
    """

    def __init__(self, seconds: float, most: int = 4) -> None:
        self._seconds = seconds
        self._free = threading.BoundedSemaphore(most)

    def run(self, work: Callable[[], _T]) -> _T:
        """What the work returns or raises.

        Raises:
            TimeoutError: it takes too long, or earlier work still hangs.
        """
        if not self._free.acquire(blocking=False):
            raise TimeoutError
        done: Future[_T] = Future()

        def attempt() -> None:
            try:
                done.set_result(work())
            except BaseException as error:
                done.set_exception(error)
            finally:
                self._free.release()

        threading.Thread(target=attempt, name="deadline", daemon=True).start()
        finished = threading.Event()
        done.add_done_callback(lambda _: finished.set())
        if not finished.wait(self._seconds):
            raise TimeoutError
        return done.result()
