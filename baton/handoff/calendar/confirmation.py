"""Whether the customer says yes or no to a time that was read back. Pure."""

from __future__ import annotations

import re
from enum import Enum

from policies.offer_answers import OfferAnswer, offer_answers

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_AGREES = frozenset(
    "yes y yep yeah yup sure ok okay correct right perfect great fine good confirmed agreed ja si".split()
)
_WITH_IT = frozenset(
    "please thanks thank you that that's thats it it's its is works work for me sounds do very much all suits lovely "
    "then exactly absolutely book".split()
)
_REFUSES = frozenset("no nope nah not wrong incorrect cancel".split())
#: The words of `business/offer_answers.yml` that repeat what was read back.
_READ_BACK = "time"


class Answer(Enum):
    """What an answer means."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


_BY_OFFER = {OfferAnswer.YES: Answer.YES, OfferAnswer.NO: Answer.NO, OfferAnswer.OTHER: Answer.OTHER}


def read_answer(text: str, intent: str | None = None) -> Answer:
    """Read an answer to "is that right?".

    A yes counts only if nothing that may change its meaning stands beside it: "yes, but an hour later" is none. Whether
    the text names a time is for the caller to see.

    Args:
        text: what the customer wrote.
        intent: of the message, if it is known. `deny` is believed; `affirm` only where a word of the text agrees too.
    """
    words = _WORD.findall(text.lower().replace("’", "'"))
    if any(word in _REFUSES for word in words) or intent == "deny":
        return Answer.NO
    # "It's fine" declines an offer, and agrees to what was read back.
    if any(word in _AGREES for word in words) and all(word in _AGREES | _WITH_IT for word in words):
        return Answer.YES
    return _BY_OFFER[offer_answers().read_with_care(text, _READ_BACK, intent)]
