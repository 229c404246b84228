"""`make eval`: the quality of the decisions, on messages and dialogues that no training has seen (tests/eval).

Prints recall per signal, needless handovers and the timing of dialogues, and writes the misses, a confusion picture
and the whole report to var/eval/. With `--stock` Baton's pipeline and Rasa's stock pipeline (DIET) are both trained on
the same sample of the data and measured in the same run. Messages that others wrote are measured beside ours when the
paths of their files or folders are given: `messages.tsv` (bench/outside.py), `fragments.tsv`
(bench/mid_conversation.py), `numbers.tsv` (bench/details.py), `names.tsv` (bench/names.py), `*_train.csv`
with `*_test.csv` (bench/questions.py), `products.tsv` (bench/products.py).
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import os
import subprocess
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.log_utils import configure_structlog

from baton.base.document import read_document
from baton.base.settings import ROOT
from baton.cli.model import MODEL, inputs_hash
from bench import (
    confusion,
    details,
    dialogues,
    held_out,
    mid_conversation,
    names,
    outside,
    products,
    questions,
    stability,
)
from bench.held_out import HeldOut
from bench.stock_pipeline import STOCK_PIPELINE
from policies.decision import decide
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument

OUT = ROOT / "var" / "eval"
#: Both pipelines of a comparison learn from one message in so many: on all of them DIET takes hours.
SAMPLE = 4
#: Files of messages that others wrote.
MESSAGES, FRAGMENTS, NUMBERS, NAMES = "messages.tsv", "fragments.tsv", "numbers.tsv", "names.tsv"
PRODUCTS = "products.tsv"
#: One held-out message in so many is rewritten to see whether the decision stays.
REWRITTEN = 6


@dataclass(frozen=True)
class Measured:
    """One held-out message, what the bot made of it, and whether it went to a person."""

    message: HeldOut
    intent: str
    handed_over: bool
    seconds: float


async def measure(model: Path, policy: PolicyDocument) -> list[Measured]:
    """Every held-out message, as the first one of a conversation."""
    agent = Agent.load(str(model))
    found = []
    for message in held_out.messages():
        begin = time.process_time()
        parsed = await agent.parse_message(message.text)
        seconds = time.process_time() - begin
        event = {"event": "user", "text": message.text, "parse_data": parsed, "timestamp": 0.0}
        over = decide(facts([event]), policy) is not None
        found.append(Measured(message, parsed["intent"]["name"], over, seconds))
    return found


async def measure_others(model: Path, policy: PolicyDocument, paths: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Messages that others wrote: the lines of the report, and those with the messages themselves.

    Raises:
        OutsideRefused: a file is wrong.
    """
    agent = Agent.load(str(model))
    report: list[str] = []
    wrong: list[str] = []
    for path in _files(paths, MESSAGES):
        results = []
        for message in outside.read(path):
            parsed = await agent.parse_message(message.text)
            event = {"event": "user", "text": message.text, "parse_data": parsed, "timestamp": 0.0}
            over = decide(facts([event]), policy) is not None
            sure = max((s["confidence"] for s in parsed.get("escalation_signals") or ()), default=0.0)
            results.append(outside.OutsideResult(message, parsed["intent"]["name"], over, sure))
        report += ["", *outside.table(results)]
        wrong += ["", str(path), *outside.worst(results)]
    for path in _files(paths, FRAGMENTS):
        fragments = mid_conversation.read(path)
        parses = [await agent.parse_message(fragment.text) for fragment in fragments]
        over_each = [
            mid_conversation.handed_over(f.text, parsed, policy) for f, parsed in zip(fragments, parses, strict=True)
        ]
        lines = mid_conversation.table(list(zip(fragments, over_each, strict=True)))
        report += ["", *lines[:2]]
        wrong += ["", str(path), *lines[2:]]
    for path in _files(paths, NUMBERS):
        report += ["", *details.report(path)]
    for path in _files(paths, NAMES):
        report += ["", *names.report(path)]
    for folder in dict.fromkeys(file.parent for path in paths for file in path.rglob("*_train.csv")):
        report += ["", *questions.hint3(folder, questions.others())]
    for path in [products.OWN, *_files(paths, PRODUCTS)]:
        asked = products.read(path)
        answered = products.measure(asked)
        intents = [(await agent.parse_message(question))["intent"]["name"] for question, _ in asked]
        report += ["", *products.report(answered, intents)]
        wrong += ["", str(path), *products.wrong(answered)]
    return report, wrong


