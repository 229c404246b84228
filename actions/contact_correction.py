"""A phone number or e-mail address of which the customer corrects a part: "sorry, 0023 at the end, not 0024". Pure."""

from __future__ import annotations

from actions.detail_words import detail_words

_SHORTEST = 3  # characters of a number; fewer may be something else, such as an hour


def corrected_contact(contact: str, text: str) -> str | None:
    """The contact with what the text corrects of it; None if the text corrects no part of it.

    Args:
        contact: a phone number, international or as typed, or an e-mail address.
        text: what the customer wrote.
    """
    words, plain = detail_words(), text.replace("\u2019", "'")
    end = next((found["right"] for pattern in words.last_digits if (found := pattern.search(plain))), None)
    if end is not None and "@" not in contact and contact[-1:].isdigit():
        return contact[: -len(end)] + end if contact[:-1][-len(end) :] else None
    for found in (found for pattern in words.corrected_parts for found in pattern.finditer(plain)):
        if (changed := _replaced(contact, found["wrong"], found["right"])) is not None:
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
