"""Finds quantities that the shop tells differently in two places, such as 30 days for a return here and 14 there. Pure.

What a quantity is about is taken from the words of its sentence and of the question: two statements are compared where
most of the words of one are in the other too, rare ones counting more, and where both have the same unit and name the
same countries. So it finds only some of the contradictions, but hardly ever one that is none.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from baton.base.places import named_countries

#: From this share of the words on, by weight, two sentences are about the same.
SAME = 0.65
_FEWEST_SHARED = 2  # words
_STEM = 5  # letters: return, returned and returning are one word
_SHORTEST = 3  # letters

_NUMBERS = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
#: Digits of a number: none begins in the middle of one, so that a long run of them is read once, and so is its end.
_NUMBER = r"(?<!\d)\d{1,12}(?:[.,]\d{1,12})?(?!\d)"
_AMOUNT = rf"(?:{_NUMBER}|{'|'.join(_NUMBERS)})"
_QUANTITY = re.compile(
    rf"(?P<currency>[£€$])\s?(?P<money>{_NUMBER})|(?P<share>{_NUMBER})\s?%"
    rf"|\b(?P<least>{_AMOUNT})(?:\s?(?:to|or|-|–)\s?(?P<most>{_AMOUNT}))?[\s-]"
    r"(?P<unit>(?:working |business )?(?:day|hour|minute|week|month|year)s?)\b",
    re.I,
)
#: "Free from £50" is no price; what stands before a quantity keeps bounds apart.
_BOUND = re.compile(r"\b(from|over|above|under|below|until)\s$", re.I)
_FREE = re.compile(r"\b(?:free of charge|is free|are free|for free|costs nothing|no extra cost)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|;\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class Statement:
    """A text that the shop says.

    Attributes:
        name: of what says it; statements of the same name are variations and not compared.
        subject: the question that it answers, or other words for what it is about.
        countries: that it is for; empty if it is for all.
    """

    name: str
    subject: str
    text: str
    file: str
    line: int
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contradiction:
    """The same quantity, in two statements with two values, as they are written."""

    one: Statement
    written: str
    other: Statement
    other_written: str


@dataclass(frozen=True)
class _Quantity:
    statement: Statement
    kind: tuple[str, str, frozenset[str]]
    value: str
    written: str
    words: frozenset[str]


def has_price(text: str) -> bool:
    """Whether a text tells an amount of money, or that something is free."""
    return any(found["currency"] for found in _QUANTITY.finditer(text)) or _FREE.search(text) is not None


def has_time(text: str) -> bool:
    """Whether a text tells how long something takes or lasts."""
    return any(found["unit"] for found in _QUANTITY.finditer(text))


def contradictions(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Each pair of statements that give the same quantity two values, once."""
    frequency = Counter(stem for each in statements for stem in _stems(f"{each.subject} {each.text}"))

    def weight(stems: frozenset[str]) -> float:
        return sum(math.log(1 + len(statements) / (frequency[stem] or 1)) for stem in stems)

    by_kind: dict[tuple[str, str, frozenset[str]], list[_Quantity]] = defaultdict(list)
    for statement in statements:
        for quantity in _quantities(statement):
            by_kind[quantity.kind].append(quantity)
    pairs: set[tuple[Statement, Statement]] = set()
    for alike in by_kind.values():
        for place, one in enumerate(alike):
            for other in alike[place + 1 :]:
                pair = (one.statement, other.statement)
                if pair not in pairs and _contradict(one, other, weight):
                    pairs.add(pair)
                    yield Contradiction(one.statement, one.written, other.statement, other.written)


def _contradict(one: _Quantity, other: _Quantity, weight: Callable[[frozenset[str]], float]) -> bool:
    if one.value == other.value or one.statement.name == other.statement.name:
        return False
    shared = one.words & other.words
    return len(shared) >= _FEWEST_SHARED and weight(shared) >= SAME * min(weight(one.words), weight(other.words))


def _quantities(statement: Statement) -> Iterator[_Quantity]:
    asked = frozenset(named_countries(statement.subject))
    for sentence in _SENTENCE.split(statement.text):
        words = _stems(f"{statement.subject} {_QUANTITY.sub(' ', sentence)}")
        countries = statement.countries | frozenset(named_countries(sentence)) or asked
        for found in _QUANTITY.finditer(sentence):
            bound = _BOUND.search(sentence[: found.start()])
            unit, value = _measure(found)
            kind = (unit, bound[1].lower() if bound else "", countries)
            yield _Quantity(statement, kind, value, found[0], words)


def _measure(found: re.Match[str]) -> tuple[str, str]:
    """The unit of a quantity and its value, such as `("day", "4-7")`."""
    if found["currency"]:
        return found["currency"], _number(found["money"])
    if found["share"]:
        return "%", _number(found["share"])
    value = _number(found["least"])
    return found["unit"].lower().removesuffix("s"), f"{value}-{_number(found['most'])}" if found["most"] else value


def _number(text: str) -> str:
    written = _NUMBERS.get(text.lower(), text).replace(",", ".")
    return f"{float(written):g}"


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM].lower() for word in _WORD.findall(text) if len(word) >= _SHORTEST)
