"""The name in a clause that does nothing but give it: "dave here", "wrong name, it's hanna". Pure.

The pipeline finds a name by its capitals or by its sentence; a short clause without capitals has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.detail_words import detail_words
from baton.handoff.calendar.callback_words import callback_words
from policies.callback_changes import is_small_word

_CLAUSE_END = re.compile(r"(?<!\s)\s*[,;.!?\n]+\s*")
_ABOUT_NAME = re.compile(r"\bname\b", re.I)


def introduced_name(text: str, asked: bool) -> str | None:
    """The name that a clause of a text gives, or None.

    Args:
        text: what the customer wrote.
        asked: whether it answers a question for a name; if not, "it's ..." gives one only where the text speaks of
            names.
    """
    words = detail_words()
    name = _in_clauses([*words.names, *(words.names_if_asked if asked or _ABOUT_NAME.search(text) else ())], text)
    if name is not None:
        return name
    called = (found["name"] for pattern in words.called_names for found in pattern.finditer(text))
    return next((_written(name) for name in called if _is_name(name)), None)


def with_surname(name: str | None, text: str) -> str | None:
    """The name with another surname, where a clause of a text gives one: "my surname is now hart"; else None."""
    surname = _in_clauses(detail_words().surnames, text)
    if surname is None:
        return None
    first, *others = (name or "").split()[:2] or [""]
    return f"{first} {surname}" if others else surname


def _in_clauses(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    """The name in the first clause of a text that one of the patterns fits."""
    clauses = _CLAUSE_END.split(text.replace("\u2019", "'").strip())
    found = (each for clause in clauses for pattern in patterns if (each := pattern.fullmatch(clause)) is not None)
    return next((_written(each["name"]) for each in found if _is_name(each["name"])), None)


def _written(name: str) -> str:
    return name.title() if name.islower() else name


def _is_name(name: str) -> bool:
    return not any(map(_is_no_name, name.split()))


def _is_no_name(word: str) -> bool:
    return is_small_word(word.lower()) or callback_words().is_no_name(word)
