"""The name in a clause that does nothing but give it: "dave here", "wrong name, it's hanna". Pure.

The pipeline finds a name by its capitals or by its sentence; a short clause without capitals has neither.
"""

from __future__ import annotations

import re

from actions.detail_words import detail_words
from baton.handoff.calendar.callback_words import callback_words
from policies.callback_changes import is_small_word

_CLAUSE_END = re.compile(r"\s*[,;.!?\n]+\s*")
_ABOUT_NAME = re.compile(r"\bname\b", re.I)


def introduced_name(text: str, asked: bool) -> str | None:
    """The name that a clause of a text gives, or None.

    Args:
        text: what the customer wrote.
        asked: whether it answers a question for a name; if not, "it's ..." gives one only where the text speaks of
            names.
    """
    words = detail_words()
    patterns = [*words.names, *(words.names_if_asked if asked or _ABOUT_NAME.search(text) else ())]
    for clause in _CLAUSE_END.split(text.replace("\u2019", "'").strip()):
        for pattern in patterns:
            found = pattern.fullmatch(clause)
            if found is not None and _is_name(found["name"]):
                return _written(found["name"])
    called = (found["name"] for pattern in words.called_names for found in pattern.finditer(text))
    return next((_written(name) for name in called if _is_name(name)), None)


def _written(name: str) -> str:
    return name.title() if name.islower() else name


def _is_name(name: str) -> bool:
    return not any(map(_is_no_name, name.split()))


def _is_no_name(word: str) -> bool:
    return is_small_word(word.lower()) or callback_words().is_no_name(word)
