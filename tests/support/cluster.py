"""The cluster profile for tests: everything twice behind nginx, a database of its own, stores that can go away."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from baton.cli.cluster import COPIES
from tests.support import databases
from tests.support.stack import HTTP, USUAL, Stack
from tests.support.tcp_gate import TcpGate

POSTGRESQL_PORT, REDIS_PORT = 5432, 6379
KINDS = ("actions", "desk", "rasa")
#: Every process of which there are two.
NAMES = tuple(f"{kind}-{number}" for kind in KINDS for number in range(1, COPIES + 1))


class Cluster(Stack):
    """The profile's processes. `rasa` and `desk` are the front port, as customers and agents have it."""

    command = ("run", "--profile", "cluster")

    def __init__(self, folder: Path, **settings: str) -> None:
        first = _free_ports(3 * COPIES + 3)
        self.rasa_port, self.actions_port, self.desk_port = first, first + COPIES + 1, first + 2 * COPIES + 2
        self.front_port = self.desk_port + COPIES
        super().__init__(folder, **settings)
        self.rasa_port, self.actions_port, self.desk_port = first, first + COPIES + 1, first + 2 * COPIES + 2
        for kind in KINDS:
            self.environment[f"BATON_{kind.upper()}_PORT"] = str(getattr(self, f"{kind}_port"))
        self.environment["BATON_FRONT_PORT"] = str(self.front_port)
        self.rasa = self.desk = f"http://127.0.0.1:{self.front_port}"

    def port_of(self, name: str) -> int:
        if name == "front":
            return self.front_port
        kind, _, number = name.partition("-")
        return int(getattr(self, f"{kind}_port")) + int(number) - 1

    def address(self, name: str) -> str:
        """One process, past the proxy."""
        return f"http://127.0.0.1:{self.port_of(name)}"

    def ready(self, name: str) -> bool:
        path = {"rasa": "/webhooks/web/ready", "front": "/front-live"}.get(name.partition("-")[0], "/ready")
        try:
            return HTTP.get(self.address(name) + path, timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def leader(self) -> str | None:
        """The desk that runs the background loops; None if none says so, or two do."""
        running = [name for name in ("desk-1", "desk-2") if self._runs_loops(name)]
        return running[0] if len(running) == 1 else None

    def _runs_loops(self, name: str) -> bool:
        try:
            return 'loop="Watching the queue"' in HTTP.get(self.address(name) + "/metrics", timeout=10).text
        except httpx.HTTPError:
            return False


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[Cluster, str, TcpGate, TcpGate]]:
    """A running cluster, the database's own URL, and the ways to PostgreSQL and Redis.

    Skips the test where nginx, PostgreSQL or Redis is missing.
    """
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") is None:
        pytest.skip("no nginx here (Debian: nginx-light)")
    try:
        redis.Redis(port=REDIS_PORT).ping()
    except redis.exceptions.ConnectionError:
        pytest.skip(f"no Redis server on 127.0.0.1:{REDIS_PORT}")
    with databases.fresh("postgresql", folder) as url:
        to_postgresql, to_redis = TcpGate(POSTGRESQL_PORT), TcpGate(REDIS_PORT)
        gated = url.replace(f":{POSTGRESQL_PORT}/", f":{to_postgresql.port}/")
        stores = dict.fromkeys(("BATON_TRACKER_DB", "BATON_DESK_DB", "BATON_ORDERS_DB"), gated)
        stores["BATON_REDIS_URL"] = f"redis://127.0.0.1:{to_redis.port}/0"
        with Cluster(folder, **USUAL, BATON_MESSAGE_RATE="10000", **stores) as running:
            yield running, url, to_postgresql, to_redis


def _free_ports(number: int) -> int:
    """The first of so many ports in a row on which nobody listens."""
    for first in range(21000, 32000, number):
        with _listening(first, number) as free:
            if free:
                return first
    raise AssertionError("no free ports")


@contextmanager
def _listening(first: int, number: int) -> Iterator[bool]:
    sockets = [socket.socket() for _ in range(number)]
    try:
        for offset, each in enumerate(sockets):
            each.bind(("127.0.0.1", first + offset))
        yield True
    except OSError:
        yield False
    finally:
        for each in sockets:
            with closing(each):
                pass
