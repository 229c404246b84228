"""Splits a message into its clauses, so that a signal in a subordinate one is found, and into its sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: A clause of fewer words says too little by itself.
SHORTEST = 3  # words
MOST = 6
#: A text of more words is long: its sentences are read one by one, too, or pieces where it has no marks.
LONG, PIECE = 90, 45  # words
#: A text of more sentences than either has neighbours read together: so many, or one for each so many words.
MOST_SENTENCES, WORDS_EACH = 40, 10

_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+|\s[-–—]+\s")
# Blanks are looked at from the first of them only: from each one, a row of blanks costs the square of its length.
_CLAUSE = re.compile(
    r",\s+|(?<!\s)\s+(?=(?:and|but|because|since|although|though|while|so|if|or|otherwise|until|before|after)\s)", re.I
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, the long ones in pieces. Where hardly anybody would have so many, short ones stand
    together with their neighbours, for each costs time by itself."""
    every = [sentence.split() for sentence in _SENTENCE.split(text)]
    found = [words[begin : begin + PIECE] for words in every for begin in range(0, len(words), PIECE)]
    most, together = max(MOST_SENTENCES, sum(map(len, found)) // WORDS_EACH), SHORTEST
    while len(found) > most:
        found, together = _with_neighbours(found, together), 2 * together
    return [" ".join(words) for words in found]


def _with_neighbours(sentences: Iterable[list[str]], most: int) -> list[list[str]]:
    """Neighbours that have at most so many words together as one."""
    found = list[list[str]]()
    for words in sentences:
        if found and len(found[-1]) + len(words) <= most:
            found[-1] = found[-1] + words
        else:
            found.append(words)
    return found


def clauses(text: str) -> list[str]:
    """The sentences of a text and the clauses within them, longest stretches first, without the text itself."""
    whole = text.strip()
    found: dict[str, None] = {}
    sentences = [s.strip() for s in _SENTENCE.split(whole) if s.strip()]
    for part in [*sentences, *(c.strip() for s in sentences for c in _CLAUSE.split(s))]:
        if part != whole and len(part.split()) >= SHORTEST:
            found[part] = None
    return list(found)[:MOST]
