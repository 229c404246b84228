"""The trained model: whether there is one for the present data, and training it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

import click

from baton.base import full_training, processes, training_progress
from baton.base.clock import now
from baton.base.settings import ROOT, Settings
from baton.base.training_inputs import digest, model_inputs
from baton.cli.model_store import KeptModel, ModelStore

STORE = ModelStore(ROOT / "models")
#: The model in force.
MODEL = STORE.in_force_file
_STEPS = 100  # of the bar
#: What asks a command to end, beside Ctrl-C.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


class TrainingFailed(Exception):
    """`rasa train` did not make a model; the text says where its output is."""


def inputs_hash() -> str:
    """A hash of all files that a model is made from, names included. The policy document is read live and is not one
    of them."""
    return digest(model_inputs())


def fresh() -> bool:
    """Whether there is a model for the present data and configuration, or one that was chosen for them."""
    return MODEL.exists() and STORE.stamp_file.exists() and STORE.stamp_file.read_text() == inputs_hash()


def train(
    settings: Settings, environment: dict[str, str], from_nothing: bool = False, checked: bool = False
) -> KeptModel:
    """Train a model and keep it; the one in force stays.

    `rasa train` runs behind a bar with the time left; its output goes to var/log/train.log. It ends with this process,
    whatever ends that.

    Args:
        from_nothing: learn everything anew, instead of what changed since the last full training.
        checked: data, rules and stories have been checked, so Rasa's own validation has nothing left to find.
    Returns:
        The new model.
    Raises:
        TrainingFailed: with the last lines of the output.
        SystemExit: this process was asked to end (SIGTERM, SIGHUP).
    """
    log = settings.var_dir / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    inputs, at = inputs_hash(), now()
    name = STORE.new_name(at)
    # No policy learns from stories that Rasa glues together ("augmentation"), which takes it most of a minute.
    plain = ["--augmentation", "0", *(["--skip-validation"] if checked else [])]
    command = [sys.executable, "-m", "baton.rasa_overrides.training", "--fixed-model-name", name, *plain]
    command += ["--out", str(STORE.kept_folder)]
    progress = log.with_name("train.progress")
    training_progress.forget(progress)
    variables = {training_progress.VARIABLE: str(progress), full_training.VARIABLE: str(STORE.full_training_folder)}
    if from_nothing:
        variables[full_training.FROM_NOTHING] = "1"
    with log.open("wb") as out:
        code = _run(command, progress, cwd=ROOT, env={**environment, **variables}, stdout=out, stderr=subprocess.STDOUT)
    if code != 0 or not (STORE.kept_folder / f"{name}.tar.gz").exists():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        raise TrainingFailed(f"Training failed. The whole output is in {log}; it ends with:\n{tail}")
    for note in training_progress.notes(progress):
        click.echo(f"  · {note}")
    return STORE.keep(name, inputs, at)


def _run(command: list[str], progress: Path, **options: object) -> int:
    """Run a command to its end; it and everything it started end when this process is asked to.

    Args:
        progress: the file in which it tells how far it is.
    """
    before = {number: signal.signal(number, _end) for number in _ENDINGS if signal.getsignal(number) is signal.SIG_DFL}
    try:
        head = processes.group(command, **options)
        try:
            return _watch(head, progress)
        finally:
            processes.end_group(head, signal.SIGKILL)
            head.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(head: subprocess.Popen[bytes], progress: Path) -> int:
    """Wait for the end behind a bar with the time left; where nobody looks (no terminal) only its label is printed."""
    with click.progressbar(length=_STEPS, label="  · Training the model", show_eta=True) as bar:
        done = 0
        while True:
            try:
                code = head.wait(timeout=1)
            except subprocess.TimeoutExpired:
                now = max(done, int(training_progress.read(progress) * _STEPS))
                bar.update(now - done)
                done = now
            else:
                bar.update(_STEPS - done if code == 0 else 0)
                return code


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
