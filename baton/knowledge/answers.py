"""Which variation of an answer is for this customer, and the countries that a message names. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from baton.knowledge.document import Question, Variation, When

#: Names that people write beside those of the standard, and parts of a country that are none of their own.
_ALSO = {
    "usa": "US", "us": "US", "america": "US", "the states": "US", "uk": "GB", "britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB", "holland": "NL", "eire": "IE", "czechia": "CZ",
}  # fmt: skip
_AS_WRITTEN = frozenset({"us"})  # a word too, unless it is in capitals

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+|mailto:[^)\s]+)\)")


@dataclass(frozen=True)
class Audience:
    """What is known of the customer and the question: codes and names in the form of `When`."""

    countries: Collection[str] = ()
    groups: Collection[str] = ()
    languages: Collection[str] = ()


def variation(question: Question, audience: Audience) -> Variation:
    """The first variation of an answer that is for this audience; the last one is for everybody.

    Raises:
        ValueError: the question has no answer.
    """
    for each in question.answer:
        if each.when is None or _fits(each.when, audience):
            return each
    raise ValueError(f"{question.id} has no answer for everybody")


def countries_in(text: str) -> tuple[str, ...]:
    """The countries that a text names, as ISO 3166 codes, each once."""
    names = _country_names()
    found: dict[str, None] = {}
    for place in _country_pattern().finditer(text):
        name = place[0].lower()
        if name not in _AS_WRITTEN or place[0].isupper():
            found[names[name]] = None
    return tuple(found)


def countries_of(question: Question) -> tuple[str, ...]:
    """The countries for which a question has an answer of its own, as ISO 3166 codes, each once."""
    named = (code for each in question.answer if each.when is not None for code in each.when.country)
    return tuple(dict.fromkeys(named))


def country_name(code: str) -> str:
    """What a country is called; an unknown code is its own name."""
    return str(Locale("en").territories.get(code, code))


def plain_text(text: str) -> str:
    """A text with its links written out, `label (address)`: not every channel shows Markdown, and all show that."""
    return _LINK.sub(r"\1 (\2)", text)


def _fits(when: When, audience: Audience) -> bool:
    wanted = ((when.country, audience.countries), (when.group, audience.groups), (when.language, audience.languages))
    return all(_meet(values, known) for values, known in wanted if values)


def _meet(values: Collection[str], known: Collection[str]) -> bool:
    return not {value.casefold() for value in values}.isdisjoint(value.casefold() for value in known)


@lru_cache(maxsize=1)
def _country_names() -> Mapping[str, str]:
    territories = Locale("en").territories
    listed = {name.lower(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    return {**listed, **_ALSO}


@lru_cache(maxsize=1)
def _country_pattern() -> re.Pattern[str]:
    longest_first = sorted(_country_names(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I)
