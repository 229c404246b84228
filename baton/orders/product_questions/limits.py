"""What a product takes at most, against what is wanted of it: "can the scale weigh 6 kilos". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from baton.orders.product_questions.lines import Line, LineKind
from baton.orders.product_questions.measures import Measure, measures
from baton.orders.product_questions.tokens import Token, find
from baton.orders.product_questions.verdict import Verdict
from baton.orders.product_questions.vocabulary import Vocabulary

_MINUS = ("-", "−", "–")
_RANGE = re.compile(r"\d\s*(?:[-–]|to)\s*\d")


@dataclass(frozen=True)
class Within:
    """What a line says to an amount that is wanted: the places of the number and its unit, and whether it is possible.

    OPEN: the line measures the same thing, and says nothing about as much.
    """

    places: frozenset[int]
    verdict: Verdict


def within(line: Line, tokens: Sequence[Token], vocabulary: Vocabulary) -> Within | None:
    """Whether as much as a question wants is within what a line allows.

    Args:
        line: of the data.
        tokens: of the question.
        vocabulary: which lines are limits, and how a question asks whether something is possible.
    Returns:
        None where the question has no amount of what the line measures, or the line has that very amount.
    """
    if line.kind is not LineKind.SPECIFICATION:
        return None
    measured: dict[str, Measure] = {}
    for one in measures(line.value, vocabulary.units, vocabulary.unit_words):
        measured.setdefault(one.unit.kind, one)
    for place, token in enumerate(tokens[:-1]):
        unit = vocabulary.units.get(vocabulary.unit_words.get(tokens[place + 1].text, ""))
        if token.number is None or unit is None or unit.kind not in measured:
            continue
        wanted = (token.number - unit.zero) * unit.factor
        if wanted not in measured[unit.kind].base:
            verdict = Verdict.OPEN
            if any(find(one, tokens[:place][-len(one) :]) for one in vocabulary.at_most_bare):
                verdict = Verdict.YES if max(measured[unit.kind].base) <= wanted else Verdict.NO  # "under 3 kg"
            elif any(find(one, tokens) for one in vocabulary.possible):
                verdict = _verdict(line, measured[unit.kind], wanted, vocabulary)
            return Within(frozenset((place, place + 1)), verdict)
    return None


def _verdict(line: Line, measure: Measure, wanted: float, vocabulary: Vocabulary) -> Verdict:
    """Whether an amount is within a range ("86-96 °C") or below a limit ("up to 13 A"); OPEN for "2 x 40 minutes"."""
    written = line.value[measure.start : measure.end]
    if line.value[: measure.start].endswith(_MINUS):
        return Verdict.OPEN  # numbers are read without their sign
    if len(measure.numbers) == 2 and _RANGE.search(written):
        return Verdict.YES if min(measure.base) <= wanted <= max(measure.base) else Verdict.NO
    is_limit = tuple(line.key_words) in vocabulary.limits or "up to" in line.value.lower()
    if not is_limit or len(measure.numbers) > 1:
        return Verdict.OPEN
    return Verdict.YES if wanted <= measure.base[0] else Verdict.NO


def allows(line: Line, token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a number of the question, without a unit, is within what the line allows: "up to 12"."""
    number = token.number
    if number is None:
        return False
    words = vocabulary.tokens(line.value)
    for place, word in enumerate(words):
        if word.number is not None and place >= 2 and words[place - 2].text == "up" and words[place - 1].text == "to":
            return number <= word.number
    return False
