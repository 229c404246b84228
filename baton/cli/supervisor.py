"""`baton run`: sets up what is missing, starts processes, keeps them running, stops them all on Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click
import httpx

from baton.base import processes
from baton.base.settings import ROOT, Settings, variable
from baton.bootstrap import bootstrap
from baton.cli import log_rotation
from baton.cli.preparation import StartFailed, prepare
from baton.cli.services import NAMES, PORTS, Service, is_taken, services
from baton.desk.auth.first_admin import ensure_first_agent

#: A process that dies is noticed at once; one that is only slow, on a machine with much else to do, is waited for.
START_SECONDS = 600
NOTE_SECONDS = 30.0  # how often it is said that something is still waited for
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
#: Docker kills after ten seconds, and who is killed ends nobody properly. What was acknowledged is kept all the same.
STOP_SECONDS = 7
#: A process that dies this often within `RESTART_WINDOW` seconds is not started again.
MOST_RESTARTS = 5
RESTART_WINDOW = 60
_LOOK_SECONDS = 1.0  # how often it is looked for a process that died


def say(text: str) -> None:
    """A line for whoever started it."""
    click.echo(f"  · {text}")


def start(service: Service) -> None:
    """Start a process in a group of its own, with its output in its log. What is left of the one before it ends first:
    it would hold the port."""
    if service.process is not None:
        processes.end_group(service.process, signal.SIGKILL)
    service.prepare()
    with service.log.open("ab") as out:  # appended to, so that the file may be cut while it is written
        service.process = processes.group(
            service.command, cwd=ROOT, env=service.environment or None, stdout=out, stderr=subprocess.STDOUT
        )


def wait_until_ready(running: Sequence[Service], say: Callable[[str], None], deadline_seconds: float) -> None:
    """Wait until each process answers.

    Raises:
        StartFailed: one died or did not answer in time; with the end of its log.
    """
    deadline = time.monotonic() + deadline_seconds
    with httpx.Client(timeout=2) as client:  # one: each reads the machine's certificates
        for service in running:
            note_at = time.monotonic() + NOTE_SECONDS
            while not _answers(client, service.health):
                if service.process is not None and service.process.poll() is not None:
                    raise StartFailed(
                        f"{service.name} stopped while starting. Its log {service.log} ends with:\n{_tail(service)}"
                    )
                if time.monotonic() > deadline:
                    raise StartFailed(
                        f"{service.name} does not answer. Its log {service.log} ends with:\n{_tail(service)}"
                    )
                if time.monotonic() > note_at:
                    say(f"{service.name} is still starting; what it does: {service.log}")
                    note_at = time.monotonic() + NOTE_SECONDS
                time.sleep(0.3)
            say(f"{service.name} answers")


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def _tail(service: Service) -> str:
    return "\n".join(service.log.read_text(errors="replace").splitlines()[-12:])


def stop(running: Sequence[Service]) -> None:
    """Stop processes with everything they started: first asked, then made to."""
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


@dataclass(frozen=True)
class Plan:
    """What is to run.

    Attributes:
        services: in the order of their start.
        names: which of `NAMES` are among them.
        ports: those that must be free, each with the setting that moves it.
        addresses: what to print once everything answers.
        check: what else must hold before it counts as started; it raises `StartFailed`.
    """

    services: Sequence[Service]
    names: Sequence[str]
    ports: Mapping[int, str]
    addresses: Sequence[tuple[str, str]]
    check: Callable[[], None] = lambda: None


def plan(settings: Settings, only: str | None = None) -> Plan:
    """The three processes on one machine, or one of them.

    Args:
        only: its name.
    """
    names = (only,) if only else NAMES
    addresses = []
    if "rasa" in names and not settings.production:
        addresses.append(("Shop page with the widget", f"http://localhost:{settings.rasa_port}/shop/"))
    if "desk" in names:
        addresses.append(("The agents' desk", f"{settings.desk_url}/"))
    ports = {getattr(settings, PORTS[name]): variable(PORTS[name]) for name in names}
    return Plan(services(settings, names), names, ports, addresses)


def run(settings: Settings, make: Callable[[Settings], Plan] = plan) -> None:
    """The whole of `make run`; returns when it was stopped.

    Args:
        make: decides what is to run.
    Raises:
        StartFailed: naming what is wrong.
    """
    os.umask(0o077)  # databases and log files are nobody else's business on this machine
    if not settings.production and settings.var_dir.is_dir():
        settings.var_dir.chmod(0o700)  # it may be from before
    chosen = make(settings)
    with _claimed(settings.var_dir, chosen.ports):
        _run(settings, chosen)


@contextmanager
def _claimed(folder: Path, ports: Mapping[int, str]) -> Iterator[None]:
    """Keep others from starting on these ports from the same folder: two that start at the same moment would both find
    them free, and each would take the other's answers for its own.

    Raises:
        StartFailed: another one has them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as claims:
        for port, name in ports.items():
            claim = claims.enter_context((folder / f"port-{port}.lock").open("a+"))
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                claim.seek(0)
                raise StartFailed(
                    f"Baton runs or starts already, by process {claim.read().strip() or 'unknown'}, with port {port} "
                    f"({name}) and the folder {folder}. Stop it, or set another port and BATON_VAR_DIR."
                ) from error
            claim.truncate(0)
            claim.write(str(os.getpid()))
            claim.flush()
        yield


