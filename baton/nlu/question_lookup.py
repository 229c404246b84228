"""The questions in force, ready to be found: the index is built anew beside the one in use whenever they change."""

from __future__ import annotations

import json
import logging
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from baton.knowledge.questions import Questions
from baton.nlu.abbreviations import abbreviations
from baton.nlu.arrays import FloatArray
from baton.nlu.denied_questions import with_denied
from baton.nlu.encoder import Encoder
from baton.nlu.known_texts import normal
from baton.nlu.named_orders import of_named_order
from baton.nlu.question_calibration import Calibration
from baton.nlu.question_index import QuestionIndex, sentence_vector
from baton.nlu.question_matching import Matched, match
from baton.nlu.spelling import with_words

logger = logging.getLogger(__name__)

#: What training leaves in a folder of the model.
CALIBRATION, VECTORS = "questions.json", "questions.npz"
#: So often the files are looked at.
INTERVAL = 1.0  # seconds


NO_SLIPS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class _InUse:
    """The questions that count now, with their index, their wordings as they are compared, and the words of these."""

    questions: Questions
    index: QuestionIndex | None
    wordings: frozenset[str]
    words: frozenset[str]


class Matcher:
    """Finds which of the questions in force a text asks.

    Args:
        encoder: the language model.
        calibration: says how sure the nearest question is.
        vectors: of wordings that were encoded before, by their text.
    """

    def __init__(self, encoder: Encoder, calibration: Calibration, vectors: Mapping[str, FloatArray]) -> None:
        self._encoder = encoder
        self._calibration = calibration
        self._known = dict(vectors)
        self._in_use: _InUse | None = None

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """The matcher that training left in a folder of the model."""
        stored = np.load(folder / VECTORS, allow_pickle=False)
        rows = np.asarray(stored["vectors"], dtype=np.float32)
        known = {str(text): row for text, row in zip(stored["texts"], rows, strict=True)}
        calibration = Calibration(**json.loads((folder / CALIBRATION).read_text()))
        return cls(Encoder.shared(folder), calibration, known)

    def use(self, questions: Questions) -> None:
        """Take these questions; nothing happens if they are in use.

        Messages may be matched meanwhile, by the questions that were in use before.
        """
        if self._in_use is not None and questions is self._in_use.questions:
            return
        texts, intents = wordings(questions)
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, vectors_of(self._encoder, new), strict=True))
        self._known = {text: self._known[text] for text in texts}
        vectors = np.array([self._known[text] for text in texts])
        index = QuestionIndex(texts, intents, vectors) if texts else None
        normals = frozenset(map(normal, texts))
        self._in_use = _InUse(questions, index, normals, frozenset(word for each in normals for word in each.split()))
        logger.info("%d questions are in use, with %d wordings.", len(questions.by_intent), len(texts))

    def match(self, text: str, slips: Mapping[str, str] = NO_SLIPS, names_order: bool = False) -> Matched:
        """The question that a text asks.

        Args:
            slips: words that are slips of the keyboard, with what was meant; what a question says is none.
            names_order: whether the number of an order is in it.
        """
        if self._in_use is None or self._in_use.index is None:
            return Matched(0.0)
        meant = {word: term for word, term in slips.items() if word.lower() not in self._in_use.words}
        plain = with_words(text, meant) if meant else text
        found = match(plain, self._latest, self._in_use.index, self._calibration)
        found = with_denied(found, plain, self._in_use.questions)
        return of_named_order(found, self._in_use.questions) if names_order else found

    def is_wording(self, text: str) -> bool:
        """Whether one of the questions has a text word for word, short forms written out: "do u speak german"."""
        texts = {normal(text), normal(abbreviations().written_out(text))}
        return self._in_use is not None and not texts.isdisjoint(self._in_use.wordings)

    def _latest(self, texts: Sequence[str]) -> list[FloatArray]:
        return [sentence_vector(states) for states in self._encoder.states(texts)]


def keep_fresh(matcher: Matcher, questions: Callable[[], Questions], interval: float = INTERVAL) -> None:
    """Let a matcher follow the questions from a thread of its own, so that no customer waits for a new index.

    It ends with the matcher.

    Args:
        questions: those in force (`LiveQuestions`).
        interval: seconds between two looks.
    """
    followed = weakref.ref(matcher)

    def follow() -> None:
        while (current := followed()) is not None:
            refresh(current, questions)
            del current
            time.sleep(interval)

    threading.Thread(target=follow, name="questions", daemon=True).start()


def refresh(matcher: Matcher, questions: Callable[[], Questions]) -> None:
    """Let a matcher use the questions in force; where that fails, it keeps those that it has, and the log says why."""
    try:
        matcher.use(questions())
    except Exception:
        logger.exception("The changed questions cannot be used; the ones before stay in force.")


def wordings(questions: Questions) -> tuple[list[str], list[str]]:
    """Every wording of the questions, and the retrieval intent of each."""
    pairs = [(text, intent) for intent, question in questions.by_intent.items() for text in question.texts]
    return [text for text, _ in pairs], [intent for _, intent in pairs]


def vectors_of(encoder: Encoder, texts: Sequence[str]) -> FloatArray:
    """The vector of each text, one row per text."""
    states = encoder.all_states(texts)
    return np.array([sentence_vector(each) for each in states], dtype=np.float32)
