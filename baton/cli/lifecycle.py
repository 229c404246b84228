"""Commands for whoever starts the processes one by one: `baton migrate` before them, `baton ready` to ask each."""

from __future__ import annotations

import sys

import click
import httpx

from baton.bootstrap import bootstrap
from baton.cli.database import migrated
from baton.cli.services import NAMES, ready_addresses
from baton.connectors.registry import load_settings

ANSWER_SECONDS = 10.0


@click.command()
def migrate() -> None:
    """Bring the databases to the schemas of this version; does nothing where they are. Processes do so too at start."""
    settings = load_settings()
    with migrated("orders", settings.orders_db), migrated("desk", settings.desk_db):
        bootstrap(settings).log  # noqa: B018  the conversation log's table is made when it is first used
    click.echo("The databases have the schemas of this version.")


@click.command()
@click.argument("name", type=click.Choice(list(NAMES)))
def ready(name: str) -> None:
    """Ask a process of this machine whether it can serve; the exit status is 1 if not, and it says why."""
    url = ready_addresses(load_settings())[name]
    try:
        answer = httpx.get(url, timeout=ANSWER_SECONDS)
    except httpx.HTTPError as error:
        click.echo(f"{name} does not answer at {url} ({type(error).__name__}).")
        sys.exit(1)
    click.echo(answer.text)
    sys.exit(0 if answer.status_code == 200 else 1)
