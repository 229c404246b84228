"""No process outlives its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(parent: int | None = None, number: signal.Signals = signal.SIGKILL) -> None:
    """Have Linux end this process when the thread that started it ends.

    Killed, not asked: the parent is gone without a word, and nobody is left who would make this one end. Elsewhere than
    on Linux it does nothing.

    Args:
        parent: its process id, if it is known: it may be gone by now.
        number: another signal, for a process that ends others before it ends itself.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def group(command: Sequence[str], **options: object) -> subprocess.Popen[bytes]:
    """Start a command as the head of a process group of its own, which ends with this process.

    Args:
        options: as of `subprocess.Popen`.
    """
    bound = partial(end_with_parent, os.getpid())
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=bound, **options
    )


def end_group(head: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a process and to everything that it started, also when the process itself is dead."""
    try:
        os.killpg(head.pid, number)
    except ProcessLookupError:
        pass
