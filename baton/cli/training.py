"""``baton train`` and ``baton model``: a model is checked, tried, trained, measured, compared, and taken into use."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import click

from baton.base import full_training
from baton.base.clock import now
from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.model_in_use import ModelInUse, stamp
from baton.base.processes import end_with_parent
from baton.base.settings import ROOT, Settings
from baton.cli import escalation_check, model
from baton.cli.check import check_rasa, refuse_what_is_wrong
from baton.cli.command_group import CommandGroup
from baton.cli.model import STORE
from baton.cli.model_store import KeptModel, NoSuchModel
from baton.cli.services import environment
from baton.connectors.registry import load_settings

_RELOAD_SECONDS = 180.0
_LOOK_SECONDS = 0.5
_RESTART = "Restart the bot to use it."


@click.command()
@click.option("--if-stale", is_flag=True, help="Only if data or configuration changed since the last training.")
@click.option("--force", is_flag=True, help="Take the new model even if it is worse than the one in force.")
@click.option("--no-compare", is_flag=True, help="Take the new model without measuring it.")
@click.option("--from-nothing", is_flag=True, help="Learn everything anew, not only what changed lately.")
def train(if_stale: bool, force: bool, no_compare: bool, from_nothing: bool) -> None:
    """Check everything, try rules and stories, train, measure the model, and take it if it is not worse."""
    settings = load_settings()
    if if_stale and model.fresh():
        return
    click.echo("  · Checking what was written, and trying rules and stories")
    trial = _begin_trial(settings)
    try:
        refuse_what_is_wrong(settings)
        _say_overlaps(settings)
        _end_trial(trial)
    finally:
        trial.kill()
        trial.wait()
    STORE.adopt(now())
    try:
        made = model.train(settings, environment(settings), from_nothing, checked=True)
        escalation_check.check_model(made.archive)
    except (model.TrainingFailed, EscalationNotInPlace) as error:
        raise click.ClickException(str(error)) from error
    if not no_compare and not _may_be_used(made, settings) and not force:
        raise click.ClickException(
            f"The new model {made.name} is worse than the one in force, which stays. To take it all the same: "
            f"baton model use {made.name}"
        )
    click.echo(f"  · How well each signal is found: {settings.var_dir / 'signals.txt'}")
    _use(made.name, settings)


@click.group("model", cls=CommandGroup)
def models() -> None:
    """The models that are kept: list them, take another one, go back."""


@models.command("list")
def list_models() -> None:
    """Every kept model, the latest first, with its figures on tests/eval; * is in force."""
    STORE.adopt(now())
    for kept in STORE.kept():
        mark = "*" if kept.name == STORE.in_force else " "
        click.echo(f"{mark} {kept.name}  {_in_words(kept.figures)}")
    if not STORE.kept():
        click.echo("No model is kept. Make one: baton train")


@models.command(epilog="Example: baton model use 20261201-052543 (baton model list shows the names)")
@click.argument("name")
def use(name: str) -> None:
    """Take the kept model NAME; a running bot takes it up without a restart."""
    check_rasa()
    try:
        escalation_check.check_model(STORE.one(name).archive)
    except (NoSuchModel, EscalationNotInPlace) as error:
        raise click.ClickException(str(error)) from error
    _use(name, load_settings())


@models.command()
def rollback() -> None:
    """Take the model that was made before the one in force."""
    check_rasa()
    try:
        name = STORE.previous().name
        escalation_check.check_model(STORE.one(name).archive)
    except (NoSuchModel, EscalationNotInPlace) as error:
        raise click.ClickException(str(error)) from error
    _use(name, load_settings())


def _say_overlaps(settings: Settings) -> None:
    """Say which new intents mean much the same as others; it warns, and refuses nothing."""
    kept = {full_training.VARIABLE: str(STORE.full_training_folder)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "baton.cli.trainer.overlaps"],
        cwd=ROOT,
        env={**environment(settings), **kept},
        capture_output=True,
        text=True,
    )
    for line in done.stdout.splitlines():
        click.echo(f"Warning: {line}", err=True)


def _begin_trial(settings: Settings) -> subprocess.Popen[str]:
    """Begin to try rules and stories, beside the other checks: each takes a core for ten seconds."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "baton.cli.trainer.trial"],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,
    )


