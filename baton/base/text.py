"""Cleans what people type before it is stored."""

from __future__ import annotations

import re
import unicodedata

from baton.base.redaction import redact

LONGEST_NOTE = 2000

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"  # emoji and several scripts are written with them


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
    return strip_control(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def strip_control(text: str) -> str:
    """The text without control characters (but line breaks and tabs) and lone surrogates: no database stores them."""
    if text.isascii() and text.isprintable():  # as most are
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def is_blank(text: str) -> bool:
    """Whether nobody can see anything of a text: it holds no letter, digit, punctuation or symbol."""
    return all(unicodedata.category(c)[0] not in "LNPS" for c in text)


def without_accents(text: str) -> str:
    """The same letters without marks above or below them; ligatures and full-width letters become plain ones."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def code_in_words(name: str) -> str:
    """A code as a label: `out_for_delivery` is "Out for delivery"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def tidy(text: str) -> str:
    """The text without white space around it and without characters that nobody sees; a line break is one ``\\n``."""
    lines = _LINE_BREAKS.sub("\n", text)
    if lines.isascii():  # which has none of them: an import tidies millions of cells
        return lines.strip()
    return "".join(c for c in lines if c in _JOINERS or not _invisible(c)).strip()


def _invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" and not "\U000e0020" <= character <= "\U000e007f"
