"""Masks what must never be stored: card numbers, IBANs, passwords, security codes.

Masking is idempotent, and rather masks a word too many than a secret too few.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar, cast

from stdnum import iban, luhn

T = TypeVar("T")

MASK = "•"

#: What may be between the digits of a card number; up to two of them in a row.
_GAP = r"[\s.\-/\u2010-\u2015]"
_DIGITS = re.compile(rf"(?<![\w+])\d(?:{_GAP}{{0,2}}\d){{12,}}(?!\w)")
_GROUP = re.compile(r"\d+")
_CARD_LENGTHS = range(13, 20)
#: How the numbers of the issuers begin (ISO/IEC 7812) and how long they are; asked only of a part of a longer run.
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2[2-7]"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3[0689]"), (14, 16)),
    (re.compile(r"35"), (16, 17, 18, 19)),
    (re.compile(r"5[06-9]|6"), tuple(_CARD_LENGTHS)),
)

_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}\b")

_PASSWORD = (
    r"(?:pass\s?words?|passwd|passwort|kennwort|passcode|pass\s?phrase|pwd|pw|contraseña|clave|mot\s+de\s+passe)"
)
_CODE = (
    r"(?:pin|cvv2?|cvc2?|cvn|csc|otp|tan|pr[üu]fziffer|sicherheitscode|"
    r"(?:security|card|verification|one[- ]?time)\s+(?:code|number|pin))"
)
_IS = r"(?:\s+(?:is|was|are|ist|war|lautet|es|est)\b(?:\s+(?:now|still|actually|called|also))?\s*[:=]?|\s*[:=])\s*"
_OPEN = "[\"'“‘«]"
_CLOSE = "[\"'”’»]"

_SECRETS = (
    # password: "two words" / password is hunter2
    re.compile(rf"(?P<cue>\b{_PASSWORD}{_IS}){_OPEN}(?P<secret>[^\"'”’»\n]+){_CLOSE}", re.I),
    re.compile(rf"(?P<cue>\b{_PASSWORD}{_IS})(?P<secret>\S+)", re.I),
    # password Hunter2: no verb, so only what resembles one
    re.compile(rf"(?P<cue>\b{_PASSWORD}\s+)(?P<secret>(?=\S*\d)(?=\S*[^\W\d])\S{{5,}})", re.I),
    # hunter2 is my password
    re.compile(rf"(?P<secret>\S+)(?P<cue>\s+(?:is|was|ist)\s+(?:my|the|our|mein)\s+{_PASSWORD}\b)", re.I),
    # cvv 123, security code: 123, the pin is 44 55
    re.compile(
        rf"(?P<cue>\b{_CODE}(?:\s+(?:code|number|no\.?|nr\.?))?(?:{_IS}|\s*[#-]\s*))(?P<secret>\d(?:[ -]?\d){{2,7}})\b",
        re.I,
    ),
    re.compile(rf"(?P<cue>\b(?!pin\b){_CODE}\s+(?:no\.?\s+)?)(?P<secret>\d(?:[ -]?\d){{2,7}})\b", re.I),
    # a "3 pin 2000 W" plug is no secret
    re.compile(r"(?P<cue>\b(?:my|the|your|card|bank)\s+pin\s+)(?P<secret>\d{4,8})\b", re.I),
    # 123 is my cvv
    re.compile(rf"\b(?P<secret>\d{{3,8}})(?P<cue>\s+(?:is|was|ist)\s+(?:my|the|its|our|mein)\s+{_CODE}\b)", re.I),
)
#: No secret is without a digit or the word for a password; most texts in a log have neither.
_POSSIBLE = re.compile(rf"\d|{_PASSWORD}", re.I)
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

#: Names of things, which are compared and must not change. They are checked where they come in.
_NAMES = frozenset({"message_id", "delivery"})
_SHORTEST = 6  # characters that could hold a secret with the word that introduces it

#: Texts that held no secret: a log has the same names and answers again and again. Never one that held any.
_without_secret: set[str] = set()
_REMEMBERED = 200  # characters
_MOST_REMEMBERED = 5000  # texts


def redact(text: str) -> str:
    """The text with card numbers, IBANs, passwords and security codes masked.

    A card number keeps its last four digits, by which people know which card it is.
    """
    if text in _without_secret:
        return text
    masked = _masked(text)
    if masked == text and len(text) <= _REMEMBERED:
        if len(_without_secret) >= _MOST_REMEMBERED:
            _without_secret.clear()
        _without_secret.add(text)
    return masked


def _masked(text: str) -> str:
    if not _POSSIBLE.search(text):
        return text
    text = _IBAN.sub(_iban, text)
    text = _DIGITS.sub(_cards, text)
    for pattern in _SECRETS:
        text = pattern.sub(_secret, text)
    return text


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
    if isinstance(value, int) and value > 10 ** (_CARD_LENGTHS.start + 1) and redact(str(value)) != str(value):
        return redact(str(value))
    return value


def _cards(match: re.Match[str]) -> str:
    """Masks every card number in a run of digits: the whole run, or groups of it beside other numbers.

    Of two that overlap only one can be a card, and which one is unknown: all their digits are masked.
    """
    run = match[0]
    groups = list(_GROUP.finditer(run))
    masked, done = "", 0
    for first, last in _clusters(groups):
        digits = "".join(group[0] for group in groups[first : last + 1])
        masked += run[done : groups[first].start()] + f"{MASK * 4} {digits[-4:]}"
        done = groups[last].end()
    return masked + run[done:]


def _clusters(groups: list[re.Match[str]]) -> list[tuple[int, int]]:
    """First and last group of each card number, those that overlap taken together."""
    clusters: list[tuple[int, int]] = []
    for first in range(len(groups)):
        for last in range(first, len(groups)):
            digits = "".join(group[0] for group in groups[first : last + 1])
            if len(digits) >= _CARD_LENGTHS.stop:
                break
            if not _is_card(digits, whole=first == 0 and last == len(groups) - 1):
                continue
            if clusters and first <= clusters[-1][1]:
                clusters[-1] = (clusters[-1][0], max(last, clusters[-1][1]))
            else:
                clusters.append((first, last))
    return clusters


def _is_card(digits: str, whole: bool) -> bool:
    if len(digits) not in _CARD_LENGTHS or not luhn.is_valid(digits):
        return False
    return whole or any(begin.match(digits) and len(digits) in lengths for begin, lengths in _ISSUERS)


def _iban(match: re.Match[str]) -> str:
    """Masks the longest beginning that is a valid IBAN: words may follow it without a break."""
    text = match[0]
    ends = [len(text), *reversed([i for i, character in enumerate(text) if character == " "])]
    for end in ends:
        if iban.is_valid(text[:end]):
            return f"{text[:2].upper()}{MASK * 4}{text[end:]}"
    return text


def _secret(match: re.Match[str]) -> str:
    secret = match["secret"]
    if secret.lower().strip(".!?,;") in _NOT_A_SECRET or secret.startswith(MASK):
        return match[0]
    start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
    return match[0][:start] + MASK * 4 + match[0][end:]
