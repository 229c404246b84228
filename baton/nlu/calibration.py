"""Chooses the threshold of each signal on messages that were not learnt from.

A missed critical case costs far more than a needless one.

The intents of a message compete, so their shares say best whether it should reach a person at all; the signals by
themselves say what else it carries. Confidences are 0.5 at the threshold, so that a policy's thresholds mean the same
for every signal. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from baton.nlu.arrays import BoolArray, FloatArray, IntArray
from policies.taxonomy import taxonomy

#: What a missed message costs, against one needless handover among as many ordinary messages.
MISS_COST = 1.0
CRITICAL_MISS_COST = 2.0  # of a signal that must reach a person, whatever the words
#: All signals together may hand over needlessly, so each one's share of all ordinary messages counts this many times.
ALARM_COST = 20.0
#: Thresholds stay within these log odds, support included: few messages lie beyond, and chance rules there.
REACH = (-1.5, 0.7)
#: Fewer messages than this say too little about a signal.
ENOUGH = 100
_SHOWN = 15


class TooLittleData(Exception):
    """A signal has too few examples; the text names each one."""


@dataclass(frozen=True)
class SignalReport:
    """How well one signal was found in messages that were not learnt from."""

    signal: str
    examples: int
    threshold: float
    precision: float
    recall: float
    misses: tuple[str, ...]
    false_alarms: tuple[str, ...]


def check_amount(signals: Sequence[str], labels: BoolArray) -> None:
    """Refuse too little data.

    Args:
        labels: one row per message, one column per signal; true where the message carries it.
    Raises:
        TooLittleData: naming each signal and its number of examples.
    """
    short = [f"{s}: {n}" for s, n in zip(signals, labels.sum(0), strict=True) if n < ENOUGH]
    if short:
        raise TooLittleData(
            f"Each signal needs at least {ENOUGH} examples in data/nlu/signals; too few for {', '.join(short)}."
        )


def probability(logits: FloatArray) -> FloatArray:
    """Log odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))


def weight(shares: FloatArray) -> FloatArray:
    """How much of a message speaks for a person at all: log odds of the share that its signals have together.

    Args:
        shares: of the signals among all intents, one row per message, one column per signal.
    """
    together = np.clip(shares.sum(-1), 1e-6, 1.0 - 1e-6)
    return np.asarray(np.log(together / (1.0 - together)))


def thresholds(signals: Sequence[str], shares: FloatArray, labels: BoolArray, support: FloatArray) -> FloatArray:
    """The weight at which a message of each signal goes to a person: where misses and needless handovers cost least.

    A message counts for the signal that is strongest in it.

    Args:
        shares: as in `weight`, by heads that were not trained on the message.
        labels: as in `check_amount`.
        support: of each message, by examples other than itself, in log odds (`support.Support`).
    """
    weights, strongest = weight(shares) + support, shares.argmax(1)
    # An alarm is needless only where the message should not reach a person for any reason.
    ordinary = ~labels.any(1)
    points = np.linspace(*REACH, 200)
    costs = []
    critical = taxonomy().critical_signals
    for k, signal in enumerate(signals):
        here = strongest == k
        missed = _below(weights[here & labels[:, k]], points) / max(1, (here & labels[:, k]).sum())
        alarms = ((here & ordinary).sum() - _below(weights[here & ordinary], points)) / max(1, ordinary.sum())
        costs.append((CRITICAL_MISS_COST if signal in critical else MISS_COST) * missed + ALARM_COST * alarms)
    # With a few hundred messages a threshold depends on chance as much as on meaning: the mean cost of all signals of
    # the same rank counts as much as its own.
    of_rank = [
        np.mean([c for c, o in zip(costs, signals, strict=True) if (o in critical) == (s in critical)], 0)
        for s in signals
    ]
    return np.array([points[int(np.argmin(own + others))] for own, others in zip(costs, of_rank, strict=True)])


def _below(weights: FloatArray, points: FloatArray) -> IntArray:
    """How many of the weights lie below each point."""
    return np.searchsorted(np.sort(weights), points, side="left")


def confidence(
    shares: FloatArray, probabilities: FloatArray, thresholds: FloatArray, support: float = 0.0
) -> FloatArray:
    """Confidence of each signal of one message, from 0 to 1; 0.5 is at the threshold of its strongest signal.

    How sure it is that the message should reach a person, times how much each signal has to do with it.

    Args:
        shares: of the signals among all intents.
        probabilities: of each signal by itself: a message can carry several.
        thresholds: as `thresholds` gives them.
        support: of the message, in log odds.
    """
    strongest = int(shares.argmax())
    sure = float(probability(weight(shares) + support - thresholds[strongest]))
    return np.asarray(sure * np.maximum(shares / max(float(shares[strongest]), 1e-9), probabilities))


def reports(
    signals: Sequence[str],
    texts: Sequence[str],
    confidences: FloatArray,
    labels: BoolArray,
    thresholds: FloatArray,
) -> list[SignalReport]:
    """A report per signal: precision, recall, the worst misses and false alarms.

    A message counts as found when any signal takes it to a person.

    Args:
        confidences: of each signal, one row per message.
    """
    ordinary, reached = ~labels.any(1), confidences.max(1)
    made = []
    for k, signal in enumerate(signals):
        carries, detected = labels[:, k], confidences[:, k] >= 0.5
        misses = [texts[i] for i in np.argsort(reached) if carries[i] and reached[i] < 0.5]
        alarms = [texts[i] for i in np.argsort(-confidences[:, k]) if ordinary[i] and detected[i]]
        hits = int(carries.sum()) - len(misses)
        made.append(
            SignalReport(
                signal,
                int(carries.sum()),
                float(thresholds[k]),
                hits / max(1, hits + len(alarms)),
                hits / max(1, int(carries.sum())),
                tuple(misses[:_SHOWN]),
                tuple(alarms[:_SHOWN]),
            )
        )
    return made


def report_text(made: Sequence[SignalReport]) -> str:
    """The training report as text: a table, then the worst misses and false alarms of each signal."""
    lines = ["Signals in messages that were not learnt from. Found: it reached a person.", ""]
    lines += [f"{'signal':18}{'examples':>9}{'precision':>11}{'recall':>8}{'line':>8}"]
    lines += [f"{r.signal:18}{r.examples:>9}{r.precision:>11.3f}{r.recall:>8.3f}{r.threshold:>8.2f}" for r in made]
    for r in made:
        lines += ["", f"{r.signal}: worst misses", *(f"  - {t}" for t in r.misses)]
        lines += [f"{r.signal}: worst false alarms", *(f"  - {t}" for t in r.false_alarms)]
    return "\n".join(lines) + "\n"
