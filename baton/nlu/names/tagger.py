"""Finds people's names in a message: a conditional random field over words and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from baton.nlu.names.features import features
from baton.nlu.names.tokens import Token, tokens
from baton.nlu.names.word_lists import EVERYDAY, WordLists
from baton.orders.text.normalise import is_title

MODEL = "names.crfsuite"
BEGIN, INSIDE, OUTSIDE = "B", "I", "O"
_MOST_TOKENS = 120  # of a longer message the beginning is read
_MOST_WORDS = 6  # of a name
#: How sure the tagger must be of a name that nobody asked for.
_LISTED, _UNLISTED = 0.7, 0.92
_DOUBTFUL = 0.5  # the confidence of what may be a name only because one was asked for
_ENDS = " .,;:!?-–'’\""


@dataclass(frozen=True)
class Name:
    """A name and its place in the text."""

    start: int
    end: int
    value: str
    confidence: float


class NameTagger:
    """A trained tagger.

    Args:
        folder: where `training.train` put its files.
    """

    def __init__(self, folder: Path) -> None:
        self._lists = WordLists.load(folder)
        self._tagger = pycrfsuite.Tagger()
        # From memory, which CRFsuite does not copy: Rasa removes the folder when the model is loaded.
        self._model = (folder / MODEL).read_bytes()
        self._tagger.open_inmemory(self._model)

    def find(self, text: str) -> list[Name]:
        """The names in a text, whatever it is about; a doubtful one is left out."""
        message = tokens(text)[:_MOST_TOKENS]
        return [name for name in self._tagged(text, message, asked=False) if self._sure(name)]

    def answer(self, text: str) -> Name | None:
        """The name in the answer to a question for a name: here it may stand alone, whatever it looks like."""
        message = tokens(text)[:_MOST_TOKENS]
        names = self._tagged(text, message, asked=True)
        found = names or self.find(text)
        # Of several, the fullest: beside a name there may be a town.
        return max(found, key=_fullness, default=self._listed(text, message))

    def _tagged(self, text: str, message: Sequence[Token], asked: bool) -> list[Name]:
        if not message:
            return []
        tags = self._tagger.tag(features(message, asked, self._lists))
        places = self._whole(message, spans(tags)) if asked else spans(tags)
        return [
            Name(*place, text[slice(*place)], self._confidence(tags, begin, end))
            for begin, end in places
            if (place := _place(text, message, begin, end))
        ]

    def _confidence(self, tags: Sequence[str], begin: int, end: int) -> float:
        return float(min(self._tagger.marginal(tags[i], i) for i in range(begin, end) if tags[i] != OUTSIDE))

    def _sure(self, name: Name) -> bool:
        """Whether a name that nobody asked for is one: doubtful if no list has it, none with an everyday word in it."""
        words = [token for token in tokens(name.value) if token.word]
        listed = any(self._lists.listed(token) != "-" for token in words)
        if any(self._lists.listed(token) == "-" and self._lists.use(token) == EVERYDAY for token in words):
            return False
        return len(words) <= _MOST_WORDS and name.confidence >= (_LISTED if listed else _UNLISTED)

    def _whole(self, message: Sequence[Token], places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The places with the unknown words right beside them, which are other parts of the name."""
        found = []
        for begin, end in places:
            while begin > 0 and self._unknown(message[begin - 1]):
                begin -= 1
            while end < len(message) and self._unknown(message[end]):
                end += 1
            found.append((begin, end))
        return found

    def _unknown(self, token: Token) -> bool:
        letters_only = len(token.plain) > 2 and token.plain.isalpha() and not any(c.isdigit() for c in token.text)
        return letters_only and self._lists.listed(token) == self._lists.use(token) == "-" and "@" not in token.text

    def _listed(self, text: str, message: Sequence[Token]) -> Name | None:
        """A text of nothing but listed and unknown words, besides details: a name, although it looks like words."""
        places = [i for i, token in enumerate(message) if token.word and not any(c.isdigit() for c in token.text)]
        words = [message[i] for i in places]
        if not 0 < len(words) <= _MOST_WORDS or places != list(range(places[0], places[0] + len(words))):
            return None
        listed = [word for word in words if self._lists.listed(word) != "-"]
        if not all(word in listed or self._unknown(word) for word in words):
            return None
        if all(self._lists.use(word) == EVERYDAY for word in listed):
            return None
        place = _place(text, message, places[0], places[-1] + 1)
        return Name(*place, text[slice(*place)], _DOUBTFUL) if place else None


def _fullness(name: Name) -> tuple[int, float]:
    return len(name.value.split()), name.confidence


def _place(text: str, message: Sequence[Token], begin: int, end: int) -> tuple[int, int] | None:
    """Where a name stands in the text, without titles before it and punctuation around it."""
    while end - begin > 1 and (is_title(message[begin].text) or not message[begin].word):
        begin += 1
    start, stop = message[begin].start, message[end - 1].end
    while stop > start and text[stop - 1] in _ENDS:
        stop -= 1
    while start < stop and text[start] in _ENDS:
        start += 1
    return (start, stop) if any(c.isalpha() for c in text[start:stop]) else None


def spans(tags: Sequence[str]) -> list[tuple[int, int]]:
    """The pieces that tags mark, as first place and the place after the last."""
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for i, tag in enumerate([*tags, OUTSIDE]):
        if begin is not None and tag != INSIDE:
            found.append((begin, i))
            begin = None
        if tag == BEGIN or (tag == INSIDE and begin is None):
            begin = i
    return found
