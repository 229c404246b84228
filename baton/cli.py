"""The `baton` command. Each group lives beside what it works on; this file only joins them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from baton import settings as settings_module
from baton.desk.commands import agents
from baton.orders.commands import orders
from baton.settings import ROOT, SettingsError


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

    if if_stale and model.fresh():
        return
    click.echo("  · Training the model (about two minutes)")
    settings = settings_module.load()
    try:
        model.train(settings, environment(settings))
    except model.TrainingFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"  · Done. How well each signal is found: {settings.var_dir / 'signals.txt'}")


@baton.command()
@click.option("--policy", type=click.Path(path_type=Path), help="Another policy file than the one in force.")
def check(policy: Path | None) -> None:
    """Check the policy, the recommended actions and the opening hours: every error at once."""
    from baton.handoff import hours, recommend
    from policies import document

    settings = settings_module.load()
    problems: list[str] = []
    try:
        document.load(policy or settings.policy_file)
    except document.PolicyError as error:
        problems += map(str, error.problems)
    rules = recommend.RULES_FILE
    problems += map(str, recommend.check(rules.read_text(encoding="utf-8"), rules.name))
    try:
        hours.load(settings.hours_file)
    except hours.HoursError as error:
        problems.append(str(error))
    if problems:
        raise click.ClickException("refused:\n  " + "\n  ".join(problems))
    click.echo("Policy, recommended actions and opening hours are fine.")


@baton.command()
@click.argument("text")
def why(text: str) -> None:
    """What the bot makes of TEXT as a first message: intent, signals, each trigger that fires, the decision.

    Asks the running bot.
    """
    import httpx

    from policies import decide, document, facts

    settings = settings_module.load()
    params = {"token": settings.api_token} if settings.api_token else {}
    try:
        answer = httpx.post(f"{settings.rasa_url}/model/parse", json={"text": text}, params=params, timeout=10)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise click.ClickException(
            f"The bot at {settings.rasa_url} does not answer. Start it with: make run"
        ) from error
    parsed = answer.json()
    click.echo(f"intent    {parsed['intent']['name']} ({parsed['intent']['confidence']:.2f})")
    for signal in parsed.get("escalation_signals", []):
        click.echo(
            f"signal    {signal['signal']} ({signal['confidence']:.2f}, {signal['source']}): {signal['evidence']}"
        )
    policy = document.load(settings.policy_file)
    known = facts.facts([{"event": "user", "text": text, "parse_data": parsed, "timestamp": 0.0}])
    for verdict in decide.verdicts(known, policy):
        click.echo(f"fires     {verdict.trigger}: {verdict.reason}")
    decision = decide.decide(known, policy)
    told = f"hand over: {decision.trigger}, {decision.category}" if decision else "stays with the bot"
    click.echo(f"decision  {told} (policy {policy.version}, {policy.hash}, {policy.posture})")


baton.add_command(orders)
baton.add_command(agents)


def main() -> None:
    """Run the command; a bad setting is one clear message."""
    sys.path.insert(0, str(ROOT))
    try:
        settings_module.load()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    baton(prog_name="baton")
