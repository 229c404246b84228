"""Cleans what agents type before it is kept."""

from __future__ import annotations

import unicodedata

from baton.redact import redact

LONGEST_NOTE = 2000


class BadText(ValueError):
    """The text cannot be taken; the message says why."""


def message(text: str, longest: int) -> str:
    """A message for the customer, card numbers and the like masked.

    Raises:
        BadText: empty or too long.
    """
    cleaned = clean(text)
    if not cleaned:
        raise BadText("Write something first.")
    if len(cleaned) > longest:
        raise BadText(f"That is {len(cleaned)} characters; at most {longest} fit into one message.")
    return redact(cleaned)


def note(text: str) -> str:
    """A note for colleagues; may be empty.

    Raises:
        BadText: too long.
    """
    cleaned = clean(text)
    if len(cleaned) > LONGEST_NOTE:
        raise BadText(f"A note has at most {LONGEST_NOTE} characters.")
    return redact(cleaned)


def clean(text: str) -> str:
    """Without control characters and lone surrogates, which databases refuse; line ends are single newlines."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
