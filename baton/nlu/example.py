"""One message of the language data, with what its file says beside its words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

from baton.base.yaml_lines import did_you_mean

WORD = re.compile(r"\w+")
#: Marked words: `[Jane](person)`, or `[Jane]{"entity": "person"}` with more of what Rasa knows.
MARK = re.compile(r"\[([^\]]*[^\]\s][^\]]*)\](?:\(([^)]*)\)|(\{[^}]*\}))")
#: What the braces behind marked words may hold.
_MARK_KEYS = ("entity", "role", "group", "value")


def read_mark(settings: str) -> tuple[str, str]:
    """The kind that the braces behind marked words name, and what is wrong with them; either may be empty."""
    try:
        found = json.loads(settings)
    except ValueError:
        return "", f'{settings[:60]} is no JSON: write {{"entity": "person"}}, each word in straight double quotes'
    for key, value in found.items():
        if key not in _MARK_KEYS:
            return "", f"a mark has no key '{key}'{did_you_mean(key, _MARK_KEYS)} (known: {', '.join(_MARK_KEYS)})"
        if not isinstance(value, str):
            return "", f'{key} of a mark is {json.dumps(value)[:60]}; write one word: "{key}": "person"'
    return found.get("entity", ""), ""


class ExampleMetadata(TypedDict, total=False):
    """What an example says beside its text: further signals, the kind of problem, and which signal it nearly has."""

    also: list[str]
    problem: str
    near: str


@dataclass(frozen=True)
class Example:
    """One message of the language data."""

    file: str
    line: int
    intent: str
    text: str
    metadata: ExampleMetadata
    entities: tuple[str, ...] = ()  #: the kinds that are marked in it
    odd_marks: tuple[str, ...] = ()  #: what is wrong with the braces behind marked words

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(WORD.findall(self.text.lower()))
