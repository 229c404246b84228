"""Starts the desk: `python -m baton.desk`."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from baton.base import migrations, process_log
from baton.base.document import FileRefused
from baton.base.settings import Settings, SettingsError
from baton.connectors.registry import load_settings
from baton.desk.app import create
from baton.desk.container import DeskContainer
from baton.desk.web.bounded_http import BoundedProtocol

GRACE_SECONDS = 5  # for requests that are under way when the desk is told to stop


class Server(uvicorn.Server):
    """Ends the streams as soon as it is told to stop: they would never end by themselves.

    The signal is dealt with here and not raised again as uvicorn does, so that a clean stop has the status 0.
    """

    container: DeskContainer

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.container.notifier.close()
        self.force_exit = self.should_exit and sig == signal.SIGINT  # a second Ctrl-C does not wait
        self.should_exit = True


def main() -> int:
    """Run until SIGTERM or Ctrl-C.

    Returns:
        The exit status: 0 after a clean stop, 1 if it could not start, 2 for a bad setting.
    """
    try:
        settings = load_settings()
    except SettingsError as error:
        return _fail(str(error), 2)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s desk %(levelname)s %(message)s")
    process_log.configure(settings, "desk")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each delivery otherwise
    try:
        migrations.upgrade("desk", settings.desk_db)
        container = DeskContainer(settings)
        container.build_all()
        container.outbox.give_up_unknown()
    except SQLAlchemyError as error:
        return _fail(f"A database cannot be used, so the desk does not start: {error}", 1)
    except FileRefused as error:
        return _fail(str(error), 2)
    listening = _listen(settings)
    if listening is None:
        return 1
    server = Server(
        uvicorn.Config(
            create(container),
            http=BoundedProtocol,
            log_config=None,
            access_log=False,
            ws="none",  # the desk has none, and Rasa pins a websockets that uvicorn cannot import
            timeout_graceful_shutdown=GRACE_SECONDS,
            proxy_headers=settings.trust_proxy,
            forwarded_allow_ips="*" if settings.trust_proxy else None,
            server_header=False,
        )
    )
    server.container = container
    logging.getLogger(__name__).info("The desk listens on %s:%s.", settings.bind, settings.desk_port)
    server.run(sockets=[listening])
    return 0


def _listen(settings: Settings) -> socket.socket | None:
    """The socket, taken before anything else starts, so that a taken port is one clear sentence."""
    family = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.bind, settings.desk_port))
    except OSError as error:
        made.close()
        _fail(
            f"The desk cannot listen on {settings.bind}:{settings.desk_port} ({error.strerror}). "
            "Stop what uses this port, or set BATON_DESK_PORT to another one.",
            1,
        )
        return None
    return made


def _fail(text: str, status: int) -> int:
    print(text, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
