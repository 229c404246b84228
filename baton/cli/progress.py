"""Progress of long commands, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click

from baton.desk.container import DeskContainer

#: Called with what is done and the whole.
Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar with the time left on the error output, on a terminal only; it appears at the first call."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with ExitStack() as stack:
        bars: list[click._termui_impl.ProgressBar[int]] = []

        def show(done: int, total: int) -> None:
            if not bars:
                made = click.progressbar(length=max(total, 1), label=label, file=sys.stderr, update_min_steps=1)
                bars.append(stack.enter_context(made))
            bars[0].length = max(total, 1)
            bars[0].update(done - bars[0].pos)

        yield show


def take_up_what_is_new(container: DeskContainer) -> None:
    """Bring the escalation log up to date; the first time that is the whole log, and shows how far it is."""
    with progress_bar("Escalation log") as progress:
        container.escalation_log.update(progress=progress)
