"""How much of what was learnt supports a signal: a message far from every sensitive example counts for less.

A head gives an answer to any text, also to one that is like nothing it has learnt. The nearest examples say how far
that answer can be trusted: how alike the nearest sensitive one is, and by how much it is nearer than the nearest
ordinary one. Both were chosen on messages of other companies' customers, and on held-out ones of our own
(docs/decisions/0014, docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baton.nlu.arrays import BoolArray, FloatArray, IntArray

#: Log odds for each unit of likeness beyond `NEAR`, and for each unit by which the nearest sensitive example is nearer
#: than the nearest ordinary one. A likeness is a cosine, from -1 to 1.
LIKENESS = 6.0
LEAD = 25.0
NEAR = 0.65
#: Width of a kept vector: a third of the language model's, for a third of the memory and time; the likenesses hardly
#: change.
WIDTH = 128
_FILE = "support.npz"
_BATCH = 512


class Support:
    """The examples of the language data as vectors.

    Args:
        axes: the directions that are kept, one column each.
        vectors: one row per example, of length 1 or less.
        sensitive: true where an example carries a signal.
    """

    def __init__(self, axes: FloatArray, vectors: FloatArray, sensitive: BoolArray) -> None:
        self._axes = np.asarray(axes, dtype=np.float32)
        order = np.argsort(~sensitive, kind="stable")
        self._vectors = np.ascontiguousarray(np.asarray(vectors, dtype=np.float32)[order])
        self._rows = np.argsort(order)  # where each example stands now
        self._number = int(sensitive.sum())

    @classmethod
    def of(cls, states: Sequence[FloatArray], sensitive: BoolArray) -> Support:
        """The support that examples give.

        Args:
            states: what the language model makes of each example, one vector per token.
            sensitive: true where an example carries a signal; there is at least one of either.
        """
        vectors = np.array([_vector(s) for s in states])
        _values, axes = np.linalg.eigh(vectors.T @ vectors)
        kept = axes[:, ::-1][:, :WIDTH]
        return cls(kept, vectors @ kept, sensitive)

    def save(self, folder: Path) -> None:
        """Write it into a folder of the model."""
        sensitive = np.arange(len(self._vectors)) < self._number
        np.savez(folder / _FILE, axes=self._axes, vectors=self._vectors.astype(np.float16), sensitive=sensitive)

    @classmethod
    def load(cls, folder: Path) -> Support:
        """What `save` wrote."""
        with np.load(folder / _FILE) as arrays:
            return cls(arrays["axes"], arrays["vectors"], arrays["sensitive"])

    def log_odds(self, texts: Sequence[FloatArray]) -> FloatArray:
        """What the nearest examples add to the weight of the signals of each text, in log odds.

        Args:
            texts: what the language model makes of them, one vector per token.
        """
        return self._added(self._vectors @ (np.array([_vector(states) for states in texts]) @ self._axes).T)

    def log_odds_of_examples(self, places: IntArray) -> FloatArray:
        """The same for some of the examples, each without itself."""
        added = []
        for begin in range(0, len(places), _BATCH):
            rows = self._rows[places[begin : begin + _BATCH]]
            likeness = self._vectors @ self._vectors[rows].T
            likeness[rows, np.arange(len(rows))] = -1.0
            added.append(self._added(likeness))
        return np.concatenate(added) if added else np.zeros(0)

    def _added(self, likeness: FloatArray) -> FloatArray:
        """From the likenesses to all examples, one column per text."""
        sensitive, ordinary = likeness[: self._number].max(0), likeness[self._number :].max(0)
        return np.asarray(LIKENESS * (sensitive - NEAR) + LEAD * (sensitive - ordinary))


def _vector(states: FloatArray) -> FloatArray:
    """The mean of the token vectors, of length 1: what the language model was trained to compare."""
    mean = np.asarray(states, dtype=np.float32).mean(0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9))
