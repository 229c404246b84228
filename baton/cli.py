"""The `baton` command. Each group lives beside what it works on; this file only joins them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from baton import settings as settings_module
from baton.connectors.commands import connectors
from baton.desk.commands import agents
from baton.orders.commands import orders
from baton.settings import ROOT, SettingsError
from policies import document


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def baton() -> None:
    """Baton: a Rasa order desk that knows when to hand over."""


@baton.command()
def run() -> None:
    """Start everything and print the addresses; Ctrl-C stops it all."""
    from baton.run import StartFailed
    from baton.run import run as run_all

    click.echo("Baton")
    try:
        run_all(settings_module.load())
    except StartFailed as error:
        raise click.ClickException(str(error)) from error


@baton.command()
@click.option("--if-stale", is_flag=True, help="Only if data or configuration changed since the last training.")
def train(if_stale: bool) -> None:
    """Train the model from data/, config.yml and domain.yml."""
    from baton import model
    from baton.run import environment

    settings = settings_module.load()
    _policy(settings)
    if if_stale and model.fresh():
        return
    click.echo("  · Training the model (about ten minutes)")
    try:
        model.train(settings, environment(settings))
    except model.TrainingFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"  · Done. How well each signal is found: {settings.var_dir / 'signals.txt'}")


@baton.command()
@click.option("--policy", type=click.Path(path_type=Path), help="Another policy file than the one in force.")
def check(policy: Path | None) -> None:
    """Check the policy and everything else that people edit, with file and line: every error at once.

    Policy, language data, recommended actions, opening hours, what waiting customers are told, desk rules, canned
    replies.
    """
    from baton.desk import canned, rules
    from baton.desk import words as desk_words
    from baton.handoff import hours, phrases, recommend
    from baton.nlu import language_check

    settings = settings_module.load()
    problems: list[str] = []
    categories, known = None, set(desk_words.CATEGORIES)
    try:
        loaded = document.load(policy or settings.policy_file)
        categories = recommend.categories(loaded)
        known |= {capability.category for capability in loaded.capabilities.values()}
    except document.PolicyError as error:
        problems += map(str, error.problems)
    for file, look in (
        (settings.advice_file, lambda text, name: recommend.check(text, name, categories)),
        (settings.hours_file, hours.check),
        (settings.handoff_file, phrases.check),
        (settings.desk_file, lambda text, name: rules.check(text, name, known)),
        (settings.replies_file, canned.check),
    ):
        try:
            problems += map(str, look(file.read_text(encoding="utf-8"), file.name))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{file}: cannot be read: {error}")
    problems += map(str, language_check.check(ROOT))
    if problems:
        raise click.ClickException("refused:\n  " + "\n  ".join(problems))
    click.echo(
        "Policy, language data, recommended actions, opening hours, the words for waiting customers, desk rules and "
        "canned replies are fine."
    )


@baton.command()
@click.argument("text", required=False)
@click.option(
    "--conversation", metavar="ID", help="Ask about this conversation: TEXT as its next message, or its latest."
)
def why(text: str | None, conversation: str | None) -> None:
    """Why it is handed over, or not: intent, signals, facts, each trigger's verdict, the decision.

    TEXT is read by the running bot, as a first message or as the next one of --conversation. Without TEXT the latest
    message of --conversation is explained from the log.
    """
    from baton import why as explanation
    from baton import wiring
    from policies.facts import Event

    if text is None and conversation is None:
        raise click.UsageError("Give a TEXT, or --conversation ID, or both.")
    settings = settings_module.load()
    events: list[Event] = []
    if conversation is not None:
        events = list(wiring.log_reader().events(conversation))
        if not events:
            raise click.ClickException(f"There is no conversation {conversation} in the log.")
    if text is not None:
        try:
            parse = explanation.parsed(text, settings)
        except explanation.NoAnswer as error:
            raise click.ClickException(str(error)) from error
        events.append(explanation.user_event(text, parse, wiring.now().timestamp()))
    else:
        events = explanation.up_to_latest_message(events)
    for line in explanation.explain(events, _policy(settings)):
        click.echo(line)


def _policy(settings: settings_module.Settings) -> document.PolicyDocument:
    """The policy in force; a refused one is the command's error, with every reason and its line."""
    try:
        return document.load(settings.policy_file)
    except document.PolicyError as error:
        raise click.ClickException(str(error)) from error


baton.add_command(orders)
baton.add_command(agents)
baton.add_command(connectors)


def main() -> None:
    """Run the command; a bad setting is one clear message."""
    sys.path.insert(0, str(ROOT))
    try:
        settings_module.load()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    baton(prog_name="baton")
