"""`baton audit`: who did what, in a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import click

from baton.cli.command_group import CommandGroup
from baton.cli.log import SINCE, UNTIL, desk, output
from baton.handoff.records import audit_export
from baton.handoff.records.audit_trail import AuditAction
from baton.lab.escalation_log.export import cell
from baton.lab.period import period

OPERATOR = "operator"


@click.group(cls=CommandGroup)
def audit() -> None:
    """The audit trail: who did what, who saw what, and when."""


@audit.command("export", epilog="Example: baton audit export --since 2026-11-01 --out audit.csv")
@click.option("--format", "kind", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@SINCE
@UNTIL
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file. Left out: standard output.")
def export_audit(kind: str, since: str | None, until: str | None, out: Path | None) -> None:
    """Write the entries of some days, the oldest first. Notes and searches may hold customers' words."""
    with desk() as container:
        today = container.hours.local(container.clock()).date()
        wanted = period(since, until, today, container.hours.zone)
        number = 0
        try:
            with output(out) as file:
                writer = csv.writer(file)
                if kind == "csv":
                    writer.writerow(audit_export.COLUMNS)
                for entry in container.audit.each(wanted.since, wanted.until):
                    if kind == "csv":
                        writer.writerow([cell(value) for value in audit_export.flat(entry)])
                    else:
                        file.write(json.dumps(audit_export.row(entry), ensure_ascii=False) + "\n")
                    number += 1
        except OSError as error:
            raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
        container.audit.add(OPERATOR, AuditAction.AUDIT_EXPORTED, None, count=number)
    click.echo(f"{number} entries, {wanted}.", err=True)
