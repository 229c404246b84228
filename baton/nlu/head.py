"""The classifier head on top of the language model: attention over the words of a message, then one dense layer.

One pass gives three answers: the message's intent, its signals, and the kind of problem it reports. This is the
inference side, in numpy; `head_training` has the same layers in TensorFlow, and a test compares the two. They are
written twice on purpose: a running bot computes a few short texts at a time, for which numpy is several times faster,
and only training needs batches, masks, dropout and gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erf

from baton.nlu.arrays import FloatArray, IntArray

WIDTH = 192  # of the vector of a word
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

    def scores(self, texts: Sequence[FloatArray]) -> list[Scores]:
        """The logits of texts; those of several together cost little more than those of one, which mostly waits for the
        weights.

        Args:
            texts: the vectors of each from the language model, one per token.
        """
        w, ends = self.weights, np.cumsum([len(states) for states in texts])
        lengths, starts = np.diff(ends, prepend=0), np.append(0, ends[:-1])
        normal = normalised(np.concatenate(texts))
        words = _gelu(normal @ w["words"] + w["words_bias"])
        words = words + _gelu(_neighbours(words, starts) @ w["near"].reshape(-1, WIDTH) + w["near_bias"])
        attention = words @ w["looks"] + w["looks_bias"]
        share = np.exp(attention - np.repeat(np.maximum.reduceat(attention, starts), lengths, 0))
        share /= np.repeat(np.add.reduceat(share, starts), lengths, 0)
        looked_at = share[:, :, None] * words.reshape(len(words), ATTENTION_HEADS, -1)
        attended = np.add.reduceat(looked_at.reshape(len(words), WIDTH), starts)
        means = np.add.reduceat(normal, starts) / lengths[:, None].astype(normal.dtype)
        pooled = np.concatenate([means, attended, np.maximum.reduceat(words, starts)], axis=1)
        last = _gelu(pooled @ w["last"] + w["last_bias"])
        each = (last @ w[name] + w[f"{name}_bias"] for name in ("signals", "intents", "problems"))
        return [Scores(*logits) for logits in zip(*each, strict=True)]


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

    def scores(self, texts: Sequence[FloatArray]) -> list[Scores]:
        """The mean of the heads' logits of texts, as `Head.scores` gives them."""
        return [
            Scores(
                np.mean([each.signals for each in scores], axis=0),
                np.mean([each.intents for each in scores], axis=0),
                np.mean([each.problems for each in scores], axis=0),
            )
            for scores in zip(*(head.scores(texts) for head in self._heads), strict=True)
        ]


def normalised(states: FloatArray) -> FloatArray:
    """Each vector with mean 0 and variance 1."""
    centred = states - states.mean(-1, keepdims=True)
    variance = np.square(centred).mean(-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + EPSILON))


def _neighbours(words: FloatArray, starts: IntArray) -> FloatArray:
    """Each word between the one before and the one after it in its text."""
    before, after = np.zeros_like(words), np.zeros_like(words)
    before[1:], after[:-1] = words[:-1], words[1:]
    before[starts] = 0
    after[starts[1:] - 1] = 0
    return np.concatenate([before, words, after], axis=1)


def _gelu(x: FloatArray) -> FloatArray:
    return np.asarray(0.5 * x * (1.0 + erf(x / np.float32(2**0.5))))
