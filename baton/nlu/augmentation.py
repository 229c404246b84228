"""Makes messages to train on from the written ones: two joined in one, and declined wishes. Pure.

Most written examples say one thing. A head that has only seen those misses much of what says two things (on held-out
messages joined in pairs it found three quarters of what it found in them alone, docs/decisions/0005). Nobody needs to
write what can be made, so it is made at training; made messages count nowhere as examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from baton.base.document import DocumentPart, Fault
from baton.base.yaml_lines import did_you_mean
from baton.nlu.arrays import BoolArray, IntArray
from baton.nlu.text_random import random_of, share_of
from policies.taxonomy import LOCKED, TaxonomyDocument, taxonomy

FILE = Path(__file__).resolve().parents[2] / "data" / "rewrites.yml"

#: Pairs with a signal in one part, and pairs without, for each hundred written messages.
WITH_SIGNAL = 17
WITHOUT = 23
#: Messages made of each request that may be declined.
DECLINED_EACH = 3
#: Longer messages mostly say two things by themselves.
LONGEST = 140  # characters
_JOINTS = ("{} {}", "{}\n{}", "{} - {}", "{}, {}", "{}, and {}", "{} but {}", "{}. {}")
_AFTER_A_MARK = _JOINTS[:2]
_MARKS = (".", "?", "!", "…")
_MARK_INSIDE = re.compile(r"[.,;:!?\n-]\s")
_AFTER_DECLINED = ("{}, {}", "{}. {}", "{} - {}", "{}, just {}", "{} {}", "{}, only {}", "{}! {}", "{}, but {}")


class Opening(DocumentPart):
    """How a request begins, and what stands there when it is declined."""

    asked: list[str]
    instead: list[str]


class Declined(DocumentPart):
    """How requests of some signals are declined, as data/rewrites.yml explains."""

    signals: list[str]
    to_do: Opening
    to_have: Opening
    not_a_verb: list[str]


class Rewrites(TaxonomyDocument):
    """How a wish is declined, as data/rewrites.yml lists it."""

    declined: Declined

    def faults(self) -> Iterator[Fault]:
        """Signals that do not exist, and those of which no example may be turned round."""
        signals = taxonomy().signals
        for place, name in enumerate(self.declined.signals):
            path = ("declined", "signals", place)
            if name not in signals:
                yield path, f"there is no signal '{name}'{did_you_mean(name, signals)}"
            elif name in LOCKED:
                yield path, f"{name} is locked: no example of it may be turned into one that counts as something else"


@dataclass(frozen=True)
class MadeMessage:
    """A message made of written ones: its words, the places of the two that it is made of, and which it counts as."""

    text: str
    parts: tuple[int, int]
    main: int


def pairs(texts: Sequence[str], has_signal: BoolArray) -> list[MadeMessage]:
    """Messages made of two written ones.

    A part with a signal is what the message counts as; of two everyday parts either may be. What is made of a message
    depends on its words alone, but for the everyday message that it is joined with.

    Args:
        texts: the written messages.
        has_signal: true where one of them carries a signal.
    """
    short = np.array([len(text) <= LONGEST for text in texts], dtype=bool)
    signals, everyday = np.flatnonzero(has_signal & short), np.flatnonzero(~has_signal & short)
    if not len(everyday):
        return []
    partners = _Partners(texts, everyday)
    wanted = ((signals, len(texts) * WITH_SIGNAL / 100), (everyday, len(texts) * WITHOUT / 100))
    return [
        pair for mains, number in wanted if len(mains) for pair in _joined(texts, mains, partners, number / len(mains))
    ]


def declined(
    texts: Sequence[str], declinable: BoolArray, has_signal: BoolArray, words: Declined
) -> Iterator[MadeMessage]:
    """Requests that are declined, each with something everyday behind it, which the message counts as.

    Args:
        texts: the written messages.
        declinable: true where one carries a signal that may be declined, and no other.
        has_signal: true where one carries any signal.
        words: how it is declined.
    """
    short = np.array([len(text) <= LONGEST for text in texts], dtype=bool)
    everyday = np.flatnonzero(~has_signal & short)
    if not len(everyday):
        return
    partners, openings = _Partners(texts, everyday), _Openings(words)
    for place in map(int, np.flatnonzero(declinable & short)):
        random = random_of(texts[place], "declined")
        for _ in range(DECLINED_EACH):
            turned = openings.declined(texts[place], random)
            if turned:
                other = partners.at(random.random())
                yield MadeMessage(random.choice(_AFTER_DECLINED).format(turned, texts[other]), (place, other), other)


class _Openings:
    """Finds how a request begins."""

    def __init__(self, words: Declined) -> None:
        self._words = words
        self._to_do, self._to_have = _begins_with(words.to_do.asked), _begins_with(words.to_have.asked)

    def declined(self, text: str, random: Random) -> str | None:
        """The request declined; None if it is none, or of more than one clause."""
        plain = text.lower().rstrip("?!. …")
        if _MARK_INSIDE.search(plain):
            return None
        asked = self._to_do.match(plain)
        if asked and asked[1].split(" ", 1)[0] not in self._words.not_a_verb:
            return f"{random.choice(self._words.to_do.instead)} {asked[1]}"
        asked = self._to_have.match(plain)
        if asked and not asked[1].startswith("to "):
            return f"{random.choice(self._words.to_have.instead)} {asked[1]}"
        return None


def _begins_with(openings: Sequence[str]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(openings, key=len, reverse=True)))
    return re.compile(rf"(?:{longest_first}) (\S.*)", re.S)


class _Partners:
    """The messages that others are joined with, in an order that a further one does not change.

    Args:
        places: of these messages among the texts; at least one.
    """

    def __init__(self, texts: Sequence[str], places: IntArray) -> None:
        shares = np.array([share_of(texts[place], "partner") for place in places])
        order = np.argsort(shares)
        self._shares, self._places = shares[order], places[order]

    def at(self, share: float) -> int:
        """The place of the message next to a point of the order, which goes from 0 to 1."""
        return int(self._places[np.searchsorted(self._shares, share) % len(self._places)])


def _joined(texts: Sequence[str], mains: IntArray, partners: _Partners, each: float) -> Iterator[MadeMessage]:
    """Pairs of some messages, so many for each of them on average."""
    for main in map(int, mains):
        random = random_of(texts[main], "pair")
        for _ in range(int(each + random.random())):
            other = partners.at(random.random())
            first, second = (main, other) if random.random() < 0.5 else (other, main)
            joint = random.choice(_AFTER_A_MARK if texts[first].endswith(_MARKS) else _JOINTS)
            yield MadeMessage(joint.format(texts[first], texts[second]), (first, second), main)
