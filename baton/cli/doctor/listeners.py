"""Who listens on a port of this machine, as far as this user may know. Elsewhere than on Linux nobody is known."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_LISTENING = "0A"
LONGEST_COMMAND = 100  # characters


@dataclass(frozen=True)
class Listener:
    """A process that listens."""

    pid: int
    command: str
    folder: str  #: it works in; empty if this user may not know


def listener(port: int) -> Listener | None:
    """The process that listens on a port; None if there is none, or it belongs to somebody else."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    if not sockets:
        return None
    for process in PROC.iterdir():
        if process.name.isdigit() and _holds(process, sockets):
            return _described(process)
    return None


def _inodes(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            columns = line.split()
            if columns[3] == _LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                yield columns[9]


def _holds(process: Path, sockets: set[str]) -> bool:
    try:
        return any(_target(each) in sockets for each in (process / "fd").iterdir())
    except OSError:
        return False


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def _described(process: Path) -> Listener | None:
    try:
        words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None
    return Listener(int(process.name), words, _target(process / "cwd"))
