"""What spreadsheets, phones and other systems leave in a cell: mended where nothing is lost, else refused. Pure."""

from __future__ import annotations

import re
import unicodedata

from baton.base.text import strip_control, tidy

_ROUNDED = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE][+-][0-9]{2,3}|[+-]?[0-9]+[.,][0-9]+[eE][+-]?[0-9]{1,3}")
_ERROR_VALUE = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|#{3,}", re.I)


def checked_text(value: str) -> str:
    """A tidied text that a database can store.

    Raises:
        ValueError: it holds control characters, or a spreadsheet's error in place of a value.
    """
    tidied = tidy(value)
    if strip_control(tidied) != tidied:
        raise ValueError("holds characters that cannot be printed")
    if _ERROR_VALUE.fullmatch(tidied):
        raise ValueError(f"{tidied!r} is a spreadsheet's error, not a value")
    return tidied


def checked_identifier(value: object) -> object:
    """A value by which something is known or looked up: a number, a code, a key; a text or a whole number.

    Raises:
        ValueError: a spreadsheet or a program has rounded it, or it runs over several lines.
    """
    if isinstance(value, (float, bool)):
        raise ValueError(f"{value!r} is not an identifier; write it in quotes, digit by digit")
    if not isinstance(value, str):
        return value
    text = "".join(c for c in value if unicodedata.category(c) != "Cf").replace("\u00a0", " ").strip()
    if _ROUNDED.fullmatch(text):
        raise ValueError(
            f"{text!r}: a spreadsheet has rounded this number, its last digits are lost; "
            "format the column as text and export it again"
        )
    if "\n" in text:
        raise ValueError("runs over several lines")
    return text
