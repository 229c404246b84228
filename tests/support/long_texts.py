"""Whether reading eight times the text takes eight times the time, and not the square of it."""

from __future__ import annotations

import time

SHORT, LONG = 2_500, 20_000  # characters; a square of it takes 64 times as long, not eight


def seconds(reader, text):
    """Of the processor, at best of three: whatever else the machine does is not counted."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        reader(text)
        taken.append(time.process_time() - start)
    return min(taken)


def assert_linear(reader, piece):
    """Read a row of a piece. The letters at its ends keep blanks there: ends are stripped."""
    short, long = (f"a{(piece * size)[:size]}a" for size in (SHORT, LONG))
    assert seconds(reader, long) <= 20 * seconds(reader, short) + 0.05, repr(piece)
