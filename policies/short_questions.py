"""Short questions that mean the order which was just shown: "and why?", "how long" (data/short_questions.yml). Pure.

By themselves such words are near to many questions of the shop's; right after an answer about an order they mean it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property, lru_cache
from typing import Dict, FrozenSet, List, Optional, Tuple

from pydantic import validator

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings, straight
from policies.callback_changes import is_small_word

FILE = ROOT / "data" / "short_questions.yml"
#: A longer message says by itself what it is about.
LONGEST = 10  # words

#: How words of several things end, and those of one.
_PLURALS = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("ves", "fe"))
_SHORT_FORM = re.compile(r"\A'\w+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class ShortQuestions(Wordings):
    """The checked file; its comments say what each key is for."""

    class Config:
        keep_untouched = (cached_property,)

    asks: Dict[str, List[str]]
    of_item: Dict[str, str]
    beside: str
    own_order: List[str]

    @validator("asks")
    def _are_wordings(cls, value: Dict[str, List[str]]) -> Dict[str, List[str]]:
        for wording in (each for wordings in value.values() for each in wordings):
            re.compile(wording)
        return value

    @cached_property
    def _beside(self) -> FrozenSet[str]:
        return frozenset(self.beside.split())

    def facet(self, text: str, names: Collection[str] = ()) -> Optional[str]:
        """What a short text asks about an order that was just shown; None if it has words of its own.

        Args:
            text: what the customer wrote.
            names: further words that may stand there, in small letters: those of what is in the order.
        """
        found = self._find(text, names)
        return found[0] if found else None

    def only_names(self, text: str, names: Collection[str]) -> bool:
        """Whether a text says no more than what is in the order: "and the kettle?"."""
        words = _WORD.findall(straight(text))
        rest = [word for word in words if not _is_one_of(word, names)]
        return len(rest) < len(words) <= LONGEST and all(map(is_small_word, rest))

    def asks_no_more(self, text: str) -> bool:
        """Whether a text, beside what was taken out of it, has no words of its own: it is a short question, or none."""
        return self.facet(text) is not None or self._all_known(_WORD.findall(straight(text)), ())

    def is_of_own_order(self, text: str) -> bool:
        """Whether a text speaks of something that was ordered: "when does my parcel come"."""
        return self.find(self.own_order, text) is not None

    def question_words(self, text: str) -> Optional[str]:
        """The words of a short text by which it asks, as the file lists them; None if it has words of its own."""
        found = self._find(text, ())
        return found[1] if found else None

    def _find(self, text: str, names: Collection[str]) -> Optional[Tuple[str, str]]:
        """What a short text asks, and the words by which it does."""
        plain = straight(text)
        if len(plain.split()) > LONGEST or any(sign in plain for sign in "@0123456789"):
            return None
        for facet, wordings in self.asks.items():
            found = self.find(wordings, plain)
            if found is None:
                continue
            after = _SHORT_FORM.sub("", plain[found.end() :])  # "where's"
            rest = _WORD.findall(f"{plain[: found.start()]} {after}")
            if not self._all_known(rest, names):
                return None
            named = any(_is_one_of(word, names) for word in rest)
            return (self.of_item.get(facet, facet) if named else facet), found.group()
        return None

    def _all_known(self, words: Collection[str], names: Collection[str]) -> bool:
        return all(word in self._beside or is_small_word(word) or _is_one_of(word, names) for word in words)


def _is_one_of(word: str, names: Collection[str]) -> bool:
    """Whether a word is one of these names, of which several may be meant: "the chargers", "my batteries"."""
    return any(word.endswith(end) and word.removesuffix(end) + one in names for end, one in _PLURALS)


@lru_cache(maxsize=1)
def short_questions() -> ShortQuestions:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, ShortQuestions)
