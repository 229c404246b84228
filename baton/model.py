"""The trained model: whether there is one for the present data, and training it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from baton.settings import ROOT, Settings

NAME = "baton"
MODEL = ROOT / "models" / f"{NAME}.tar.gz"
_STAMP = ROOT / "models" / f"{NAME}.inputs"
#: Everything that a model is made from. The policy document is read live and is not part of it.
_INPUTS = ("config.yml", "domain.yml", "data/**/*.yml", "baton/nlu/*.py", "policies/document.py", "requirements.lock")


class TrainingFailed(Exception):
    """`rasa train` did not make a model; the text says where its output is."""


def inputs_hash(root: Path = ROOT) -> str:
    """A hash of all files that a model is made from, names included."""
    digest = hashlib.sha256()
    for path in sorted(p for pattern in _INPUTS for p in root.glob(pattern)):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def fresh() -> bool:
    """Whether there is a model for the present data and configuration."""
    return MODEL.exists() and _STAMP.exists() and _STAMP.read_text() == inputs_hash()


def train(settings: Settings, environment: dict[str, str]) -> None:
    """Train with `rasa train`; its output goes to var/log/train.log.

    Raises:
        TrainingFailed: with the last lines of the output.
    """
    log = settings.var_dir / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    wanted = inputs_hash()
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", NAME]
    with log.open("wb") as out:
        code = subprocess.call(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    if code != 0 or not MODEL.exists():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        raise TrainingFailed(f"Training failed. The whole output is in {log}; it ends with:\n{tail}")
    _STAMP.write_text(wanted)
