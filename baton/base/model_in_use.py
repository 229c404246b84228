"""Which model each worker of Rasa on this machine has loaded: one small file a worker, named by its process id.

A worker holds a lock on its file as long as it lives, so what a dead one left is known as such.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

_FOLDER = "models_in_use"


def stamp(model: Path) -> str:
    """What tells the file of a model from the one that takes its place; empty if there is none."""
    try:
        stat = model.stat()
    except OSError:
        return ""
    return f"{stat.st_ino}-{stat.st_mtime_ns}-{stat.st_size}"


class ModelInUse:
    """The workers' notes.

    Args:
        var_dir: the folder of what the processes write.
    """

    def __init__(self, var_dir: Path) -> None:
        self.folder = var_dir / _FOLDER
        self._own: int | None = None  # the descriptor of this process's note

    def say(self, model: str) -> None:
        """Note which model this process has, by its stamp."""
        if self._own is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._own = os.open(self.folder / str(os.getpid()), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._own, fcntl.LOCK_EX)
        os.ftruncate(self._own, 0)
        os.pwrite(self._own, model.encode(), 0)

    def read(self) -> dict[int, str]:
        """The stamp of the model of each worker that runs; the notes of those that ended are deleted."""
        found: dict[int, str] = {}
        for note in self.folder.glob("[0-9]*"):
            with note.open(encoding="utf-8") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    found[int(note.name)] = file.read()
                else:
                    if file.read():  # else its worker is just about to lock it
                        note.unlink(missing_ok=True)
        return found
