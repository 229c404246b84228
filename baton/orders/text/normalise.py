"""Names, e-mail addresses and words in the form in which they are compared. Pure."""

from __future__ import annotations

import re
import unicodedata

from baton.base.text import without_accents

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof rev sir dame lady madam herr frau fru hr senor senora sr sra srta dona don monsieur madame
    mme mlle signor signora sig dott pan pani bay bayan
    """.split()
)


def plain(text: str) -> str:
    """Lower case, without accents and punctuation, words one space apart: ``O'Brien, Zoë`` -> ``obrien zoe``."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    letters = re.sub(r"['’`´]", "", without_accents(folded))
    return " ".join(re.sub(r"[^\w]|_", " ", letters).split())


def name_key(name: str) -> str:
    """A full name as it is stored for the search."""
    return plain(name)


def surname_key(name: str) -> str:
    """The last word of a name as it is stored for the search."""
    return plain(name).rpartition(" ")[2]


def email_key(email: str) -> str:
    """An e-mail address as it is stored and compared: upper and lower case do not matter.

    Only what mail servers take for the same is the same: in a domain, full width is plain and `ß` is no `ss`; before
    the @ nothing is folded but the case of ASCII letters. Anything looser would show somebody another one's orders.
    """
    local, at, domain = unicodedata.normalize("NFC", email).strip().rpartition("@")
    small = re.sub("[A-Z]+", lambda match: match[0].lower(), local)
    return f"{small}{at}{unicodedata.normalize('NFKC', domain).lower()}".strip()


def spellings(name: str) -> list[str]:
    """Keys that a stored name may have when a customer types this one.

    Args:
        name: as it was typed: "Mrs Doe", "Doe, Jane", "Jürgen Müller" (stored perhaps as Mueller, or the other way
            round).
    Returns:
        Distinct keys, the closest first; empty for a text without a letter.
    """
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma and plain(first) else name
    composed = unicodedata.normalize("NFC", ordered.lower())
    keys = [plain(composed), plain(composed.translate(_UMLAUTS))]
    keys.append(re.sub(r"(?<=[aou])e", "", keys[0]))
    return list(dict.fromkeys(_untitled(key) for key in keys if re.search(r"[^\W\d]", key)))


def is_title(word: str) -> bool:
    """Whether a word stands before a name and is no part of it: "Mrs", "Dr."."""
    return plain(word) in _TITLES


def _untitled(key: str) -> str:
    words = key.split()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return " ".join(words)
