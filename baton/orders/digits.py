"""Digits in free text, with what stands around them: the ground on which numbers and postcodes are told apart. Pure.

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
UK_POSTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})(?![A-Z0-9])", re.IGNORECASE)
BLANK = "\ufffc"

_MONTH = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|May|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?"
    r"|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)"
)
_BLANKED = (
    re.compile(r"(?:https?://|www\.)\S+"),
    EMAIL,
    re.compile(r"(?<!\d)\d{1,6}(?::\d{1,6})+(?!\d)"),  # times
    re.compile(r"(?<![\d/.-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?![\d/-]|\.\d)"),
    re.compile(rf"(?<![\w.-])\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? (?:19|20)\d\d\b)?"),
    re.compile(rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d\b)?"),
    UK_POSTCODE,
)
_SEPARATOR = r"(?:[ \t]?[-/][ \t]?|[ \t]{1,2}|[ \t]?\)[ \t]?|[ \t]?\([ \t]?|\)[ \t]?[-.][ \t]?|\(0\)|[.,](?=\d))"
_CHAIN = re.compile(rf"[0-9]+(?:{_SEPARATOR}[0-9]+)*")
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
_PHONE_BEFORE = re.compile(
    r"\b(?:phone|tele(?:phone|fon)|tel|mobile|mob|cell|fax|whatsapp|handy|extension|ext"
    r"|(?:call|ring|text|reach) (?:me |us )?(?:on|at))[\w\s.:'(]{0,20}\Z",
    re.I,
)
_ORDER_WORD = re.compile(r"order|bestell|pedido|commande|#", re.I)


@dataclass(frozen=True)
class Chain:
    """Groups of digits that read as one number: ``separators[i]`` stands between groups i and i+1."""

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
        """Whether it is a price or a measure, by what stands before and after."""
        after = self.after
        return bool(_MONEY_BEFORE.search(self.before) or _MONEY_AFTER.match(after) or _UNIT_AFTER.match(after))

    @property
    def phone(self) -> bool:
        """Whether it is introduced as a phone number, or written like one with a plus or a leading zero."""
        found = _PHONE_BEFORE.search(self.before)
        introduced = found is not None and not _ORDER_WORD.search(found.group())
        dialled = self.groups[0].startswith("0") or re.search(r"\+[ (]{0,2}\Z", self.before) is not None
        return introduced or (dialled and self.total != 5)

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
        text: what somebody wrote, of any length and in any script (full-width digits are read as digits).
    """
    clean = clean_up(text)
    for pattern in _BLANKED:
        clean = pattern.sub(BLANK, clean)
    for match in _CHAIN.finditer(clean):
        groups = tuple(re.findall("[0-9]+", match.group()))
        separators = tuple(re.findall("[^0-9]+", match.group()))
        start, end = match.span()
        yield Chain(groups, separators, clean[max(start - 60, 0) : start], clean[end : end + 40])


def clean_up(text: str) -> str:
    """One kind of digit, space and dash, whatever keyboard it came from; line breaks stay."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).replace("\u200b", "")
