"""What is wrong with one example of the language data by itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baton.base.yaml_lines import Problem, did_you_mean
from baton.nlu.example import Example
from policies.taxonomy import taxonomy

#: Of a longer one the matter drowns in the rest; the longest that is kept has a third of it.
LONGEST = 1000  # characters
#: What is left of a mark that is not closed, or is put round nothing.
_BROKEN_MARK = re.compile(r"\[[^\]]*[({]\w*[)}]|\]\s*[({]")
#: As in templates of texts, or of other tools.
_PLACEHOLDER = re.compile(r"\{\{?\s*\w+\s*\}?\}|<[A-Z_]{3,}>|%\(\w+\)s")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\u201c[^\u201d]*\u201d")
#: Copied along with text from web pages; those that join letters or emoji are writing.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def problems(example: Example, known: set[str], entities: set[str]) -> Iterator[Problem]:
    """Everything wrong with it.

    Args:
        known: the intents of the domain.
        entities: those of the domain.
    """

    def wrong(text: str) -> Problem:
        return Problem(example.file, example.line, text)

    intent = example.intent.partition("/")[0]  # of a retrieval intent the domain lists the part before the slash
    if intent not in known:
        yield wrong(f"unknown intent '{intent}'; the domain does not list it{did_you_mean(intent, known)}")
    if broken := _BROKEN_MARK.search(example.text):
        yield wrong(f"a mark is not closed at '{broken.group()[:40]}': write [words](entity), as in [Jane Doe](person)")
    for entity in example.entities:
        if not entity and not example.odd_marks:
            yield wrong("a mark names no entity: write [words](entity), as in [Jane Doe](person)")
        elif entity and entity not in entities:
            yield wrong(f"unknown entity '{entity}'; the domain does not list it{did_you_mean(entity, entities)}")
    yield from map(wrong, example.odd_marks)
    if not any(c.isprintable() and not c.isspace() for c in example.text):
        yield wrong("an empty example")
    if example.text.startswith("/"):
        yield wrong("a text may not begin with '/': Rasa would take it for an intent")
    yield from map(wrong, _odd_words(example))
    yield from map(wrong, _odd_metadata(example, known))


def _odd_words(example: Example) -> Iterator[str]:
    """What no customer writes, and is learnt nevertheless."""
    text = example.text
    if len(text) > LONGEST:
        yield f"an example of {len(text)} characters; at most {LONGEST}, the part that says it"
    if found := _PLACEHOLDER.search(text):
        yield f"{found[0]} stands for nothing here: write the words themselves, as customers do"
    if _QUOTED.fullmatch(text):
        yield "the quotes would be learnt: below `examples: |` each line is taken as it stands; take them out"
    if found := _INVISIBLE.search(text):
        place = f"U+{ord(found[0]):04X} before '{text[found.end() :][:20]}'"
        yield f"a character that cannot be seen stands here ({place}); write the line anew"


def _odd_metadata(example: Example, known: set[str]) -> Iterator[str]:
    also = [str(name) for name in example.metadata.get("also", [])]
    for place, name in enumerate(also):
        if name not in known:
            yield f"metadata.also names the unknown intent '{name}'{did_you_mean(name, known)}"
        elif name == example.intent or name in also[:place]:
            yield f"metadata.also names {name}, which the example has already; take it out"
    near = example.metadata.get("near")
    if near is not None and str(near) not in known:
        yield f"metadata.near names the unknown intent '{near}'{did_you_mean(near, known)}"
    kind, kinds = example.metadata.get("problem"), taxonomy().problems
    if kind is not None and str(kind) not in kinds:
        yield f"unknown kind of problem '{kind}'{did_you_mean(kind, kinds)} (known: {', '.join(sorted(kinds))})"
