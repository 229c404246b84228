"""What a full training leaves for the later ones, so that a few changed examples are learnt in a minute.

A **full training** learns everything from nothing. It keeps, in a folder beside the models, which examples it learnt,
what it made of them, and the encodings of their texts. A later training that differs from it in a few examples begins
there and learns the difference. It always begins from the latest full training, never from one that began from another:
what comes out depends on that one and on the present examples, not on the way between.

`rasa train` alone names no such folder, and is always a full training.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from baton.base import training_progress

#: In the environment of a training: the folder that full trainings are kept in.
VARIABLE = "FULL_TRAINING_FOLDER"
#: In the environment of a training: whether to learn everything from nothing, whatever is kept.
FROM_NOTHING = "TRAIN_FROM_NOTHING"
#: More added, changed and removed examples than this take a full training.
MOST_CHANGED = 150
_ABOUT = "about.json"


@dataclass(frozen=True)
class FullTraining:
    """The latest full training of one component.

    `folder`: what it has written. `examples`: the keys of what it learnt.
    """

    folder: Path
    examples: frozenset[str]

    def changes(self, examples: Collection[str]) -> int:
        """How many examples were added, changed or removed since then. A changed one is one added and one removed."""
        return len(self.examples.symmetric_difference(examples))

    def copy_to(self, folder: Path) -> None:
        """Copy its files into a folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(_ABOUT))


def key(*parts: object) -> str:
    """A short key for an example: everything about it that training learns from."""
    return blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=8).hexdigest()


def latest(component: str, fits: str) -> FullTraining | None:
    """The latest full training of a component to begin from.

    Args:
        component: a name for its folder.
        fits: a hash of everything else that training depends on; one with another hash is of no use.
    Returns:
        None if there is none that fits, or if everything is to be learnt from nothing.
    """
    root = _root()
    if root is None or os.environ.get(FROM_NOTHING):
        return None
    try:
        about = json.loads((root / component / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if about.get("fits") != fits:
        return None
    return FullTraining(root / component, frozenset(about["examples"]))


def few_changes(component: str, fits: str, examples: Collection[str]) -> FullTraining | None:
    """The same, if at most `MOST_CHANGED` examples differ from what it learnt."""
    found = latest(component, fits)
    return found if found is not None and found.changes(examples) <= MOST_CHANGED else None


def keep(component: str, fits: str, examples: Iterable[str], write: Callable[[Path], None]) -> None:
    """Keep a full training of a component in place of the one before; without a folder for it nothing happens.

    The model does not need it: what cannot be written, on a full disk for example, is noted and left out.

    Args:
        write: writes its files into a folder.
    """
    root = _root()
    if root is None:
        return
    try:
        root.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=root) as name:
            made = Path(name) / component
            made.mkdir()
            write(made)
            about = {"fits": fits, "examples": sorted(examples)}
            (made / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
            shutil.rmtree(root / component, ignore_errors=True)
            made.rename(root / component)
    except OSError as error:
        training_progress.note(f"The next training begins from nothing: {component} could not be kept ({error})")


def keep_copy(component: str, fits: str, examples: Iterable[str], folder: Path) -> None:
    """The same for a component that has written its files already."""

    def write(made: Path) -> None:
        shutil.copytree(folder, made, dirs_exist_ok=True)

    keep(component, fits, examples, write)


def _root() -> Path | None:
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None
