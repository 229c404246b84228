"""Digits in free text with their surroundings, by which order numbers, postcodes and others are distinguished. Pure.

A chain is everything a reader sees as one number: groups of digits with a space, dash, dot or bracket between
them. E-mail and web addresses, UK postcodes, dates and times are blanked first, so no chain comes out of them.
All expressions here run in linear time: the text comes from strangers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

EMAIL = re.compile(r"(?<![^\s,;:<>()\[\]\"@])[^\s,;:<>()\[\]\"@]+@[^\s,;:<>()\[\]\"@]+")
WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
UK_POSTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9][A-Z0-9]?)(?: {0,2}|-)([0-9][A-Z]{2})(?![A-Z0-9])", re.I)
#: Beside an order number it is no part of a phone number: "10038 08008".
POSTCODE_WITH_ZERO = re.compile("0[0-9]{4}")
BLANK = "\ufffc"

_MONTH = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|May|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?"
    r"|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)"
)
_BLANKED = (
    WEB_ADDRESS,
    EMAIL,
    re.compile(r"(?<!\d)\d{1,6}(?::\d{1,6})+(?!\d)"),  # times
    re.compile(r"(?<![\d/.-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\d/-]|\.\d)"),
    re.compile(rf"(?<![\w.-])\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? (?:19|20)\d\d\b)?"),
    re.compile(rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d\b)?"),
    re.compile(r"(?<![\w.-])\d{1,3}(?:st|nd|rd|th)\b", re.I),  # "2nd time asking"
    UK_POSTCODE,
)
_SEPARATOR = r"(?:[ \t]?[-/][ \t]?|[ \t]{1,2}|[ \t]?\)[ \t]?|[ \t]?\([ \t]?|\)[ \t]?[-.][ \t]?|\(0\)|[.,](?=\d))"
_CHAIN = re.compile(rf"[0-9]+(?:{_SEPARATOR}[0-9]+)*")
_GROUP = re.compile("[0-9]+")
_NO_DIGITS = re.compile("[^0-9]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")

_MONEY_BEFORE = re.compile(
    r"(?:[£$€¥₹]|\b(?:gbp|usd|eur|chf|euros?|rs)\.?|\b(?:paid|pay|costs?|charged|price(?: (?:is|was|of))?))\s*\Z", re.I
)
_MONEY_AFTER = re.compile(
    r"\s?(?:[£$€¥₹](?!\s?\d)|[%‰°]|,-"
    r"|(?:gbp|usd|eur|chf|euros?|pounds?|quid|dollars?|bucks|pence|cents?|percent)\b)",
    re.I,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:[kmµ]?[wgl]|[kmc]?m|kwh|wh|mah|[kmg]?hz|rpm|btu|lm|lumens?|lux|watts?|volts?|amps?|pa|psi|dpi|mbps|gbps"
    r"|[kmg]b|pixels|px|grams?|kilos?|lit(?:er|re)s?|inch(?:es)?|miles|hours?|hrs|minutes|mins|seconds|days|weeks|months"
    r"|years|times|people|pieces|pcs)\b",
    re.I,
)
#: A short form is a word by itself: "tell me where 10023 is" announces no phone number.
_PHONE_BEFORE = re.compile(
    r"\b(?:phone|tele(?:phone|fon)|mobile|fax|whatsapp|handy|(?:tele?|mob|cell|extension|ext)(?![^\W\d])"
    r"|(?:call|ring|text|reach) (?:me |us )?(?:on|at))(?:[^\W\d]|[\s.:'(]){0,20}\Z",
    re.I,
)
_ORDER_WORD = re.compile(r"order|bestell|pedido|commande|#", re.I)
_PHONE_DIGITS = range(10, 13)  # of a number that begins with 0
_SHORTEST = 4  # digits of a number beside it
_LONGEST_PHONE = 13  # digits: more, with a number that begins with 0 in them, are two numbers


@dataclass(frozen=True)
class Chain:
    """Groups of digits that read as one number: ``separators[i]`` is between groups i and i+1."""

    groups: tuple[str, ...]
    separators: tuple[str, ...]
    before: str
    after: str

    @property
    def total(self) -> int:
        """How many digits there are in all."""
        return sum(map(len, self.groups))

    @property
    def amount(self) -> bool:
        """Whether it is a price or a measure, by the text before and after."""
        after = self.after
        return bool(_MONEY_BEFORE.search(self.before) or _MONEY_AFTER.match(after) or _UNIT_AFTER.match(after))

    @property
    def phone(self) -> bool:
        """Whether it is introduced as a phone number, or written like one with a plus or a leading zero."""
        dialled = self.groups[0].startswith("0") or re.search(r"\+[ (]{0,2}\Z", self.before) is not None
        return self.introduced_as_phone or (dialled and self.total != 5)

    @property
    def introduced_as_phone(self) -> bool:
        """Whether the words before it announce a phone number: "call me on ..."."""
        introduction = _PHONE_BEFORE.search(self.before)
        return introduction is not None and not _ORDER_WORD.search(introduction.group())

    @property
    def attached(self) -> bool:
        """Whether what follows makes it a part of something longer, such as ``10023-AB`` or ``10023x``."""
        return bool(re.match(r"\w|-[A-Z0-9]{1,4}\b|\s?@|" + BLANK, self.after))

    def alone(self, index: int) -> bool:
        """Whether the group is set off from its neighbours by a space, a slash or a spaced dash."""
        around = self.separators[max(index - 1, 0) : index + 1] if self.separators else ()
        return all(s.isspace() or "/" in s or s.strip() != s for s in around)


def chains(text: str) -> Iterator[Chain]:
    """The chains of digits in a text, from left to right.

    Args:
        text: a message of any length and in any script (full-width digits are read as digits).
    """
    clean = clean_up(text)
    for pattern in _BLANKED:
        clean = pattern.sub(BLANK, clean)
    for match in _CHAIN.finditer(clean):
        spans = [group.span() for group in _GROUP.finditer(clean, *match.span())]
        for start, end in _parts(*match.span(), spans, clean):
            groups = tuple(_GROUP.findall(clean, start, end))
            separators = tuple(_NO_DIGITS.findall(clean, start, end))
            yield Chain(groups, separators, clean[max(start - 60, 0) : start], clean[end : end + 40])


def _parts(start: int, end: int, groups: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Where to part a phone number that begins with 0 from a number beside it: "07700 900123 10023"."""
    sizes = [last - first for first, last in groups]
    before = text[max(start - 1, 0) : start]
    if sum(sizes) <= _LONGEST_PHONE or sum(sizes) > 3 * _LONGEST_PHONE or before.isalpha():
        return [(start, end)]
    for place in range(1, len(groups)):
        left, right = sum(sizes[:place]), sum(sizes[place:])
        national = [text[groups[i][0]] == "0" and total in _PHONE_DIGITS for i, total in ((0, left), (place, right))]
        if (any(national) or (before == "+" and left in _PHONE_DIGITS)) and min(left, right) >= _SHORTEST:
            return [(start, groups[place - 1][1]), (groups[place][0], end)]
    return [(start, end)]


def clean_up(text: str) -> str:
    """One kind of digit, space and dash, whatever keyboard or script it came from, and nothing that nobody sees.

    Line breaks stay. Digits of every script become 0 to 9; Unicode's format characters are left out.
    """
    return _DASHES.sub("-", "".join(map(_plain, unicodedata.normalize("NFKC", text))))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) == "Cf" else character
