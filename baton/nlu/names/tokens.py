"""Words and punctuation of a message, as the name tagger reads them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from baton.base.text import without_accents

_CHUNK = re.compile(r"\S+")
#: What stands inside a word and separates two: "Doe,Jane", "Jane Doe/10023".
_INSIDE = re.compile(r"[,;:/()\[\]\"“”|&+<>]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼʻ", "'"))
_LONGEST_ABBREVIATION = 3  # letters before a point that belongs to the word: "J.", "Mrs."


@dataclass(frozen=True)
class Token:
    """A word or a mark of punctuation: its place in the text and its words."""

    start: int
    end: int
    text: str

    @cached_property
    def lower(self) -> str:
        """In the form in which words are compared: one kind of apostrophe, no final point."""
        return self.text.translate(_APOSTROPHES).lower().rstrip(".") or self.text

    @cached_property
    def plain(self) -> str:
        """Lower case, letters only, without accents: as names are listed."""
        return letters(self.text)

    @cached_property
    def word(self) -> bool:
        """Whether it has a letter or a digit."""
        return any(unicodedata.category(c)[0] in "LN" for c in self.text)


def tokens(text: str) -> list[Token]:
    """The tokens of a text, from left to right; marks of combining scripts and hyphens belong to their word."""
    return [token for chunk in _CHUNK.finditer(text) for token in _parts(chunk.group(), chunk.start())]


def letters(text: str) -> str:
    """The letters of a text in lower case, without accents: ``O'Brien`` -> ``obrien``."""
    return "".join(c for c in without_accents(text).lower() if c.isalpha())


def _parts(chunk: str, place: int) -> Iterator[Token]:
    """A piece between blanks: the punctuation before it, its words, the punctuation after it."""
    begin, end = 0, len(chunk)
    while begin < end and _mark(chunk[begin]):
        begin += 1
    while end > begin and _mark(chunk[end - 1]):
        end -= 1
    if chunk[end : end + 1] == "." and _abbreviated(chunk[begin:end]):
        end += 1
    yield from (Token(place + i, place + i + 1, chunk[i]) for i in range(begin))
    if "@" not in chunk and "://" not in chunk:
        for inside in _INSIDE.finditer(chunk, begin, end):
            if inside.start() > begin:
                yield Token(place + begin, place + inside.start(), chunk[begin : inside.start()])
            yield Token(place + inside.start(), place + inside.end(), inside.group())
            begin = inside.end()
    if begin < end:
        yield Token(place + begin, place + end, chunk[begin:end])
    yield from (Token(place + i, place + i + 1, chunk[i]) for i in range(end, len(chunk)))


def _mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PSC"


def _abbreviated(word: str) -> bool:
    return "." in word or len(word) <= _LONGEST_ABBREVIATION
