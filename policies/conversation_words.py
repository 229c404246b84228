"""Words by which the policy knows last words and one more problem of a kind (data/conversation_words.yml)."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import FrozenSet, List

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings

FILE = ROOT / "data" / "conversation_words.yml"


class ConversationWords(Wordings):
    """The checked file; its comments say what each key is for."""

    class Config:
        keep_untouched = (cached_property,)

    last_words: str
    thanks: str
    asked_for: str
    said_beside: List[str]
    one_more: List[str]

    @cached_property
    def polite_words(self) -> FrozenSet[str]:
        """The words of thanks and goodbye."""
        return frozenset(self.last_words.split())

    @cached_property
    def thanking_words(self) -> FrozenSet[str]:
        return frozenset(self.thanks.split())

    @cached_property
    def helping_words(self) -> FrozenSet[str]:
        """What one thanks for, and what one asks for."""
        return frozenset(self.asked_for.split())


@lru_cache(maxsize=1)
def conversation_words() -> ConversationWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, ConversationWords)
