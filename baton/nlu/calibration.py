"""Where the line of each signal runs: chosen by cross-validation; a missed grave case is far worse than a needless one.

The intents of a message compete, so their shares say best whether it should reach a person at all; the signals by
themselves say what else it carries. Confidences are 0.5 at the chosen line, so that a policy's thresholds mean the same
for every signal. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from policies.document import LOCKED

#: What a missed message costs, against one needless handover among as many ordinary messages.
MISS_COST = 1.0
GRAVE_MISS_COST = 2.0
#: The grave ones: the locked categories, and whoever asks for a person, who is promised one whatever the words.
GRAVE = frozenset({*LOCKED, "explicit_human"})
#: All signals together may hand over needlessly, so each one's share of all ordinary messages counts this many times.
ALARM_COST = 14.0
#: Lines stay within these log odds (shares of 0.18 and 0.73): few messages lie beyond, and chance rules there.
REACH = (-1.5, 1.0)
#: Fewer messages than this say too little about a signal.
ENOUGH = 100
_SHOWN = 15


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


def check_amount(signals: Sequence[str], labels: np.ndarray) -> None:
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


def probability(scores: np.ndarray) -> np.ndarray:
    """Log odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-scores)))


def weight(intents: np.ndarray) -> np.ndarray:
    """How much of a message speaks for a person at all: log odds of the share that its signal intents have together.

    Args:
        intents: shares of the signals among all intents, one row per message, one column per signal.
    """
    together = np.clip(intents.sum(-1), 1e-6, 1.0 - 1e-6)
    return np.asarray(np.log(together / (1.0 - together)))


def lines(signals: Sequence[str], intents: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The weight at which a message of each signal goes to a person: where misses and needless handovers cost least.

    A message counts for the signal that is strongest in it.

    Args:
        intents: as in `weight`, by heads that had not learnt from the message.
        labels: as in `check_amount`.
    """
    heavy, strongest = weight(intents), intents.argmax(1)
    # An alarm is needless only where the message should not reach a person for any reason.
    ordinary = ~labels.any(1)
    points = np.linspace(*REACH, 200)
    costs = []
    for k, signal in enumerate(signals):
        here = strongest == k
        missed = _below(heavy[here & labels[:, k]], points) / max(1, (here & labels[:, k]).sum())
        alarms = ((here & ordinary).sum() - _below(heavy[here & ordinary], points)) / max(1, ordinary.sum())
        costs.append((GRAVE_MISS_COST if signal in GRAVE else MISS_COST) * missed + ALARM_COST * alarms)
    # A few hundred messages place a line by chance as much as by meaning: what serves all like it counts as much again.
    alike = [
        np.mean([c for c, o in zip(costs, signals, strict=True) if (o in GRAVE) == (s in GRAVE)], 0) for s in signals
    ]
    return np.array([points[int(np.argmin(own + others))] for own, others in zip(costs, alike, strict=True)])


def _below(weights: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How many of the weights lie below each point."""
    return np.searchsorted(np.sort(weights), points, side="left")


def confidence(intents: np.ndarray, heard: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Confidence of each signal of one message, from 0 to 1; 0.5 lies on the line of its strongest signal.

    How sure it is that the message should reach a person, times how much each signal has to do with it.

    Args:
        intents: shares of the signals among all intents.
        heard: probability of each signal by itself: a message can carry several.
        at: the lines.
    """
    strongest = int(intents.argmax())
    sure = float(probability(weight(intents) - at[strongest]))
    return np.asarray(sure * np.maximum(intents / max(float(intents[strongest]), 1e-9), heard))


def reports(
    signals: Sequence[str], texts: Sequence[str], confidences: np.ndarray, labels: np.ndarray, at: np.ndarray
) -> list[SignalReport]:
    """A report per signal: precision, recall, the worst misses and false alarms.

    A message counts as found when any signal takes it to a person.

    Args:
        confidences: of each signal, one row per message.
    """
    ordinary, reached = ~labels.any(1), confidences.max(1)
    found = []
    for k, signal in enumerate(signals):
        wanted, heard = labels[:, k], confidences[:, k] >= 0.5
        misses = [texts[i] for i in np.argsort(reached) if wanted[i] and reached[i] < 0.5]
        alarms = [texts[i] for i in np.argsort(-confidences[:, k]) if ordinary[i] and heard[i]]
        hits = int(wanted.sum()) - len(misses)
        found.append(
            SignalReport(
                signal,
                int(wanted.sum()),
                float(at[k]),
                hits / max(1, hits + len(alarms)),
                hits / max(1, int(wanted.sum())),
                tuple(misses[:_SHOWN]),
                tuple(alarms[:_SHOWN]),
            )
        )
    return found


def report_text(made: Sequence[SignalReport]) -> str:
    """The training report as text: a table, then the worst misses and false alarms of each signal."""
    lines = ["Signals in cross-validation, on messages that were not learnt from. Found: it reached a person.", ""]
    lines += [f"{'signal':18}{'examples':>9}{'precision':>11}{'recall':>8}{'line':>8}"]
    lines += [f"{r.signal:18}{r.examples:>9}{r.precision:>11.3f}{r.recall:>8.3f}{r.threshold:>8.2f}" for r in made]
    for r in made:
        lines += ["", f"{r.signal}: worst misses", *(f"  - {t}" for t in r.misses)]
        lines += [f"{r.signal}: worst false alarms", *(f"  - {t}" for t in r.false_alarms)]
    return "\n".join(lines) + "\n"
