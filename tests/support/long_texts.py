"""Whether reading a text eight times as long takes eight times the time, and not the square of it."""

from __future__ import annotations

import time

SIZES = (500, 1_000, 2_500, 8_000)  # characters; the steps are small where a cube of them would take for ever


def seconds(reader, text):
    """Of the processor, at best of two: whatever else the machine does is not counted."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        reader(text)
        taken.append(time.process_time() - start)
    return min(taken)


def assert_linear(reader, piece):
    """Read rows of a piece. The letters at their ends keep blanks there: ends are stripped."""
    taken = []
    for size in SIZES:
        taken.append((size, seconds(reader, f"a{(piece * size)[:size]}a")))
        for shorter, before in taken[:-1]:
            assert taken[-1][1] <= 2.5 * size / shorter * before + 0.05, (piece, taken)
