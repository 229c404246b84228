"""Splits a message into its clauses, so that a signal in a subordinate one is found. Pure."""

from __future__ import annotations

import re

#: A clause of fewer words says too little by itself.
SHORTEST = 3  # words
MOST = 6

_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+|\s[-–—]+\s")
_CLAUSE = re.compile(
    r",\s+|\s+(?=(?:and|but|because|since|although|though|while|so|if|or|otherwise|until|before|after)\s)", re.I
)


def clauses(text: str) -> list[str]:
    """The sentences of a text and the clauses within them, longest stretches first, without the text itself."""
    whole = text.strip()
    found: dict[str, None] = {}
    sentences = [s.strip() for s in _SENTENCE.split(whole) if s.strip()]
    for part in [*sentences, *(c.strip() for s in sentences for c in _CLAUSE.split(s))]:
        if part != whole and len(part.split()) >= SHORTEST:
            found[part] = None
    return list(found)[:MOST]
