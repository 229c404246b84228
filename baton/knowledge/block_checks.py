"""What is wrong within one block of the answers, beside its shape: wordings, texts, buttons, neighbours. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from baton.base import markup
from baton.base.yaml_lines import KeyPath, Problem
from baton.knowledge.placed_block import PlacedBlock

#: Longer ones are whole messages, which share their words with everything.
LONGEST_WORDING = 300  # characters
_SHOWN = 60  # characters of a wording in a message
_MARKED = re.compile(r"\[[^\]]+\]\(([^)]*)\)")
_NO_LABEL = re.compile(r"(?<!!)\[\s*\]\([^)]*\)")

#: Where in a block, and what is wrong there.
_Fault = tuple[KeyPath, str]


def problems(blocks: Sequence[PlacedBlock]) -> Iterator[Problem]:
    """Everything wrong with each block by itself."""
    for one in blocks:
        yield from _wordings(one)
        for path, why in (*_related(one), *_whens(one), *_texts(one)):
            yield one.problem(path, why)


def unknown_groups(blocks: Sequence[PlacedBlock], categories: Collection[str]) -> Iterator[Problem]:
    """Variations for a category of products that the shop does not have: nobody ever gets them.

    Args:
        categories: of the shop's products, in small letters; with none of them nothing is said.
    """
    for one in blocks if categories else ():
        for place, group in one.conditions("group"):
            if group.casefold() not in categories:
                why = f"no product is in the category {group!r}, so this is never said; there are: "
                yield one.problem(place, why + ", ".join(sorted(categories)))


def _wordings(one: PlacedBlock) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for line, text in one.wordings():
        first = seen.setdefault(" ".join(text.casefold().split()), line)
        if first != line:
            why = f"{text[:_SHOWN]!r} stands here already, in line {first}; take one out"
        elif text.startswith("/"):
            why = f"{text[:_SHOWN]!r} begins with '/', which Rasa takes for an intent; write what customers write"
        elif not any(map(str.isalnum, text)):
            why = f"{text[:_SHOWN]!r} has no word and no number to find it by"
        elif _MARKED.search(text):
            why = f"{text[:_SHOWN]!r} has marks, as examples in data/nlu have them; a wording is words alone"
        elif len(text) > LONGEST_WORDING:
            why = f"a wording of {len(text)} characters; at most {LONGEST_WORDING}, as customers ask for one thing"
        else:
            continue
        yield Problem(one.file, line, f"{one.block.id}: {why}")


def _related(one: PlacedBlock) -> Iterator[_Fault]:
    for number, name in enumerate(one.block.related):
        if name == one.block.id:
            yield ("related", number), "related: it names itself; take it out"
        elif name in one.block.related[:number]:
            yield ("related", number), f"related: {name} is named twice"


def _whens(one: PlacedBlock) -> Iterator[_Fault]:
    """Conditions that are none, and those that another variation has already: the first that fits is said."""
    seen: list[object] = []
    for number, answer in enumerate(one.block.answer):
        if answer.when is None:
            continue
        conditions = {key: sorted(map(str.casefold, values)) for key, values in answer.when.dict().items() if values}
        where: KeyPath = ("answer", number, "when")
        if not conditions:
            yield where, "a `when` without a country, group or language is for everybody; leave it out"
        elif conditions in seen:
            yield where, "another variation above is for the same customers, so this one is never said"
        seen.append(conditions)


def _texts(one: PlacedBlock) -> Iterator[_Fault]:
    written: list[tuple[KeyPath, str]] = [(("question",), one.block.question)]
    for number, answer in enumerate(one.block.answer):
        where: KeyPath = ("answer", number)
        written.append(((*where, "text"), answer.text))
        if no_label := _NO_LABEL.search(answer.text):
            yield (*where, "text"), f"the link {no_label[0]!r} has no words to press: write [words](https://...)"
        titles = [button.title for button in answer.buttons]
        written += [((*where, "buttons", place), title) for place, title in enumerate(titles)]
        for place, title in enumerate(titles):
            if title in titles[:place]:
                yield (*where, "buttons", place), f"there is a button {title!r} already"
    for path, text in written:
        if why := markup.fault(text):
            yield path, why
