"""`make bench`: what a decision and a reading cost, messages a second through one Rasa worker, long conversations.

Starts the three real processes on ports of their own, with the SQL log on.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from bench import desk_queue, parts
from tests.support.stack import Stack

CLIENTS = 8
SECONDS = 15
LONG = 200
#: What the clients say: answered by a rule, by the action server, and by the order store.
MESSAGES = ("hello", "how long do I have to return something?", "where is order 10023?", "thank you")


def throughput(stack: Stack) -> float:
    """Messages a second with `CLIENTS` clients at once, each in conversations of four messages."""
    end = time.monotonic() + SECONDS

    def client(_number: int) -> int:
        done = 0
        with httpx.Client(timeout=60) as http:
            while time.monotonic() < end:
                sender = uuid.uuid4().hex
                for text in MESSAGES:
                    body = {"sender": sender, "message": text}
                    http.post(f"{stack.rasa}/webhooks/rest/webhook", json=body).raise_for_status()
                    done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / SECONDS


def long_conversation(stack: Stack) -> tuple[float, float]:
    """Milliseconds (medians) round message 10 and round message 200 of one conversation."""
    sender, took = uuid.uuid4().hex, []
    talk = ("how long do I have to return something?", "what does delivery cost?", "thank you")
    with httpx.Client(timeout=60) as http:
        for number in range(LONG + 5):
            begin = time.perf_counter()
            body = {"sender": sender, "message": talk[number % 3]}
            http.post(f"{stack.rasa}/webhooks/rest/webhook", json=body).raise_for_status()
            took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took[6:15]), statistics.median(took[LONG - 4 : LONG + 5])


def main() -> None:
    print("\n".join(parts.report() + desk_queue.report()), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), BATON_ORDER_PROOF="none")
        stack.start()
        try:
            stack.say("warm-up", "where is order 10023?")
            print(f"{throughput(stack):.0f} messages/s with {CLIENTS} clients, one worker, SQL log on")
            early, late = long_conversation(stack)
            print(f"message 10: {early:.0f} ms, message {LONG}: {late:.0f} ms, ratio {late / early:.1f}")
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