def _end_trial(trial: subprocess.Popen[str]) -> None:
    """Wait for its end.

    Raises:
        ClickException: rules and stories contradict each other.
    """
    _, reasons = trial.communicate()
    if trial.returncode != 0:
        raise click.ClickException(f"Rules and stories do not fit together:\n{reasons.strip()}")


def _may_be_used(made: KeptModel, settings: Settings) -> bool:
    """Measure a new model, say what changed, and whether it is not worse than the one in force."""
    from baton.cli.trainer import comparison

    click.echo("  · Measuring the new model on tests/eval")
    now_results = _results(made, settings)
    STORE.record(made.name, comparison.figures(now_results))
    click.echo(f"  · {_in_words(comparison.figures(now_results))}")
    if STORE.in_force is None:
        return True
    try:
        before = _results(STORE.one(STORE.in_force), settings)
    except (NoSuchModel, click.ClickException) as error:
        click.echo(f"  ! The model in force cannot be compared: {error}")
        return True
    found = comparison.compare(before, now_results)
    click.echo(f"  · Beside {STORE.in_force}, which is in force:")
    for line in comparison.report(found):
        click.echo(f"    {line}")
    return not found.worse


def _results(kept: KeptModel, settings: Settings) -> list[Any]:
    """What a model makes of the held-out messages; measured once for the same messages and policy.

    Raises:
        ClickException: the model cannot be measured.
    """
    from baton.cli.trainer import held_out

    file = kept.archive.with_name(f"{kept.name}.measured.json")
    measured = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if measured.get("of") != held_out.key(settings):
        log = settings.var_dir / "log" / "measure.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-W", "ignore", "-m", "baton.cli.trainer.held_out", str(kept.archive), str(file)]
        with log.open("wb") as out:
            code = subprocess.run(
                command, cwd=ROOT, env=environment(settings), stdout=out, stderr=subprocess.STDOUT
            ).returncode
        if code != 0:
            raise click.ClickException(f"{kept.name} cannot be measured; {log} says why")
        measured = json.loads(file.read_text(encoding="utf-8"))
    results: list[Any] = measured["results"]
    return results


def _use(name: str, settings: Settings) -> None:
    """Put a kept model in force, and into the running bot."""
    STORE.put_in_force(name, model.inputs_hash())
    STORE.prune()
    click.echo(f"  · {name} is in force. {_reloaded(settings)}")


def _reloaded(settings: Settings, patience: float = _RELOAD_SECONDS, pause: float = _LOOK_SECONDS) -> str:
    """Wait until every worker of the running bot has the model in force; what came of it, in words. Messages that come
    meanwhile are answered by the model before.

    Args:
        patience: seconds after which it is given up.
        pause: seconds between two looks.
    """
    in_use, wanted = ModelInUse(settings.var_dir), stamp(STORE.in_force_file)
    end = time.monotonic() + patience
    while True:
        workers = list(in_use.read().values())
        if not workers:
            return "The bot does not run here; it takes it when it starts."
        if all(model == wanted for model in workers):
            return f"The running bot has taken it up{f', in {len(workers)} workers' if len(workers) > 1 else ''}."
        if time.monotonic() >= end:
            behind = sum(model != wanted for model in workers)
            return (
                f"{behind} of {len(workers)} workers did not take it: {settings.var_dir / 'log'} says why. {_RESTART}"
            )
        time.sleep(pause)


def _in_words(figures: Any) -> str:
    if not figures:
        return "not measured"
    return (
        f"{figures['right']} of {figures['messages']} decisions right, {figures['missed']} missed, "
        f"{figures['needless']} needless; {figures['intents_right']} of {figures['intents']} everyday intents right"
    )
