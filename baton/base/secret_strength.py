"""Whether a secret is one that nobody drew: long enough, and to be guessed all the same."""

from __future__ import annotations

from itertools import pairwise

MIN_SECRET_CHARACTERS = 8  # different ones: "aaaa..." and "abcabc..." are nobody's secret
#: What stands in examples until somebody puts a secret there.
_PLACEHOLDERS = ("changeme", "password", "placeholder", "example", "replaceme", "yoursecret")


def is_simple(secret: str) -> bool:
    """Whether it has few characters, repeats itself, counts up or down, or is the placeholder of an example."""
    letters = "".join(character for character in secret.lower() if character.isalnum())
    return (
        len(set(secret)) < MIN_SECRET_CHARACTERS
        or _repeats(secret)
        or _counts(secret)
        or any(word in letters for word in _PLACEHOLDERS)
    )


def _repeats(secret: str) -> bool:
    """Whether all of it is one piece again and again, the last time perhaps cut off."""
    return any(secret[size:] == secret[:-size] for size in range(1, len(secret) // 2 + 1))


def _counts(secret: str) -> bool:
    """Whether two of three characters are neighbours in the alphabet of the one before, or the same."""
    steps = sum(abs(ord(one) - ord(next_one)) <= 1 for one, next_one in pairwise(secret))
    return steps * 3 > len(secret) * 2
