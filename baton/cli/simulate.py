"""``baton simulate``: months of plausible traffic, for trying the policy's tools on a fresh machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from baton.base.document import FileRefused
from baton.bootstrap import bootstrap
from baton.cli.progress import progress_bar
from baton.connectors.registry import load_settings
from baton.lab.simulate import storage
from baton.lab.simulate.traffic import Traffic


@click.command(epilog="Example: baton simulate --conversations 500 --out /tmp/simulated")
@click.option("--conversations", type=click.IntRange(1), default=9000, show_default=True, help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same conversations.")
@click.option("--days", type=click.IntRange(1, 3650), default=91, show_default=True, help="Over how many days.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last of them. Left out: yesterday.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="A new folder.")
def simulate(conversations: int, seed: int, days: int, until: datetime | None, out: Path) -> None:
    """Write simulated conversations into databases of their own, with agents' verdicts and the hidden truth.

    The real decision code hands over, under the policy in force. With BATON_VAR_DIR set to the folder, `baton report`,
    `replay`, `propose` and the desk work on it. `truth.jsonl` says what nobody at the desk knows: from which message on
    each customer needed a person.
    """
    container = bootstrap(load_settings())
    try:
        zone, policy = container.hours.zone, container.policy()
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
    today = container.clock().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = until.replace(tzinfo=zone) + timedelta(days=1) if until else today
    visits = Traffic(seed, policy).visits(conversations, end.timestamp(), days)
    try:
        with progress_bar("Simulate") as progress:
            storage.write(out, visits, lambda done: progress(done, conversations))
    except storage.NotEmpty as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{conversations} conversations of {days} days are in {out}. To work on them:")
    click.echo(f"  export BATON_VAR_DIR={out.resolve()}")
