"""Learns the signals: one classifier each over the same features, with a threshold chosen by cross-validation.

A confidence of 0.5 is the point that training chose, where
the costs of misses and of needless handovers (`ALARM_COST`) are least together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from baton.nlu.features import Linear, TextFeatures

FOLDS = 3
STRENGTH = 4.0
#: How many times a needless handover counts, as a share of all ordinary messages, for each of eleven signals.
ALARM_COST = 9.0
#: Fewer messages than this say too little about a signal.
ENOUGH = 100
#: A clause must say it more clearly than a whole message.
CLAUSE_MARGIN = 0.25


class TooLittleData(Exception):
    """A signal has too few examples; the text names each one."""


@dataclass(frozen=True)
class SignalReport:
    """How well one signal was found in cross-validation."""

    signal: str
    examples: int
    threshold: float
    precision: float
    recall: float
    misses: tuple[str, ...]
    false_alarms: tuple[str, ...]


class SignalModel:
    """Scores texts for each signal."""

    def __init__(self, signals: Sequence[str]) -> None:
        self.signals = tuple(signals)
        self._features = TextFeatures()
        self._linear: Linear | None = None
        self.thresholds = np.zeros(len(self.signals))

    def fit(self, texts: Sequence[str], labels: np.ndarray) -> list[SignalReport]:
        """Learn from texts.

        Args:
            texts: the messages.
            labels: one row per text, one column per signal; true where the text carries it.
        Returns:
            A report per signal.
        Raises:
            TooLittleData: if a signal has too few examples.
        """
        short = [f"{s}: {n}" for s, n in zip(self.signals, labels.sum(0), strict=True) if n < ENOUGH]
        if short:
            raise TooLittleData(f"each signal needs at least {ENOUGH} examples; too few for {', '.join(short)}")
        rows = self._features.fit(texts)
        held_out = np.zeros(labels.shape)
        strata = np.where(labels.any(1), labels.argmax(1), -1)
        for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(rows, strata):
            for k in range(len(self.signals)):
                held_out[test, k] = _model().fit(rows[learn], labels[learn, k]).decision_function(rows[test])
        # An alarm is needless only where the message should not reach a person for any reason.
        ordinary = ~labels.any(1)
        self.thresholds = np.array(
            [_threshold(held_out[labels[:, k], k], held_out[ordinary, k]) for k in range(len(self.signals))]
        )
        models = [_model().fit(rows, labels[:, k]) for k in range(len(self.signals))]
        self._linear = Linear(np.vstack([m.coef_[0] for m in models]), np.array([m.intercept_[0] for m in models]))
        return [
            _report(signal, texts, labels[:, k], ordinary, held_out[:, k], self.thresholds[k])
            for k, signal in enumerate(self.signals)
        ]

    def confidences(self, texts: Sequence[str]) -> np.ndarray:
        """One row per text, one column per signal, each from 0 to 1; 0.5 is the chosen threshold."""
        if self._linear is None:
            raise RuntimeError("the signals have not been learnt yet")
        scores = self._linear.scores(self._features.rows(texts))
        return 1 / (1 + np.exp(-(scores - self.thresholds)))


def _model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced", solver="liblinear")


def _threshold(hits: np.ndarray, ordinary: np.ndarray) -> float:
    """The score with the least cost of misses and needless handovers, both as shares."""
    points = np.quantile(np.concatenate([hits, ordinary]), np.linspace(0.0, 1.0, 400))
    costs = [np.mean(hits < p) + ALARM_COST * np.mean(ordinary >= p) for p in points]
    return float(points[int(np.argmin(costs))])


def _report(
    signal: str,
    texts: Sequence[str],
    wanted: np.ndarray,
    ordinary: np.ndarray,
    scores: np.ndarray,
    threshold: float,
) -> SignalReport:
    found = scores >= threshold
    misses = [texts[i] for i in np.argsort(scores) if wanted[i] and not found[i]]
    alarms = [texts[i] for i in np.argsort(-scores) if ordinary[i] and found[i]]
    hits = int((found & wanted).sum())
    return SignalReport(
        signal,
        int(wanted.sum()),
        threshold,
        hits / max(1, hits + len(alarms)),
        hits / max(1, int(wanted.sum())),
        tuple(misses[:15]),
        tuple(alarms[:15]),
    )
