"""What a text looks like to a classifier: its sentence embedding beside its words and pieces of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from baton.nlu.encoder import encoder

#: Weight of the embedding beside the tf-idf vectors, which all have length 1 (chosen by cross-validation).
DENSE_WEIGHT = 2.0


class Linear:
    """The weights of fitted linear models, laid out so that scoring one sparse row copies nothing.

    Scikit-learn keeps them the other way round, and then copies all of them for every message.
    """

    def __init__(self, weights: np.ndarray, bias: np.ndarray) -> None:
        self._weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        self._bias = bias.astype(np.float32)

    def scores(self, rows: csr_matrix) -> np.ndarray:
        """One row of scores per text."""
        return np.asarray(rows @ self._weights + self._bias)


class TextFeatures:
    """Learns the vocabulary of a data set, and turns texts into one sparse row each."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"(?u)\b\w[\w']*\b", dtype=np.float32
        )
        self._pieces = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32
        )

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the vocabulary; returns the rows of the texts."""
        return self._beside(texts, self._words.fit_transform(texts), self._pieces.fit_transform(texts))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text."""
        return self._beside(texts, self._words.transform(texts), self._pieces.transform(texts))

    @staticmethod
    def _beside(texts: Sequence[str], words: csr_matrix, pieces: csr_matrix) -> csr_matrix:
        return hstack([csr_matrix(encoder().encode(texts) * DENSE_WEIGHT), words, pieces], format="csr")
