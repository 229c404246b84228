"""`baton retention`: what is older than the settings say."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from baton.cli.command_group import CommandGroup
from baton.cli.log import desk
from baton.privacy.retention import Retention

OFF = (
    "Everything is kept for ever: BATON_RETENTION_CONVERSATIONS_DAYS, BATON_RETENTION_HANDOFFS_DAYS and "
    "BATON_RETENTION_AUDIT_DAYS are 0."
)


@click.group(cls=CommandGroup)
def retention() -> None:
    """What is older than the settings say loses its words; the running desk does so once a day (docs/privacy.md)."""


@retention.command("show")
def show() -> None:
    """What would be erased now. Changes nothing."""
    with desk() as container:
        _show(container.retention)


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
def run(dry_run: bool) -> None:
    """Erase now what is due."""
    with desk() as container:
        if dry_run:
            _show(container.retention)
            return
        done = container.retention.run(at_once=True)
    for kind, erased in done.items():
        click.echo(f"{kind.value}: {erased} erased")
    if not done:
        click.echo(OFF if not container.retention.due() else "Another process is at it.")


def _show(job: Retention) -> None:
    due = job.due()
    for each in due:
        before = datetime.fromtimestamp(each.before, timezone.utc).strftime("%Y-%m-%d %H:%M")
        click.echo(f"{each.kind.value}: {each.count} older than {before} UTC")
    if not due:
        click.echo(OFF)
