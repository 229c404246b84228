"""The classifier head on top of the language model: attention over the words of a message, then one dense layer.

One pass gives three answers: the message's intent, its signals, and the kind of problem it reports. This is the
inference side, in numpy; `head_training` has the same layers in TensorFlow, and a test compares the two. They are
written twice on purpose: a running bot computes one short message at a time, for which numpy is several times faster,
and only training needs batches, masks, dropout and gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erf

from baton.nlu.arrays import FloatArray

WIDTH = 256  # of the vector of a word
ATTENTION_HEADS = 8  # each gives a weighted mean over the words
HIDDEN = 256  # width of the last layer
EPSILON = 1e-3  # of the normalisation


@dataclass(frozen=True)
class Scores:
    """Logits of one text: each array in the order of the names that the head was trained with."""

    signals: FloatArray
    intents: FloatArray
    problems: FloatArray


class Head:
    """The trained weights.

    Args:
        weights: arrays by name, as `head_training.train` gives them.
        intents: names in the order of the logits.
        problems: kinds of problem in the order of the logits; the first one means "none".
    """

    def __init__(self, weights: Mapping[str, FloatArray], intents: Sequence[str], problems: Sequence[str]) -> None:
        self.weights = {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}
        self.intents = tuple(intents)
        self.problems = tuple(problems)

    def scores(self, states: FloatArray) -> Scores:
        """The logits of one text.

        Args:
            states: its vectors from the language model, one per token.
        """
        w = self.weights
        normal = normalised(states)
        words = _gelu(normal @ w["words"] + w["words_bias"])
        words = words + _gelu(_neighbours(words) @ w["near"].reshape(-1, WIDTH) + w["near_bias"])
        attention = words @ w["looks"] + w["looks_bias"]
        share = np.exp(attention - attention.max(0))
        share /= share.sum(0)
        attended = np.einsum(
            "nl,nlw->lw", share, words.reshape(len(words), ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        ).reshape(-1)
        pooled = np.concatenate([normal.mean(0), attended, words.max(0)])
        last = _gelu(pooled @ w["last"] + w["last_bias"])
        signals, intents, problems = (last @ w[name] + w[f"{name}_bias"] for name in ("signals", "intents", "problems"))
        return Scores(signals, intents, problems)


class Heads:
    """Several heads trained on the same messages from different initial weights, averaged.

    Each one is wrong by chance on other messages than the rest.

    Args:
        heads: at least one; with the same intents and problems.
    """

    def __init__(self, heads: Sequence[Head]) -> None:
        self._heads = tuple(heads)
        self.intents = self._heads[0].intents
        self.problems = self._heads[0].problems

    def scores(self, states: FloatArray) -> Scores:
        """The mean of the heads' logits of one text, as `Head.scores` gives them."""
        scores = [head.scores(states) for head in self._heads]
        return Scores(
            np.mean([each.signals for each in scores], axis=0),
            np.mean([each.intents for each in scores], axis=0),
            np.mean([each.problems for each in scores], axis=0),
        )


def normalised(states: FloatArray) -> FloatArray:
    """Each vector with mean 0 and variance 1."""
    centred = states - states.mean(-1, keepdims=True)
    variance = np.square(centred).mean(-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + EPSILON))


def _neighbours(words: FloatArray) -> FloatArray:
    """Each word between the one before and the one after it."""
    edge = np.zeros((1, words.shape[1]), dtype=words.dtype)
    return np.concatenate([np.vstack([edge, words[:-1]]), words, np.vstack([words[1:], edge])], axis=1)


def _gelu(x: FloatArray) -> FloatArray:
    return np.asarray(0.5 * x * (1.0 + erf(x / np.float32(2**0.5))))
