"""`baton log`: the escalation log, kept up to date, built anew, and written to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from baton.cli.command_group import CommandGroup
from baton.cli.database import migrated
from baton.cli.progress import progress_bar, take_up_what_is_new
from baton.connectors.registry import load_settings
from baton.desk.container import DeskContainer
from baton.lab.escalation_log import export, store
from baton.lab.period import BadPeriod, period

SINCE = click.option("--since", metavar="DAY", help="The first day, such as 2026-11-01. Left out: four weeks.")
UNTIL = click.option("--until", metavar="DAY", help="The last day, included. Left out: today.")


@contextmanager
def desk() -> Iterator[DeskContainer]:
    """The desk's parts, with a migrated database.

    Raises:
        click.ClickException: the database cannot be used, or a day that was given is none.
    """
    settings = load_settings()
    with migrated("desk", settings.desk_db):
        try:
            yield DeskContainer(settings)
        except BadPeriod as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=CommandGroup)
def log() -> None:
    """The escalation log: every handover and every concern that the bot kept, as rows (docs/learning.md)."""


@log.command("update")
def update_log() -> None:
    """Take up what is new. The running desk does so by itself, once a minute."""
    with desk() as container:
        take_up_what_is_new(container)


@log.command("rebuild")
def rebuild_log() -> None:
    """Build the entries of every conversation anew, from the conversation log and the desk's records."""
    with desk() as container, progress_bar("Conversations") as progress:
        number = container.escalation_log.rebuild(progress)
    click.echo(f"{number} conversations are in the escalation log.")


@log.command("export", epilog="Example: baton log export --since 2026-11-01 --format jsonl --out log.jsonl")
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl", "parquet"]), default="csv", show_default=True)
@SINCE
@UNTIL
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file. Left out: standard output.")
def export_log(kind: str, since: str | None, until: str | None, out: Path | None) -> None:
    """Write the entries of some days. They hold customers' words: for people who may read conversations."""
    with desk() as container:
        take_up_what_is_new(container)
        today = container.hours.local(container.clock()).date()
        wanted = period(since, until, today, container.hours.zone)
        at = store.ENTRIES.c.at
        with container.engine.connect() as connection:
            entries = store.entries(connection, at >= wanted.since, at < wanted.until)
            try:
                if kind == "parquet":
                    if out is None:
                        raise click.UsageError("Parquet is no text: give --out FILE.")
                    number = export.write_parquet(entries, out)
                else:
                    write = export.write_csv if kind == "csv" else export.write_jsonl
                    with output(out) as file:
                        number = write(entries, file)
            except export.ExportImpossible as error:
                raise click.ClickException(str(error)) from error
            except OSError as error:
                raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
    click.echo(f"{number} entries, {wanted}.", err=True)


@contextmanager
def output(out: Path | None) -> Iterator[TextIO]:
    """The file to write to, or standard output."""
    if out is None:
        yield sys.stdout
    else:
        # A spreadsheet takes a file for UTF-8 only by its mark; programs that read JSON lines do not want one.
        encoding = "utf-8-sig" if out.suffix == ".csv" else "utf-8"
        with out.open("w", encoding=encoding, newline="") as file:
            yield file
