"""`make busy`: the busiest hour of 85,000 conversations a day, for ten minutes: customers, agents, streams, the log.

23 messages a second: 20 by customers whose widgets are open, each of whom asks four things, and 3 of customers and
agents in conversations of which some were handed over. The wait is from sending a message to the bot's answer in the
widget's stream. What the latter sent is compared with the log afterwards (`bench/log_audit.py`).
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

from bench import open_streams
from bench.worker_load import QUESTIONS, Load, Result, rasa_workers
from tests.support.stack import Stack

WITH_WIDGETS, WITH_AGENTS = 20.0, 3.0  # messages a second
SECONDS = 600.0
STREAMS = 400
MOST_MS = 150.0


async def measure(stack: Stack, url: str, seconds: float) -> tuple[open_streams.Delivered, Result]:
    """Both kinds of traffic, beside each other.

    Args:
        url: of the database that holds log and desk.
    """
    return await asyncio.gather(
        open_streams.measure(stack, seconds, STREAMS, WITH_WIDGETS, QUESTIONS),
        Load(stack, url, WITH_AGENTS, seconds, blows=()).run(),
    )


def report(seen: open_streams.Delivered, result: Result) -> list[str]:
    """What was seen, a line each."""
    waits = statistics.quantiles([seconds * 1000 for seconds in seen.from_sending], n=100)
    sides = "; ".join(
        f"{side} {sent} sent, {result.tally.stored[side]} in the log" for side, sent in result.tally.sent.items()
    )
    return [
        f"{len(seen.from_sending)} answers in {STREAMS} open widgets after sending: median {waits[49]:.0f} ms, "
        f"95 % {waits[94]:.0f} ms, 99 % {waits[98]:.0f} ms; at most {MOST_MS:.0f} ms are wanted",
        f"beside them {sides}; {result.repeated} requests were sent again",
        *(result.tally.problems or ["nothing is lost, doubled or out of order"]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="The busiest hour of 85,000 conversations a day, for ten minutes.")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--workers", type=int, default=1, help="of Rasa, on PostgreSQL")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, rasa_workers(Path(folder), options.workers) as (stack, url):
        stack.say("warm-up", QUESTIONS[1])  # what is loaded late
        print("\n".join(report(*asyncio.run(measure(stack, url, options.seconds)))))


if __name__ == "__main__":
    main()
