"""How sure it is that the nearest question is the one that was asked.

Learnt from what the index makes of wordings that it does not know: those of questions that it knows by other wordings
(the nearest may be right), those of questions that it does not know at all (the nearest is wrong), and messages about
something else (the nearest is wrong).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from baton.nlu.arrays import BoolArray, FloatArray, IntArray
from baton.nlu.question_index import Match, QuestionIndex

#: Parts into which the wordings, and the questions, are divided; each part is left out once.
PARTS = 4
#: So many of each part, and of other messages, are enough for four weights.
MOST = 300
#: So many of the next questions may speak of more of a message than the first does.
RIVALS = 3
_SEED = 5
#: What is known of the nearest question, in numbers (`_features`).
_FEATURES = 4


@dataclass(frozen=True)
class Calibration:
    """A logistic regression over what is known of the nearest question.

    Raises:
        ValueError: it was learnt from something else, by another version of this module.
    """

    centre: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def __post_init__(self) -> None:
        # Where the model is loaded, so that the start fails and not each message.
        if {len(self.centre), len(self.spread), len(self.weights)} != {_FEATURES}:
            raise ValueError("the model was trained by another version of Baton; train anew: baton train")

    def probability(self, ranking: Sequence[Match]) -> float:
        """That the first of the ranking is the question that was asked."""
        if not ranking:
            return 0.0
        known = (np.array(_features(ranking)) - self.centre) / self.spread
        return float(1 / (1 + np.exp(-(known @ np.array(self.weights) + self.bias))))

    def as_dict(self) -> dict[str, object]:
        """For JSON; `Calibration(**...)` takes it back."""
        return asdict(self)


def fit(
    texts: Sequence[str],
    intents: Sequence[str],
    vectors: FloatArray,
    other_texts: Sequence[str],
    other_vectors: FloatArray,
) -> Calibration:
    """Learn the calibration of an index over these wordings.

    Args:
        texts, intents, vectors: as for `QuestionIndex`.
        other_texts, other_vectors: messages that no question fits.
    """
    random = np.random.default_rng(_SEED)
    owner = np.array(intents)
    known, right, weight = [], [], []

    def score(index: QuestionIndex, rows: IntArray, answered: bool, share: float) -> None:
        for row in rows:
            ranking = index.rank(texts[row], vectors[row])
            known.append(_features(ranking))
            right.append(answered and ranking[0].intent == owner[row])
            weight.append(share)

    by_wording = random.integers(0, PARTS, len(texts))
    names = np.unique(owner)
    of_question = dict(zip(names, random.permutation(len(names)) % PARTS, strict=True))
    by_question = np.array([of_question[name] for name in owner])
    for answered, part_of in ((True, by_wording), (False, by_question)):
        for part in range(PARTS):
            learnt, left_out = np.flatnonzero(part_of != part), np.flatnonzero(part_of == part)
            if len(learnt) and len(left_out):
                some = random.permutation(left_out)[:MOST]
                score(_index(texts, intents, vectors, learnt), some, answered, 1 / min(len(texts), PARTS * MOST))
    whole = QuestionIndex(texts, intents, vectors)
    for text, vector in zip(other_texts, other_vectors, strict=True):
        known.append(_features(whole.rank(text, vector)))
        right.append(False)
        weight.append(1 / len(other_texts))
    return _fitted(np.array(known), np.array(right), np.array(weight))


def _fitted(features: FloatArray, right: BoolArray, shares: FloatArray) -> Calibration:
    """The calibration that tells best which rankings are right.

    Args:
        features, right, shares: of each ranking what is known of it, whether it is right, and how much it counts.
    """
    centre, spread = features.mean(0), features.std(0) + 1e-6
    model = LogisticRegression(C=1e3, max_iter=1000)
    model.fit((features - centre) / spread, right, sample_weight=shares * len(shares) / shares.sum())
    return Calibration(
        tuple(map(float, centre)),
        tuple(map(float, spread)),
        tuple(map(float, model.coef_[0])),
        float(model.intercept_[0]),
    )


def _index(texts: Sequence[str], intents: Sequence[str], vectors: FloatArray, rows: IntArray) -> QuestionIndex:
    return QuestionIndex([texts[i] for i in rows], [intents[i] for i in rows], vectors[rows])


def _features(ranking: Sequence[Match]) -> tuple[float, ...]:
    """What is known of the first: its lead over the second, how alike its meaning is, how much of the message it speaks
    of, and how much more than its rivals do.

    Its score says nothing beside these: it is made of the same, and grows with the words of a message.
    """
    best, rivals = ranking[0], ranking[1 : 1 + RIVALS]
    lead = best.score - rivals[0].score if rivals else 1.0
    more = best.covered - max((rival.covered for rival in rivals), default=0.0)
    return (min(lead, 3.0), best.likeness, best.covered, more)
