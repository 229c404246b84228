"""Tracking numbers as carriers print them and people copy them. Pure.

There is no common form. Taken is a long run of digits, also with letters in it, that is no phone number; a shorter one
where the words before it call it a tracking number.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from baton.orders.text.digit_runs import EMAIL, WEB_ADDRESS, clean_up
from baton.orders.text.introductions import called_something_else

LONGEST = 40  # characters, without blanks
_BEFORE = 60  # characters that may say what it is
_FEWEST_DIGITS = 6
_SHORTEST = 8  # with letters in it
_SHORTEST_DIGITS = 12  # of digits only: a phone number is shorter or begins with a plus
_SHORTEST_CALLED = 6  # where it is called a tracking number
_CALLED = re.compile(
    r"\b(?:track(?:ing)?|parcel|consignment|shipment)(?: ?(?:number|no|nr|num|code|id|ref|reference))?"
    r"(?: (?:is|was|says))?[\s.:#=-]{0,4}\Z",
    re.I,
)
#: Parts of digits and capitals with a blank or a dash between them, and the same without one in any case.
_PARTED = re.compile(r"(?<![\w@.-])[A-Z0-9]{1,20}(?:[ -][A-Z0-9]{1,20}){1,8}(?![\w@-])")
_WHOLE = re.compile(rf"(?<![\w@.-])[A-Z0-9]{{{_SHORTEST_CALLED},{LONGEST}}}(?![\w@-])", re.I)


def find_tracking_numbers(text: str, others: Collection[str] = ()) -> list[str]:
    """The tracking numbers in a text, upper case without blanks and dashes, each once.

    Args:
        text: a message.
        others: what was found in it as something else, such as its order and phone numbers.
    """
    clean = EMAIL.sub(" ", WEB_ADDRESS.sub(" ", clean_up(text)))
    taken = {_digits(other) for other in others}
    found: dict[str, None] = {}
    for pattern in (_PARTED, _WHOLE):
        for match in pattern.finditer(clean):
            compact = re.sub("[ -]", "", match.group()).upper()
            before = clean[max(match.start() - _BEFORE, 0) : match.start()]
            called = _CALLED.search(before) is not None
            if called_something_else(before) and not called:
                continue
            if _plausible(compact, called) and not _begins_phone(_digits(compact), taken):
                found.setdefault(compact)
    # A part of a longer one that was found is none of its own.
    return [number for number in found if not any(number != other and number in other for other in found)]


def _plausible(compact: str, called: bool) -> bool:
    digits = sum(map(str.isdigit, compact))
    if len(compact) > LONGEST or digits < _FEWEST_DIGITS:
        return False
    return called or len(compact) >= (_SHORTEST_DIGITS if compact.isdigit() else _SHORTEST)


def _begins_phone(digits: str, taken: Collection[str]) -> bool:
    """Whether the digits are those of something else: a phone number with its country code or without."""
    return any(other and (other.endswith(digits.lstrip("0")) or digits.endswith(other)) for other in taken)


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)
