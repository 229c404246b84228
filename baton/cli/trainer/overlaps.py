"""New intents whose messages mean much the same as those of another intent: said before a training, not after it.

The encodings of everything that was learnt before are kept by the last full training, so only new messages are encoded.
`python -m baton.cli.trainer.overlaps` prints the warnings, one a line; its environment names where trainings are kept.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baton.base.model_file import MODEL
from baton.base.settings import ROOT
from baton.base.yaml_lines import Problem
from baton.lab.text_vectors import NoLanguageModel, of_states, open_encoder
from baton.nlu import data_validation, kept_encodings
from baton.nlu.arrays import FloatArray
from baton.nlu.example import Example

#: An intent is new if less than this share of its messages was learnt before.
NEW = 0.5
#: Such a share of a new intent's messages must be nearer to a message of one other intent than to any of its own.
SHARE = 0.2
_PAIRS = 3  # that are named


@dataclass(frozen=True)
class Overlap:
    """An intent and another one that its messages are near to.

    Attributes:
        number: how many of its `of` messages are nearest to one of the other intent.
        pairs: the nearest ones.
    """

    intent: str
    other: str
    number: int
    of: int
    pairs: tuple[tuple[Example, Example], ...]


def warnings(model: Path, root: Path) -> list[Problem]:
    """Each overlap of a new intent, at its nearest message; none where no training has kept what it encoded.

    Args:
        model: a trained one, which has the language model.
        root: the project's folder.
    """
    examples = data_validation.examples_below(root / "data", root)
    texts = [one.text for one in examples]
    known = kept_encodings.learnt(texts)
    new = new_intents(examples, known)
    if not known or not new:
        return []
    try:
        encoder = open_encoder(model)
    except NoLanguageModel:
        return []
    vectors = of_states(kept_encodings.encode(encoder, texts))
    return [_problem(one) for intent in sorted(new) for one in overlaps(examples, vectors, intent)]


def new_intents(examples: Sequence[Example], known: set[str]) -> set[str]:
    """The intents most of whose messages were not learnt before.

    Args:
        known: the texts that were.
    """
    total, learnt = (
        Counter(one.intent for one in examples),
        Counter(one.intent for one in examples if one.text in known),
    )
    return {intent for intent, number in total.items() if learnt[intent] < NEW * number}


def overlaps(examples: Sequence[Example], vectors: FloatArray, intent: str) -> Iterator[Overlap]:
    """The other intents that hold the nearest message of many of an intent's messages, the most frequent first.

    Args:
        vectors: a row for each example.
    """
    own = [place for place, one in enumerate(examples) if one.intent == intent]
    alike = vectors[own] @ vectors.T
    alike[np.arange(len(own)), own] = -np.inf  # a message is not near to itself
    found: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for place, row in zip(own, alike, strict=True):
        nearest = int(row.argmax())
        found[examples[nearest].intent].append((float(row[nearest]), place, nearest))
    for other, pairs in sorted(found.items(), key=lambda item: -len(item[1])):
        if other != intent and len(pairs) >= SHARE * len(own):
            nearest_pairs = sorted(pairs, reverse=True)[:_PAIRS]
            named = tuple((examples[place], examples[nearest]) for _, place, nearest in nearest_pairs)
            yield Overlap(intent, other, len(pairs), len(own), named)


def _problem(one: Overlap) -> Problem:
    pairs = "; ".join(f"{own.text[:60]!r} and {other.text[:60]!r} ({_where(other)})" for own, other in one.pairs)
    why = (
        f"{one.intent} overlaps with {one.other}: {one.number} of its {one.of} messages are nearer to one of that "
        f"intent than to any of its own, such as {pairs}; write what tells the two apart, or make one intent of them"
    )
    first = one.pairs[0][0]
    return Problem(first.file, first.line, why)


def _where(one: Example) -> str:
    return f"{one.file}:{one.line}"


if __name__ == "__main__":
    for warning in warnings(MODEL, ROOT):
        sys.stdout.write(f"{warning}\n")
