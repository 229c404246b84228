"""Intents that the model in force takes for one another, by what `baton train` measured of it on tests/eval."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from baton.base.yaml_lines import Problem
from baton.cli.model_store import ModelStore
from baton.cli.trainer.held_out import Result
from baton.nlu import data_validation
from policies.question_names import FAQ, ORDER_QUESTION
from policies.taxonomy import taxonomy

#: So many held-out messages of an intent, and such a share of them, must be taken for one and the same other intent.
FEWEST = 3
SHARE = 0.05


@dataclass(frozen=True)
class Confusion:
    """Messages of one intent that are read as another.

    Attributes:
        number: how many are, out of `of` held-out messages.
        text: one of them.
    """

    meant: str
    read: str
    number: int
    of: int
    text: str


def confusions(results: Sequence[Result]) -> list[Confusion]:
    """The pairs of intents that are confused, the most frequent first.

    A message that is read as one of the shop's questions, or as nothing, is confused with no intent.
    """
    total = Counter(one["meant"] for one in results)
    confused: dict[tuple[str, str], list[str]] = defaultdict(list)
    apart = {FAQ, ORDER_QUESTION}
    for one in results:
        learnt = taxonomy().is_understood(one["intent"]) and one["intent"] not in apart
        if learnt and one["intent"] != one["meant"]:
            confused[one["meant"], one["intent"]].append(one["text"])
    found = [
        Confusion(meant, read, len(texts), total[meant], texts[0])
        for (meant, read), texts in confused.items()
        if len(texts) >= FEWEST and len(texts) >= SHARE * total[meant]
    ]
    return sorted(found, key=lambda one: (-one.number / one.of, one.meant, one.read))


def warnings(store: ModelStore, root: Path) -> Iterator[Problem]:
    """Each confusion of the model in force, at the held-out message that shows it; none where nothing was measured.

    Args:
        root: the project's folder.
    """
    results = _measured(store)
    if not results:
        return
    places = {one.text: one for one in data_validation.examples_below(root / "tests" / "eval", root)}
    for one in confusions(results):
        place = places.get(one.text)
        if place is None:
            continue  # the message has changed since: the next training measures it anew
        why = (
            f"{one.meant} is read as {one.read} in {one.number} of {one.of} held-out messages "
            f"({one.number / one.of:.0%}), as here: {one.text[:80]!r}; write examples that tell the two apart "
            f"({_folder(one.meant)}{one.meant}.yml, not this message), or make one intent of them"
        )
        yield Problem(place.file, place.line, why)


def _folder(intent: str) -> str:
    return f"data/nlu/{'signals' if intent in taxonomy().signals else 'ordinary'}/"


def _measured(store: ModelStore) -> list[Result]:
    name = store.in_force
    try:
        measured = json.loads((store.kept_folder / f"{name}.measured.json").read_text(encoding="utf-8"))
        return list(measured["results"]) if name else []
    except (OSError, ValueError, KeyError, TypeError):
        return []
