"""``baton connectors``: where handoffs go, how that stands, and whether it works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import click
from sqlalchemy.exc import SQLAlchemyError

from baton.connectors.base import Connector
from baton.connectors.options import NEEDS
from baton.handoff.deliveries import Count, Deliveries
from baton.migrate import upgrade
from baton.settings import ROOT, Settings
from baton.settings import load as load_settings

NAME = click.argument("name", type=click.Choice(list(NEEDS)))


@click.group(invoke_without_command=True)
@click.pass_context
def connectors(context: click.Context) -> None:
    """Connectors: other systems that handoffs go to. Without a command: list them with their state."""
    if context.invoked_subcommand is None:
        context.invoke(list_all)


@connectors.command("list")
def list_all() -> None:
    """Every connector with its state: on or off, what waits, what was given up, when it last worked."""
    from baton import wiring

    settings = load_settings()
    with _database(settings):
        counts = Deliveries(wiring.desk_engine()).counts()
        stopped = wiring.outbox_worker().stopped()
    for name in NEEDS:
        click.echo(f"{name:10} {_state(settings, name, counts.get(name), stopped.get(name))}")


@connectors.command()
@NAME
def test(name: str) -> None:
    """Send a test event to connector NAME and say what came back. It need not be switched on."""
    made = _made(name)
    try:
        told = made.test()
    except Exception as error:  # whatever its client raises is what the operator has to know
        raise click.ClickException(f"{made.title} does not work: {error}") from error
    click.echo(f"{made.title} works. {told}")


@connectors.command()
@NAME
@click.option("--retry", is_flag=True, help="Also try again what was given up.")
def resume(name: str, retry: bool) -> None:
    """Send to connector NAME again after it said that it wants nothing any more (HTTP 410)."""
    from baton import wiring

    with _database(load_settings()):
        box = wiring.outbox_worker()
        resumed = box.resume(name)
        revived = box.revive_all(name) if retry else 0
    click.echo(f"{name} is sent to again." if resumed else f"{name} was not stopped.")
    if retry:
        click.echo(f"{revived} given up deliveries are tried again.")


@connectors.command("help")
@NAME
def explain(name: str) -> None:
    """What connector NAME does, which settings it needs and which of them are there."""
    settings = load_settings()
    click.echo(f"{_kind(name).title}: {_kind(name).about}")
    for field in NEEDS[name]:
        # The value itself is never shown: most of them are secrets.
        click.echo(f"  BATON_{field.upper():28} {'set' if getattr(settings, field) else 'missing'}")
    if name not in settings.chosen_connectors:
        click.echo(f"It is off. Add {name} to BATON_CONNECTORS to switch it on.")
    click.echo((ROOT / "baton" / "connectors" / name / "README.md").read_text(encoding="utf-8"))


def _state(settings: Settings, name: str, count: Count | None, stopped: str | None) -> str:
    if name not in settings.chosen_connectors:
        ready = NEEDS[name] and all(getattr(settings, field) for field in NEEDS[name])
        return "off" + (f" (its settings are there; add {name} to BATON_CONNECTORS)" if ready else "")
    if not _kind(name).kinds:
        return "on"
    count = count or Count()
    told = [f"{count.delivered} delivered", f"{count.waiting} waiting", f"{count.dead} given up"]
    if count.last_delivered_at:
        at = datetime.fromtimestamp(count.last_delivered_at, timezone.utc)
        told.append(f"last at {at:%Y-%m-%d %H:%M} UTC")
    if count.error:
        told.append(f"in trouble: {count.error}")
    return ("stopped" if stopped else "on") + f" ({', '.join(told)})" + (f": {stopped}" if stopped else "")


def _kind(name: str) -> type[Connector]:
    from baton import wiring

    return wiring.KINDS[name]


def _made(name: str) -> Connector:
    """The connector, if its settings are complete."""
    from baton import wiring

    settings = load_settings()
    missing = [f"BATON_{field.upper()}" for field in NEEDS[name] if not getattr(settings, field)]
    if missing:
        raise click.ClickException(f"{name} needs {', '.join(missing)}")
    with _database(settings):
        return wiring.connector(name)


@contextmanager
def _database(settings: Settings) -> Iterator[None]:
    """The desk's database, up to date; what goes wrong with it becomes one sentence."""
    try:
        upgrade("desk", settings.desk_db)
        yield
    except (SQLAlchemyError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise click.ClickException(f"the desk's database (BATON_DESK_DB) cannot be used: {cause[0]}") from error
