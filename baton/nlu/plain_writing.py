"""How a message is written before it is read: without short forms, slips and courtesies. Pure but for the files."""

from __future__ import annotations

from typing import Protocol

from baton.nlu import abbreviations, courtesies

#: What the reading depends on beside the language data.
FILES = (abbreviations.FILE, courtesies.FILE)


class Corrects(Protocol):
    """`Spelling`, or a double of it."""

    def corrected(self, text: str) -> str: ...

    def slips(self, text: str) -> dict[str, str] | None: ...


def plain(text: str, spelling: Corrects) -> str:
    """A text in plain writing: what people mean alike is read alike, whoever is in a hurry."""
    return courtesies.courtesies().without(spelling.corrected(text))
