"""``baton connectors``: where handoffs go, how that stands, and whether it works."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from baton.base.settings import ROOT, Settings, SettingsError, connector_names
from baton.bootstrap import bootstrap
from baton.cli.command_group import CommandGroup
from baton.cli.database import migrated
from baton.connectors import registry
from baton.connectors.base import Connector
from baton.connectors.registry import load_settings
from baton.handoff.outbox.report import Count
from baton.handoff.records.undelivered import undelivered

NAME = click.argument("name", type=click.Choice(connector_names()))


@click.group(cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def connectors(context: click.Context) -> None:
    """Connectors: other systems that handoffs go to. Without a command: list them with their state."""
    if context.invoked_subcommand is None:
        context.invoke(list_all)


@connectors.command("list")
def list_all() -> None:
    """Every connector with its state: on or off, what waits, what was given up, when it last worked."""
    container = bootstrap(load_settings())
    settings = container.settings
    with migrated("desk", settings.desk_db):
        counts, stopped = container.deliveries.counts(), container.outbox.stopped()
        lacking = list(undelivered(container.engine, container.clock().timestamp()).values())
    for name in connector_names():
        click.echo(f"{name:10} {_state(settings, name, counts.get(name), stopped.get(name))}")
    for item in lacking:
        click.echo(f"Handoff {item.handoff_id} did not reach {item.target} and waits at the desk: {item.reason}")


@connectors.command()
@NAME
def test(name: str) -> None:
    """Send a test event to connector NAME and say what came back. It need not be switched on."""
    connector = _built(name)
    try:
        result = connector.test()
    except Exception as error:  # whatever its client raises is what the operator has to know
        raise click.ClickException(f"{connector.title} does not work: {error}") from error
    click.echo(f"{connector.title} works. {result}")


@connectors.command()
@NAME
@click.option("--retry", is_flag=True, help="Also try again what was given up.")
def resume(name: str, retry: bool) -> None:
    """Send to connector NAME again after it said that it wants nothing any more (HTTP 410)."""
    container = bootstrap(load_settings())
    with migrated("desk", container.settings.desk_db):
        resumed = container.outbox.resume(name)
        revived = container.outbox.revive_all(name) if retry else 0
    click.echo(f"{name} is sent to again." if resumed else f"{name} was not stopped.")
    if retry:
        click.echo(f"{revived} given up deliveries are tried again.")


@connectors.command("help")
@NAME
def explain(name: str) -> None:
    """What connector NAME does, which settings it needs and which of them are there."""
    settings = load_settings()
    connector = registry.connector_type(name)
    click.echo(f"{connector.title}: {connector.about}")
    given = registry.given(name, settings)
    for setting, field in registry.setting_names(name).items():
        # The value itself is never shown: most of them are secrets.
        click.echo(f"  {setting:34} {'set' if field in given else 'missing'}")
    if name not in settings.chosen_connectors:
        click.echo(f"It is off. Add {name} to BATON_CONNECTORS to switch it on.")
    click.echo((ROOT / "baton" / "connectors" / name / "README.md").read_text(encoding="utf-8"))


def _state(settings: Settings, name: str, count: Count | None, stopped: str | None) -> str:
    if name not in settings.chosen_connectors:
        fields = set(registry.setting_names(name).values())
        ready = fields and fields <= registry.given(name, settings)
        return "off" + (f" (its settings are there; add {name} to BATON_CONNECTORS)" if ready else "")
    if not registry.connector_type(name).kinds:
        return "on"
    count = count or Count()
    details = [f"{count.delivered} delivered", f"{count.waiting} waiting", f"{count.dead} given up"]
    if count.last_delivered_at:
        at = datetime.fromtimestamp(count.last_delivered_at, timezone.utc)
        details.append(f"last at {at:%Y-%m-%d %H:%M} UTC")
    if count.error:
        details.append(f"in trouble: {count.error}")
    return ("stopped" if stopped else "on") + f" ({', '.join(details)})" + (f": {stopped}" if stopped else "")


def _built(name: str) -> Connector:
    """The connector, if its settings are complete."""
    container = bootstrap(load_settings())
    with migrated("desk", container.settings.desk_db):
        try:
            return container.connector(name)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error
