"""How well messages are grouped by meaning: `python -m bench.grouping PATH ...`.

PATH is a file of JSON lines with `utterance` and `intent`, a CSV file with `sentence` and `label`, or `faq` for 60
of the shop's own questions.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import normalized_mutual_info_score

from baton.cli.model import MODEL
from baton.knowledge.questions import LiveQuestions
from baton.lab.grouping import Grouping, group
from baton.lab.text_vectors import open_encoder, vectors

_QUESTIONS, _SEED = 60, 1


def read(path: str) -> tuple[list[str], list[str]]:
    """Texts and their labels."""
    if path == "faq":
        blocks = [block for name, block in sorted(LiveQuestions()().by_intent.items()) if name.startswith("faq/")]
        chosen = random.Random(_SEED).sample(blocks, _QUESTIONS)
        pairs = [(text, str(block.id)) for block in chosen for text in block.texts]
    elif path.endswith(".csv"):
        with open(path, encoding="utf-8", newline="") as file:
            pairs = [(row["sentence"], row["label"]) for row in csv.DictReader(file)]
    else:
        rows = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
        pairs = [(row["utterance"], row["intent"]) for row in rows]
    return [text for text, _ in pairs], [label for _, label in pairs]


def agreement(found: Grouping, labels: list[str]) -> float:
    """Normalised mutual information; a message that fits nowhere is a group of its own."""
    numbers = np.zeros(len(labels), dtype=np.int64)
    for number, each in enumerate(found.groups):
        numbers[list(each.members)] = number
    for number, place in enumerate(found.alone, start=len(found.groups)):
        numbers[place] = number
    return float(normalized_mutual_info_score(labels, numbers))


def main(paths: list[str]) -> None:
    """Print a line for each set."""
    encoder = open_encoder(MODEL)
    for path in paths:
        texts, labels = read(path)
        begin = time.perf_counter()
        rows = vectors(encoder, texts)
        encoded = time.perf_counter()
        found = group(texts, rows)
        took = time.perf_counter() - encoded
        print(
            f"{Path(path).name}: {len(texts)} messages of {len(set(labels))} kinds: normalised mutual information "
            f"{100 * agreement(found, labels):.1f}, {len(found.groups)} groups, {found.coverage:.1%} of the messages "
            f"in them; {encoded - begin:.1f} s to encode, {took:.1f} s to group"
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ["faq"])
