"""The processes that Baton is made of: how each is started, and where it says that it works."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from baton.base.metrics import FOLDER_VARIABLE
from baton.base.settings import ROOT, Settings, variable
from baton.cli import model

#: By its name: only the Rasa process loads it.
LOCK_STORE = "baton.conversation.lock_store.RedisTurnLock"
EVENT_BROKER = "baton.rasa_overrides.event_broker.RabbitMqCopy"
NAMES = ("actions", "desk", "rasa")
#: The setting of each one's port.
PORTS = {"rasa": "rasa_port", "actions": "actions_port", "desk": "desk_port"}
#: Those whose forked workers share what they count.
_WITH_WORKERS = ("rasa", "actions")


@dataclass
class Service:
    """A process that `baton run` starts and keeps running.

    Attributes:
        name: what it is; of several of a kind each has a name of its own, such as `desk-2`.
        health: the address that answers 200 once it works.
        environment: what it gets beside the environment of this process.
        shared: the folder in which its workers share what they count; emptied before each start.
    """

    name: str
    command: list[str]
    health: str
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    shared: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def prepare(self) -> None:
        """Make the folders that it needs."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.shared is not None:
            shutil.rmtree(self.shared, ignore_errors=True)
            self.shared.mkdir(parents=True)


def environment(settings: Settings) -> dict[str, str]:
    """The environment of the child processes: nothing phones home, one thread a process, the project importable."""
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        "SANIC_WORKERS": str(settings.rasa_workers),
        "SANIC_HOST": settings.actions_bind,
        "LOG_LEVEL": settings.log_level,
    }
    return {**os.environ, **quiet}


def services(settings: Settings, names: Iterable[str] = NAMES) -> list[Service]:
    """The processes for these settings: all three, or those of some names."""
    return [service(name, settings) for name in names]


def service(
    kind: str, settings: Settings, name: str | None = None, overlay: Mapping[str, str] | None = None
) -> Service:
    """One process.

    Args:
        kind: one of `NAMES`.
        settings: its own: where there are several of a kind, each has a port of its own.
        name: of this one; that of its kind when left out.
        overlay: settings that it gets besides, by their variables' names.
    """
    name = name or kind
    given = {**environment(settings), **(overlay or {})}
    shared = settings.var_dir / "metrics" / name if kind in _WITH_WORKERS else None
    if shared is not None:
        given[FOLDER_VARIABLE] = str(shared)
    log = settings.var_dir / "log" / f"{name}.log"
    return Service(name, _command(kind, settings, name), health_addresses(settings)[kind], log, given, shared)


def _command(kind: str, settings: Settings, name: str) -> list[str]:
    python = sys.executable
    if kind == "desk":
        return [python, "-m", "baton.desk"]
    if kind == "actions":
        return [python, "-m", "actions", "--actions", "actions", "-p", str(settings.actions_port)]
    return [
        *(python, "-m", "baton.rasa_overrides", "run", "--enable-api"),
        *("-i", settings.bind, "-p", str(settings.rasa_port), "--model", str(model.MODEL)),
        *("--endpoints", str(endpoints_file(settings, name)), "--credentials", str(ROOT / "credentials.yml")),
        # Rasa answers every preflight itself, before the channel sees it.
        *("--cors", *sorted(settings.origins)),
    ]


def health_addresses(settings: Settings) -> dict[str, str]:
    """Where each process says, on this machine, that it works."""
    return {
        "actions": f"http://127.0.0.1:{settings.actions_port}/health",
        "desk": f"http://127.0.0.1:{settings.desk_port}/health",
        "rasa": f"http://127.0.0.1:{settings.rasa_port}/webhooks/web/ready",
    }


def ready_addresses(settings: Settings) -> dict[str, str]:
    """Where each process says, on this machine, whether it can serve, and if not, why."""
    return {
        "actions": f"http://127.0.0.1:{settings.actions_port}/ready",
        "desk": f"http://127.0.0.1:{settings.desk_port}/ready",
        "rasa": f"http://127.0.0.1:{settings.rasa_port}/webhooks/web/ready",
    }


def endpoints_file(settings: Settings, name: str) -> Path:
    """The endpoints file of one Rasa for these settings, under var/."""
    content = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    content["action_endpoint"]["url"] = f"{settings.actions_url}/webhook"
    content["action_endpoint"]["headers"] = {"Authorization": f"Bearer {settings.actions_token}"}
    if settings.redis_url:
        content["lock_store"] = {"type": LOCK_STORE, "url": settings.redis_url}
    if settings.event_broker_url:
        content["event_broker"] = _event_broker(settings)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    path = settings.var_dir / ("endpoints.yml" if name == "rasa" else f"endpoints-{name}.yml")
    path.write_text(yaml.safe_dump(content))
    path.chmod(0o600)
    return path


def _event_broker(settings: Settings) -> dict[str, object]:
    """Rasa's settings of its broker for RabbitMQ; name and password stand in the address as they are, encoded."""
    parsed = urlsplit(settings.event_broker_url)
    return {
        "type": EVENT_BROKER,
        "url": settings.event_broker_url,
        "username": parsed.username,
        "password": parsed.password or "",
        "port": parsed.port or (5671 if parsed.scheme == "amqps" else 5672),
        "queues": [settings.event_broker_queue],
    }


def taken_ports(settings: Settings, names: Iterable[str] = ("rasa", "actions", "desk")) -> list[str]:
    """The settings whose port somebody else listens on."""
    ports = {PORTS[name]: getattr(settings, PORTS[name]) for name in names}
    return [f"port {port} ({variable(name)})" for name, port in ports.items() if is_taken(port)]


def is_taken(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
