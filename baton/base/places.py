"""Which country a text means: by name, region or town (data/places.yml, data/towns.tsv). Pure but for the files.

A town counts only where a place is named ("to Lyon", or "Lyon?" alone), and only if it is clear in which country it is:
there are towns of one name in many countries, and the larger one is meant, most of all where the shop has to do with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Dict, List

from babel import Locale
from pydantic import constr

from baton.base.document import Document, load_document
from baton.base.settings import ROOT
from baton.base.text import without_accents

FILE, TOWNS_FILE = ROOT / "data" / "places.yml", ROOT / "data" / "towns.tsv"
#: A town at home, and one in a country in question, count for so many elsewhere; with less than this share of those of
#: its name it is not clear which is meant.
_AT_HOME, _IN_QUESTION, _CLEAR = 50, 10, 0.8
_LONGEST_NAME = 4  # words of a town
#: "us" is a word too, unless it is in capitals.
_IN_CAPITALS = {"US": "US", "UAE": "AE"}
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")

Code = constr(regex=r"\A[A-Z]{2}\Z")


class Places(Document):
    """The checked file; its comments say what each key is for."""

    before: List[str]
    regions: Dict[Code, List[str]]  # type: ignore[valid-type]


def countries_in(text: str, home: str | None = None, in_question: Collection[str] = ()) -> tuple[str, ...]:
    """The countries that a text means, as ISO 3166 codes, each once: those that it names, else those of its towns.

    Args:
        home: the country of the shop.
        in_question: other countries that a town is likely to be in.
    """
    weights = {**dict.fromkeys(in_question, _IN_QUESTION), **({home: _AT_HOME} if home else {})}
    return named_countries(text) or _of_towns(text, weights)


def named_countries(text: str) -> tuple[str, ...]:
    """The countries that a text names, or of which it names a region, as ISO 3166 codes, each once."""
    found: dict[str, None] = {}
    for place in _country_pattern().finditer(text):
        if (code := _code(place[0])) is not None:
            found[code] = None
    return tuple(found)


def without_places(text: str) -> str:
    """A text without its countries, regions and towns: of "and to Lyon?" is left "and to"."""
    left = _country_pattern().sub(lambda place: " " if _code(place[0]) else place[0], text)
    for start, end, _ in reversed(_towns(left)):
        left = left[:start] + left[end:]
    return left


def _code(name: str) -> str | None:
    return _country_names().get(name.lower()) or _IN_CAPITALS.get(name)


def _of_towns(text: str, weights: Mapping[str, int]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, _, sizes in _towns(text):
        weighed = {code: size * weights.get(code, 1) for code, size in sizes.items()}
        code = max(weighed, key=lambda each: weighed[each])
        if weighed[code] >= _CLEAR * sum(weighed.values()):
            found[code] = None
    return tuple(found)


def _towns(text: str) -> list[tuple[int, int, Mapping[str, int]]]:
    """The towns of a text: place of the first and after the last character, and the sizes of all of that name."""
    words = list(_WORD.finditer(text))
    found: list[tuple[int, int, Mapping[str, int]]] = []
    place = 0
    while place < len(words):
        taken = 1
        if place == 0 or _names_place(words[place - 1][0]):
            for number in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
                name = " ".join(_plain(word[0]) for word in words[place : place + number])
                alone = place > 0 or number == len(words)
                if alone and (sizes := _sizes().get(name)) is not None:
                    found.append((words[place].start(), words[place + number - 1].end(), sizes))
                    taken = number
                    break
        place += taken
    return found


def _names_place(word: str) -> bool:
    return word.lower() in places_before()


def _plain(word: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", without_accents(word.lower().replace("ß", "ss"))).split())


@lru_cache(maxsize=1)
def _places() -> Places:
    return load_document(FILE, Places)


@lru_cache(maxsize=1)
def places_before() -> frozenset[str]:
    """The words after which a place is named: "to", "in"."""
    return frozenset(_places().before)


@lru_cache(maxsize=1)
def _country_names() -> Mapping[str, str]:
    territories = Locale("en").territories
    listed = {name.lower(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    return {**listed, **{name: code for code, names in _places().regions.items() for name in names}}


@lru_cache(maxsize=1)
def _country_pattern() -> re.Pattern[str]:
    longest_first = sorted([*_country_names(), *_IN_CAPITALS], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I)


@lru_cache(maxsize=1)
def _sizes() -> Mapping[str, Mapping[str, int]]:
    """Thousands of people in the towns of a name, by country."""
    sizes: dict[str, Mapping[str, int]] = {}
    for line in TOWNS_FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, *countries = line.split("\t")
            sizes[name] = {code: int(size) for code, _, size in (each.partition(":") for each in countries)}
    return sizes
