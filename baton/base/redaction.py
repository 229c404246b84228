"""Masks what must never be stored: card numbers, IBANs, passwords, security codes.

Masking is idempotent, and rather masks a word too many than a secret too few.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar, cast

from stdnum import iban, numdb

from baton.base.card_numbers import LENGTHS, MASK, mask_cards
from baton.base.plain_spelling import digits_for_words, joined_letters, plain_letters
from baton.base.required_literals import Pieces, folded, required
from baton.base.secret_patterns import SECRETS

T = TypeVar("T")

_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?P<label>iban\W{0,3})?"
    r"(?P<iban>[a-z][\s./_\-]?[a-z][\s./_\-]?\d[\s./_\-]?\d(?:[\s./_\-]{0,2}[a-z0-9]){11,30})(?![A-Za-z0-9])",
    re.I,
)

_IBAN_MARKS = re.compile(r"[\s./_-]")
_SIZES = re.compile(r"\d+(?=!)")  # in the register's "4!a6!n8!n"
_DIGIT = re.compile(r"\d")
#: Each pattern with the sets of pieces that a text must hold for it, and every such set once.
_PATTERNS = tuple((pattern, required(pattern)) for pattern in SECRETS)
_PIECES = frozenset[Pieces]().union(*(sets for _, sets in _PATTERNS))
#: Words beside "password is" in talk about a password, not in one.
_NOT_A_SECRET = frozenset(
    """
    a about also always and as at be because been being blocked broken but changed compromised correct different
    expired fine for forgotten from gone good here hidden how if in incorrect invalid it just known like locked long
    lost missing my needed never new no not now of off often ok okay old on or out please private really rejected
    refused required reset right same saved safe secret short so something still stolen strong that the then there
    this to too unknown unsafe used very weak what when where which with working wrong your
    """.split()
)

#: Names of things and digests, which are compared and must not change. They are checked or made where they come in.
_NAMES = frozenset({"message_id", "delivery", "email_code"})
_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}\Z", re.I)
_SHORTEST = 6  # characters that could hold a secret with the word that introduces it

#: Texts that held no secret: a log has the same names and answers again and again, and a message is looked through at
#: each step on its way. Never one that held any.
_without_secret: set[str] = set()
_MOST_REMEMBERED = 1_000_000  # characters; each text counts as some more, for what a set needs for it
_PER_TEXT = 100
_remembered = 0


def redact(text: str) -> str:
    """The text with card numbers, IBANs, passwords and security codes masked.

    A card number keeps its last four digits, by which people know which card it is.
    """
    if text in _without_secret:
        return text
    masked = _masked(text)
    if masked == text:
        _remember(text)
    return masked


def _remember(text: str) -> None:
    global _remembered
    _remembered += len(text) + _PER_TEXT
    if _remembered > _MOST_REMEMBERED:
        _without_secret.clear()
        _remembered = len(text) + _PER_TEXT
    _without_secret.add(text)


def _masked(text: str) -> str:
    """As it is written; and in plain spelling, if a secret shows only there."""
    text = _masked_as_written(text)
    for spelling in (plain_letters, digits_for_words, joined_letters):
        plain = spelling(text)
        if plain != text and (masked := _masked_as_written(plain)) != plain:
            text = masked
    return text


def _masked_as_written(text: str) -> str:
    there = _pieces_in(folded(text))
    if _DIGIT.search(text):
        text = mask_cards(_IBAN.sub(_iban, text))
    for pattern, needed in _PATTERNS:
        if needed <= there:
            text = pattern.sub(_secret, text)
    return text


def _pieces_in(plain: str) -> set[Pieces]:
    """The sets of which a folded text holds a piece."""
    there = set()
    for pieces in _PIECES:
        for piece in pieces:
            if piece in plain:
                there.add(pieces)
                break
    return there


def is_plain_name(name: str) -> bool:
    """Whether a program's name for something, which is kept as it is, may be kept: it holds nothing that is masked.

    Digits in a UUID at its end are nobody's card, though one in some thousands looks like it.
    """
    rest = _UUID.sub("", name)
    return name.isprintable() and redact(rest) == rest


def redact_all(value: T) -> T:
    """The same for every text in a JSON value, and every long number, which becomes a text where it is masked; names of
    events stay as they are."""
    return cast(T, _redacted(value))


def _redacted(value: object) -> object:
    if isinstance(value, str):
        return redact(value) if len(value) >= _SHORTEST else value
    if isinstance(value, Mapping):
        return {key: item if key in _NAMES else _redacted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        # A tuple stays one: what holds nothing to mask must equal what was given (the tracker store compares).
        safe = map(_redacted, value)
        return tuple(safe) if isinstance(value, tuple) else list(safe)
    if isinstance(value, int) and value > 10 ** (LENGTHS.start + 1) and redact(str(value)) != str(value):
        return redact(str(value))
    return value


def _iban(match: re.Match[str]) -> str:
    """Masks the beginning that is a valid IBAN: words may follow it without a break."""
    text, label = match["iban"], match["label"] or ""
    country = "".join(filter(str.isalpha, text[:4]))[:2].upper()
    places = [i for i, character in enumerate(text) if not _IBAN_MARKS.match(character)][: _iban_length(country)]
    if len(places) == _iban_length(country) > 0:
        end = places[-1] + 1
        whole = end == len(text) or _IBAN_MARKS.match(text[end])
        if whole and iban.is_valid(_IBAN_MARKS.sub("", text[:end]), check_country=False):
            return f"{label}{country}{MASK * 4}{text[end:]}"
    return match[0]


@cache
def _iban_length(country: str) -> int:
    """How many characters the IBANs of a country have; 0 if it has none."""
    structure = numdb.get("iban").info(country)[0][1]
    return sum(map(int, _SIZES.findall(structure["bban"]))) + len("GB82") if structure else 0


def _secret(match: re.Match[str]) -> str:
    secret = match["secret"]
    if secret.lower().strip(".!?,;") in _NOT_A_SECRET or secret.startswith(MASK):
        return match[0]
    start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
    return match[0][:start] + MASK * 4 + match[0][end:]
