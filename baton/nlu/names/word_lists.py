"""What the name tagger knows of single words: listed names, how usual a word is in messages. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from baton.nlu.names.tokens import Token, tokens

FILE = "words.json"
EVERYDAY, SEEN, ENGLISH, UNKNOWN = "2", "1", "0", "-"  # how usual a word is
_FEWEST_USUAL = 12  # times
_USUAL = 1500  # a word that one in so many messages holds is an everyday one


@dataclass(frozen=True)
class WordLists:
    """The words by which names and other words are told apart.

    Attributes:
        first: given names, as `Token.plain` gives them.
        last: family names.
        usual: how often a word stands in the language data where it is no name, by `Token.lower`.
        english: words that the language model's vocabulary holds in one piece.
        everyday: how often an everyday word stands there at least.
    """

    first: Set[str] = frozenset()
    last: Set[str] = frozenset()
    usual: Mapping[str, int] = field(default_factory=dict)
    english: Set[str] = frozenset()
    everyday: int = _FEWEST_USUAL

    def listed(self, token: Token) -> str:
        """In which lists of names it stands: "fl", "f", "l" or "-"; of a hyphenated name, the first part counts."""
        word = token.plain
        if not (word in self.first or word in self.last):
            word = next((p.plain for p in tokens(token.text.replace("-", " ")) if p.word), word)
        return ("f" if word in self.first else "") + ("l" if word in self.last else "") or "-"

    def use(self, token: Token, without: int = 0) -> str:
        """How usual the word is: `EVERYDAY`, `SEEN`, `ENGLISH` (never seen but an English word) or `UNKNOWN`.

        Args:
            token: a token.
            without: how many times it stands in a message that is learnt from and must not vouch for itself.
        """
        word = token.lower
        count = self.usual.get(word, 0) - without
        if count >= self.everyday:
            return EVERYDAY
        return SEEN if count > 0 else ENGLISH if word in self.english else UNKNOWN

    def save(self, folder: Path) -> None:
        """Write them as a file of the model."""
        lists = {"first": sorted(self.first), "last": sorted(self.last), "english": sorted(self.english)}
        content = json.dumps({**lists, "usual": dict(self.usual), "everyday": self.everyday}, ensure_ascii=False)
        (folder / FILE).write_text(content, encoding="utf-8")

    @staticmethod
    def load(folder: Path) -> WordLists:
        """Read them again."""
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        first, last, english = (frozenset(content[key]) for key in ("first", "last", "english"))
        return WordLists(first, last, content["usual"], english, content["everyday"])


def everyday(messages: int) -> int:
    """How often an everyday word stands in so many messages at least."""
    return max(_FEWEST_USUAL, messages // _USUAL)


def counted(messages: Iterable[Iterable[Token]]) -> Counter[str]:
    """How often each word stands in messages."""
    return Counter(token.lower for message in messages for token in message if token.word)
