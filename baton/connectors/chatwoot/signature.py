"""Chatwoot's signature: `sha256=<hex HMAC-SHA256(secret, "<timestamp>.<body>")>`. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

SIGNATURE = "x-chatwoot-signature"
TIMESTAMP = "x-chatwoot-timestamp"
LONGEST_TIMESTAMP = 15  # digits: more are no time, and no number that can be compared with one
TOLERANCE_SECONDS = 300


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of the signature's header."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def problem(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: float) -> str | None:
    """What is wrong with a signed request, or None.

    Args:
        headers: with names in small letters.
        secrets: one of them must have signed it.
        now: epoch seconds.
    """
    given, timestamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "")
    if not given or not timestamp:
        return "the signature is missing"
    digits = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP
    if not digits or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return "the time of the signature is too far from ours"
    fits = [hmac.compare_digest(sign(secret, timestamp, body).encode(), given.encode()) for secret in secrets]
    return None if any(fits) else "the signature is wrong"
