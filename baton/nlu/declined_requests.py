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
        request, to_do = match["request"].strip(), _plain(match["opening"]) in _to_do()
        if _is_one_request(request, to_do):
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
def _to_do() -> frozenset[str]:
    """The openings behind which something is to be done."""
    return frozenset(map(_plain, _rewrites().to_do.instead))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = _rewrites()
    lead_ins = any_of([*message_words().lead_ins, "no", "nope"])
    begin = r"(?:^|(?<=[.,;:!?…\n-])|(?<=\band)|(?<=\bbut)|(?<=\bso))[ \t]{0,3}"
    openings = {_plain(each) for each in (*words.to_do.instead, *words.to_have.instead)}
    longest_first = sorted(openings, key=len, reverse=True)  # "don't want to", "don't want", "don't"
    opening = any_of([re.sub(r"(?<=\w)(?=\w)", "['’]?", each) for each in longest_first])
    return re.compile(
        rf"{begin}(?:{lead_ins}\b[\s,.!]{{1,3}}){{0,{_MOST_LEAD_INS}}}(?:i\s)?"
        rf"(?P<opening>{opening})\s(?P<request>\w[^.,;:!?…\n]*?){_END}",
        re.I,
    )


def _plain(opening: str) -> str:
    """An opening as it is compared: without apostrophes, and without the "i" that people leave out."""
    return re.sub(r"['’]", "", opening).lower().removeprefix("i ")
