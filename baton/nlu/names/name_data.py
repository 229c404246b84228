"""Names of the world, from Faker's lists: what names are made of that training puts into sentences.

Only training needs this, and Faker.
"""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import faker.providers.lorem
import faker.providers.person

from baton.nlu.names.tokens import letters

_FIRST = ("first_names", "first_names_male", "first_names_female", "first_names_unisex", "first_romanized_names")
_LAST = ("last_names", "last_names_male", "last_names_female", "last_names_common", "last_romanized_names")
_TITLES = ("prefixes_male", "prefixes_female")
_LONGEST_TITLE = 2  # words


@dataclass(frozen=True)
class Country:
    """Given names, family names and titles of one language and country."""

    code: str
    first: Sequence[str]
    last: Sequence[str]
    titles: Sequence[str]


def countries() -> list[Country]:
    """Every list that Faker has with given and family names, in an order that does not change."""
    found = []
    for module in sorted(pkgutil.iter_modules(faker.providers.person.__path__), key=lambda m: m.name):
        provider = importlib.import_module(f"{faker.providers.person.__name__}.{module.name}").Provider
        romanized = [_listed(provider, [a for a in names if "romanized" in a]) for names in (_FIRST, _LAST)]
        names = [_listed(provider, [a for a in names if "romanized" not in a]) for names in (_FIRST, _LAST)]
        titles = _listed(provider, _TITLES) if _titled(provider) else ()
        for suffix, (first, last) in (("", names), ("_latin", romanized)):
            if first and last:
                found.append(Country(module.name + suffix, first, last, titles))
    return found


def foreign_words() -> list[list[str]]:
    """Words of each language other than English that Faker has a vocabulary of."""
    found = []
    for module in sorted(pkgutil.iter_modules(faker.providers.lorem.__path__), key=lambda m: m.name):
        if not module.name.startswith("en"):
            provider = importlib.import_module(f"{faker.providers.lorem.__name__}.{module.name}").Provider
            found.append(sorted(set(provider.word_list)))
    return found


def particles(listed: Iterable[Country]) -> list[str]:
    """What stands in lower case before family names: "van der", "de la", "al"."""
    found: dict[str, None] = {}
    for country in listed:
        for name in country.last:
            words = name.split()
            small = [word for word in words if word.islower()]
            if small and words[: len(small)] == small and len(words) > len(small):
                found[" ".join(small)] = None
    return sorted(found)


def latin(name: str) -> bool:
    """Whether a name is in Latin letters."""
    return all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha())


def keys(names: Iterable[str]) -> frozenset[str]:
    """The words of names as `WordLists` looks them up."""
    return frozenset(key for name in names for word in name.split() if (key := letters(word)))


def _listed(provider: type, attributes: Iterable[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for attribute in attributes:
        value = getattr(provider, attribute, ())
        if not isinstance(value, property):
            names.update(dict.fromkeys(name.strip() for name in value if name.strip()))
    return tuple(names)


def _titled(provider: type) -> bool:
    """Whether the prefixes of a list are titles: in some they are particles before family names."""
    formats = [f for kind in ("formats_male", "formats_female", "formats") for f in getattr(provider, kind, ())]
    return any(f.startswith("{{prefix") for f in formats)
