"""The `baton` command. Each group lives beside what it works on; this file only joins them."""

from __future__ import annotations

import sys

import click

from baton.base.document import FileRefused, load_document
from baton.base.settings import ROOT, Settings, SettingsError
from baton.bootstrap import bootstrap
from baton.cli.agents import agents
from baton.cli.backup.command import backup, restore
from baton.cli.check import check, check_rasa
from baton.cli.connectors import connectors
from baton.cli.doctor.command import doctor
from baton.cli.faq import faq
from baton.cli.log import log
from baton.cli.new import new
from baton.cli.orders import orders
from baton.cli.promote import promote, rollback
from baton.cli.propose import propose
from baton.cli.replay import replay
from baton.cli.report import report
from baton.cli.simulate import simulate
from baton.cli.training import models, train
from baton.connectors.registry import load_settings
from policies.policy_document import PolicyDocument


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def baton() -> None:
    """Baton: a Rasa order desk that knows when to hand over."""


@baton.command()
def run() -> None:
    """Start everything and print the addresses; Ctrl-C stops it all."""
    check_rasa()
    from baton.cli.supervisor import StartFailed
    from baton.cli.supervisor import run as run_all

    click.echo("Baton")
    try:
        run_all(load_settings())
    except StartFailed as error:
        raise click.ClickException(str(error)) from error


@baton.command()
@click.argument("text", required=False)
@click.option(
    "--conversation", metavar="ID", help="Ask about this conversation: TEXT as its next message, or its latest."
)
def why(text: str | None, conversation: str | None) -> None:
    """Why it is handed over, or not: intent, signals, facts, each trigger, the decision.

    TEXT is read by the running bot, as a first message or as the next one of --conversation. Without TEXT the latest
    message of --conversation is explained from the log.
    """
    from baton.base.log_event import LogEvent
    from baton.cli import explain as explanation

    if text is None and conversation is None:
        raise click.UsageError("Give a TEXT, or --conversation ID, or both.")
    container = bootstrap(load_settings())
    events: list[LogEvent] = []
    if conversation is not None:
        events = list(container.log.events(conversation))
        if not events:
            raise click.ClickException(f"There is no conversation {conversation} in the log.")
    if text is not None:
        try:
            parse = explanation.parsed(text, container.settings)
        except explanation.NoAnswer as error:
            raise click.ClickException(str(error)) from error
        events.append(explanation.user_event(text, parse, container.clock().timestamp()))
    else:
        events = explanation.up_to_latest_message(events)
    for line in explanation.explain(events, _policy(container.settings)):
        click.echo(line)


@baton.command()
@click.argument("question")
def ask(question: str) -> None:
    """What the running bot would answer to QUESTION, and why: candidates, scores, and where the lines are."""
    from baton.cli import ask as asking
    from baton.cli import explain as explanation

    container = bootstrap(load_settings())
    try:
        parse = explanation.parsed(question, container.settings)
    except explanation.NoAnswer as error:
        raise click.ClickException(str(error)) from error
    today = container.clock().astimezone(container.hours.zone).date()
    for line in asking.explain(question, parse, container.questions(), today):
        click.echo(line)


def _policy(settings: Settings) -> PolicyDocument:
    """The policy in force; a refused one is the command's error, with every reason and its line."""
    try:
        return load_document(settings.policy_file, PolicyDocument)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


baton.add_command(train)
baton.add_command(models)
baton.add_command(check)
baton.add_command(orders)
baton.add_command(agents)
baton.add_command(connectors)
baton.add_command(faq)
baton.add_command(new)
baton.add_command(replay)
baton.add_command(simulate)
baton.add_command(propose)
baton.add_command(promote)
baton.add_command(rollback)
baton.add_command(log)
baton.add_command(report)
baton.add_command(doctor)
baton.add_command(backup)
baton.add_command(restore)


def main() -> None:
    """Run the command; a bad setting is one clear message."""
    sys.path.insert(0, str(ROOT))
    try:
        baton(prog_name="baton")
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
