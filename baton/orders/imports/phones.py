"""Phone numbers of customers as files hold them: one that cannot be read is left out, because the field is optional."""

from __future__ import annotations

import re

from baton.base.text import tidy

_NUMBER = re.compile(r"(?=(?:.*\d){5})\+?[0-9 ()/.x-]{5,40}")
_EXTENSION = re.compile(r"[\s,;]*(?:extension|extn|ext|#)[\s.:]*(?=\d+\Z)", re.I)
_NONE = frozenset("n/a na none null nil unknown - -- . ? no x".split())


def read_phone(value: object) -> str | None:
    """The number as it is stored; None where the file says that there is none.

    Raises:
        ValueError: it is no phone number; the text says why.
    """
    if value is None:
        return None
    text = tidy(str(value)).lstrip("'’`").strip()  # the apostrophe with which a spreadsheet keeps a plus sign
    if text.casefold() in _NONE or not text:
        return None
    number = _EXTENSION.sub(" x", text)
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"phone: {text!r} is not a phone number")
    return number
