"""The words by which customers correct, decline and choose while an order is looked for (data/order_words.yml).

Nothing is trained from them. The file is read at the first use, once in a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import List

from baton.base.document import Document, Fault, load_document
from baton.base.settings import ROOT

FILE = ROOT / "data" / "order_words.yml"

#: What stands for `#` in the file: an order number as it is usually written, in digits or with letters before them.
_NUMBER = r"(?:#|no\.? ?)?(?:[a-z]{1,4}[-/]?)?[0-9][0-9-]{2,}"


class OrderWords(Document):
    """The checked file; its comments say what each key is for."""

    replaces: List[str]
    corrects: List[str]
    denies_number: List[str]
    lists_orders: List[str]
    names_postcode: List[str]
    not_at_hand: List[str]
    none: List[str]
    all: List[str]
    newest: List[str]
    oldest: List[str]
    newest_in_list: List[str]
    oldest_in_list: List[str]
    last_place: List[str]
    places: List[str]
    numerals: List[str]
    counted: List[str]
    polite: List[str]
    #: In the file `except`, a word of Python.
    exceptions: List[str]

    class Config:
        fields = {"exceptions": {"alias": "except"}}

    def faults(self) -> Iterator[Fault]:
        """A wording that is no regular expression."""
        for key, wordings in self.dict(by_alias=True).items():
            for place, wording in enumerate(wordings):
                try:
                    _compiled((wording,))
                except re.error as error:
                    yield (key, place), f"not a regular expression: {error}"

    def find(self, wordings: Sequence[str], text: str) -> re.Match[str] | None:
        """The first place in a text where one of the wordings stands as whole words, or None."""
        return _compiled(tuple(wordings)).search(straight(text))

    def split(self, wordings: Sequence[str], text: str) -> list[str]:
        """The parts of a text between the wordings."""
        return _compiled(tuple(wordings)).split(straight(text))


@lru_cache(maxsize=1)
def order_words() -> OrderWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, OrderWords)


def straight(text: str) -> str:
    """The text in lower case with the apostrophes of a plain keyboard."""
    return re.sub("[\u2018\u2019`\u00b4]", "'", text).lower()


@lru_cache(maxsize=64)
def _compiled(wordings: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(f"(?:{wording.replace('#', _NUMBER)})" for wording in wordings)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.I)
