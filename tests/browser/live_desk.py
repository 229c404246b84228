"""A desk that runs: the real application with its loops on a port of its own, over a bench's databases and clock.

The customer is played on the log itself, as Rasa would write it. The whole path with the real bot is
`test_whole_path.py`'s.
"""

from __future__ import annotations

import threading
from datetime import date

import uvicorn

from baton.desk.app import create
from baton.desk.notifier import Notifier
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway
from tests.support.bench import Bench
from tests.support.clock import START
from tests.support.stack import free_port, until


class LiveDesk:
    """The desk in a thread. Its clock moves only when told, and people's browsers take the time from it.

    Args:
        folder: for its databases.
        shop: whether the sample shop's orders are there; otherwise there is the bench's single one.
        port: None takes a free one.
        more: as for `Bench`: a clock, settings.
    """

    def __init__(self, folder, shop=False, port=None, **more):
        folder.mkdir(parents=True, exist_ok=True)
        orders = f"sqlite:///{folder / 'orders.db'}"
        if shop:
            seed(orders, date(START.year, START.month, START.day))
        self.bench = Bench(folder, orders=SqlOrderGateway(orders) if shop else None, **more)
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"

    def start(self):
        app = create(self.bench.parts)
        config = uvicorn.Config(app, port=self.port, log_config=None, ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._server.install_signal_handlers = lambda: None
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until(lambda: self._server.started, "the desk")

    def stop(self):
        self.bench.parts.notifier.close()
        self._server.should_exit = True
        self._thread.join(20)

    def restart(self):
        """Start again where it was stopped."""
        self.bench.parts.notifier = Notifier()
        self.start()

    def forward(self, **by):
        """Let time pass, and the loops see it."""
        self.bench.clock.forward(**by)
        self.bench.parts.notifier.wake()
