"""Finding handoffs by words: name, e-mail address, phone number, order number, category, words of the summary. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from baton.base.text import without_accents
from baton.handoff.package.model import HandoffPackage

LONGEST_WORD = 64
MOST_WORDS = 200
MOST_ASKED = 6

_WORD = re.compile(r"[\w@.+-]+")
_MARKS = "@.+-"


def words(package: HandoffPackage) -> set[str]:
    """The words by which a handoff is found."""
    customer, issue = package["customer"], package["issue"]
    texts = [package["id"], customer["name"], customer["email"], issue["category"], package["summary"]]
    orders = [form for number in issue["order_numbers"] for form in (_flat(number), _digits(number))]  # SO-2024-0001
    numbers = [*orders, _digits(customer["phone"] or "")]
    found: dict[str, None] = {}
    for word in [*numbers, *(word for text in texts for word in _words(text or ""))]:
        if word:
            found.setdefault(word[:LONGEST_WORD])
    return set(list(found)[:MOST_WORDS])


def asked(query: str) -> list[str]:
    """The beginnings of words that a query asks for; all of them must be there."""
    digits = _digits(query)
    if digits and not re.search(r"[^\d\s#+()./-]", query):
        return [digits[:LONGEST_WORD]]  # a phone or order number, however it is spaced
    asked_for = (word.strip("'\"(),;:!?") for word in _flat(query).split())
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in asked_for if word))[:MOST_ASKED]


def fits(have: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each wanted beginning begins one of the words."""
    known = list(have)
    return all(any(word.startswith(begin) for word in known) for begin in wanted)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words by which names, addresses and numbers are found."""
    every = [word for text in texts for word in (*_words(text), _digits(text))]
    return frozenset(word[:LONGEST_WORD] for word in every if word)


def _words(text: str) -> list[str]:
    """Words in small letters without accents; an address is one word, and its host and its parts are words too."""
    found = []
    for run in _WORD.findall(_flat(text)):
        word = run.rstrip(_MARKS)
        found.append(word)
        _name, at, host = word.partition("@")
        found += [host] if at else []
        parts = re.findall(r"\w+", word)
        found += parts if len(parts) > 1 else []
    return found


def _flat(text: str) -> str:
    """Small letters without accents."""
    return without_accents(text.casefold())


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")
