"""The `baton` command. Each group lives beside what it works on; this file only joins them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from functools import partial

import click

from baton.base.document import FileRefused
from baton.base.settings import ROOT, Settings, SettingsError
from baton.bootstrap import bootstrap
from baton.cli.agents import agents
from baton.cli.audit import audit
from baton.cli.backup.command import backup, restore
from baton.cli.check import check, check_rasa
from baton.cli.command_group import CommandGroup
from baton.cli.connectors import connectors
from baton.cli.customer import customer
from baton.cli.doctor.command import doctor
from baton.cli.faq import faq
from baton.cli.label import label
from baton.cli.lifecycle import migrate, ready
from baton.cli.log import log
from baton.cli.new import new
from baton.cli.orders import orders
from baton.cli.promote import promote, rollback
from baton.cli.propose import propose
from baton.cli.rasa_commands import rasa
from baton.cli.replay import replay
from baton.cli.report import report
from baton.cli.retention import retention
from baton.cli.rollout import rollout, shadow
from baton.cli.simulate import simulate
from baton.cli.test import test
from baton.cli.training import models, train
from baton.cli.why import why
from baton.connectors.registry import load_settings


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
def baton() -> None:
    """Baton: a Rasa order desk that knows when to hand over."""


@baton.command(epilog="Example: baton run --only desk")
@click.option("--only", type=click.Choice(["rasa", "actions", "desk"]), help="This process alone.")
@click.option(
    "--profile", type=click.Choice(["single", "cluster"]), default="single", help="cluster: everything twice."
)
def run(only: str | None, profile: str) -> None:
    """Start everything and print the addresses; Ctrl-C stops it all. SIGUSR1 restarts one process after the other."""
    check_rasa()
    from baton.cli import cluster, supervisor

    if only and profile == "cluster":
        raise click.UsageError("--only starts one process, --profile cluster several: give one of them.")
    click.echo("Baton")
    settings = load_settings()
    make: Callable[[Settings], supervisor.Plan] = partial(supervisor.plan, only=only)
    if profile == "cluster":
        os.environ.update(cluster.settings_for(os.environ, settings))
        settings, make = load_settings(), cluster.plan
    try:
        supervisor.run(settings, make)
    except supervisor.StartFailed as error:
        raise click.ClickException(str(error)) from error


@baton.command(epilog='Example: baton ask "is postage free?"')
@click.argument("question", nargs=-1, required=True)
def ask(question: tuple[str, ...]) -> None:
    """What the running bot would answer to QUESTION, and why: candidates, scores, and where the lines are."""
    from baton.cli import ask as asking
    from baton.cli import explain as explanation

    text = " ".join(question).strip()
    if not text:
        raise click.UsageError("Write the question that a customer would ask.")
    container = bootstrap(load_settings())
    try:
        parse = explanation.parsed(text, container.settings)
    except explanation.NoAnswer as error:
        raise click.ClickException(str(error)) from error
    today = container.clock().astimezone(container.hours.zone).date()
    for line in asking.explain(text, parse, container.questions(), today):
        click.echo(line)


baton.add_command(why)
baton.add_command(train)
baton.add_command(models)
baton.add_command(check)
baton.add_command(orders)
baton.add_command(agents)
baton.add_command(audit)
baton.add_command(connectors)
baton.add_command(customer)
baton.add_command(faq)
baton.add_command(new)
baton.add_command(label)
baton.add_command(test)
baton.add_command(rasa)
baton.add_command(replay)
baton.add_command(simulate)
baton.add_command(propose)
baton.add_command(promote)
baton.add_command(rollback)
baton.add_command(shadow)
baton.add_command(rollout)
baton.add_command(log)
baton.add_command(report)
baton.add_command(retention)
baton.add_command(doctor)
baton.add_command(backup)
baton.add_command(restore)
baton.add_command(migrate)
baton.add_command(ready)


def main() -> None:
    """Run the command; a bad setting, or a file that is refused, is one clear message."""
    sys.path.insert(0, str(ROOT))
    # A command makes many values and hardly any cycles of them: looking for those took a seventh of `baton check`.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    try:
        baton(prog_name="baton")
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except FileRefused as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
