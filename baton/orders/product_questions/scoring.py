"""How well each line of a product's data answers a question. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from baton.orders.product_questions.limits import Within, within
from baton.orders.product_questions.lines import Line, LineKind
from baton.orders.product_questions.measures import measures
from baton.orders.product_questions.tokens import EXACT, RELATED, Phrase, Terms, Token, find
from baton.orders.product_questions.verdict import Verdict
from baton.orders.product_questions.vocabulary import Aspect, Vocabulary

_KEY, _VALUE, _UNIT, _DIGITS = 3.0, 2.5, 1.3, 0.8
_SYNONYM = 0.8
# An aspect by its key, less with each key further down, less by its unit.
_ASPECT, _STEP, _NARROWER, _BY_UNIT = 2.2, 0.1, 2, 1.2
_LIMIT = 3.5  # for a line that says whether as much as is wanted is possible
_MEASURED = 1.5  # more for a line that is named and has the measure that is asked: "how long is the cable"


@dataclass
class Scored:
    """A line with what it is worth as an answer."""

    line: Line
    score: float = 0.0
    held: set[int] = field(default_factory=set)  #: places of words that it holds
    named: bool = False  #: a word of the question is in its key
    aspects: set[str] = field(default_factory=set)  #: that were asked for and that it answers
    within: Within | None = None  #: whether it allows as much as is wanted: "can it weigh 6 kilos"

    @property
    def by_aspect(self) -> bool:
        """Whether it answers an aspect that was asked for."""
        return bool(self.aspects)


def score(line: Line, tokens: Sequence[Token], content: Sequence[int], vocabulary: Vocabulary) -> Scored:
    """What a line is worth by the words of a question that it holds."""
    scored = Scored(line)
    if line.kind in (LineKind.PRICE, LineKind.STOCK):
        return scored  # asked for by aspect only: a number in a question is not the price
    meaning = 0.0
    for place in content:
        token = tokens[place]
        in_key, in_value = _holds(line.key_terms, token, vocabulary), _holds(line.value_terms, token, vocabulary)
        if not in_value and token.text in vocabulary.unit_words:
            in_value = RELATED if vocabulary.kind_of_unit(token.text) in _unit_kinds(line, vocabulary) else 0.0
        weight = _weight(tokens, place, vocabulary)
        if token.number is not None:
            in_key = 0.0
        if in_key or in_value:
            scored.score += max(_KEY * in_key, weight * in_value)
            scored.held.add(place)
            scored.named = scored.named or in_key == EXACT
            meaning += 0 if token.number is not None else 1
    scored.within = within(line, tokens, vocabulary)
    if scored.within is not None and scored.within.verdict is not Verdict.OPEN:
        scored.held |= scored.within.places
        scored.score += _LIMIT
        return scored
    if not meaning:
        return Scored(line)
    return scored


def _weight(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> float:
    """What it is worth that a value holds a word: a number or its unit says less than a word by itself."""
    if tokens[place].number is not None:
        return _DIGITS
    of_number = place > 0 and tokens[place - 1].number is not None
    return _UNIT if of_number and tokens[place].text in vocabulary.unit_words else _VALUE


def _holds(terms: Terms, token: Token, vocabulary: Vocabulary) -> float:
    sure = terms.likeness(token)
    if sure < EXACT and vocabulary.same_as(token) & terms.forms:
        return max(sure, _SYNONYM)
    return sure


def score_aspect(scored: Sequence[Scored], aspect: Aspect, vocabulary: Vocabulary) -> None:
    """Add what a line is worth as an answer to an aspect: the line with the closest key, or by unit or value."""
    by_key: list[tuple[int, Scored]] = []
    for one in scored:
        rank = _rank(one.line, aspect.keys)
        if rank and _measures_something_else(one.line, aspect, vocabulary):
            continue
        if rank is not None:
            by_key.append((rank, one))
            narrower = len(one.line.key_words) > len(aspect.keys[rank])  # "seat height" is not all of the height
            one.score += _ASPECT - _STEP * (rank + (_NARROWER if narrower else 0))
            one.aspects.add(aspect.name)
            if one.named and aspect.units & _units(one.line, vocabulary):
                one.score += _MEASURED
    for one in scored:
        if one.line.kind in (LineKind.PRICE, LineKind.STOCK, LineKind.NAME) or any(one is each for _, each in by_key):
            continue
        words = vocabulary.tokens(one.line.value)
        if aspect.units & _units(one.line, vocabulary) or any(find(value, words) for value in aspect.values):
            one.score += _BY_UNIT + (_MEASURED if one.named else 0)
            one.aspects.add(aspect.name)


def _measures_something_else(line: Line, aspect: Aspect, vocabulary: Vocabulary) -> bool:
    """Whether a line with another name than the aspect's own measures another thing: 450 W are no voltage."""
    kinds = {vocabulary.units[name].kind for name in aspect.units}
    found = _unit_kinds(line, vocabulary)
    return bool(kinds and found) and kinds.isdisjoint(found)


def _rank(line: Line, keys: Sequence[Phrase]) -> int | None:
    """Which of an aspect's keys a line has; a key that has the words and others besides comes later."""
    if line.kind in (LineKind.DESCRIPTION, LineKind.NAME):
        return None
    for rank, key in enumerate(keys):
        if all(word in line.key_terms.forms or word.rstrip("s") in line.key_terms.forms for word in key):
            return rank
    return None


def _units(line: Line, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(one.unit.name for one in measures(line.value, vocabulary.units, vocabulary.unit_words))


def _unit_kinds(line: Line, vocabulary: Vocabulary) -> frozenset[str]:
    """What a line measures: kilowatts answer a question for watts."""
    return frozenset(vocabulary.units[name].kind for name in _units(line, vocabulary))
