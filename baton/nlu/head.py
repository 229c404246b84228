"""What is learnt on top of the language model: which words matter, and what they mean together.

Three questions are answered at once from the same look at a message: its intent, its signals, and which kind of
problem it tells. Here is the running side, in numpy; `head_training` learns the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from scipy.special import erf

#: Vectors a word is turned into, looks at the message (each a weighted mean), and the width of the last layer.
WIDTH = 256
LOOKS = 8
LAST = 256
_EPSILON = 1e-3  # of the first normalisation


@dataclass(frozen=True)
class Scores:
    """Scores of one text: each in the order of the names that the head learnt."""

    signals: np.ndarray
    intents: np.ndarray
    problems: np.ndarray


class Head:
    """The learnt weights.

    Args:
        weights: arrays by name, as `head_training.train` gives them.
        intents: names in the order of the scores.
        problems: kinds of problem in the order of the scores; the first one means "none".
    """

    def __init__(self, weights: Mapping[str, np.ndarray], intents: Sequence[str], problems: Sequence[str]) -> None:
        self.weights = {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}
        self.intents = tuple(intents)
        self.problems = tuple(problems)

    def scores(self, states: np.ndarray) -> Scores:
        """The scores of one text.

        Args:
            states: its vectors, one per piece of a word.
        """
        w = self.weights
        centred = states - states.mean(-1, keepdims=True)
        known = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + _EPSILON) * w["scale"] + w["shift"]
        words = _gelu(known @ w["words"] + w["words_bias"])
        words = words + _gelu(_neighbours(words) @ w["near"].reshape(-1, WIDTH) + w["near_bias"])
        looks = words @ w["looks"] + w["looks_bias"]
        share = np.exp(looks - looks.max(0))
        share /= share.sum(0)
        seen = np.einsum("nl,nlw->lw", share, words.reshape(len(words), LOOKS, WIDTH // LOOKS)).reshape(-1)
        together = np.concatenate([known.mean(0), seen, words.max(0)])
        last = _gelu(together @ w["last"] + w["last_bias"])
        return Scores(*(last @ w[name] + w[f"{name}_bias"] for name in ("signals", "intents", "problems")))


class Heads:
    """Several heads that learnt the same from different beginnings; the mean of what they say counts.

    Each is wrong by chance in places of its own.

    Args:
        heads: at least one; with the same intents and problems.
    """

    def __init__(self, heads: Sequence[Head]) -> None:
        self._heads = tuple(heads)
        self.intents = self._heads[0].intents
        self.problems = self._heads[0].problems

    def scores(self, states: np.ndarray) -> Scores:
        """The mean of the heads' scores of one text, as `Head.scores` gives them."""
        said = [head.scores(states) for head in self._heads]
        return Scores(*(np.mean(each, axis=0) for each in zip(*map(astuple, said), strict=True)))


def _neighbours(words: np.ndarray) -> np.ndarray:
    """Each word between the one before and the one after it."""
    edge = np.zeros((1, words.shape[1]), dtype=words.dtype)
    return np.concatenate([np.vstack([edge, words[:-1]]), words, np.vstack([words[1:], edge])], axis=1)


def _gelu(x: np.ndarray) -> np.ndarray:
    return np.asarray(0.5 * x * (1.0 + erf(x / np.float32(2**0.5))))
