"""Random numbers that belong to a text: the same in every training, whatever else is learnt beside it.

An example more in the language data then changes nothing of what is made of the others, nor which of them a head leaves
out: two trainings differ no more than their data do.
"""

from __future__ import annotations

from hashlib import blake2b
from random import Random


def random_of(text: str, purpose: str) -> Random:
    """A generator of random numbers for a text.

    Args:
        purpose: what the numbers are for; each purpose has numbers of its own.
    """
    digest = blake2b(f"{purpose}\0{text}".encode(errors="surrogatepass"), digest_size=8).digest()
    return Random(int.from_bytes(digest, "big"))


def share_of(text: str, purpose: str) -> float:
    """A random number from 0 to 1, without 1, for a text."""
    return random_of(text, purpose).random()
