"""A phone number or e-mail address of which the customer corrects a part: "sorry, 0023 at the end, not 0024". Pure."""

from __future__ import annotations

import re

_PART = r"([\w.@+-]*[\w@])"
#: "A not B" and "not B but A": the part that is right, the part that is wrong.
_RIGHT_WRONG = re.compile(rf"{_PART}(?: at the end| in the middle)?,? (?:not|instead of|rather than) {_PART}", re.I)
_WRONG_RIGHT = re.compile(rf"\bnot {_PART},? (?:but|it'?s|it is|rather) {_PART}", re.I)
_AT_END = re.compile(r"(?:ends? (?:in|with)|ending|last (?:\w+ )?digits? (?:is|are|should be)) (\d+)\b", re.I)
_SHORTEST = 3  # characters of a number; fewer may be something else, such as an hour


def corrected_contact(contact: str, text: str) -> str | None:
    """The contact with what the text corrects of it; None if the text corrects no part of it.

    Args:
        contact: a phone number, international or as typed, or an e-mail address.
        text: what the customer wrote.
    """
    end = _AT_END.search(text)
    if end is not None and "@" not in contact and contact[-1:].isdigit():
        return contact[: -len(end[1])] + end[1] if contact[:-1][-len(end[1]) :] else None
    for right, wrong in ((m[1], m[2]) for m in _RIGHT_WRONG.finditer(text)):
        if (changed := _replaced(contact, wrong, right)) is not None:
            return changed
    for wrong, right in ((m[1], m[2]) for m in _WRONG_RIGHT.finditer(text)):
        if (changed := _replaced(contact, wrong, right)) is not None:
            return changed
    return None


def _replaced(contact: str, wrong: str, right: str) -> str | None:
    """The contact with one part in the place of another, which it must hold; the last one counts."""
    if "@" in contact:
        before, found, after = contact.lower().rpartition(wrong.lower())
        return f"{before}{right.lower()}{after}" if found else None
    if not (wrong.isdigit() and right.isdigit() and len(wrong) >= _SHORTEST and len(wrong) == len(right)):
        return None
    for old, new in ((wrong, right), (wrong.removeprefix("0"), right.removeprefix("0"))):
        if len(old) == len(new) and old in contact:
            before, _, after = contact.rpartition(old)
            return f"{before}{new}{after}"
    return None
