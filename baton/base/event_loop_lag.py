"""How late an event loop is: what blocks it holds up every stream and request of its process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from baton.base.metrics import EVENT_LOOP_LAG

EVERY_SECONDS = 1.0


async def measure(
    pause: float = EVERY_SECONDS,
    observe: Callable[[float], object] = EVENT_LOOP_LAG.observe,
    seconds: Callable[[], float] = time.monotonic,
) -> None:
    """Ask for a moment's sleep again and again, for ever, and observe by how much too late it ends.

    Args:
        pause: seconds of each sleep.
        observe: takes the seconds that it was late.
        seconds: a clock that only goes forward.
    """
    while True:
        asked = seconds()
        await asyncio.sleep(pause)
        observe(max(0.0, seconds() - asked - pause))
