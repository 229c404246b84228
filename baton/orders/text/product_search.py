"""Which products a text names: words in common with name, category and sku. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from baton.orders.text.normalise import plain

T = TypeVar("T")

STEM = 4  # letters by which candidates are fetched: enough to survive a plural or a typing error further on
_CLOSE = 0.82  # likeness from which two words of five letters or more are the same word mistyped
_NAME, _CATEGORY = 3.0, 1.0
_LEAST = 0.3  # of the best score: a customer who asks for the coffee machine does not mean the coffee spoon

_STOPWORDS = frozenset(
    """
    a about all also am an and any are as at be but by can could details do does for from get give has have hello hi
    how i if in info information into is it its know like long lot many me more much my need no not of on one or
    order please price product products question s seen sell shop should show size spec specification specifications
    specs stock t tell than that the their them there these they this those to too up us use used using want was we
    what whats when where which will with without work works would you your
    """.split()
)


def terms(text: str) -> list[str]:
    """The words of a text that distinguish products, singular, each once."""
    codes = [plain(code).replace(" ", "") for code in re.findall(r"\b\w+(?:-\w+)+", text)]  # perhaps a sku
    return list(dict.fromkeys([_singular(w) for w in plain(text).split() if w not in _STOPWORDS] + codes))


def search_key(name: str, category: str, sku: str) -> str:
    """What is stored of a product for the search: name, category and sku, a bar between them."""
    singular = (" ".join(_singular(w) for w in plain(part).split()) for part in (name, category))
    return " | ".join((*singular, plain(sku).replace(" ", "")))


def ranked(query: Sequence[str], keys: Mapping[T, str]) -> list[T]:
    """Candidates that have a term of the query, best first.

    Args:
        query: from ``terms``.
        keys: candidate -> its ``search_key``.
    Returns:
        The candidates by what they share with the query: a rare word counts more than one that many share,
        a word of the name more than one of the category. Those far behind the best are left out.
    """
    parts = {candidate: [part.split() for part in key.split("|")] for candidate, key in keys.items()}
    common = Counter(word for lists in parts.values() for word in {w for part in lists for w in part})
    scores: dict[T, float] = {}
    for candidate, lists in parts.items():
        name, category, sku = lists if len(lists) == 3 else (lists[0], [], [])
        score = sum(_worth(word, (*name, *sku), category, common) for word in query)
        if score > 0:
            # Of two names that hold the words, the one with less besides is meant.
            scores[candidate] = score + 0.1 / (1 + len(name))
    least = _LEAST * max(scores.values(), default=0.0)
    return sorted((c for c in scores if scores[c] >= least), key=lambda candidate: -scores[candidate])


def _worth(word: str, name: Iterable[str], category: Container[str], common: Counter[str]) -> float:
    by_name = max(((likeness(word, other) / common[other] ** 0.5) for other in name), default=0.0)
    by_category = 1 / common[word] ** 0.5 if word in category else 0.0
    return max(_NAME * by_name, _CATEGORY * by_category)


def likeness(word: str, other: str) -> float:
    """How likely two words are the same one: 1 if they are, less if one seems mistyped, else 0."""
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 5:
        return 0.0
    ratio = SequenceMatcher(None, word, other, autojunk=False).ratio()
    return ratio * 0.8 if ratio >= _CLOSE else 0.0


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
