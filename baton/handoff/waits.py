"""How long it usually takes until a person comes: from recent waits, honest about not knowing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import median

ENOUGH = 3  # waits, before anything is promised


def usual_wait(waits: Sequence[float]) -> int | None:
    """Minutes that a customer usually waits, rounded up; None where too few waits are known.

    Args:
        waits: seconds of the latest waits.
    """
    return max(1, ceil(median(waits) / 60)) if len(waits) >= ENOUGH else None
