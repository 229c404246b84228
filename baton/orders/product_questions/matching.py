"""Which lines of a product's data answer a question, and whether they say yes or no. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baton.orders.product_questions.limits import allows
from baton.orders.product_questions.lines import Line, LineKind
from baton.orders.product_questions.reading import Question, YesNo
from baton.orders.product_questions.scoring import Scored, score, score_aspect
from baton.orders.product_questions.tokens import Token, find
from baton.orders.product_questions.verdict import Verdict, verdict_of
from baton.orders.product_questions.vocabulary import Asked, Aspect, Vocabulary

_LEAST, _BESIDE = 1.0, 0.5  # what a line needs at all, and of the best one
_MOST_LINES = 4


@dataclass(frozen=True)
class Match:
    """What the data say to a question.

    Attributes:
        lines: those that answer it, the best first.
        verdict: yes or no, if the data say it plainly.
        missing: words of the question that no line holds, as they were written.
        asked: the aspects that were asked for.
        partly: yes or no was asked, and no line holds every word of the question.
        complete: every word that asks for something is held by a line or names its aspect.
    """

    lines: tuple[Line, ...] = ()
    verdict: Verdict = Verdict.OPEN
    missing: str = ""
    asked: tuple[Asked, ...] = ()
    partly: bool = False
    complete: bool = False


def match(lines: Sequence[Line], question: Question, free: Sequence[int], vocabulary: Vocabulary) -> Match:
    """The lines that answer a question.

    Args:
        lines: all that is known of the product.
        question: what is asked.
        free: places of the words that do not name the product.
        vocabulary: how people ask.
    """
    tokens = question.tokens
    content = [place for place in free if not vocabulary.is_ignored(tokens[place])]
    asked = vocabulary.asked_aspects(tokens, free)
    scored = [score(line, tokens, content, vocabulary) for line in lines]
    if not asked and not any(one.held for one in scored):
        asked = vocabulary.asked_otherwise(tokens, free)
    for aspect in {one.aspect.name: one.aspect for one in asked}.values():
        score_aspect(scored, aspect, vocabulary)
    if question.yes_no is YesNo.NO:
        for one in scored:
            if _says_plainly(one.line, vocabulary) and " " not in one.line.value:
                one.score /= 2  # "no" answers no question that begins with "which"
    best = max((one.score for one in scored if one.line.kind is not LineKind.NAME), default=0.0)
    chosen = [one for one in scored if one.score >= max(_LEAST, _BESIDE * best) and one.line.kind is not LineKind.NAME]
    chosen.sort(key=lambda one: -one.score)
    chosen = _without_weaker(chosen)[:_MOST_LINES]
    chosen = _without_closed_options(chosen, asked, tokens, vocabulary)
    if chosen and chosen[0].line.kind is LineKind.DESCRIPTION:
        # A description is wordy: the specification that was asked for stands beside it.
        chosen += [one for one in scored if one.by_aspect and one.line.key and one not in chosen][:1]
    held = set().union(*(one.held for one in chosen)) if chosen else set()
    said = [*asked, *vocabulary.asked_otherwise(tokens, free)]
    asking = {place for one in said for place in range(one.start, one.end)}
    missing = _missing(question, content, held, asking, asked, chosen, vocabulary)
    verdict = Verdict.OPEN
    if question.yes_no is not YesNo.NO and not missing:
        verdict = _verdict(chosen, question, content, asking, vocabulary)
    if verdict is Verdict.OPEN and question.yes_no is YesNo.SENTENCE and content:
        by_name = [one for one in scored if one.line.kind is LineKind.NAME and one.held >= set(content)]
        better = any(one.by_aspect or one.held >= set(content) for one in chosen)
        if by_name and not better and not _doubted(tokens, vocabulary):
            return Match((by_name[0].line,), Verdict.YES, "", tuple(asked), complete=True)
    if verdict is Verdict.OPEN and chosen and not missing:
        missing = _unanswered(question, asked, chosen)
    unheld = any(place not in held and place not in asking - _left_open(asked, chosen) for place in content)
    # "How much is delivery for the lamp": its price is something near what was asked, and no more.
    by_aspect_only = all(one.line.kind in (LineKind.PRICE, LineKind.STOCK) for one in chosen)
    asks_whether = question.yes_no is not YesNo.NO
    partly = verdict is Verdict.OPEN and unheld and (asks_whether or by_aspect_only)
    complete = not unheld or verdict is not Verdict.OPEN
    return Match(tuple(one.line for one in chosen), verdict, missing, tuple(asked), partly, complete)


def line_of_aspect(lines: Sequence[Line], aspect: Aspect, vocabulary: Vocabulary) -> Line | None:
    """The line that says most about an aspect, if any does."""
    scored = [Scored(line) for line in lines]
    score_aspect(scored, aspect, vocabulary)
    best = max(scored, key=lambda one: one.score, default=None)
    return best.line if best and best.score >= _LEAST else None


def _left_open(asked: Sequence[Asked], chosen: Sequence[Scored]) -> set[int]:
    """The places of words that ask for something that no chosen line answers: "a subscription for filters"."""
    answered = {name for one in chosen for name in one.aspects}
    return {place for one in asked if one.aspect.name not in answered for place in range(one.start, one.end)}


def _unanswered(question: Question, asked: Sequence[Asked], chosen: Sequence[Scored]) -> str:
    """The words that ask for something, where the chosen lines say nothing of all that is asked, but only hold other
    words: "bluetooth range" of a speaker with bluetooth."""
    answered = {name for one in chosen for name in one.aspects}
    named = [one for one in asked if not one.option]
    by_name = any(one.named for one in chosen)  # "which codecs do they support"
    if by_name or not named or any(one.aspect.name in answered for one in named):
        return ""
    return question.words(named[0].start, named[0].end)


def _without_weaker(chosen: list[Scored]) -> list[Scored]:
    """Where the best line is named in the question, lines that only mention the same words are left out."""
    if not chosen or not chosen[0].named:
        return chosen
    best = chosen[0]
    return [one for one in chosen if one is best or one.named or not one.held or one.held - best.held]


def _without_closed_options(
    chosen: list[Scored], asked: Sequence[Asked], tokens: Sequence[Token], vocabulary: Vocabulary
) -> list[Scored]:
    """Where a value was asked for that some line holds ("gas"), lines that only have the same aspect are left out."""
    options = {place for one in asked if one.option for place in range(one.start, one.end)}
    holding = [one for one in chosen if one.held & options]
    if not any(one.line.kind is LineKind.SPECIFICATION for one in holding):
        return chosen
    return [one for one in chosen if one in holding or one.named or one.held - options]


def _missing(
    question: Question,
    content: Sequence[int],
    held: set[int],
    asking: set[int],
    asked: Sequence[Asked],
    chosen: Sequence[Scored],
    vocabulary: Vocabulary,
) -> str:
    """The words that say what the data do not hold: a value that is not listed, one of two choices, or all of it."""
    tokens = question.tokens
    options = [
        place
        for one in asked
        if one.option
        for place in range(one.start, one.end)
        if place not in held and not vocabulary.is_ignored(tokens[place])
    ]
    if options and not _all_allowed(chosen, vocabulary):
        return question.words(min(options), max(options) + 1)
    unheld = [place for place in content if place not in held and place not in asking]
    if not chosen:
        return _joined(question, unheld)
    chosen_of_two = [
        place
        for place in unheld
        if any(0 <= near < len(tokens) and tokens[near].text == "or" for near in (place - 1, place + 1))
    ]
    return question.words(chosen_of_two[0], chosen_of_two[0] + 1) if chosen_of_two else ""


def _all_allowed(chosen: Sequence[Scored], vocabulary: Vocabulary) -> bool:
    return any(verdict_of(one.line, (), named=True, vocabulary=vocabulary) is Verdict.YES for one in chosen)


def _joined(question: Question, places: Sequence[int]) -> str:
    """The words at some places, if they stand together."""
    if not places or places[-1] - places[0] >= len(places):
        return ""
    return question.words(places[0], places[-1] + 1)


def _verdict(
    chosen: Sequence[Scored], question: Question, content: Sequence[int], asking: set[int], vocabulary: Vocabulary
) -> Verdict:
    tokens = question.tokens
    if _doubted(tokens, vocabulary) or not chosen:
        return Verdict.OPEN
    best = chosen[0]
    unheld = [place for place in content if place not in best.held]
    if best.within is not None:
        # "a heater with 2500 W": what is to be measured needs no line of its own
        beside = {near for place in best.held for near in range(place - 2, place + 3)}
        beside |= set().union(*(one.held for one in chosen))
        return best.within.verdict if all(place in asking or place in beside for place in unheld) else Verdict.OPEN
    if all(place in asking for place in unheld) and _has_what_means_yes(best, question, vocabulary):
        return Verdict.YES
    words = [tokens[place] for place in content if place in best.held]
    said = verdict_of(
        best.line, words, named=best.named and _asks_whether_it_has(question, vocabulary), vocabulary=vocabulary
    )
    if all(place in best.held for place in content) and content:
        return said
    if all(place in asking or tokens[place].number is not None for place in unheld):
        plain = verdict_of(best.line, (), named=True, vocabulary=vocabulary)
        if plain is not Verdict.OPEN and _says_plainly(best.line, vocabulary):
            return plain
        if best.held and all(allows(best.line, tokens[place], vocabulary) for place in unheld):
            return said
    return Verdict.OPEN


def _has_what_means_yes(best: Scored, question: Question, vocabulary: Vocabulary) -> bool:
    """Whether the line has one of the values that mean yes to what is asked: "mains or 4 x AA" runs on batteries."""
    value = vocabulary.tokens(best.line.value)
    affirming = [one for name in best.aspects for one in vocabulary.aspects[name].affirms]
    return _asks_whether_it_has(question, vocabulary) and any(find(one, value) for one in affirming)


def _asks_whether_it_has(question: Question, vocabulary: Vocabulary) -> bool:
    """Whether a property that is listed is a yes by itself: "does it have a crumb tray"."""
    demands = any(token.text in vocabulary.demanding for token in question.tokens)
    return question.yes_no is YesNo.SENTENCE and not demands


def _says_plainly(line: Line, vocabulary: Vocabulary) -> bool:
    if line.kind is LineKind.STOCK:
        return True
    first = vocabulary.tokens(line.value)[:1]
    return bool(first) and first[0].text in vocabulary.affirmative | vocabulary.negative


def _doubted(tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    return any(token.text in vocabulary.doubts for token in tokens)
