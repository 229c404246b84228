"""Finds an intent or a question of the shop by some of its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from baton.base.text import code_in_words, without_accents
from baton.knowledge.document import Question
from baton.lab.labelling.label import Kind, Target, ordinary_intents
from policies.taxonomy import taxonomy

#: So many are shown.
MOST = 8
_WORD = re.compile(r"\w+")
_SHORTEST_BEGINNING = 3  # letters that a word must have to stand for longer ones
_IN_NAME, _IN_QUESTION, _IN_WORDING = 4, 3, 1


def search(query: str, questions: Mapping[str, Question]) -> list[Target]:
    """What fits some words best.

    Args:
        query: as somebody types it; the beginning of a word counts.
        questions: the shop's, by their retrieval intents.
    """
    wanted = _words(query)
    if not wanted:
        return []
    found = [(_score(wanted, parts), place, target) for place, (target, parts) in enumerate(_all(questions))]
    best = sorted((each for each in found if each[0]), key=lambda each: (-each[0], each[1]))
    return [target for _score_, _place, target in best[:MOST]]


def _all(questions: Mapping[str, Question]) -> Iterator[tuple[Target, list[tuple[int, set[str]]]]]:
    known = taxonomy()
    for intent in ordinary_intents():
        words = _words(f"{code_in_words(intent)} {known.labels.get(intent, '')}")
        yield Target(Kind.ORDINARY, intent), [(_IN_NAME, words)]
    for signal in known.signals:
        words = _words(f"{code_in_words(signal)} {known.labels.get(signal, '')} {known.reasons.get(signal, '')}")
        yield Target(Kind.SIGNAL, signal), [(_IN_NAME, words)]
    for name, question in questions.items():
        parts = [(_IN_NAME, _words(code_in_words(question.id))), (_IN_QUESTION, _words(question.question))]
        yield Target(Kind.QUESTION, name), [*parts, (_IN_WORDING, _words(" ".join(question.texts)))]


def _score(wanted: set[str], parts: Iterable[tuple[int, set[str]]]) -> int:
    """How much of what is wanted stands in the parts; 0 unless every word stands somewhere."""
    total, listed = 0, list(parts)
    for word in wanted:
        best = max((weight for weight, words in listed if _in(word, words)), default=0)
        if not best:
            return 0
        total += best
    return total


def _in(word: str, words: set[str]) -> bool:
    if word in words:
        return True
    return len(word) >= _SHORTEST_BEGINNING and any(other.startswith(word) for other in words)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(without_accents(text).casefold()))
