"""Speed and memory of a replay over a log of any length: `python -m bench.replay CONVERSATIONS`.

Each conversation of the log is a copy of one of a few hundred simulated ones. The replay works in two processes; the
peak of the resident memory is that of the process that collects, and of the larger of the two that work.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from baton.base import database
from baton.base.document import read_document
from baton.base.settings import ROOT
from baton.base.yaml_lines import KeyPath
from baton.conversation.event_reader import EVENTS, EventReader
from baton.lab.policy_edit import edited
from baton.lab.replay.runner import Replay, run
from baton.lab.simulate.traffic import Traffic
from policies.policy_document import PolicyDocument

ORIGINALS = 300
PROCESSES = 2
BATCH = 500  # conversations in a transaction
OVER = "--over"  # replays a log that is there
UNTIL = 1_790_000_000.0
POLICY = ROOT / "policies" / "escalation.yml"
#: The candidate: words that sound distressed count later.
CHANGE: dict[KeyPath, object] = {("triggers", "keyword", "threshold"): {"launch": 0.6, "steady": 0.6}}


@dataclass(frozen=True)
class Measured:
    """One replay; memory in MB."""

    conversations: int
    seconds: float
    collecting: float
    working: float


def fill(url: str, conversations: int) -> None:
    """Write so many conversations into a new log."""
    reader = EventReader(database.engine(url))
    reader.prepare()
    policy = read_document(POLICY.read_text(encoding="utf-8"), POLICY.name, PolicyDocument)
    originals = [
        [
            {
                "type_name": event["event"],
                "timestamp": event.get("timestamp"),
                "action_name": event.get("name"),
                "data": json.dumps(event, ensure_ascii=False),
            }
            for event in visit.conversation.events
        ]
        for visit in Traffic(1, policy).visits(ORIGINALS, UNTIL, 91)
    ]
    for begin in range(0, conversations, BATCH):
        numbers = range(begin, min(begin + BATCH, conversations))
        rows = [{**row, "sender_id": f"c{n:08}"} for n in numbers for row in originals[n % ORIGINALS]]
        with reader.engine.begin() as connection:
            connection.execute(EVENTS.insert(), rows)


def measure(url: str) -> Measured:
    """Replay a candidate over a log."""
    text = POLICY.read_text(encoding="utf-8")
    begun = time.monotonic()
    (tally,) = run(Replay(url, None, text, (edited(text, CHANGE),), "UTC"), processes=PROCESSES)
    seconds = time.monotonic() - begun
    collecting, working = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Measured(tally.conversations, seconds, collecting, working)


def main() -> None:
    if sys.argv[1] == OVER:
        found = measure(sys.argv[2])
        a_minute = found.conversations / found.seconds * 60
        print(f"{found.conversations} conversations in {found.seconds:.0f} s ({a_minute:.0f} a minute)")
        working = f"{found.working:.0f} MB in each of {PROCESSES} processes"
        print(f"peak memory: {found.collecting:.0f} MB collecting, {working}")
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'conversations.db'}"
        fill(url, int(sys.argv[1]))
        # In a process of its own: what writing the log has taken does not count.
        subprocess.run([sys.executable, "-m", "bench.replay", OVER, url], check=True)


if __name__ == "__main__":
    main()
