"""Masks card numbers in a text, however people write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from stdnum import ean, luhn

MASK = "•"
LENGTHS = range(13, 20)
PARTS = 4  # of a card's number, as they are printed: so many messages may hold it

_JOINED = r"(?:and|then|next|space|dash|hyphen|first|second|third|fourth|last)"
#: What may be between the digits: marks of any kind, an x, or one or two words that join their parts.
_GAP = rf"(?:[\W_]{{0,8}}|[\W_]?[xX*][\W_]?|[\W_]{{1,3}}{_JOINED}(?:\s+{_JOINED})?[\W_]{{1,3}})"
_RUN = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{12,}}")
#: The four groups of four as they are said, with up to five words between one and the next.
_WITH_WORDS = re.compile(r"(?<!\d)\d{4}(?:[\W_]{1,4}(?:(?:[^\W\d_]{1,12}|\d[a-z]{2})[\W_]{1,4}){0,5}\d{4}){3}(?!\d)")
_GROUP = re.compile(r"\d+")
_FOUR = re.compile(r"\d{4}")
#: What stands directly before a number that is printed below bars.
_BARCODE = re.compile(
    r"\b(?:ean|gtin|upc|isbn|barcode)(?:\W{1,3}(?:number|no|nr|code|id|is|was|says|reads|it)){0,3}\W{0,4}\Z", re.I
)
_LONGEST_CUE = 50  # characters
#: Categories of characters that stand for nothing between digits: those nobody sees, and those that are drawn over one.
_UNSEEN = frozenset({"Cf", "Me", "Mn"})
#: Letters that are typed for digits, in what is otherwise a number.
_LOOKALIKE = re.compile(r"(?<![^\W_])(?=(?:[IlOoSB]*\d){2})[\dIlOoSB]{4,19}(?![^\W_])")
_DIGIT_FOR = str.maketrans("IlOoSB", "110058")
#: How the numbers of the issuers begin (ISO/IEC 7812) and how long they are.
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2[2-7]"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3[0689]"), (14, 16)),
    (re.compile(r"35"), (16, 17, 18, 19)),
    (re.compile(r"5[06-9]|6"), tuple(LENGTHS)),
)
#: How long the groups are in which cards are written; the last one may be shorter. Five digits are order numbers.
_GROUP_SIZES = frozenset({1, 2, 3, 4, 6, 8})
_AMEX_GROUPS = ((4, 6, 5), (4, 6, 4))
_LONGEST_PHONE = 15  # digits, the country's included (ITU-T E.164)
#: The three or four digits of the back, behind a masked card and perhaps its date.
_BEHIND = (
    r"(?:[\W_]|\d{1,2}(?!\d)|exp\w*|valid\w*|till|until|thru|and|the|with|date|cvv2?|cvc2?|security|code|is){0,14}?"
)
_MASKED = re.compile(rf"{MASK * 4} \d{{4}}")
_LONGEST_BEGINNING = 200  # characters
_BACK = re.compile(rf"(?P<card>{MASK * 4} \d{{4}}(?!\d){_BEHIND}(?<!\d)(?<!{MASK} ))(?P<back>\d{{3,4}})(?!\d)", re.I)


@dataclass(frozen=True)
class _Folded:
    """A text with ASCII digits and without invisible characters; `places` says where each character stood."""

    text: str
    places: Sequence[int]


def mask_cards(text: str) -> str:
    """The text with every card number replaced by its last four digits, and the code of its back masked.

    Args:
        text: as a customer or an agent typed it.
    """
    folded = _fold(text)
    cards = _cards(folded.text)
    if not cards and len(folded.text) < len(text):
        folded = _fold(text, between=" ")  # an invisible character in place of a blank
        cards = _cards(folded.text)
    masked, done = "", 0
    for start, end, last in cards:
        first, after = folded.places[start], folded.places[end - 1] + 1
        masked += f"{text[done:first]}{MASK * 4} {last}"
        done = after
    if not done and MASK not in text:
        return text
    masked += text[done:]
    for _ in range(2):  # a year of four digits may come before the code
        masked = _BACK.sub(lambda found: f"{found['card']}{MASK * 4}", masked)
    return masked


def mask_rest(earlier: Sequence[str], text: str) -> str:
    """A text with that part of a card's number masked whose beginning is the end of the texts before.

    Args:
        earlier: the texts before it, the oldest first.
    """
    before = _MASKED.sub(MASK, "\n".join(earlier)[-_LONGEST_BEGINNING:]) + "\n"
    folded, start = _fold(before + text), len(before)
    for begin, end, last in _cards(folded.text):
        if folded.places[begin] < start <= folded.places[end - 1]:
            after = folded.places[end - 1] + 1 - start
            first = next(i for i, character in enumerate(text) if character.isdecimal())
            return f"{text[:first]}{MASK * 4} {last}{text[after:]}" if first < after else text
    return text


def _fold(text: str, between: str = "") -> _Folded:
    """Args: between: stands for an invisible character; a blank, or nothing."""
    places: Sequence[int] = range(len(text))
    characters = text
    if not text.isascii():
        shown = ((i, between if unicodedata.category(c) in _UNSEEN else c) for i, c in enumerate(text))
        kept = [(i, c) for i, c in shown if c]
        characters = "".join(str(unicodedata.decimal(c, c)) for _, c in kept)
        places = [i for i, _ in kept]
    return _Folded(_LOOKALIKE.sub(lambda found: found[0].translate(_DIGIT_FOR), characters), places)


def _cards(text: str) -> list[tuple[int, int, str]]:
    """Start, end and last four digits of each card number."""
    found = []
    for run in _RUN.finditer(text):
        groups = list(_GROUP.finditer(run[0]))
        before = text[max(0, run.start() - _LONGEST_CUE) : run.start()]
        phone = before.endswith("+")
        for first, last in _clusters([group[0] for group in groups], phone):
            digits = "".join(group[0] for group in groups[first : last + 1])
            if first == 0 and last == len(groups) - 1 and ean.is_valid(digits) and _BARCODE.search(before):
                continue  # its own check digit shows what it is; no other word is believed, for anybody can say it
            found.append((run.start() + groups[first].start(), run.start() + groups[last].end(), digits[-4:]))
    return found or _with_words(text)


def _with_words(text: str) -> list[tuple[int, int, str]]:
    """The same of numbers whose four groups are said with words between them."""
    found = []
    for run in _WITH_WORDS.finditer(text):
        groups = _FOUR.findall(run[0])
        if 16 in _lengths(groups[0][:2]) and luhn.is_valid("".join(groups)):
            found.append((run.start(), run.end(), groups[-1]))
    return found


def _clusters(groups: Sequence[str], phone: bool) -> list[tuple[int, int]]:
    """First and last group of each card number; those that overlap are taken together, for only one of them can be a
    card, and which one is unknown."""
    clusters: list[tuple[int, int]] = []
    for first in range(len(groups)):
        length, lengths = 0, _lengths("".join(groups[first : first + 2])[:2])
        for last in range(first, len(groups)):
            length += len(groups[last])
            if length >= LENGTHS.stop or not lengths:
                break
            if length not in lengths or (phone and first == 0 and length <= _LONGEST_PHONE):
                continue
            if not _is_card(groups[first : last + 1]):
                continue
            if clusters and first <= clusters[-1][1]:
                clusters[-1] = (clusters[-1][0], max(last, clusters[-1][1]))
            else:
                clusters.append((first, last))
    return clusters


@cache
def _lengths(begin: str) -> frozenset[int]:
    """How long a card's number may be that begins with these two digits; empty if no issuer's does."""
    return frozenset(length for beginning, lengths in _ISSUERS if beginning.match(begin) for length in lengths)


def _is_card(groups: Sequence[str]) -> bool:
    return _written_as_card([len(group) for group in groups]) and luhn.is_valid("".join(groups))


def _written_as_card(sizes: Sequence[int]) -> bool:
    *most, last = sizes
    if not most or tuple(sizes) in _AMEX_GROUPS or all(size % 4 == 0 for size in sizes):
        return True
    return len(set(most)) == 1 and most[0] in _GROUP_SIZES and last <= most[0]
