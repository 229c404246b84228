"""Whether a message is nothing but polite last words: a thank-you, a goodbye, an answer to a good wish. Pure.

To take a request for last words would leave somebody without an answer, so every word must be a small or a polite one
(data/conversation_words.yml), in whatever order; a question is none.
"""

from __future__ import annotations

import re
import unicodedata

from policies.conversation_words import conversation_words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST = 20  # words


def only_last_words(text: str) -> bool:
    """Whether a text says nothing but thanks, goodbye and the like; signs and pictures alone do too."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    if "?" in plain or any(c.isdigit() for c in plain):
        return False
    known = conversation_words()
    words = _WORD.findall(" ".join(known.split(known.said_beside, plain)))
    asks_for_help = not known.helping_words.isdisjoint(words) and known.thanking_words.isdisjoint(words)
    return len(words) <= _LONGEST and known.polite_words.issuperset(words) and not asks_for_help
