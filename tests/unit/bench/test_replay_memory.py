"""The memory of a replay does not grow with the log."""

from __future__ import annotations

import re
import subprocess
import sys

from baton.base.settings import ROOT

#: Four times as many conversations may take so much more, MB: what an allocator keeps for later.
MOST_GROWTH = 6
SECONDS = 250


def peaks(conversations):
    """The peaks of collecting and working, MB."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.replay", str(conversations)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert f"{conversations} conversations in " in done.stdout
    return [int(number) for number in re.findall(r"(\d+) MB", done.stdout)]


def test_four_times_as_long_a_log_takes_no_more_memory():
    small, large = peaks(1000), peaks(4000)
    assert len(small) == len(large) == 2
    assert all(more - less <= MOST_GROWTH for less, more in zip(small, large, strict=True)), (small, large)
