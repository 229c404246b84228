"""How much of a message the wordings of a question speak of. Pure.

"Do you have a petrol lawnmower" is near to "do you have a shop", and none of its wordings knows a lawnmower: what a
message says beyond a question's words is a reason against that question, however alike the rest may be.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

#: So many letters of a word are compared: its endings say nothing of what it is about.
STEM = 5
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'\u2019")


class WordCoverage:
    """The words of each question's wordings, the rare ones counting more.

    Args:
        texts: every wording.
        names: of the question that each belongs to.
    """

    def __init__(self, texts: Sequence[str], names: Sequence[str]) -> None:
        having: Counter[str] = Counter()
        known: dict[str, set[str]] = defaultdict(set)
        for text, name in zip(texts, names, strict=True):
            stems = _stems(text)
            having.update(stems)
            known[name] |= stems
        self._known = {name: frozenset(stems) for name, stems in known.items()}
        self._rarity = {stem: math.log((len(texts) + 1) / (count + 0.5)) for stem, count in having.items()}
        #: Of a word that no wording has.
        self._unknown = math.log((len(texts) + 1) / 0.5)

    def of(self, text: str) -> Callable[[str], float]:
        """What a question has of a text's words, from 0 to 1, by the question's name; 0 of a text without words."""
        weights = {stem: self._rarity.get(stem, self._unknown) for stem in _stems(text)}
        total = sum(weights.values())

        def covered(name: str) -> float:
            known = self._known[name]
            return sum(weight for stem, weight in weights.items() if stem in known) / total if total else 0.0

        return covered


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _WORD.findall(text.lower().translate(_APOSTROPHES)))
