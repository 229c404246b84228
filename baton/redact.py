"""Masks what must never be stored: card numbers, IBANs, passwords, security codes."""

from __future__ import annotations

import re
from typing import Any

from stdnum import iban, luhn

MASK = "•"

_CARD = re.compile(r"(?<![\w+])(?:\d[ -]?){12,18}\d(?!\w)")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}\b")
_SECRET = re.compile(
    r"(?P<cue>\b(?:password|passwort|passcode|pass\s?phrase|pin(?:\s+(?:code|number))?|cvv2?|cvc2?|cvn|"
    r"security\s+(?:code|number)|card\s+code|one[- ]time\s+(?:code|password)|otp)\b"
    r"(?:\s+(?:is|was|for\s+\S+\s+is)|\s*[:=])\s*[\"'“]?)(?P<secret>[^\s\"'”,]+)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?P<cue>\b(?:cvv2?|cvc2?|cvn|pin)\s+)(?P<secret>\d{3,8})\b", re.IGNORECASE)
#: Words that follow "password is" in talk about a password, not in one.
_NOT_A_SECRET = frozenset(
    [
        "wrong",
        "not",
        "invalid",
        "incorrect",
        "rejected",
        "expired",
        "required",
        "missing",
        "being",
        "always",
        "still",
        "the",
        "a",
        "my",
        "it",
        "no",
        "too",
        "correct",
        "needed",
        "refused",
        "broken",
        "lost",
        "forgotten",
        "gone",
        "hidden",
        "never",
        "reset",
        "changed",
        "saved",
        "weak",
        "safe",
        "what",
        "working",
    ]
)


def redact(text: str) -> str:
    """The text with card numbers, IBANs, passwords and security codes masked.

    A card number keeps its last four digits, by which people tell cards apart.
    """
    text = _CARD.sub(_card, text)
    text = _IBAN.sub(_iban, text)
    text = _SECRET.sub(_secret, text)
    return _CODE.sub(lambda m: m["cue"] + MASK * 4, text)


def redact_all(value: Any) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return redact(value) if len(value) > 5 else value
    if isinstance(value, dict):
        return {key: redact_all(item) for key, item in value.items()}
    if isinstance(value, list):
        return [redact_all(item) for item in value]
    return value


def _card(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    return f"{MASK * 4} {digits[-4:]}" if luhn.is_valid(digits) else match[0]


def _iban(match: re.Match[str]) -> str:
    """Masks the longest beginning that is a valid IBAN: words may follow it without a break."""
    text = match[0]
    ends = [len(text), *reversed([i for i, character in enumerate(text) if character == " "])]
    for end in ends:
        if iban.is_valid(text[:end]):
            return f"{text[:2].upper()}{MASK * 4}{text[end:]}"
    return text


def _secret(match: re.Match[str]) -> str:
    password = match["cue"].lower().startswith("pass")
    if match["secret"].lower().strip(".!?") in _NOT_A_SECRET:
        return match[0]
    if not password and not any(c.isdigit() for c in match["secret"]):
        return match[0]  # codes are numbers; a "pin" may be part of a plug
    return match["cue"] + MASK * 4
