"""Texts without names, and those that give nothing but a detail. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: The words around a bare order number, e-mail address or postcode: "hi, my order no. is 10 023 please".
_AROUND_DETAILS = frozenset(
    (
        "a an and # order orders number no nr num is it its it's i i'm my the this here that think believe please hi "
        "hello ok okay yes sorry meant sure um ah for under email e-mail mail postcode zip thanks name name's names "
        "called in mr mrs ms miss dr prof sir madam should be on put it'll"
    ).split()
)


def without(text: str, names: Sequence[str], instead: str = "@") -> str:
    """The text with another word for each of the names; the default is no word, but counts as a detail.

    A name counts only where it stands by itself: the Ann in "I'm Ann and I cannot breathe", and not that of "cannot".
    """
    if not names:
        return text
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", lambda _: instead, text)


def bare_details(text: str) -> bool:
    """Whether a text gives a number, a name or an address and nothing else that could be classified."""
    words = [w.strip(".,:;!?()\"'").lower() for w in text.split()]
    others = [w for w in words if w and "@" not in w and not any(c.isdigit() for c in w)]
    return len(others) < len(words) and not set(others) - _AROUND_DETAILS
