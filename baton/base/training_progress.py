"""How far a training is: told by the processes that train, read by the command that waits for them.

The parts take about these shares of the whole on two cores. Rasa may train names last: the bar then waits near its end.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

#: In the environment of a training: the file that its progress is written to.
VARIABLE = "TRAINING_PROGRESS_FILE"


class Part(Enum):
    """A part of a training: the share of the whole at which it begins and ends."""

    START = (0.0, 0.06)
    NAMES = (0.06, 0.2)
    ENCODING = (0.2, 0.38)
    HEADS = (0.38, 0.96)


def record(part: Part, share: float) -> None:
    """Say how much of a part is done, from 0 to 1; without a listener nothing happens."""
    file = os.environ.get(VARIABLE)
    if file:
        begin, end = part.value
        Path(file).write_text(f"{begin + (end - begin) * share:.3f}", encoding="ascii")


def note(words: str) -> None:
    """Say something about the training that its reader is told at the end; without a listener nothing happens."""
    file = os.environ.get(VARIABLE)
    if file:
        with _notes(Path(file)).open("a", encoding="utf-8") as notes:
            notes.write(f"{words}\n")


def forget(file: Path) -> None:
    """Remove what an earlier training has told."""
    file.unlink(missing_ok=True)
    _notes(file).unlink(missing_ok=True)


def notes(file: Path) -> list[str]:
    """What a training has said about itself."""
    try:
        return _notes(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def read(file: Path) -> float:
    """The share of the whole that is done, from 0 to 1; 0 as long as nothing was told."""
    try:
        return float(file.read_text(encoding="ascii"))
    except (OSError, ValueError):  # not there yet, or half written
        return 0.0


def _notes(file: Path) -> Path:
    return file.with_name(f"{file.name}.notes")
