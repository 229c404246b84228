"""One message of the language data, with what its file says beside its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

WORD = re.compile(r"\w+")
#: Marked words: `[Jane](person)`, or `[Jane]{"entity": "person"}` with more of what Rasa knows.
MARK = re.compile(r"\[([^\]]*[^\]\s][^\]]*)\](?:\(([^)]*)\)|(\{[^}]*\}))")


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

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(WORD.findall(self.text.lower()))
