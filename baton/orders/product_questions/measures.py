"""Measures in values: read, compared and converted. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baton.orders.product_questions.vocabulary import Unit

_NUMBER = r"\d+(?:[.,]\d+)*"
#: One number or several with signs between, and the unit behind them: `41 x 34 x 42 cm`, `24-52 dB`. Numbers without
#: one are passed over as a whole: to try from each of them again would take the square of their number.
_MEASURE = re.compile(
    rf"(?P<numbers>{_NUMBER}(?:\s*(?:[x×–/-]|to|or|and|,)\s*{_NUMBER})*)(?:\s*(?P<unit>°\s?[CF]|[^\W\d_]+[²³]?|\"|″))?"
)
_EACH = re.compile(_NUMBER)
_AXES = re.compile(r"\b([wdhlb])\s*[x×*]\s*([wdhlb])(?:\s*[x×*]\s*([wdhlb]))?\b", re.I)
_BEFORE = r"\b{axis}\s*(?:[:=]\s*)?({number})"  # H 85
_BEHIND = r"(?<!\d)(?<!\d[.,])({number})\s*(?:(?:cm|mm|m|in)\s*)?\(?\b{axis}\b"  # 85 cm (H)
_FIRST_LETTER = re.compile(r"\b[wdhlb]\b", re.I)
_DEPTH_TOO = {"l": "d", "b": "w"}  # length stands for depth, breadth for width


@dataclass(frozen=True)
class Measure:
    """Numbers with a unit, at a place in a value."""

    numbers: tuple[float, ...]
    unit: Unit
    start: int
    end: int

    @property
    def base(self) -> tuple[float, ...]:
        """The numbers in the first unit of their kind."""
        return tuple((number - self.unit.zero) * self.unit.factor for number in self.numbers)


def measures(value: str, units: Mapping[str, Unit], words: Mapping[str, str]) -> list[Measure]:
    """The measures in a value.

    Args:
        units: by name.
        words: word -> name of a unit.
    """
    found = []
    for match in _with_unit(value):
        name = words.get(match["unit"].replace(" ", "").lower().replace("²", "2").replace("³", "3"))
        if name is None:
            continue
        if value[match.end() : match.end() + 1] in ("/", "²", "³"):
            continue  # m³/h, W/m²: another thing
        numbers = tuple(_value(number) for number in _EACH.findall(match["numbers"]))
        found.append(Measure(numbers, units[name], match.start(), match.end()))
    return found


def converted(value: str, into: Unit, units: Mapping[str, Unit], words: Mapping[str, str]) -> str | None:
    """The measures of a value that `into` can express, in that unit: `41 x 34 cm` -> `16.1 x 13.4 inches`.

    Returns:
        None if there is nothing to convert, or it is in that unit already.
    """
    parts = []
    for one in measures(value, units, words):
        if one.unit.kind != into.kind or one.unit.name == into.name:
            continue
        text = value[one.start : one.end]
        bare = text[: max(found.end() for found in _EACH.finditer(text))]
        numbers = iter(one.base)
        parts.append(_EACH.sub(lambda _: _short(next(numbers) / into.factor + into.zero), bare) + f" {into.name}")  # noqa: B023
    return "; ".join(parts) or None


def along(axis: str, key: str, value: str) -> str | None:
    """The one of several measures that is asked, where key or value say which is which.

    Args:
        axis: `w`, `d` or `h`.
    Returns:
        With its unit; None where the order is not known.
    """
    letter, number = _FIRST_LETTER.search(value), _EACH.search(value)
    before = bool(letter and number and letter.start() < number.start())
    single = re.search((_BEFORE if before else _BEHIND).format(axis=axis, number=_NUMBER), value, re.I)
    order = _AXES.search(key) or _AXES.search(value)
    measure = next(_with_unit(value), None)
    if order is not None:
        letters = [_DEPTH_TOO.get(letter.lower(), letter.lower()) for letter in order.groups() if letter]
        numbers = _EACH.findall(measure["numbers"]) if measure else []
        if axis in letters and len(numbers) == len(letters) and measure:
            return f"{numbers[letters.index(axis)]} {measure['unit']}"
        return None
    if single is None:
        return None
    unit = re.search(r"(?:mm|cm|m|in|inch(?:es)?|ft)\b", value, re.I)
    return f"{single[1]}{' ' + unit[0] if unit else ''}"


def _with_unit(value: str) -> Iterator[re.Match[str]]:
    return (match for match in _MEASURE.finditer(value) if match["unit"])


def _value(number: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number):
        return float(number.replace(",", ""))
    try:
        return float(number.replace(",", "."))
    except ValueError:
        return 0.0  # 1.2.3 is a version and no measure


def _short(number: float) -> str:
    """A number as it is read: three digits that count, no more than one decimal from ten on."""
    text = f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"
    return text.rstrip("0").rstrip(".")
