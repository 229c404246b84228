"""Finds the questions that a message is nearest to: by meaning, by letters and by words.

By meaning it is a linear discriminant over the language model's vectors: it needs no training run, so a new question
counts as soon as its wordings are encoded. Letters survive typing errors, words keep apart what means much the same.
Weights chosen on half of tests/eval/faq_questions.tsv (docs/decisions/0015).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from baton.nlu.arrays import FloatArray, IntArray
from baton.nlu.word_coverage import WordCoverage

#: Share of the sphere in the covariance within a question: with few wordings the measured one is hardly known.
SHRINKAGE = 0.5
#: What each way of comparing counts for; each is brought to a spread of about 1 by its scale.
_MEANING, _NEAREST, _LETTERS, _WORDS = 1.0, 0.3, 0.4, 0.3
_NEAREST_WORDINGS = 3
_SCALE_NEAREST, _SCALE_LETTERS, _SCALE_WORDS = 0.12, 0.05, 0.05
_LETTER_PIECES = (3, 5)
_WORD_PIECES = (1, 2)
#: A piece that a larger share of the wordings has says nothing, and costs most of the time; of few wordings all count.
_MOST_COMMON = 0.1
_FEW = 20
_TOKEN = r"(?u)\b\w+\b"


@dataclass(frozen=True)
class Match:
    """A question that a message may mean.

    Attributes:
        intent: the retrieval intent.
        score: how near it is; only differences mean something.
        likeness: cosine of the nearest wordings' meaning, from -1 to 1.
        letters, words: the same of letters and of words, from 0 to 1.
        covered: the share of the message's words that the question's wordings have, from 0 to 1.
    """

    intent: str
    score: float
    likeness: float
    letters: float
    words: float
    covered: float


class QuestionIndex:
    """The wordings of all questions, ready to be compared with.

    Args:
        texts: every wording.
        intents: the retrieval intent of each.
        vectors: the vector of each (`sentence_vector`), one row per text.
    Raises:
        ValueError: there are no wordings.
    """

    def __init__(self, texts: Sequence[str], intents: Sequence[str], vectors: FloatArray) -> None:
        if not texts:
            raise ValueError("an index needs at least one wording")
        self.intents = tuple(dict.fromkeys(intents))
        places = {intent: place for place, intent in enumerate(self.intents)}
        self._owner = np.array([places[intent] for intent in intents])
        order = np.argsort(self._owner, kind="stable")
        self._owner = self._owner[order]
        self._begins = np.searchsorted(self._owner, np.arange(len(self.intents)))
        self._groups = self._padded_groups()
        self._centre = vectors.mean(0)
        self._vectors = self._centred(vectors[order])
        self._weights, self._bias = self._discriminant()
        ordered = [texts[i] for i in order]
        self._letters = _Comparison("char_wb", _LETTER_PIECES, ordered)
        self._words = _Comparison("word", _WORD_PIECES, ordered)
        self._coverage = WordCoverage(texts, intents)

    def rank(self, text: str, vector: FloatArray, most: int = 6) -> list[Match]:
        """The nearest questions, nearest first.

        Args:
            text: the message.
            vector: of the message.
            most: how many at most.
        """
        mine = self._centred(vector[None])[0]
        nearest = self._best(self._vectors @ mine)
        letters, words = self._best(self._letters.with_all(text)), self._best(self._words.with_all(text))
        meaning = self._weights @ mine + self._bias
        score = (
            _MEANING * meaning / self._spread
            + _NEAREST * nearest / _SCALE_NEAREST
            + _LETTERS * letters / _SCALE_LETTERS
            + _WORDS * words / _SCALE_WORDS
        )
        found = np.argsort(-score, kind="stable")[:most]
        covered = self._coverage.of(text)
        return [
            Match(
                self.intents[i],
                float(score[i]),
                likeness=float(nearest[i]),
                letters=float(letters[i]),
                words=float(words[i]),
                covered=covered(self.intents[i]),
            )
            for i in found
        ]

    def _centred(self, vectors: FloatArray) -> FloatArray:
        moved = vectors - self._centre
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def _discriminant(self) -> tuple[FloatArray, FloatArray]:
        number = len(self.intents)
        counts = np.bincount(self._owner, minlength=number)
        means = np.add.reduceat(self._vectors, self._begins, axis=0) / counts[:, None]
        within = self._vectors - means[self._owner]
        covariance = within.T @ within / len(within)
        size = len(covariance)
        sphere = max(float(np.trace(covariance)) / size, 1e-4) * np.eye(size)
        weights = np.linalg.solve((1 - SHRINKAGE) * covariance + SHRINKAGE * sphere, means.T).T
        bias = -0.5 * (weights * means).sum(1)
        own = self._vectors @ weights.T + bias
        self._spread = max(float(own.std()), 1e-6)
        return np.asarray(weights, dtype=np.float32), np.asarray(bias, dtype=np.float32)

    def _best(self, likeness: FloatArray) -> FloatArray:
        """The mean over the nearest wordings of each question."""
        grouped = np.append(likeness, -np.inf)[self._groups]
        best = np.partition(grouped, -_NEAREST_WORDINGS, axis=1)[:, -_NEAREST_WORDINGS:]
        known = np.isfinite(best)
        return np.asarray(np.where(known, best, 0.0).sum(1) / known.sum(1))

    def _padded_groups(self) -> IntArray:
        """The rows of each question's wordings; -1, one past the last row, where a question has fewer than others."""
        counts = np.bincount(self._owner, minlength=len(self.intents))
        places = np.arange(max(int(counts.max()), _NEAREST_WORDINGS))
        rows = self._begins[:, None] + places
        return np.asarray(np.where(places < counts[:, None], rows, -1))


