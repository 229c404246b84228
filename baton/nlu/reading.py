"""What a message is taken for: its intent, its signals with the words that carried them, its kind of problem. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from baton.nlu.calibration import confidence, probability
from baton.nlu.clauses import clauses
from baton.nlu.head import Heads, Scores
from baton.nlu.patterns import CONFIDENCE as PATTERN_CONFIDENCE
from baton.nlu.patterns import PatternFinder

#: Weaker signals are not written into the log.
WEAKEST = 0.2
#: A clause alone takes a message to a person only when it is this clear, and the whole has a trace of it: a few words
#: out of their sentence often sound like something else.
CLEAR_CLAUSE = 0.95
TRACE = 0.1
RANKING = 5
LONGEST_EVIDENCE = 200  # characters
#: Intents of messages that tell no problem, whatever words they use.
NO_PROBLEM = frozenset(
    "greet goodbye thank affirm deny inform capabilities opening_hours bot_challenge chitchat out_of_scope "
    "request_callback solved stop".split()
)
#: What stands round a bare order number, e-mail address or postcode: "hi, my order no. is 10 023 please".
_ROUND_DETAILS = frozenset(
    (
        "a an and # order orders number no nr num is it its it's i i'm my the this here that think believe please hi "
        "hello ok okay yes sorry meant sure um ah for under email e-mail mail postcode zip thanks"
    ).split()
)


class States(Protocol):
    """The language model: texts in, one array of word vectors per text out."""

    def states(self, texts: Sequence[str]) -> list[np.ndarray]: ...


@dataclass(frozen=True)
class Reading:
    """The result, in the shapes that Rasa stores."""

    ranking: list[dict[str, Any]]
    signals: list[dict[str, Any]] = field(default_factory=list)
    problem: str | None = None


class Reader:
    """Reads messages with learnt heads.

    Args:
        signals: names in the order of the head's scores.
        lines: the weight of each signal at which its confidence is 0.5 (`calibration.lines`).
    """

    def __init__(
        self,
        encoder: States,
        head: Heads,
        signals: Sequence[str],
        lines: np.ndarray,
        patterns: Mapping[str, Sequence[str]],
    ) -> None:
        self._encoder = encoder
        self._head = head
        self._signals = tuple(signals)
        self._lines = lines
        self._patterns = PatternFinder(patterns)
        self._places = [head.intents.index(signal) for signal in signals]

    def read(self, text: str) -> Reading:
        """Read one message."""
        scores = self._head.scores(self._encoder.states([text])[0])
        ranking = self._ranking(scores)
        if bare_details(text):
            return Reading(ranking)
        return Reading(ranking, self._heard(text, scores), self._problem(scores, ranking[0]["name"]))

    def _ranking(self, scores: Scores) -> list[dict[str, Any]]:
        share = softmax(scores.intents)
        best = np.argsort(share)[::-1][:RANKING]
        return [{"name": self._head.intents[i], "confidence": round(float(share[i]), 4)} for i in best]

    def _heard(self, text: str, scores: Scores) -> list[dict[str, Any]]:
        whole = self._confidence(scores)
        if whole.max() >= TRACE:
            parts = clauses(text)
            by_part = np.array([self._confidence(self._head.scores(s)) for s in self._encoder.states(parts)])
        else:
            parts, by_part = [], np.zeros((0, len(whole)))
        found: dict[str, dict[str, Any]] = {}
        for k, signal in enumerate(self._signals):
            part = int(by_part[:, k].argmax()) if parts else -1
            in_part = float(by_part[part, k]) if parts else 0.0
            sure, source = float(whole[k]), "message"
            if in_part >= CLEAR_CLAUSE and sure < 0.5 and whole[k] >= TRACE:
                sure, source = in_part / 2 + 0.25, "clause"
            if sure >= WEAKEST:
                found[signal] = _signal(signal, sure, parts[part] if in_part >= sure / 2 else text, source)
        for signal, words in self._patterns.find(text).items():
            if signal not in found or found[signal]["confidence"] < PATTERN_CONFIDENCE:
                found[signal] = _signal(signal, PATTERN_CONFIDENCE, words, "pattern")
        return sorted(found.values(), key=lambda s: -s["confidence"])

    def _confidence(self, scores: Scores) -> np.ndarray:
        shares = softmax(scores.intents)[self._places]
        return confidence(shares, probability(scores.signals), self._lines)

    def _problem(self, scores: Scores, intent: str) -> str | None:
        kind = self._head.problems[int(scores.problems.argmax())]
        return None if intent in NO_PROBLEM or kind == self._head.problems[0] else kind


def bare_details(text: str) -> bool:
    """Whether a text gives a number or an address and says nothing else: then there is nothing in it to be heard."""
    words = [w.strip(".,:;!?()\"'").lower() for w in text.split()]
    told = [w for w in words if w and "@" not in w and not any(c.isdigit() for c in w)]
    return len(told) < len(words) and not set(told) - _ROUND_DETAILS


def _signal(name: str, sure: float, evidence: str, source: str) -> dict[str, Any]:
    return {
        "signal": name,
        "confidence": round(sure, 3),
        "evidence": evidence[:LONGEST_EVIDENCE],
        "source": source,
    }


def softmax(scores: np.ndarray) -> np.ndarray:
    """Shares that sum to 1, along the last axis."""
    share = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(share / share.sum(-1, keepdims=True))
