"""Whether the customer says yes or no to a time that was read back. Pure."""

from __future__ import annotations

import re
from enum import Enum

from baton.handoff.calendar.callback_words import callback_words
from policies.offer_answers import OfferAnswer, offer_answers

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
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
    known = callback_words()
    agrees, refuses = frozenset(known.agrees.split()), frozenset(known.refuses.split())
    if not refuses.isdisjoint(words) or intent == "deny":
        return Answer.NO
    # "It's fine" declines an offer, and agrees to what was read back.
    if not agrees.isdisjoint(words) and (agrees | frozenset(known.beside_agreement.split())).issuperset(words):
        return Answer.YES
    return _BY_OFFER[offer_answers().read_with_care(text, _READ_BACK, intent)]
