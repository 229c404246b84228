"""Makes two-part messages to train on: people put a critical issue next to an everyday question. Pure.

Most written examples say one thing. A head that has only seen those misses much of what says two: on held-out
messages joined in pairs it found three quarters of what it found in them alone (docs/decisions/0005). Nobody needs to
write what can be joined, so the joints are made at training; they count nowhere as examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from baton.nlu.arrays import BoolArray, IntArray

#: Pairs with a signal in one part, and pairs without, for each hundred written messages.
WITH_SIGNAL = 17
WITHOUT = 23
#: Longer messages mostly say two things by themselves.
LONGEST = 140  # characters
_JOINTS = ("{} {}", "{}\n{}", "{} - {}", "{}, {}", "{}, and {}", "{} but {}", "{}. {}")
_AFTER_A_MARK = _JOINTS[:2]
_MARKS = (".", "?", "!", "…")


@dataclass(frozen=True)
class Pair:
    """A message made of two: its words, the places of the written ones, and which of them it counts as."""

    text: str
    parts: tuple[int, int]
    main: int


def pairs(texts: Sequence[str], has_signal: BoolArray, seed: int = 3) -> list[Pair]:
    """Messages made of two written ones.

    A part with a signal is what the message counts as; of two everyday parts either may be.

    Args:
        texts: the written messages.
        has_signal: true where one of them carries a signal.
        seed: the same seed and messages give the same pairs.
    """
    random = np.random.default_rng(seed)
    short = np.array([len(text) <= LONGEST for text in texts], dtype=bool)
    signals, everyday = np.flatnonzero(has_signal & short), np.flatnonzero(~has_signal & short)
    if not len(everyday):
        return []
    mains = [(signals, len(texts) * WITH_SIGNAL // 100), (everyday, len(texts) * WITHOUT // 100)]
    return [pair for chosen, number in mains if len(chosen) for pair in _made(random, texts, chosen, everyday, number)]


def _made(
    random: np.random.Generator, texts: Sequence[str], mains: IntArray, others: IntArray, number: int
) -> Iterator[Pair]:
    for _ in range(number):
        main, other = int(random.choice(mains)), int(random.choice(others))
        first, second = (main, other) if random.random() < 0.5 else (other, main)
        joints = _AFTER_A_MARK if texts[first].endswith(_MARKS) else _JOINTS
        joint = joints[random.integers(len(joints))]
        yield Pair(joint.format(texts[first], texts[second]), (first, second), main)
