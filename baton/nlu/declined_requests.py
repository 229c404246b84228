"""Finds requests that a message declines: "I don't want my money back", "don't cancel it". Pure but for the file.

They begin as the made messages of a training do (`augmentation`, data/rewrites.yml). Which request it is, and whether
the rest of the message repeats it, is for the heads to say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from baton.base.document import load_document
from baton.nlu.augmentation import FILE, Declined, Rewrites
from baton.nlu.message_words import any_of, message_words

#: What ends a clause: a mark, or a word that begins another. Blanks are counted: from each one, a row of them costs the
#: square of its length.
_END = (
    r"(?=\s{0,3}[.,;:!?…\n]|\s{1,3}[-–—]\s|\s{1,3}(?:and|but|because|since|so|just|only|until|before|after|when|if)\s"
    r"|\s{0,3}$)"
)
_MOST_LEAD_INS = 3
#: Each request is read by the heads, which takes time.
MOST = 4


class DeclinedRequest(NamedTuple):
    """A request without the words that decline it, and the text without both."""

    request: str
    rest: str


def declinable() -> frozenset[str]:
    """The signals of requests that may be declined.

    Raises:
        FileRefused: data/rewrites.yml is wrong; so from `declined_requests`.
    """
    return frozenset(_rewrites().signals)


def declined_requests(text: str) -> list[DeclinedRequest]:
    """What a text declines, the first ones from left to right."""
    found = []
    for match in islice(_pattern().finditer(text), MOST):
        request = (match["to_do"] or match["to_have"]).strip()
        if _is_one_request(request, to_do=bool(match["to_do"])):
            rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,.;:!?\n")
            found.append(DeclinedRequest(request, rest))
    return found


def _is_one_request(request: str, to_do: bool) -> bool:
    """Whether nothing else is asked for in it ("dont want exchange want money"), and it begins as one.

    Args:
        to_do: something is to be done, not to be had.
    """
    words, first = _rewrites(), request.split(" ", 1)[0].lower()
    begins = first not in words.not_a_verb if to_do else first != "to"
    return begins and not re.search(rf"\b{any_of(words.to_have.asked)}\b", request, re.I)


@lru_cache(maxsize=1)
def _rewrites() -> Declined:
    return load_document(FILE, Rewrites).declined


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = _rewrites()
    lead_ins = any_of([*message_words().lead_ins, "no", "nope"])
    begin, request = r"(?:^|(?<=[.,;:!?…\n-])|(?<=\band)|(?<=\bbut)|(?<=\bso))[ \t]{0,3}", r"\w[^.,;:!?…\n]*?"
    to_do, to_have = (_openings(each.instead) for each in (words.to_do, words.to_have))
    return re.compile(
        rf"{begin}(?:{lead_ins}\b[\s,.!]{{1,3}}){{0,{_MOST_LEAD_INS}}}"
        rf"(?:{to_do}\s(?P<to_do>{request})|{to_have}\s(?P<to_have>{request})){_END}",
        re.I,
    )


def _openings(openings: list[str]) -> str:
    longest_first = sorted(openings, key=len, reverse=True)
    return any_of([re.escape(opening).replace("'", "['’]?") for opening in longest_first])
