"""Sanic's processes: each ends with its parent, and one that died is started again.

Sanic 21.12 forks its workers once and then waits for all of them: a dead one is missed by nobody, and the others
outlive a killed parent and hold its port.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import time
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

import sanic.app
from sanic.server.events import trigger_events
from sanic.server.runners import serve
from sanic.server.socket import bind_socket

from baton.base import metrics
from baton.base.processes import end_with_parent

logger = logging.getLogger(__name__)

#: Workers that die more often than this within so many seconds are a fault of all of them.
MOST_DEATHS = 5
WINDOW_SECONDS = 60.0
_ENDINGS = (signal.SIGINT, signal.SIGTERM)


def use_for_sanic() -> None:
    """Replace Sanic's own in this process."""
    sanic.app.serve_multiple = serve_multiple


class KeepDying(Exception):
    """Workers die again and again: the whole server ends."""


def serve_multiple(server_settings: dict[str, Any], workers: int) -> None:
    """Serve from several processes on one socket until SIGINT or SIGTERM.

    Args:
        server_settings: Sanic's own.
        workers: how many processes.
    Raises:
        KeepDying: no worker stays alive.
    """
    server_settings["reuse_port"] = True
    server_settings["run_multiple"] = True
    main_start, main_stop = server_settings.pop("main_start", None), server_settings.pop("main_stop", None)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    trigger_events(main_start, loop)
    sock = server_settings.get("sock")
    if sock is None:
        sock = bind_socket(server_settings["host"], server_settings["port"], backlog=server_settings["backlog"])
        sock.set_inheritable(True)
        server_settings.update(sock=sock, host=None, port=None)
    _Workers(server_settings, workers).run()
    trigger_events(main_stop, loop)
    sock.close()
    loop.close()


class _Workers:
    def __init__(self, server_settings: dict[str, Any], number: int) -> None:
        self._settings = server_settings
        self._number = number
        self._running: list[ForkProcess] = []
        self._deaths: list[float] = []
        self._stopping = False

    def run(self) -> None:
        for number in _ENDINGS:
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                while len(self._running) < self._number and not self._stopping:
                    self._start()
                self._wait()
            while self._running:
                self._wait()
        finally:
            for process in self._running:
                process.kill()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        process = context.Process(target=_work, args=(os.getpid(), self._settings), daemon=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)  # until the worker is one that `_stop` knows
        process.start()
        self._running.append(process)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)

    def _wait(self) -> None:
        """Wait for the end of a worker; one that nobody asked to end is a death."""
        connection.wait([process.sentinel for process in self._running])
        dead = [process for process in self._running if process.exitcode is not None]
        self._running = [process for process in self._running if process not in dead]
        for process in dead:
            metrics.worker_ended(process.pid or 0, self._stopping)
        if self._stopping:
            return
        for process in dead:
            logger.error("Worker %s ended (code %s); another one is started.", process.pid, process.exitcode)
            self._deaths.append(time.monotonic())
        self._deaths = [at for at in self._deaths if at > time.monotonic() - WINDOW_SECONDS]
        if len(self._deaths) > MOST_DEATHS:
            raise KeepDying(f"{len(self._deaths)} workers ended within {WINDOW_SECONDS:.0f} s.")

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for process in self._running:
            process.terminate()


def _work(parent: int, server_settings: dict[str, Any]) -> None:
    """What a worker does."""
    end_with_parent(parent)
    # The parent's handlers would end this worker's siblings; Sanic sets its own when it is ready.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
    serve(**server_settings)
