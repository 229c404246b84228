"""The words by which customers correct, decline and choose while an order is looked for (data/order_words.yml).

Nothing is trained from them. The file is read at the first use, once in a process.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, List, Mapping

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings

FILE = ROOT / "data" / "order_words.yml"

#: What stands for `#` in the file: an order number as it is usually written, in digits or with letters before them.
_NUMBER = r"(?:#|no\.? ?)?(?:[a-z]{1,4}[-/]?)?[0-9][0-9-]{2,}"


class OrderWords(Wordings):
    """The checked file; its comments say what each key is for."""

    stands_for: ClassVar[Mapping[str, str]] = {"#": _NUMBER}

    replaces: List[str]
    corrects: List[str]
    denies_number: List[str]
    lists_orders: List[str]
    names_postcode: List[str]
    not_at_hand: List[str]
    withholds: List[str]
    details: List[str]
    wants_code: List[str]
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


@lru_cache(maxsize=1)
def order_words() -> OrderWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, OrderWords)
