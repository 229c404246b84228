"""What a model makes of the held-out messages (tests/eval): `python -m baton.cli.trainer.held_out MODEL OUT` writes it.

In processes of their own, one a core: a model takes half a gigabyte, which the command that waits must not keep.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import math
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import TypedDict

from baton.base.document import load_document
from baton.base.settings import ROOT, Settings, load
from baton.nlu import data_validation
from policies.decision import decide
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument

FOLDER = ROOT / "tests" / "eval"
#: The file whose messages must reach a person.
SIGNALS = "signals"
#: Each takes half a gigabyte.
_MOST_PROCESSES = 4


class Result(TypedDict):
    """One message: what it means and what the model made of it."""

    text: str
    meant: str
    intent: str
    should: bool
    handed_over: bool


class Measured(TypedDict):
    """All of them; `of` says which messages under which policy, so that two can be compared."""

    of: str
    results: list[Result]


def key(settings: Settings) -> str:
    """What a measurement depends on beside the model."""
    sha = hashlib.sha256(settings.policy_file.read_bytes())
    for path in sorted(FOLDER.glob("*.yml")):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


def messages() -> Iterator[tuple[str, str, bool]]:
    """The held-out messages: text, intent, and whether it must reach a person."""
    for example in data_validation.examples_below(FOLDER, ROOT):
        yield example.text, example.intent, Path(example.file).stem.startswith(SIGNALS)


def measure(model: Path, settings: Settings, processes: int) -> Measured:
    """Read every held-out message with a model, as the first one of a conversation.

    Args:
        processes: share the messages; each loads the model.
    """
    every = list(messages())
    share = math.ceil(len(every) / processes)
    parts = [every[begin : begin + share] for begin in range(0, len(every), share)]
    spawn = multiprocessing.get_context("spawn")  # TensorFlow does not survive a fork
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        read = pool.map(_read, repeat(model), repeat(settings.policy_file), parts)
        return {"of": key(settings), "results": [result for part in read for result in part]}


def _read(model: Path, policy_file: Path, part: Sequence[tuple[str, str, bool]]) -> list[Result]:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)  # Rasa would write every message into the log
    agent, policy = Agent.load(str(model)), load_document(policy_file, PolicyDocument)
    results: list[Result] = []
    for text, meant, should in part:
        parsed = asyncio.run(agent.parse_message(text))
        event = {"event": "user", "text": text, "parse_data": parsed, "timestamp": 0.0}
        over = decide(facts([event]), policy) is not None  # type: ignore[list-item]
        intent = str(parsed["intent"]["name"])
        results.append({"text": text, "meant": meant, "intent": intent, "should": should, "handed_over": over})
    return results


if __name__ == "__main__":
    made = measure(Path(sys.argv[1]), load(), min(os.cpu_count() or 1, _MOST_PROCESSES))
    Path(sys.argv[2]).write_text(json.dumps(made), encoding="utf-8")
