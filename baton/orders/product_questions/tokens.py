"""The words of a question or of the shop's data in the form in which they are compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from baton.base.text import without_accents

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’`´][^\W_]+)*|°\s?[cCfF]\b")
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]+(?:-[^\W_]+)+")
_NUMBER_AND_UNIT = re.compile(r"(\d+(?:[.,]\d+)?)([^\W\d_]+\d?)")
_APOSTROPHES = re.compile(r"['’`´]")
#: Endings that a word may have or not and still mean the same property: dim, dimmable, dimming; wash, washed.
_ENDINGS = ("ability", "ation", "ness", "able", "ible", "ings", "ing", "ed", "es", "e", "s")
_SHORTEST_STEM = 3
_SHORTEST_MISTYPED = 5  # letters: shorter words must be right
_DOUBLED = re.compile(r"(.)\1")
_CLOSE = 0.84  # likeness from which two words are the same word mistyped
EXACT, RELATED, MISTYPED = 1.0, 0.8, 0.7


@dataclass(frozen=True)
class Token:
    """One word. `text` is lower case without accents; `forms` are its other spellings; `start` to `end` is its place
    in what was written."""

    text: str
    start: int
    end: int
    forms: frozenset[str] = field(compare=False, default=frozenset())

    @property
    def number(self) -> float | None:
        """Its value, if it is a number."""
        try:
            return float(self.text.replace(",", "."))
        except ValueError:
            return None


_SHORTEST_VES = 4


def singular(word: str) -> str:
    """A word without the ending of its plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def stem(word: str) -> str:
    """What words of one family share."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    doubled = len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiousl"
    return word[:-1] if doubled else word


def tokenise(text: str, units: Mapping[str, str], whole: Container[str] = ()) -> list[Token]:
    """The words of a text in order.

    Args:
        text: anything.
        units: word -> unit of measure; a number with its unit ("65W") is two words.
        whole: words that look like it and are one ("4k").
    """
    tokens: list[Token] = []
    for found in _WORD.finditer(text):
        word = _plain(found[0])
        split = _NUMBER_AND_UNIT.fullmatch(word)
        if split and split[2] in units and word not in whole and len(word) == len(found[0]):
            between = found.start() + len(split[1])
            tokens.append(_token(split[1], found.start(), between, units))
            tokens.append(_token(split[2], between, found.end(), units))
        elif word:
            tokens.append(_token(word, found.start(), found.end(), units))
    return tokens


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    return without_accents(_APOSTROPHES.sub("", word)).lower().replace(" ", "")


def _token(word: str, start: int, end: int, units: Mapping[str, str]) -> Token:
    forms = {word, singular(word)}
    if word.endswith("ves") and len(word) > _SHORTEST_VES:  # "knives" and "shelves", beside "gloves"
        forms |= {word[:-3] + "f", word[:-3] + "fe"}
    if word in units:
        forms.add(units[word])
    return Token(word, start, end, frozenset(forms))


def joined(text: str) -> set[str]:
    """Words with a hyphen, written as one: "Wi-Fi" -> "wifi"."""
    return {
        without_accents(found[0]).lower().replace("-", "")
        for found in _HYPHENATED.finditer(text)
        if not found[0].replace("-", "").isdigit()
    }


@dataclass(frozen=True)
class Terms:
    """The words of a piece of the shop's data."""

    forms: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, text: str, units: Mapping[str, str], whole: Container[str] = ()) -> Terms:
        """The terms of a text; see `tokenise`."""
        tokens = tokenise(text, units, whole)
        forms = frozenset().union(joined(text), *(token.forms for token in tokens))
        return cls(forms, frozenset(stem(form) for form in forms if not form.isdigit()))

    def likeness(self, token: Token) -> float:
        """How surely the data hold a word: 0 (not at all) to 1."""
        if token.forms & self.forms:
            return EXACT
        if token.number is not None or len(token.text) < _SHORTEST_STEM:
            return 0.0
        if stem(token.text) in self.stems:
            return RELATED
        return MISTYPED if mistyped(token.text, self.forms) else 0.0


def mistyped(word: str, known: Iterable[str]) -> str | None:
    """The known word that a word is with a slip, if any; both have five letters at least and the same first one.

    A letter that is doubled, or not, is no slip at all: "vaccum".
    """
    if len(word) < _SHORTEST_MISTYPED or not word.isalpha():
        return None
    best, sure = None, _CLOSE
    for other in known:
        if len(other) < _SHORTEST_MISTYPED or other[0] != word[0] or abs(len(other) - len(word)) > 2:
            continue
        ratio = SequenceMatcher(None, _DOUBLED.sub(r"\1", word), _DOUBLED.sub(r"\1", other), autojunk=False).ratio()
        if ratio >= sure:
            best, sure = other, ratio
    return best


Phrase = tuple[str, ...]
GAP = "..."
_WIDEST_GAP = 5


def phrase(text: str) -> Phrase:
    """A phrase of the words file, ready to be found."""
    plain = without_accents(_APOSTROPHES.sub("", text)).lower()
    return tuple(re.findall(r"\.\.\.|[^\W_]+", plain))


def find(wanted: Phrase, tokens: Sequence[Token], start: int = 0) -> tuple[int, int] | None:
    """Where a phrase stands among tokens, as first and last-plus-one; None if it does not."""
    words = _alternatives(wanted)
    first = words[0] if words else None
    for begin in range(start, len(tokens)):
        if first and first.isdisjoint(tokens[begin].forms):  # nearly always: some thousand phrases a question
            continue
        end = _end(words, tokens, begin)
        if end is not None:
            return begin, end
    return None


@lru_cache(maxsize=50_000)
def _alternatives(wanted: Phrase) -> tuple[frozenset[str] | None, ...]:
    """The forms that each word of a phrase may have, None for a gap; remembered because the phrases are the shop's."""
    return tuple(None if word == GAP else frozenset((word, singular(word))) for word in wanted)


def _end(words: tuple[frozenset[str] | None, ...], tokens: Sequence[Token], begin: int) -> int | None:
    place = begin
    for number, forms in enumerate(words):
        if forms is None:
            for skipped in range(_WIDEST_GAP + 1):
                end = _end(words[number + 1 :], tokens, place + skipped)
                if end is not None:
                    return end
            return None
        if place >= len(tokens) or forms.isdisjoint(tokens[place].forms):
            return None
        place += 1
    return place