def _run(settings: Settings, chosen: Plan) -> None:
    taken = [f"port {port} ({name})" for port, name in chosen.ports.items() if is_taken(port)]
    if taken:
        raise StartFailed(f"Already in use: {', '.join(taken)}. Stop what listens there, or set another port.")
    restart = _Flag()
    # A closed terminal stops everything too: the processes have groups of their own and would stay behind.
    handlers = {number: signal.signal(number, _interrupted) for number in _ENDINGS}
    handlers |= {
        signal.SIGUSR1: signal.signal(signal.SIGUSR1, restart.set),
        signal.SIGINT: signal.getsignal(signal.SIGINT),
    }
    try:
        container = bootstrap(settings)
        prepare(container, say, chosen.names)
        first = None if settings.production else ensure_first_agent(container.engine, settings.var_dir)
        say("Starting (about half a minute)")
        for service in chosen.services:
            start(service)
        wait_until_ready(chosen.services, say, START_SECONDS)
        chosen.check()
        click.echo()
        for what, address in chosen.addresses:
            click.echo(f"  {what:27} {address}")
        if first and "desk" in chosen.names:
            click.echo(f"  First agent                 login {first[0]}, password {first[1]}")
        click.echo("\n  Ctrl-C stops everything.\n")
        _watch(chosen.services, restart, settings.log_megabytes * 1_000_000)
    except KeyboardInterrupt:
        click.echo("\n  Stopping.")
    finally:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them running
        stop(chosen.services)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Flag:
    """Set by a signal, asked now and then."""

    def __init__(self) -> None:
        self._is_set = False

    def set(self, _number: int, _frame: FrameType | None) -> None:
        self._is_set = True

    def take(self) -> bool:
        """Whether it was set; it is not any more."""
        taken, self._is_set = self._is_set, False
        return taken


def _watch(running: Sequence[Service], restart: _Flag, most_bytes: int) -> None:
    """Start a process again that died, give up on one that keeps dying, restart all in turn when asked to, cut logs."""
    while True:
        time.sleep(_LOOK_SECONDS)
        _revive(running)
        for service in running:
            log_rotation.rotate(service.log, most_bytes)
        if restart.take():
            restart_in_turn(running)


def restart_in_turn(running: Sequence[Service]) -> None:
    """Restart each process, the next one only when it answers: where there are two of a kind, one always serves.

    Raises:
        StartFailed: one does not come back.
    """
    for service in running:
        click.echo(f"  · {service.name} restarts")
        stop([service])
        start(service)
        wait_until_ready([service], say, START_SECONDS)
        _revive([other for other in running if other is not service])


def _revive(running: Sequence[Service]) -> None:
    for service in running:
        if service.process is None or service.process.poll() is None:
            continue
        at = time.monotonic()
        service.deaths = [t for t in service.deaths if at - t < RESTART_WINDOW] + [at]
        if len(service.deaths) > MOST_RESTARTS:
            raise StartFailed(f"{service.name} keeps stopping. Its log {service.log} ends with:\n{_tail(service)}")
        click.echo(f"  ! {service.name} stopped (code {service.process.returncode}); starting it again")
        start(service)
