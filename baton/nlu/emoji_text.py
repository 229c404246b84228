"""Replaces emojis by their names: the language model knows none, and a thumb up would be the same as a raging face."""

from __future__ import annotations

import re
import unicodedata

#: From here on Unicode has pictures ("Miscellaneous Symbols"); signs such as ° and ™ come before.
_FIRST = 0x2600
#: Flags are written with letters of their own, and what joins or colours a picture has no meaning by itself.
_SILENT = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\ufe0f\u200d]")
_AGAIN = re.compile(r"(.)\1+")
_PICTURE = re.compile(f"[{chr(_FIRST)}-\U0010ffff]")


def in_words(text: str) -> str:
    """A text with its emojis as their Unicode names; one that is repeated is named once.

    Args:
        text: as a customer typed it, such as "late again 😡😡".
    Returns:
        Such as "late again pouting face"; a text without emojis as it is.
    """
    if not _PICTURE.search(text):
        return text
    return _PICTURE.sub(_named, _AGAIN.sub(_once, _SILENT.sub("", text)))


def _once(run: re.Match[str]) -> str:
    return run[1] if _is_picture(run[1]) else run[0]


def _named(found: re.Match[str]) -> str:
    return f" {unicodedata.name(found[0], '').lower()} " if _is_picture(found[0]) else found[0]


def _is_picture(sign: str) -> bool:
    return ord(sign) >= _FIRST and unicodedata.category(sign) == "So"