async def measure_stability(model: Path, policy: PolicyDocument) -> list[str]:
    """How often a harmless rewrite of a held-out message changes the decision."""
    agent = Agent.load(str(model))

    async def over(text: str) -> bool:
        parsed = await agent.parse_message(text)
        return (
            decide(facts([{"event": "user", "text": text, "parse_data": parsed, "timestamp": 0.0}]), policy) is not None
        )

    texts = [m.text for m in held_out.messages()][::REWRITTEN]
    before = [await over(text) for text in texts]
    after: dict[str, list[bool]] = {}
    for name, rewrite in stability.REWRITES.items():
        after[name] = [await over(rewrite(text)) for text in texts]
    return stability.table(after, before)


def _files(paths: Sequence[Path], name: str) -> list[Path]:
    """The files of one name among the paths and right below the folders among them."""
    return [file for path in paths for file in (path, path / name) if file.name == name and file.is_file()]


def table(runs: dict[str, list[Measured]]) -> list[str]:
    """Handed over, by group, for each model; then intents of ordinary messages and milliseconds a message."""
    lines = [f"{'handed over':24}{'number':>8}" + "".join(f"{name:>14}" for name in runs)]
    first = next(iter(runs.values()))
    groups = Counter(m.message.group for m in first)
    shares = {name: _shares(found) for name, found in runs.items()}
    for group, number in groups.items():
        lines.append(f"{group:24}{number:>8}" + "".join(f"{shares[name][group]:>14.1%}" for name in runs))
    sensitive = [g for g in groups if g not in ("explicit_human", "ordinary", "near_misses")]
    number = sum(groups[g] for g in sensitive)
    means = [sum(shares[name][g] * groups[g] for g in sensitive) / number for name in runs]
    lines.append(f"{'all sensitive':24}{number:>8}" + "".join(f"{mean:>14.1%}" for mean in means))
    lines.append(f"{'intent right, ordinary':32}" + "".join(f"{_right(found):>14.1%}" for found in runs.values()))
    times = [1000 * sum(m.seconds for m in found) / len(found) for found in runs.values()]
    lines.append(f"{'processor ms a message':32}" + "".join(f"{ms:>14.1f}" for ms in times))
    return lines


def _shares(found: list[Measured]) -> dict[str, float]:
    groups: dict[str, list[bool]] = {}
    for m in found:
        groups.setdefault(m.message.group, []).append(m.handed_over)
    return {group: sum(over) / len(over) for group, over in groups.items()}


def _right(found: list[Measured]) -> float:
    ordinary = [m for m in found if m.message.kind == "ordinary"]
    return sum(m.intent == m.message.intent for m in ordinary) / len(ordinary)


def misses(found: list[Measured]) -> list[str]:
    """What should have gone to a person and did not; what went needlessly."""
    lines = ["Missed:"]
    lines += [f"  {m.message.intent}: {m.message.text}" for m in found if _should(m) and not m.handed_over]
    lines.append("Needless:")
    lines += [f"  {m.message.intent}: {m.message.text}" for m in found if m.handed_over and not _should(m)]
    return lines


def _should(measured: Measured) -> bool:
    return measured.message.kind == "signals"


def write_sample(path: Path) -> None:
    """Every fourth message of each intent, in Rasa's own format."""
    data = load_data(str(ROOT / "data" / "nlu"))
    by_intent: dict[str, list[Message]] = defaultdict(list)
    for example in data.intent_examples:
        # The kind of problem belongs to a block of a file; the writer would give it to the whole intent.
        example.data.get("metadata", {}).pop("intent", None)
        by_intent[example.get("intent")].append(example)
    chosen = [e for intent in sorted(by_intent) for e in sorted(by_intent[intent], key=_by_words)[::SAMPLE]]
    path.parent.mkdir(parents=True, exist_ok=True)
    RasaYAMLWriter().dump(path, TrainingData(chosen))


