"""Processes of this machine, from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def children(pid: int) -> set[int]:
    """The processes that a process has started and that are there."""
    try:
        return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()


def alive(pid: int) -> bool:
    """Whether a process is there and does not only wait to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def rasa_process(supervisor: int) -> int | None:
    """The process that the supervisor started as Rasa."""
    for pid in children(supervisor):
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and b"baton.rasa_overrides\0run" in command.read_bytes():
            return pid
    return None


def family(pid: int) -> set[int]:
    """A process with everything that it has started, and what that has started."""
    return {pid}.union(*(family(child) for child in children(pid)))


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time that processes have used so far; those that are gone count nothing."""
    used = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def own_megabytes(pid: int) -> float:
    """Memory that a process shares with no other, in MB: what one more like it costs."""
    return _megabytes(pid, "Private_")


def share_of_megabytes(pid: int) -> float:
    """Memory of a process in MB, with its share of what it has in common with others: these add up."""
    return _megabytes(pid, "Pss:")


def _megabytes(pid: int, beginning: str) -> float:
    """The sum of some lines of what the kernel counts; 0 of a process that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(beginning)) / 1000
