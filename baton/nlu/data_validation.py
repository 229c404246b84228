"""Checks the language data: what a trainer can get wrong, all at once, with file and line."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from baton.base.document_problems import shown
from baton.base.yaml_lines import KeyPath, Lines, Problem, did_you_mean, read
from baton.nlu import example_sense, language_data, pattern_validation
from baton.nlu.example import MARK, WORD, Example, ExampleMetadata, read_mark
from policies.question_names import FAQ, ORDER_QUESTION
from policies.taxonomy import IntentFlag, taxonomy

FEWEST_PER_SIGNAL = 250
FEWEST_PER_INTENT = 40
FEWEST_ORDINARY = 1500
FEWEST_NEAR_MISSES = 400
#: Intents that the pipeline gives without examples.
NOT_LEARNT = frozenset({FAQ, ORDER_QUESTION, "nlu_fallback"})
#: A held-out message that shares this much of its words with one that is learnt from measures memory.
TOO_ALIKE = 0.8
_SHORTEST_COMPARED = 4  # words
#: So many examples that stand twice are named at a time: more would hide the other warnings.
_REPEATED_NAMED = 5
#: Where a file may wait for its first message.
_HELD_OUT = "tests/eval/"
_BLOCK_KEYS = ("intent", "examples", "metadata")
#: Kinds of block that Rasa knows beside intents; nothing in Baton's pipeline reads them.
_OTHER_BLOCKS = ("synonym", "regex", "lookup")


def check(root: Path) -> list[Problem]:
    """Everything wrong with data/nlu, data/patterns.yml, data/languages and tests/eval below a folder."""
    return findings(root)[0]


def findings(root: Path) -> tuple[list[Problem], list[Problem]]:
    """What `check` refuses, and what is only to be said."""
    domain, lines, _problems = read(root / "domain.yml", "domain.yml")  # what is wrong in it, others say
    known, entities = _names(domain, "intents"), _names(domain, "entities")
    found: list[Problem] = []
    learnt = list(_read_all(root / "data", root, found))
    held_out = list(_read_all(root / "tests" / "eval", root, found))
    for example in [*learnt, *held_out] if known else []:
        found += example_sense.problems(example, known, entities)
    found += _conflicting_intents(learnt)
    found += _too_few(learnt, known)
    found += _without_examples(learnt, known, lines)
    found += _copies(learnt, held_out)
    wordings = root / "data" / "patterns.yml"
    found += read(wordings, "data/patterns.yml")[2]
    if not any(problem.file == "data/patterns.yml" for problem in found):
        found += pattern_validation.check(wordings.read_text(encoding="utf-8"), "data/patterns.yml")
    found += language_data.check(root / "data" / "languages")[1]
    changed = {file: (root / file).stat().st_mtime for file in {example.file for example in learnt}}
    return sorted(dict.fromkeys(found), key=lambda p: (p.file, p.line)), repeated(learnt, changed)


def examples_below(folder: Path, root: Path) -> list[Example]:
    """The examples of all files below a folder that can be read.

    Args:
        root: the project's folder, from which their files are named.
    """
    return list(_read_all(folder, root, []))


def _names(domain: object, key: str) -> set[str]:
    """The names that a domain lists under a key; an entry may have settings of its own."""
    listed = domain.get(key) if isinstance(domain, dict) else None
    entries = listed if isinstance(listed, list) else []
    return {str(name) for entry in entries for name in (entry if isinstance(entry, dict) else [entry])}


def _read_all(folder: Path, root: Path, problems: list[Problem]) -> Iterator[Example]:
    """The examples of all files below a folder, also of those that `rasa interactive` writes beside data/nlu."""
    elsewhere = {root / "data" / "faq", root / "data" / "languages"}  # questions and patterns, with checks of their own
    for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
        if not elsewhere.isdisjoint(path.parents):
            continue
        value, lines, wrong = read(path, path.relative_to(root).as_posix())
        problems += wrong
        if isinstance(value, dict) and "nlu" in value:
            yield from _examples(value["nlu"], lines, path.relative_to(root).as_posix(), problems)


def _examples(blocks: object, lines: Lines, file: str, problems: list[Problem]) -> Iterator[Example]:
    if not isinstance(blocks, list) or (not blocks and not file.startswith(_HELD_OUT)):
        problems.append(Problem(file, lines.of(("nlu",)), "'nlu' holds a list of blocks: `- intent: ...`"))
    for place, block in enumerate(blocks if isinstance(blocks, list) else []):
        where = ("nlu", place)
        other = next((kind for kind in _OTHER_BLOCKS if isinstance(block, dict) and kind in block), None)
        if other is not None:
            why = f"a block of '{other}' has no effect: nothing in the pipeline of config.yml reads it; remove it"
            problems.append(Problem(file, lines.of(where), why))
        elif not isinstance(block, dict) or not isinstance(block.get("intent"), str) or not block.get("examples"):
            problems.append(Problem(file, lines.of(where), _no_block(block)))
        elif isinstance(block["examples"], str):
            yield from _lines_of(block, lines.of((*where, "examples")) + 1, file, problems)
        else:
            yield from _entries_of(block, lines, where, file, problems)


def _lines_of(block: dict[str, Any], begin: int, file: str, problems: list[Problem]) -> Iterator[Example]:
    """The examples of a block of lines with dashes."""
    shared = _metadata(block, file, begin, problems)
    for line, text in enumerate(block["examples"].splitlines(), start=begin):
        if text.strip() and not text.startswith("-"):
            problems.append(Problem(file, line, f"'{text.strip()[:60]}' {_left_out(text.strip())}"))
        elif text.strip():
            yield _example(file, line, block["intent"], text, shared)


def _left_out(text: str) -> str:
    """Why Rasa leaves a line of examples out, and the way out."""
    if text.startswith("-"):
        return "is indented otherwise than the lines above, so Rasa leaves it out; put its dash below theirs"
    if text.startswith("#"):
        return "is no comment here, and Rasa leaves it out; comments stand outside the examples"
    return "has no dash, so Rasa leaves it out; begin the line with '- '"


def _no_block(block: object) -> str:
    """What is wrong with a block of examples whose shape is wrong."""
    why = "a block needs 'intent' and 'examples'"
    if not isinstance(block, dict):
        return f"{why}, and '{str(block)[:60]}' is none; examples stand below `examples: |`, further to the right"
    if block.get("intent") is not None and not isinstance(block["intent"], str):
        return f"{why}; the intent is {shown(block['intent'])}, which is no name"
    hints = (did_you_mean(key, _BLOCK_KEYS) for key in block if key not in _BLOCK_KEYS)
    return why + next((hint for hint in hints if hint), "")


def _entries_of(
    block: dict[str, Any], lines: Lines, where: KeyPath, file: str, problems: list[Problem]
) -> Iterator[Example]:
    """The examples of a block of entries with `text` and `metadata`."""
    if not isinstance(block["examples"], list):
        problems.append(Problem(file, lines.of((*where, "examples")), "write `examples: |` and the lines below it"))
        return
    for number, entry in enumerate(block["examples"]):
        line = lines.of((*where, "examples", number))
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            why = "a plain list: write `examples: |` with the bar, or `- text: ...` for each; Rasa stops at this"
            if isinstance(entry, dict) and "text" in entry:
                why = f"the text is {shown(entry['text'])}; put it into quotes"
            problems.append(Problem(file, line, why))
            return
        shared = {**_metadata(block, file, line, problems), **_metadata(entry, file, line, problems)}
        yield _example(file, line, block["intent"], entry["text"], cast(ExampleMetadata, shared))


def _metadata(holder: dict[str, Any], file: str, line: int, problems: list[Problem]) -> ExampleMetadata:
    """The metadata of a block or an example; what has the wrong shape is a problem, and left out."""
    metadata = holder.get("metadata") or {}
    if not isinstance(metadata, dict):
        problems.append(Problem(file, line, "metadata holds keys with values: `metadata: {problem: damaged}`"))
        return {}
    for key in set(metadata) - set(ExampleMetadata.__annotations__):
        known = ExampleMetadata.__annotations__
        why = f"metadata has no key '{key}'{did_you_mean(key, known)} (known: {', '.join(known)})"
        problems.append(Problem(file, line, why))
    if not isinstance(metadata.get("also", []), list):
        problems.append(Problem(file, line, f"metadata.also is a list: write `also: [{metadata['also']}]`"))
        metadata = {key: value for key, value in metadata.items() if key != "also"}
    return cast(ExampleMetadata, metadata)


def _example(file: str, line: int, intent: str, text: str, metadata: ExampleMetadata) -> Example:
    said = text.strip().removeprefix("-").strip()
    marks = [read_mark(settings) if settings else (kind, "") for _words, kind, settings in MARK.findall(said)]
    kinds, odd = [kind for kind, _why in marks], [why for _kind, why in marks if why]
    return Example(file, line, intent, MARK.sub(r"\1", said).strip(), metadata, tuple(kinds), tuple(odd))


def _conflicting_intents(examples: Iterable[Example]) -> Iterator[Problem]:
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(plain_words(example.text), example)
        if first is not example and first.intent != example.intent:
            where = f"{first.file}:{first.line}"
            why = f"'{example.text[:60]}' is {example.intent} here and {first.intent} in {where}"
            yield Problem(example.file, example.line, why)


def repeated(examples: Iterable[Example], changed: Mapping[str, float]) -> list[Problem]:
    """Examples that stand twice under one intent: a few of them, and how many more there are.

    Args:
        examples: all that are learnt from.
        changed: when each file was changed; what a trainer has just written is named first.
    """
    seen: dict[tuple[str, str], Example] = {}
    again: list[tuple[Example, Example]] = []
    for example in examples:
        first = seen.setdefault((example.intent, example.text), example)
        if first is not example:
            again.append((example, first))
    # Of two files the one that was changed later holds the copy.
    pairs = [sorted(pair, key=lambda one: changed[one.file], reverse=True) for pair in again]
    pairs.sort(key=lambda pair: -changed[pair[0].file])
    named = [
        Problem(copy.file, copy.line, f"'{copy.text[:60]}' stands in {first.file}:{first.line} too; take one out")
        for copy, first in pairs[:_REPEATED_NAMED]
    ]
    if more := len(pairs) - len(named):
        why = f"{more} more examples stand twice under one intent; those named are of the files changed last"
        named.append(Problem("data", 0, why))
    return named


def _too_few(examples: Iterable[Example], known: set[str]) -> Iterator[Problem]:
    listed = list(examples)
    signals = taxonomy().signals
    count = Counter(example.intent.partition("/")[0] for example in listed)
    for intent, number in sorted(count.items()):
        fewest = FEWEST_PER_SIGNAL if intent in signals else FEWEST_PER_INTENT
        if number < fewest and intent in known:
            first = next(example for example in listed if example.intent.partition("/")[0] == intent)
            why = f"{intent} has {number} examples; it needs at least {fewest}"
            yield Problem(first.file, first.line, why)
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


def _without_examples(examples: Iterable[Example], known: set[str], lines: Lines) -> Iterator[Problem]:
    """Everyday intents that the model could never find."""
    learnt = {example.intent.partition("/")[0] for example in examples}
    elsewhere = {*NOT_LEARNT, *taxonomy().with_flag(IntentFlag.ROUTINE), *taxonomy().signals}
    for intent in sorted(known - learnt - elsewhere):
        why = f"{intent} has no examples, so no message is ever read as it; write them in data/nlu/ordinary"
        yield Problem("domain.yml", lines.of(("intents",)), why)


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
        # A near-copy lacks so few of the words that it has one of any so many, so the rarest do.
        most_lacking = len(words) - math.ceil(TOO_ALIKE * len(words))
        rare = sorted(words, key=lambda w: len(by_word[w]))[: most_lacking + 1]
        near = (e for word in rare for e in by_word[word] if _as_long(words, e.words))
        candidates = {id(e): e for e in near}.values()
        best = max(candidates, key=lambda e: _alike(words, e.words), default=None)
        if best is not None and _alike(words, best.words) >= TOO_ALIKE:
            why = f"'{example.text[:60]}' is a near-copy of {best.file}:{best.line}, which is learnt from"
            yield Problem(example.file, example.line, why)


def _key(example: Example) -> str:
    return " ".join(WORD.findall(example.text.lower()))


def plain_words(text: str) -> str:
    """What is compared of two messages: their words without marks, case and punctuation; of signs alone the signs."""
    said = MARK.sub(r"\1", text).strip()
    return " ".join(WORD.findall(said.lower())) or said


def _as_long(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two messages are near enough in length to share as much as a copy does."""
    return min(len(one), len(other)) >= TOO_ALIKE * max(len(one), len(other))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
