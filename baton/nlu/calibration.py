"""How sure it is that a message carries a signal, and how well that was found in messages not learnt from.

The intents of a message compete, so their shares say best whether it should reach a person at all; the signals by
themselves say what else it carries. Confidences are 0.5 at the threshold, so that a policy's thresholds mean the same
for every signal. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from baton.nlu.arrays import BoolArray, FloatArray

#: The weight, in log odds, from which a message goes to a person: as likely as not. It is not chosen anew in each
#: training: what misses and needless handovers cost together hardly depends on it, so a threshold for each signal,
#: chosen on the messages left out, moved by up to 1.3 from one training to the next, and with it what is found
#: (docs/decisions/0023).
THRESHOLD = 0.0
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


def confidence(shares: FloatArray, probabilities: FloatArray, support: float = 0.0) -> FloatArray:
    """Confidence of each signal of one message, from 0 to 1; 0.5 is at the threshold.

    How sure it is that the message should reach a person, times how much each signal has to do with it.

    Args:
        shares: of the signals among all intents.
        probabilities: of each signal by itself: a message can carry several.
        support: of the message, in log odds.
    """
    strongest = int(shares.argmax())
    sure = float(probability(weight(shares) + support - THRESHOLD))
    return np.asarray(sure * np.maximum(shares / max(float(shares[strongest]), 1e-9), probabilities))


def reports(
    signals: Sequence[str],
    texts: Sequence[str],
    confidences: FloatArray,
    labels: BoolArray,
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
    lines += [f"{'signal':18}{'examples':>9}{'precision':>11}{'recall':>8}"]
    lines += [f"{r.signal:18}{r.examples:>9}{r.precision:>11.3f}{r.recall:>8.3f}" for r in made]
    for r in made:
        lines += ["", f"{r.signal}: worst misses", *(f"  - {t}" for t in r.misses)]
        lines += [f"{r.signal}: worst false alarms", *(f"  - {t}" for t in r.false_alarms)]
    return "\n".join(lines) + "\n"
