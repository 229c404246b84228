"""What the decision and the reading of a message cost by themselves, on one core."""

from __future__ import annotations

import statistics
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.cli.model import MODEL
from baton.nlu.classification import Classifier
from bench import held_out
from policies.decision import decide
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument

EVENTS = 400
ROUNDS = 200


def decision() -> float:
    """Milliseconds (median) for the decision on a conversation of 400 events, read from its beginning."""
    policy = load_document(ROOT / "policies" / "escalation.yml", PolicyDocument)
    turn: list[dict[str, object]] = [
        {"event": "user", "text": "and when does it come?", "timestamp": 1.0, "parse_data": _parsed()},
        {"event": "action", "name": "utter_delivery_info"},
        {"event": "bot", "text": "In two to four working days."},
        {"event": "slot", "name": "attempt", "value": {"task": "order_lookup", "outcome": "found", "detail": "10023"}},
    ]
    events = turn * (EVENTS // len(turn))
    return median(lambda _: decide(facts(events), policy), range(ROUNDS))


def reading() -> float:
    """Milliseconds (median) for intent, signals and kind of problem of a held-out message."""
    texts = [m.text for m in held_out.messages()][:: max(1, 1500 // ROUNDS)]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(MODEL) as archive:
            archive.extractall(folder)
        (made,) = Path(folder).glob("components/train_*MessageClassifier*")
        return median(Classifier.load(made).classify, texts)


def _parsed() -> dict[str, object]:
    signal = {"signal": "emotional", "confidence": 0.3, "evidence": "…", "source": "message"}
    return {"intent": {"name": "order_status", "confidence": 0.9}, "escalation_signals": [signal]}


def median(run: Callable[[Any], Any], inputs: Iterable[Any]) -> float:
    """Milliseconds (median) of running it with each of the inputs."""
    took = []
    for given in inputs:
        begin = time.perf_counter()
        run(given)
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)


def report() -> list[str]:
    return [
        f"decision on {EVENTS} events: {decision():.2f} ms (median)",
        f"reading a message (intent, signals, problem): {reading():.1f} ms (median)",
    ]
