"""Words by which a message is taken apart and read, whatever it is about (data/message_words.yml)."""

from __future__ import annotations

from functools import lru_cache
from typing import List, Sequence

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings

FILE = ROOT / "data" / "message_words.yml"


class MessageWords(Wordings):
    """The checked file; its comments say what each key is for."""

    greetings: List[str]
    greeted: List[str]
    announces: List[str]
    before_announcement: List[str]
    joints: List[str]
    lead_ins: List[str]
    asks: List[str]
    denials: List[str]
    begins_anew: List[str]
    voucher_codes: List[str]
    says_not: List[str]
    reassures: List[str]
    people: List[str]
    someone: List[str]
    calls: List[str]
    called_names: List[str]
    past_calls: List[str]


@lru_cache(maxsize=1)
def message_words() -> MessageWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, MessageWords)


def any_of(wordings: Sequence[str]) -> str:
    """A regular expression for one of some wordings."""
    return f"(?:{'|'.join(wordings)})"
