"""Passwords: argon2id hashes, the rule for a good one, and made-up ones."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 200  # a longer one only costs hashing time
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # no l and 1, no o and 0: it is read out on the phone

# OWASP's recommendation for argon2id with 19 MiB and two passes: many sign-ins at once still fit in memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(4)


def problem(password: str, login: str) -> str | None:
    """What is wrong with a password that somebody chose; None if it will do."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters"
    if login in password.lower():
        return "a password must not contain the login"
    if len(set(password)) < 5:
        return "a password needs at least 5 different characters"
    return None


def made_up() -> str:
    """A random password of 80 bits, in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether a password belongs to a hash. Without a hash it takes as long, and says no."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(stored or _NOBODY, password[:MAX_LENGTH]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


# Checked when there is no such account, so that the time of the answer does not tell.
_NOBODY = hashed(secrets.token_hex(16))
