"""Amounts of money as customers write them: "£30", "forty euros", "a tenner". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_NUMBER = r"\d+(?:[.,]\d+)?"
_HUNDRED = 100


@dataclass(frozen=True)
class Amount:
    """An amount in a text, with the place where it begins; `currency` is an ISO code."""

    value: float
    currency: str
    start: int


class MoneyWords:
    """How amounts of money are written.

    Args:
        currencies: what each is called, by its ISO code; the first is the one of `amounts`.
        amounts: words that are an amount by themselves.
        numbers: numbers in words.
        at_most: what stands before a number that is a price without its currency.
    """

    def __init__(
        self,
        currencies: Mapping[str, Sequence[str]],
        amounts: Mapping[str, float],
        numbers: Mapping[str, int],
        at_most: Sequence[str],
    ) -> None:
        self._codes = {name.lower(): code for code, names in currencies.items() for name in names}
        own = next(iter(currencies))
        self._amounts = {word: f"{amount:g} {own}" for word, amount in amounts.items()}
        self._numbers = numbers
        signs = "".join(re.escape(name) for name in self._codes if not name.isalpha())
        currency = rf"(?:[{signs}]|{_any_of(name for name in self._codes if name.isalpha())}\b)"
        number = _any_of(numbers)
        spelled = rf"\b(?:a\s+)?{number}(?:(?:\s+and\s+|[\s-]+){number})*\b"
        ends = r"\s*(?:[.,;:!?]|\Z|please\b|pls\b)"
        self._spelled = re.compile(
            rf"(?P<before>\b{_any_of(at_most)}\s+)?(?P<number>{spelled})(?:(?=\s*{currency})|(?(before)(?={ends})|(?!)))",
            re.I,
        )
        self._amount = re.compile(
            rf"(?P<sign>[{signs}])\s?(?P<behind>{_NUMBER})|(?P<number>{_NUMBER})\s?(?P<name>{currency})", re.I
        )

    def in_digits(self, text: str) -> str:
        """A text with the amounts of money that are written in words in digits: "under 40 pounds"."""
        text = re.sub(r"\w+", lambda word: self._amounts.get(word[0].lower(), word[0]), text)
        return self._spelled.sub(lambda found: f"{found['before'] or ''}{self._value(found['number'])}", text)

    def find(self, text: str) -> Amount | None:
        """The first amount of money in a text, where numbers are in digits."""
        found = self._amount.search(text)
        if found is None:
            return None
        value = float((found["behind"] or found["number"]).replace(",", "."))
        return Amount(value, self._codes[(found["sign"] or found["name"]).lower()], found.start())

    def _value(self, spelled: str) -> int:
        value = 0
        for word in re.split(r"[\s-]+", spelled.lower()):
            number = self._numbers.get(word, 0)
            value = (value or 1) * number if number == _HUNDRED else value + number
        return value


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
