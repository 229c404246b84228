"""Groups the messages of a report by meaning, with the language model of the trained bot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baton.lab.grouping import group
from baton.lab.report.gaps import Grouped
from baton.lab.text_vectors import open_encoder, vectors
from baton.nlu.arrays import FloatArray

_KEPT = 20_000  # vectors


class MeaningGrouper:
    """Groups texts; keeps the vectors of those it has seen, and never their words.

    Args:
        model: archive of the trained bot.
    Raises:
        NoLanguageModel: it cannot be read, or holds no language model.
    """

    def __init__(self, model: Path) -> None:
        self._encoder = open_encoder(model)
        self._kept: dict[int, FloatArray] = {}

    def __call__(self, texts: Sequence[str]) -> list[Grouped]:
        """The groups, the largest first, each with the words that tell it from the others."""
        missing = [text for text in dict.fromkeys(texts) if hash(text) not in self._kept]
        for text, vector in zip(missing, vectors(self._encoder, missing), strict=True):
            self._kept[hash(text)] = vector
        found = group(texts, np.array([self._kept[hash(text)] for text in texts]))
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return [Grouped(each.name, each.members) for each in found.groups]
