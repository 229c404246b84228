"""Whether a message is nothing but polite last words: a thank-you, a goodbye, an answer to a good wish. Pure.

To take a request for last words would leave somebody without an answer, so every word must be a small or a polite one,
in whatever order; a question is none.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST = 20  # words
_THANKS = frozenset(
    "thank thanks thx thankyou tx ty cheers appreciate appreciated grateful merci danke gracias".split()
)
_ASKED_FOR = frozenset("help helping support".split())  # what one thanks for, and what one asks for
_POLITE = frozenset(
    """thank thanks thx ta tx cheers ty thankyou appreciate appreciated grateful bye goodbye byebye ciao farewell later
    soon see care take nice lovely great good fine perfect super brilliant wonderful fantastic amazing excellent awesome
    cool sorted solved settled ok okay k alright right yes yeah yep sure no worries bother welcome pleasure kind
    kindly help helping helped helpful quick patience support day evening morning afternoon night weekend week christmas
    holiday holidays rest time best wishes regards have had all everything much many lots lot million again too also so
    very really well done job work works now that that's that'll this it it's is was were are be been being i i'm i'll
    we you your you're yours me my us our the a an and for to of at on from with in same same's likewise enjoy hope wish
    will would do did does guys team everyone everybody folks dear sir madam mate love x xx xxx hi oh ah great's glad
    happy bless god understood noted gotcha got received danke tschüss gracias adiós merci bien""".split()
)


def only_last_words(text: str) -> bool:
    """Whether a text says nothing but thanks, goodbye and the like; signs and pictures alone do too."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    if "?" in plain or any(c.isdigit() for c in plain):
        return False
    words = _WORD.findall(plain.replace("no problem", " "))
    asks_for_help = not _ASKED_FOR.isdisjoint(words) and _THANKS.isdisjoint(words)
    return len(words) <= _LONGEST and all(word in _POLITE for word in words) and not asks_for_help
