"""Classifies a message: its intent, its signals with the words that carried them, and its kind of problem."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from baton.base.log_event import ParsedIntent, ParsedSignal
from baton.nlu import plain_writing
from baton.nlu.arrays import FloatArray
from baton.nlu.bare_details import bare_details, without
from baton.nlu.calibration import confidence, probability
from baton.nlu.clause_splitter import LONG, clauses, sentences
from baton.nlu.declined_requests import declinable, declined_requests
from baton.nlu.encoder import Encoder
from baton.nlu.head import Head, Heads, Scores
from baton.nlu.known_texts import KnownTexts
from baton.nlu.parsed_signals import KNOWN, clearest, led_by, parsed_signal
from baton.nlu.patterns import CONFIDENCE as PATTERN_CONFIDENCE
from baton.nlu.patterns import REQUESTS, PatternFinder, declines_person, wants_call
from baton.nlu.plain_writing import Corrects
from baton.nlu.spelling import Spelling
from baton.nlu.support import Support
from policies.taxonomy import EXPLICIT_HUMAN, LOCKED, IntentFlag, taxonomy

#: Where the initial weights come from: one head each.
HEAD_SEEDS = (7, 8)
#: What training leaves in a folder of the model, beside the encoder's files.
WEIGHTS_FILE = "head_{}.npz"
NAMES_FILE = "reader.json"

#: Weaker signals are not written into the log.
WEAKEST = 0.2
#: A clause alone takes a message to a person only when it is this clear, and the whole has a trace of it: a few words
#: out of their sentence often sound like something else.
CLEAR_CLAUSE = 0.95
#: What is declined in a text is this clearly a request.
CLEAR_REQUEST = 0.9
TRACE = 0.1
#: Locked signals and requests for a person in a sentence of a long message count from here on, others from the second:
#: of thirty sentences one is easily misread.
LOCKED_SENTENCE, CLEAR_SENTENCE = 0.7, 0.98
_LOCKED_OR_REQUEST = REQUESTS.union(LOCKED)
RANKING = 5
REQUEST_CALLBACK = "request_callback"
#: Stands for every name while signals are found. It is one that nobody could take for anything else.
NEUTRAL_NAME = "Robert Miller"


class TextEncoder(Protocol):
    """The language model: texts in, one array of word vectors per text out."""

    def states(self, texts: Sequence[str]) -> list[FloatArray]: ...


class SupportingExamples(Protocol):
    """`Support`, or a double of it."""

    def log_odds(self, texts: Sequence[FloatArray]) -> FloatArray: ...


class ScoringHead(Protocol):
    """`Heads`, or a double of it."""

    intents: tuple[str, ...]
    problems: tuple[str, ...]

    def scores(self, texts: Sequence[FloatArray]) -> list[Scores]: ...


@dataclass(frozen=True)
class Classification:
    """The result, in the form that Rasa stores: intents and signals with the highest confidence first.

    `known` says that the language data have the text word for word, so that its intent is no guess.
    """

    ranking: list[ParsedIntent]
    signals: list[ParsedSignal] = field(default_factory=list)
    problem: str | None = None
    known: bool = False


class Classifier:
    """Classifies messages with trained heads.

    Args:
        signals: names in the order of the head's logits.
        patterns: regular expressions by signal, which count beside the heads.
        support: what the nearest examples say to the signals of a text.
        known: the short texts of the language data.
        spelling: writes out short forms and corrects slips.
    """

    def __init__(
        self,
        encoder: TextEncoder,
        head: ScoringHead,
        signals: Sequence[str],
        patterns: Mapping[str, Sequence[str]],
        support: SupportingExamples,
        known: KnownTexts,
        spelling: Corrects,
    ) -> None:
        self._encoder = encoder
        self._spelling = spelling
        self._head = head
        self._signals = tuple(signals)
        self._patterns = PatternFinder(patterns)
        self._support = support
        self._known = known
        self._places = [head.intents.index(signal) for signal in signals]
        self._no_problem = taxonomy().with_flag(IntentFlag.NO_PROBLEM)

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """The classifier that training left in a folder of the model."""
        names = json.loads((folder / NAMES_FILE).read_text())
        heads = []
        for seed in HEAD_SEEDS:
            with np.load(folder / WEIGHTS_FILE.format(seed)) as weights:
                heads.append(Head(weights, names["intents"], names["problems"]))
        support = Support.load(folder)
        encoder, known, spelling = Encoder.shared(folder), KnownTexts.load(folder), Spelling.load(folder)
        return cls(encoder, Heads(heads), names["signals"], names["patterns"], support, known, spelling)

    def classify(self, text: str, names: Sequence[str] = ()) -> Classification:
        """Classify one message.

        Args:
            names: of people, as they stand in the text: what somebody is called is no signal, whatever the name means.
        """
        plain = plain_writing.plain(text, self._spelling)
        states = self._encoder.states([plain])
        scores = self._head.scores(states)[0]
        ranking = self._ranking(scores, self._ruled_out(plain))
        known = self._known.label(text) or self._known.label(plain)
        if known is not None:
            signals = [parsed_signal(name, KNOWN, text, "example") for name in known.signals]
            return Classification(led_by(known.intent, ranking), self._with_patterns(text, plain, signals), known=True)
        if wants_call(plain):
            by_pattern = self._with_patterns(text, plain, [])
            if EXPLICIT_HUMAN not in {signal["signal"] for signal in by_pattern}:
                ranking = led_by(REQUEST_CALLBACK, ranking)
        if bare_details(without(text, names)):
            return Classification(ranking)
        if names:
            states = self._states([without(text, names, NEUTRAL_NAME)])
            scores = self._head.scores(states)[0]
        problem = self._problem(scores, ranking[0]["name"])
        if len(text.split()) > LONG:
            found = self._with_patterns(text, plain, clearest(self._in_sentences(text, names)))
        else:
            whole = self._confidences([scores], states)
            found = self._find_signals(text, plain, whole[0], self._in_clauses([text], whole)[0])
        return Classification(ranking, found, problem)

    def _in_sentences(self, text: str, names: Sequence[str]) -> list[ParsedSignal]:
        """The signals that sentences of a long message clearly carry: the language model cuts the whole, what one
        sentence of thirty says is lost in it, and it is like nothing that was learnt."""
        found: list[ParsedSignal] = []
        parts = list(dict.fromkeys(sentences(text)))
        states = self._states([without(part, names, NEUTRAL_NAME) for part in parts])
        wholes = self._confidences(self._head.scores(states), states)
        for part, whole, clauses_of in zip(parts, wholes, self._in_clauses(parts, wholes), strict=True):
            signals = self._find_signals(part, plain_writing.plain(part, self._spelling), whole, clauses_of)
            found += [
                signal
                for signal in signals
                if signal["confidence"]
                >= (LOCKED_SENTENCE if signal["signal"] in _LOCKED_OR_REQUEST else CLEAR_SENTENCE)
            ]
        return found

    def slips(self, text: str) -> dict[str, str]:
        """The words of a text that are slips of the keyboard, with what was meant."""
        return self._spelling.slips(text) or {}

    def read_parts(self, texts: Sequence[str]) -> list[Classification]:
        """Intent and kind of problem of the parts of one message; signals are found in the message as a whole."""
        read = []
        for text, scores in zip(texts, self._head.scores(self._states(texts)), strict=True):
            known = self._known.label(text)
            ranking = self._ranking(scores, frozenset())
            if known is not None:
                ranking = led_by(known.intent, ranking)
            problem = self._problem(scores, ranking[0]["name"])
            read.append(Classification(ranking, problem=problem, known=known is not None))
        return read

    def _ranking(self, scores: Scores, ruled_out: frozenset[str]) -> list[ParsedIntent]:
        """The likeliest intents; the others share what those had that are ruled out."""
        logits = [
            -np.inf if name in ruled_out else x for name, x in zip(self._head.intents, scores.intents, strict=True)
        ]
        share = softmax(np.array(logits))
        best = np.argsort(share)[::-1][:RANKING]
        return [{"name": self._head.intents[i], "confidence": round(float(share[i]), 4)} for i in best]

    def _states(self, texts: Sequence[str]) -> list[FloatArray]:
        """What the language model makes of texts in plain writing."""
        return self._encoder.states([plain_writing.plain(text, self._spelling) for text in texts])

    def _find_signals(
        self, text: str, plain: str, whole: FloatArray, in_clauses: Mapping[str, FloatArray]
    ) -> list[ParsedSignal]:
        """The signals of the whole message, of its clauses, and of the patterns; the clearest evidence of each.

        Args:
            plain: the text in plain writing.
            whole: the confidence of each signal in the text as a whole.
            in_clauses: the same for each of its clauses that was read.
        """
        parts, by_part = list(in_clauses), np.array(list(in_clauses.values()))
        found: dict[str, ParsedSignal] = {}
        for k, signal in enumerate(self._signals):
            part = int(by_part[:, k].argmax()) if parts else -1
            in_part = float(by_part[part, k]) if parts else 0.0
            sure, source = float(whole[k]), "message"
            if in_part >= CLEAR_CLAUSE and sure < 0.5 and whole[k] >= TRACE:
                sure, source = in_part / 2 + 0.25, "clause"
            if sure >= WEAKEST:
                found[signal] = parsed_signal(signal, sure, parts[part] if in_part >= sure / 2 else text, source)
        ruled_out = self._ruled_out(plain) if found else frozenset()
        return self._with_patterns(text, plain, (each for name, each in found.items() if name not in ruled_out))

    def _ruled_out(self, plain: str) -> frozenset[str]:
        """The signals of what a text says is not wanted: a person, or a request that the rest of it does not repeat."""
        ruled_out = set(REQUESTS if declines_person(plain) else ())
        for request, rest in declined_requests(plain):
            states = self._encoder.states([request, rest])
            of_request, of_rest = self._confidences(self._head.scores(states), states)
            sure = (of_request >= CLEAR_REQUEST) & (of_rest < 0.5)
            ruled_out |= {signal for k, signal in enumerate(self._signals) if sure[k] and signal in declinable()}
        return frozenset(ruled_out)

    def _with_patterns(self, text: str, plain: str, signals: Iterable[ParsedSignal]) -> list[ParsedSignal]:
        """The signals and those of the patterns, the surest first; the evidence is in the customer's own words."""
        found = {each["signal"]: each for each in signals}
        by_pattern = dict.fromkeys(self._patterns.find(plain), text) | self._patterns.find(text)
        for signal, evidence in by_pattern.items():
            if signal not in found or found[signal]["confidence"] < PATTERN_CONFIDENCE:
                found[signal] = parsed_signal(signal, PATTERN_CONFIDENCE, evidence, "pattern")
        return sorted(found.values(), key=lambda s: -s["confidence"])

    def _in_clauses(self, texts: Sequence[str], wholes: Sequence[FloatArray]) -> list[dict[str, FloatArray]]:
        """Of each text the clauses with their confidences; none where the text has no trace of a signal. They are read
        together, for each reading costs time by itself."""
        parts = [clauses(text) if whole.max() >= TRACE else [] for text, whole in zip(texts, wholes, strict=True)]
        every = list(dict.fromkeys(part for of_text in parts for part in of_text))
        if not every:
            return [{} for _ in texts]
        states = self._states(every)
        read = dict(zip(every, self._confidences(self._head.scores(states), states), strict=True))
        return [{part: read[part] for part in of_text} for of_text in parts]

    def _confidences(self, scores: Sequence[Scores], states: Sequence[FloatArray]) -> list[FloatArray]:
        """Of each signal, in each text; the nearest examples are asked only where the heads see a signal at all.

        Args:
            scores: of the texts.
            states: what the language model makes of them.
        """
        shares = [softmax(each.intents)[self._places] for each in scores]
        seen = [i for i, share in enumerate(shares) if share.sum() >= TRACE / 2]
        support = dict(zip(seen, self._support.log_odds([states[i] for i in seen]), strict=True)) if seen else {}
        return [
            confidence(share, probability(each.signals), float(support.get(i, 0.0)))
            for i, (share, each) in enumerate(zip(shares, scores, strict=True))
        ]

    def _problem(self, scores: Scores, intent: str | None) -> str | None:
        kind = self._head.problems[int(scores.problems.argmax())]
        return None if intent in self._no_problem or kind == self._head.problems[0] else kind


def softmax(logits: FloatArray) -> FloatArray:
    """Shares that sum to 1, along the last axis."""
    share = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(share / share.sum(-1, keepdims=True))
