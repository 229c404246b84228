"""Reads a message without its courtesies: a greeting, thanks or a smile changes no decision. Pure but for the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import List

from baton.base.document import Document, load_document
from baton.base.settings import ROOT

FILE = ROOT / "data" / "courtesies.yml"
#: With fewer words left a message may be nothing but courtesy.
FEWEST = 3
#: How many may stand before and after one another.
_MOST = 3
_MOST_MARKS = 5
_END_MARKS = " .!?\u2026"
_WORD = re.compile(r"[^\W\d_]{2,}|\d+")


class Courtesies(Document):
    """The checked file; its comments say what each key is for."""

    class Config:
        keep_untouched = (cached_property,)

    before: List[str]
    after: List[str]
    emojis: List[str]

    def without(self, text: str) -> str:
        """A text without its courtesies; the text itself where little else is left."""
        said = self._emojis.sub("", text.strip())
        words = said.rstrip(_END_MARKS)
        left = self._before.sub("", self._after.sub("", words))
        if left == words == text or len(_WORD.findall(left)) < FEWEST:
            return text
        return left + ("?" if "?" in said[len(words) :] else "") if left != words else said

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(rf"^(?:{_one_of(self.before)}\b[\s,.!:;-]{{1,{_MOST_MARKS}}}){{1,{_MOST}}}", re.I)

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return re.compile(rf"(?:[\s,.!;-]{{1,{_MOST_MARKS}}}{_one_of(self.after)}){{1,{_MOST}}}$", re.I)

    @cached_property
    def _emojis(self) -> re.Pattern[str]:
        return re.compile(rf"(?:\s?{_one_of(self.emojis)})+$")


def _one_of(wordings: Sequence[str]) -> str:
    """A regular expression for one of some wordings, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(wordings, key=len, reverse=True)))})"


@lru_cache(maxsize=1)
def courtesies() -> Courtesies:
    """The courtesies of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, Courtesies)