def _by_words(example: Message) -> str:
    """An order that has nothing to do with what is said, and is the same every time."""
    return hashlib.sha256(str(example.get("text")).encode()).hexdigest()


def train_on_sample(name: str, pipeline: list[dict[str, object]], sample: Path) -> Path:
    """Train one pipeline on the sample; the model. A model for the same data and pipeline is taken as it is."""
    model, stamp = OUT / f"{name}.tar.gz", OUT / f"{name}.inputs"
    config = {"recipe": "default.v1", "assistant_id": name, "language": "en", "pipeline": pipeline}
    wanted = f"{inputs_hash()} {hashlib.sha256(repr(config).encode()).hexdigest()}"
    if model.exists() and stamp.exists() and stamp.read_text() == wanted:
        return model
    (OUT / f"{name}.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(OUT / f"{name}.yml")]
    command += ["--nlu", str(sample), "--out", str(OUT), "--fixed-model-name", name]
    with (OUT / f"{name}.log").open("wb") as log:
        begin = time.monotonic()
        quiet = {**os.environ, "BATON_VAR_DIR": str(OUT), "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=ROOT, check=True, stdout=log, stderr=subprocess.STDOUT, env=quiet)
    stamp.write_text(wanted)
    print(f"{name} trained on the sample in {time.monotonic() - begin:.0f} s", flush=True)
    return model


def compared(policy: PolicyDocument) -> dict[str, list[Measured]]:
    """Baton's pipeline and Rasa's stock pipeline, trained on the same sample of the data, in the same run."""
    sample = OUT / "sample.yml"
    write_sample(sample)
    own = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    pipelines = {"baton-sample": own, "stock-sample": STOCK_PIPELINE}
    models = {name: train_on_sample(name, pipeline, sample) for name, pipeline in pipelines.items()}
    return {name: asyncio.run(measure(model, policy)) for name, model in models.items()}


def main() -> None:
    warnings.simplefilter("ignore")
    configure_structlog(logging.WARNING)  # Rasa tells every parse otherwise
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", action="store_true", help="beside Rasa's stock pipeline, both on a sample (long)")
    parser.add_argument("--no-dialogues", action="store_true", help="messages only: no running bot is needed")
    parser.add_argument("--others", nargs="*", type=Path, default=[], help="files or folders of messages others wrote")
    parser.add_argument("--launch", action="store_true", help="in the posture of the document, not in `steady`")
    chosen = parser.parse_args()
    missing = [str(path) for path in chosen.others if not path.exists()]
    if missing:
        parser.error(f"there is no {', '.join(missing)}")
    text = dialogues.POLICY.read_text(encoding="utf-8") if chosen.launch else held_out.steady_text(dialogues.POLICY)
    policy = read_document(text, "escalation.yml", PolicyDocument)
    runs = {"baton": asyncio.run(measure(MODEL, policy))}
    if chosen.stock:
        runs |= compared(policy)
    report = [*table(runs), "", *questions.own()]
    print("\n".join(report), flush=True)
    steady = asyncio.run(measure_stability(MODEL, policy))
    print("\n".join(["", *steady]), flush=True)
    report += ["", *steady]
    others, wrong = asyncio.run(measure_others(MODEL, policy, chosen.others))
    print("\n".join(others), flush=True)
    report += others
    if not chosen.no_dialogues:
        timed = dialogues.report()
        print("\n".join(timed))
        report += timed
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "report.txt").write_text("\n".join([*report, "", *misses(runs["baton"]), *wrong]) + "\n", encoding="utf-8")
    confusion.draw([(m.message.group, m.intent) for m in runs["baton"]], OUT / "confusion.svg")
    print(f"Misses: {OUT / 'report.txt'}   Picture: {OUT / 'confusion.svg'}")


if __name__ == "__main__":
    main()
