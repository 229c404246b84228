"""`make run`: sets up what is missing, starts the three processes, prints the addresses, stops them all on Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import FrameType

import click
import httpx
import yaml

from baton.base import processes
from baton.base.clock import now
from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.migrations import upgrade
from baton.base.settings import ROOT, Settings, variable
from baton.bootstrap import Container, bootstrap
from baton.cli import escalation_check, model
from baton.desk.auth.first_admin import ensure_first_agent
from baton.orders.sample.seed import seed

START_SECONDS = 180
#: By its name: only the Rasa process loads it.
LOCK_STORE = "baton.conversation.lock_store.RedisTurnLock"
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 15
#: A process that dies this often within `RESTART_WINDOW` seconds is not started again.
MOST_RESTARTS = 5
RESTART_WINDOW = 60


class StartFailed(Exception):
    """Something keeps the three processes from running; the text names it and the way out."""


@dataclass
class Service:
    """One of the three processes."""

    name: str
    command: list[str]
    health: str
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


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
        # The action server asks nobody who they are: only Rasa, on this machine, may reach it.
        "SANIC_HOST": "127.0.0.1",
        "LOG_LEVEL": settings.log_level,
    }
    return {**os.environ, **quiet}


def prepare(container: Container, say: Callable[[str], None]) -> None:
    """Databases with their schema and, in development, the sample shop; a model for the present data.

    Raises:
        StartFailed: naming what is wrong.
    """
    settings = container.settings
    try:
        escalation_check.check_configuration(settings)
    except EscalationNotInPlace as error:
        raise StartFailed(str(error)) from error
    say("Databases")
    upgrade("orders", settings.orders_db)
    upgrade("desk", settings.desk_db)
    container.build_all()
    if not settings.production and seed(settings.orders_db, date.today()):
        say("Sample shop: written")
    try:
        if not model.fresh():
            _make_fresh(settings, say)
        escalation_check.check_model(model.MODEL)
    except (model.TrainingFailed, EscalationNotInPlace) as error:
        raise StartFailed(str(error)) from error


def _make_fresh(settings: Settings, say: Callable[[str], None]) -> None:
    """Train a model and take it; in production never: there the model in force serves until somebody ships another.

    Raises:
        StartFailed: production has no model.
        TrainingFailed: with the last lines of the output.
    """
    if settings.production:
        if not model.MODEL.exists():
            raise StartFailed("There is no model, and production trains none by itself. Make one: baton train")
        say("The data or the configuration changed since the model was made. It serves; to ship a new one: baton train")
        return
    say("The data or the configuration changed: a model is trained (six to eight minutes on two cores)")
    model.STORE.adopt(now())
    made = model.train(settings, environment(settings))
    escalation_check.check_model(made.archive)
    model.STORE.put_in_force(made.name, made.inputs)
    model.STORE.prune()


def services(settings: Settings) -> list[Service]:
    """The three processes for these settings."""
    python, logs = sys.executable, settings.var_dir / "log"
    logs.mkdir(parents=True, exist_ok=True)
    rasa = [
        *(python, "-m", "baton.rasa_overrides", "run", "--enable-api"),
        *("-i", settings.bind, "-p", str(settings.rasa_port), "--model", str(model.MODEL)),
        *("--endpoints", str(_endpoints(settings)), "--credentials", str(ROOT / "credentials.yml")),
        # Rasa answers every preflight itself, before the channel sees it.
        *("--cors", *sorted(settings.origins)),
        *("--auth-token", settings.rasa_token),
    ]
    actions = [
        *(python, "-m", "baton.rasa_overrides.action_server"),
        *("--actions", "actions", "-p", str(settings.actions_port)),
    ]
    desk = [python, "-m", "baton.desk"]
    health = health_addresses(settings)
    commands = {"actions": actions, "desk": desk, "rasa": rasa}
    return [Service(name, command, health[name], logs / f"{name}.log") for name, command in commands.items()]


def health_addresses(settings: Settings) -> dict[str, str]:
    """Where each process says, on this machine, that it works."""
    return {
        "actions": f"http://127.0.0.1:{settings.actions_port}/health",
        "desk": f"http://127.0.0.1:{settings.desk_port}/health",
        "rasa": f"http://127.0.0.1:{settings.rasa_port}/webhooks/web/ready",
    }


def _endpoints(settings: Settings) -> Path:
    """The endpoints file for these settings, under var/."""
    content = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    content["action_endpoint"]["url"] = f"http://127.0.0.1:{settings.actions_port}/webhook"
    if settings.redis_url:
        content["lock_store"] = {"type": LOCK_STORE, "url": settings.redis_url}
    path = settings.var_dir / "endpoints.yml"
    path.write_text(yaml.safe_dump(content))
    path.chmod(0o600)
    return path


def taken_ports(settings: Settings) -> list[str]:
    """The settings whose port somebody else listens on."""
    ports = {name: getattr(settings, name) for name in ("rasa_port", "actions_port", "desk_port")}
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


def start(service: Service, settings: Settings) -> None:
    """Start a process in a group of its own, with its output in its log. What is left of the one before it ends first:
    it would hold the port."""
    if service.process is not None:
        processes.end_group(service.process, signal.SIGKILL)
    with service.log.open("ab") as out:
        service.process = processes.group(
            service.command, cwd=ROOT, env=environment(settings), stdout=out, stderr=subprocess.STDOUT
        )


def wait_until_ready(running: list[Service], say: Callable[[str], None], deadline_seconds: float) -> None:
    """Wait until each process answers.

    Raises:
        StartFailed: one died or did not answer in time; with the end of its log.
    """
    deadline = time.monotonic() + deadline_seconds
    with httpx.Client(timeout=2) as client:  # one: each reads the machine's certificates
        for service in running:
            while not _answers(client, service.health):
                if service.process is not None and service.process.poll() is not None:
                    raise StartFailed(
                        f"{service.name} stopped while starting. Its log {service.log} ends with:\n{_tail(service)}"
                    )
                if time.monotonic() > deadline:
                    raise StartFailed(
                        f"{service.name} does not answer. Its log {service.log} ends with:\n{_tail(service)}"
                    )
                time.sleep(0.3)
            say(f"{service.name} answers")


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def _tail(service: Service) -> str:
    return "\n".join(service.log.read_text(errors="replace").splitlines()[-12:])


def stop(running: list[Service]) -> None:
    """Stop all processes with everything they started: first asked, then made to."""
    alive = [s.process for s in running if s.process is not None]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in alive:
            processes.end_group(process, number)
        deadline = time.monotonic() + STOP_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass


def run(settings: Settings) -> None:
    """The whole of `make run`; returns when it was stopped.

    Raises:
        StartFailed: naming what is wrong.
    """

    def say(text: str) -> None:
        click.echo(f"  · {text}")

    taken = taken_ports(settings)
    if taken:
        raise StartFailed(f"Already in use: {', '.join(taken)}. Stop what listens there, or set another port.")

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # A closed terminal stops everything too: the processes have groups of their own and would stay behind.
    for number in _ENDINGS:
        signal.signal(number, interrupted)
    running: list[Service] = []
    try:
        container = bootstrap(settings)
        prepare(container, say)
        first = None if settings.production else ensure_first_agent(container.engine, settings.var_dir)
        running = services(settings)
        say("Starting (about half a minute)")
        for service in running:
            start(service, settings)
        wait_until_ready(running, say, START_SECONDS)
        click.echo(f"\n  Shop page with the widget   http://localhost:{settings.rasa_port}/shop/")
        click.echo(f"  The agents' desk            {settings.desk_url}/")
        if first:
            click.echo(f"  First agent                 login {first[0]}, password {first[1]}")
        click.echo("\n  Ctrl-C stops everything.\n")
        _watch(running, settings)
    except KeyboardInterrupt:
        click.echo("\n  Stopping.")
    finally:
        for number in (signal.SIGINT, *_ENDINGS):  # a second Ctrl-C must not leave half of them running
            signal.signal(number, signal.SIG_IGN)
        stop(running)


def _watch(running: list[Service], settings: Settings) -> None:
    """Start a process again that died; give up on one that keeps dying."""
    while True:
        time.sleep(1)
        for service in running:
            if service.process is None or service.process.poll() is None:
                continue
            now = time.monotonic()
            service.deaths = [t for t in service.deaths if now - t < RESTART_WINDOW] + [now]
            if len(service.deaths) > MOST_RESTARTS:
                raise StartFailed(f"{service.name} keeps stopping. Its log {service.log} ends with:\n{_tail(service)}")
            click.echo(f"  ! {service.name} stopped (code {service.process.returncode}); starting it again")
            start(service, settings)
