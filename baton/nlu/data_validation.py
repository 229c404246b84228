"""Checks the language data: what a trainer can get wrong, all at once, with file and line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

import yaml

from baton.base.yaml_lines import Lines, Problem, parse
from baton.nlu import language_data, patterns
from policies.taxonomy import taxonomy

#: Kinds of problem that `metadata.problem` may name (docs/language-data.md).
PROBLEM_KINDS = frozenset(
    "damaged defective wrong_item missing_item not_received late courier not_as_described assembly login account_data "
    "invoice discount website return tracking".split()
)
FEWEST_PER_SIGNAL = 250
FEWEST_PER_INTENT = 40
FEWEST_ORDINARY = 1500
FEWEST_NEAR_MISSES = 400
#: A held-out message that shares this much of its words with one that is learnt from measures memory.
TOO_ALIKE = 0.8
_SHORTEST_COMPARED = 4  # words
_MARK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_WORD = re.compile(r"\w+")


class ExampleMetadata(TypedDict, total=False):
    """What an example says beside its text: further signals, and the kind of problem."""

    also: list[str]
    problem: str


@dataclass(frozen=True)
class Example:
    """One message of the language data."""

    file: str
    line: int
    intent: str
    text: str
    metadata: ExampleMetadata

    @property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text.lower()))


def check(root: Path) -> list[Problem]:
    """Everything wrong with data/nlu, data/patterns.yml, data/languages and tests/eval below a folder."""
    known = set(yaml.safe_load((root / "domain.yml").read_text(encoding="utf-8"))["intents"])
    found: list[Problem] = []
    learnt = list(_read_all(root / "data" / "nlu", root, found))
    held_out = list(_read_all(root / "tests" / "eval", root, found))
    for example in [*learnt, *held_out]:
        found += _sense(example, known)
    found += _conflicting_intents(learnt)
    found += _too_few(learnt)
    found += _copies(learnt, held_out)
    _patterns, wrong = patterns.read((root / "data" / "patterns.yml").read_text(encoding="utf-8"), "data/patterns.yml")
    _languages, wrong_too = language_data.check(root / "data" / "languages")
    return sorted([*found, *wrong, *wrong_too], key=lambda p: (p.file, p.line))


def _read_all(folder: Path, root: Path, problems: list[Problem]) -> Iterator[Example]:
    for path in sorted(folder.rglob("*.yml")):
        name = str(path.relative_to(root))
        value, lines, wrong = parse(path.read_text(encoding="utf-8"), name)
        problems += wrong
        if isinstance(value, dict) and "nlu" in value:
            yield from _examples(value["nlu"], lines, name, problems)


def _examples(blocks: object, lines: Lines, file: str, problems: list[Problem]) -> Iterator[Example]:
    for place, block in enumerate(blocks if isinstance(blocks, list) else []):
        where = ("nlu", place)
        if not isinstance(block, dict) or not block.get("intent") or not block.get("examples"):
            problems.append(Problem(file, lines.of(where), "a block needs 'intent' and 'examples'"))
            continue
        shared = cast(ExampleMetadata, block.get("metadata") or {})
        if isinstance(block["examples"], str):
            begin = lines.of((*where, "examples")) + 1
            for offset, text in enumerate(block["examples"].splitlines()):
                if text.strip():
                    yield Example(file, begin + offset, block["intent"], _plain(text), shared)
        else:
            for number, entry in enumerate(block["examples"] or []):
                line = lines.of((*where, "examples", number))
                metadata = cast(ExampleMetadata, {**shared, **(entry.get("metadata") or {})})
                yield Example(file, line, block["intent"], _plain(entry.get("text") or ""), metadata)


def _plain(text: str) -> str:
    return _MARK.sub(r"\1", text.strip().removeprefix("- ")).strip()


def _sense(example: Example, known: set[str]) -> Iterator[Problem]:
    def wrong(text: str) -> Problem:
        return Problem(example.file, example.line, text)

    if example.intent not in known:
        yield wrong(f"unknown intent '{example.intent}'; the domain does not list it")
    if not example.text:
        yield wrong("an empty example")
    if example.text.startswith("/"):
        yield wrong("a text may not begin with '/': Rasa would take it for an intent")
    for name in example.metadata.get("also", []):
        if name not in known:
            yield wrong(f"metadata.also names the unknown intent '{name}'")
    kind = example.metadata.get("problem")
    if kind is not None and kind not in PROBLEM_KINDS:
        yield wrong(f"unknown kind of problem '{kind}'; known: {', '.join(sorted(PROBLEM_KINDS))}")


def _conflicting_intents(examples: Iterable[Example]) -> Iterator[Problem]:
    seen: dict[str, Example] = {}
    for example in examples:
        key = " ".join(_WORD.findall(example.text.lower())) or example.text
        first = seen.setdefault(key, example)
        if first is not example and first.intent != example.intent:
            where = f"{first.file}:{first.line}"
            why = f"'{example.text[:60]}' is {example.intent} here and {first.intent} in {where}"
            yield Problem(example.file, example.line, why)


def _too_few(examples: Iterable[Example]) -> Iterator[Problem]:
    listed = list(examples)
    signals = taxonomy().signals
    count = Counter(example.intent for example in listed)
    for intent, number in sorted(count.items()):
        fewest = FEWEST_PER_SIGNAL if intent in signals else FEWEST_PER_INTENT
        if number < fewest:
            yield Problem("data/nlu", 1, f"{intent} has {number} examples; it needs at least {fewest}")
    ordinary = [example for example in listed if example.intent not in signals]
    near = sum("near_misses" in example.file for example in ordinary)
    for what, number, fewest in (
        ("ordinary messages", len(ordinary), FEWEST_ORDINARY),
        ("near-misses (data/nlu/near_misses)", near, FEWEST_NEAR_MISSES),
    ):
        if number < fewest:
            yield Problem("data/nlu", 1, f"there are {number} {what}; at least {fewest} are needed")
    for signal in signals:
        if not count[signal]:
            yield Problem("data/nlu", 1, f"{signal} has no examples; it needs at least {FEWEST_PER_SIGNAL}")


def _copies(learnt: Iterable[Example], held_out: Iterable[Example]) -> Iterator[Problem]:
    """Held-out messages that are copies or, unless they are very short, near-copies of what is learnt from."""
    by_word: dict[str, list[Example]] = defaultdict(list)
    by_words: dict[str, Example] = {}
    for example in learnt:
        by_words.setdefault(_key(example), example)
        for word in example.words:
            by_word[word].append(example)
    for example in held_out:
        words = example.words
        same = by_words.get(_key(example)) if words else None
        if same is not None:
            why = f"'{example.text[:60]}' stands in {same.file}:{same.line} too, which is learnt from"
            yield Problem(example.file, example.line, why)
            continue
        if len(words) < _SHORTEST_COMPARED:
            continue
        rare = sorted(words, key=lambda w: len(by_word[w]))[: len(words) // 2 + 1]
        candidates = {id(e): e for word in rare for e in by_word[word]}.values()
        best = max(candidates, key=lambda e: _alike(words, e.words), default=None)
        if best is not None and _alike(words, best.words) >= TOO_ALIKE:
            why = f"'{example.text[:60]}' is a near-copy of {best.file}:{best.line}, which is learnt from"
            yield Problem(example.file, example.line, why)


def _key(example: Example) -> str:
    return " ".join(_WORD.findall(example.text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
