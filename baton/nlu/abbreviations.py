"""Writes out the short forms of chats: "how do i send smth back" means "something" (data/abbreviations.yml).
Pure but for the file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict

from baton.base.document import Document, load_document
from baton.base.settings import ROOT

FILE = ROOT / "data" / "abbreviations.yml"
#: No initial ("w.") and no part of an address.
_WORD = re.compile(r"(?<![\w.])[^\s.,;:!?()\"]+(?![^\s.,;:!?()\"]|\.\w)")


class Abbreviations(Document):
    """The checked file: what each short form, in small letters, stands for."""

    abbreviations: Dict[str, str]

    def written_out(self, text: str) -> str:
        """The text with its short forms written out."""
        return _WORD.sub(lambda word: self.abbreviations.get(word[0].lower(), word[0]), text)


@lru_cache(maxsize=1)
def abbreviations() -> Abbreviations:
    """The short forms of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, Abbreviations)
