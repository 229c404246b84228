"""`baton report`: what happened in a period, in the terminal or as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from baton.cli.log import SINCE, UNTIL, desk
from baton.cli.progress import take_up_what_is_new
from baton.desk.read_models import report_view
from baton.lab.period import period
from baton.lab.report import html, terminal
from baton.lab.report.report import make_report


@click.command(epilog="Example: baton report --since 2026-11-01 --html report.html")
@SINCE
@UNTIL
@click.option("--compare", metavar="DAY", help="Begin the period it is compared with here, instead of right before.")
@click.option("--alone", is_flag=True, help="Compare it with nothing.")
@click.option("--html", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write one self-contained file.")
def report(since: str | None, until: str | None, compare: str | None, alone: bool, path: Path | None) -> None:
    """What the bot kept and handed over, when, with what verdicts, and what it could not do."""
    with desk() as container:
        take_up_what_is_new(container)
        shown = period(since, until, container.hours.local(container.clock()).date(), container.hours.zone)
        other = None if alone else (shown.from_day(compare) if compare else shown.before)
        group = report_view.grouper()
        if group is None:
            click.echo("Messages are grouped by category: by meaning needs a trained model (baton train).", err=True)
        made = make_report(container.engine, shown, other, container.clock, group)
        name_of = report_view.names(container)
        if path is None:
            for line in terminal.lines(made, name_of):
                click.echo(line)
            return
        settings = container.settings
        page = html.page(made, name_of, settings.shop_name, report_view.links(shown, settings.desk_url))
        try:
            path.write_text(page, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"The report is in {path}.")