class _Comparison:
    """How much a text shares with every wording: pieces of it, the rare ones counting more."""

    def __init__(self, analyzer: str, pieces: tuple[int, int], texts: Sequence[str]) -> None:
        common = max(int(_MOST_COMMON * len(texts)), _FEW)
        self._vectorizer: Any = TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=pieces,
            sublinear_tf=True,
            max_df=common,
            token_pattern=_TOKEN,
            dtype=np.float32,
        )
        self._number = len(texts)
        try:
            # By piece, so that only those are looked at that a text has.
            self._by_piece: Any = self._vectorizer.fit_transform(texts).T.tocsr()
        except ValueError:  # no wording has a piece
            self._by_piece = None
            return
        self._pieces = self._vectorizer.build_analyzer()
        self._rarity = self._vectorizer.idf_

    def with_all(self, text: str) -> FloatArray:
        """Cosines, from 0 to 1, one per wording.

        The same as `transform(text) @ by_piece`, in a fifth of the time: for a single text scikit-learn and SciPy spend
        most of theirs on checks.
        """
        shared = np.zeros(self._number, dtype=np.float32)
        weights = self._weights(text)
        length = float(np.sqrt(sum(weight**2 for weight in weights.values())))
        for row, weight in weights.items():
            begin, end = self._by_piece.indptr[row : row + 2]
            shared[self._by_piece.indices[begin:end]] += weight / length * self._by_piece.data[begin:end]
        return shared

    def _weights(self, text: str) -> dict[int, float]:
        """What each known piece of a text counts for, by its row."""
        if self._by_piece is None:
            return {}
        rows = self._vectorizer.vocabulary_
        counts = Counter(rows[piece] for piece in self._pieces(text) if piece in rows)
        return {row: (1.0 + math.log(count)) * float(self._rarity[row]) for row, count in counts.items()}


def sentence_vector(states: FloatArray) -> FloatArray:
    """One vector for a text: the mean over its words of the language model's last layer.

    Args:
        states: what `Encoder.states` gives for the text.
    """
    last = np.asarray(states, dtype=np.float32)[:, states.shape[1] // 2 :]
    mean = last.mean(0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
