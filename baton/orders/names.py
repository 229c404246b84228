"""Names, e-mail addresses and words in the form in which they are compared. Pure."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "dame",
        "herr",
        "frau",
        "senor",
        "senora",
        "sr",
        "sra",
        "monsieur",
        "madame",
    ]
)


def plain(text: str) -> str:
    """Lower case, without accents and punctuation, words one space apart: ``O'Brien, Zoë`` -> ``obrien zoe``."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    letters = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]|_", " ", re.sub(r"['’`´]", "", letters)).split())


def name_key(name: str) -> str:
    """A full name as it is stored for the search."""
    return plain(name)


def surname_key(name: str) -> str:
    """The last word of a name as it is stored for the search."""
    return plain(name).rpartition(" ")[2]


def email_key(email: str) -> str:
    """An e-mail address as it is stored and compared: upper and lower case do not matter."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def spellings(name: str) -> list[str]:
    """Keys that a stored name may have when somebody types this one.

    Args:
        name: as typed: "Mrs Doe", "Doe, Jane", "Jürgen Müller" (stored perhaps as Mueller, or the other way round).
    Returns:
        Distinct keys, the closest first; empty for a text without a letter.
    """
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma and plain(first) else name
    composed = unicodedata.normalize("NFC", ordered.lower())
    keys = [plain(composed), plain(composed.translate(_UMLAUTS))]
    keys.append(re.sub(r"(?<=[aou])e", "", keys[0]))
    found = [_untitled(key) for key in keys if re.search(r"[^\W\d]", key)]
    return list(dict.fromkeys(found))


def _untitled(key: str) -> str:
    words = key.split()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return " ".join(words)
