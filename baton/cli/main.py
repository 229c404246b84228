"""The `baton` command. Each group lives beside what it works on; this file only joins them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from baton.base.clock import now
from baton.base.document import FileRefused, load_document
from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.settings import ROOT, Settings, SettingsError
from baton.bootstrap import bootstrap
from baton.cli.agents import agents
from baton.cli.backup.command import backup, restore
from baton.cli.connectors import connectors
from baton.cli.doctor.command import doctor
from baton.cli.faq import faq
from baton.cli.log import log
from baton.cli.new import new
from baton.cli.orders import orders
from baton.cli.promote import promote, rollback
from baton.cli.replay import replay
from baton.cli.simulate import simulate
from baton.connectors.registry import load_settings
from baton.rasa_overrides.version import WrongRasaVersion, check_version
from policies.policy_document import PolicyDocument


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def baton() -> None:
    """Baton: a Rasa order desk that knows when to hand over."""


@baton.command()
def run() -> None:
    """Start everything and print the addresses; Ctrl-C stops it all."""
    _check_rasa()
    from baton.cli.supervisor import StartFailed
    from baton.cli.supervisor import run as run_all

    click.echo("Baton")
    try:
        run_all(load_settings())
    except StartFailed as error:
        raise click.ClickException(str(error)) from error


@baton.command()
@click.option("--if-stale", is_flag=True, help="Only if data or configuration changed since the last training.")
def train(if_stale: bool) -> None:
    """Train the model from data/, config.yml and domain.yml."""
    from baton.cli import escalation_check, model
    from baton.cli.supervisor import environment

    _check_rasa()
    settings = load_settings()
    _policy(settings)
    try:
        escalation_check.check_configuration(settings)
    except EscalationNotInPlace as error:
        raise click.ClickException(f"refused:\n{error}") from error
    if if_stale and model.fresh():
        return
    try:
        model.train(settings, environment(settings))
        escalation_check.check_model(model.MODEL)
    except (model.TrainingFailed, EscalationNotInPlace) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"  · Done. How well each signal is found: {settings.var_dir / 'signals.txt'}")


@baton.command()
@click.option("--policy", type=click.Path(path_type=Path), help="Another policy file than the one in force.")
def check(policy: Path | None) -> None:
    """Check the policy and everything else that people edit, with file and line: every error at once.

    Policy, Rasa's configuration as far as escalation hangs on it, domain, rules, stories, language data, recommended
    actions, opening hours, messages for waiting customers, carriers, desk rules, canned replies, answers (data/faq).
    """
    from baton.cli.escalation_check import configuration_problems
    from baton.cli.faq import findings
    from baton.cli.trainer import project_check
    from baton.desk.store.business_documents import DOCUMENTS
    from baton.handoff.calendar.opening_hours import OpeningHours
    from baton.handoff.package import recommended_actions
    from baton.knowledge.questions import LiveQuestions
    from baton.nlu import data_validation
    from policies.taxonomy import taxonomy

    _check_rasa()
    settings = load_settings()
    problems: list[str] = []
    warnings: list[str] = []
    categories: set[str] | None = None
    today = now().date()
    try:
        labelled = set(taxonomy().labels)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
    for model in DOCUMENTS:  # the policy first: the others are checked against its categories
        path = policy if policy is not None and model is PolicyDocument else getattr(settings, model.setting)
        try:
            document = load_document(path, model, categories)
            if isinstance(document, OpeningHours):
                today = now().astimezone(document.zone).date()
                warnings += [f"{path.name}: {text}" for text in document.warnings(now())]
            if isinstance(document, PolicyDocument):
                categories = labelled | recommended_actions.categories(document)
        except FileRefused as error:
            problems += map(str, error.problems)
    problems += map(str, configuration_problems(settings))
    written = project_check.check(ROOT)
    problems += map(str, written.problems)
    warnings += map(str, written.warnings)
    problems += map(str, data_validation.check(ROOT))
    found = findings(LiveQuestions()(), today)
    problems += map(str, found.problems)
    warnings += map(str, found.warnings)
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)
    if problems:
        raise click.ClickException("refused:\n  " + "\n  ".join(dict.fromkeys(problems)))
    click.echo(
        "Policy, domain, rules, stories, language data, recommended actions, opening hours, messages for waiting "
        "customers, carriers, desk rules, canned replies and answers are fine."
    )


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


def _check_rasa() -> None:
    """Another version of Rasa than the overrides are written against is the command's error."""
    try:
        check_version()
    except WrongRasaVersion as error:
        raise click.ClickException(str(error)) from error


def _policy(settings: Settings) -> PolicyDocument:
    """The policy in force; a refused one is the command's error, with every reason and its line."""
    try:
        return load_document(settings.policy_file, PolicyDocument)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


baton.add_command(orders)
baton.add_command(agents)
baton.add_command(connectors)
baton.add_command(faq)
baton.add_command(new)
baton.add_command(replay)
baton.add_command(simulate)
baton.add_command(promote)
baton.add_command(rollback)
baton.add_command(log)
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
