"""Words by which the policy knows last words and one more problem of a kind (data/conversation_words.yml)."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import FrozenSet, List, Optional

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings

FILE = ROOT / "data" / "conversation_words.yml"
#: So many words must follow on what takes back: "leave it, thanks" asks nothing else.
FEWEST = 3


class ConversationWords(Wordings):
    """The checked file; its comments say what each key is for."""

    class Config:
        keep_untouched = (cached_property,)

    last_words: str
    thanks: str
    asked_for: str
    said_beside: List[str]
    one_more: List[str]
    corrects: List[str]
    stops: List[str]
    asks_why_not: List[str]
    refuses: List[str]
    asks_for_rest: List[str]
    wants_other: List[str]
    beside_rest: List[str]

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

    def corrected_question(self, text: str) -> Optional[str]:
        """What a text says instead of what was asked before: "exchanges" of "no wait, I meant exchanges"; None if it
        corrects nothing."""
        found = self.find(self.corrects, text)
        if found is None or any(char.isalnum() for char in text[: found.start()]):
            return None
        return text[found.end() :].strip(" ,.:;!?-") or None

    def after_stop(self, text: str) -> str:
        """A text without the clause at its beginning that takes back what was asked before; the text itself where
        little follows: "do you take paypal" of "ok leave it. do you take paypal"."""
        said = text.lstrip()
        found = self.begins(self.stops, said)
        rest = said[found.end() :].strip() if found is not None else ""
        return rest if len(rest.split()) >= FEWEST else text

    def only_asks_why_not(self, text: str) -> bool:
        """Whether a text says no more than "why not?"."""
        return self._says_only(self.asks_why_not, text)

    def refuses_something(self, text: str) -> bool:
        """Whether a message of the bot's says that something is not so or cannot be."""
        return self.find(self.refuses, text) is not None

    def wants_rest(self, text: str) -> bool:
        """Whether a text says no more than that something which was asked is still open."""
        return self._says_only(self.asks_for_rest, text)

    def wants_none_of_these(self, text: str) -> bool:
        """Whether a text says no more than that none of the questions that were asked back is meant."""
        return self._says_only(self.wants_other, text)

    def _says_only(self, wordings: List[str], text: str) -> bool:
        """Whether a text has one of these wordings, and beside it nothing of its own."""
        parts = self.split(wordings, text)
        rest = " ".join(self.split(self.beside_rest, " ".join(parts)))
        return len(parts) > 1 and not any(char.isalnum() for char in rest)


@lru_cache(maxsize=1)
def conversation_words() -> ConversationWords:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, ConversationWords)
