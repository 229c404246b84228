"""Whether two products of the shop go together: "do the bulbs fit the floor lamp". Pure."""

from __future__ import annotations

from baton.orders.gateway import Product
from baton.orders.product_questions.answer import Fits
from baton.orders.product_questions.lines import Line, LineKind, lines_of
from baton.orders.product_questions.reading import Question
from baton.orders.product_questions.tokens import find
from baton.orders.product_questions.vocabulary import Vocabulary


def fits(first: Product, second: Product, question: Question, vocabulary: Vocabulary) -> Fits | None:
    """That they go together, if the question asks so and the same specification of both begins with the same words.

    Two that differ say nothing: there may be an adapter. With an amount more is asked: "a 60 W bulb in the lamp".
    """
    amount = any(token.number is not None for token in question.tokens)
    if amount or not any(find(one, question.tokens) for one in vocabulary.fits):
        return None
    others = {line.key: line for line in lines_of(second, vocabulary) if line.kind is LineKind.SPECIFICATION}
    for line in lines_of(first, vocabulary):
        other = others.get(line.key)
        if other is not None and tuple(line.key_words) in vocabulary.meeting_points and _same(line, other, vocabulary):
            return Fits((first, second), (line, other))
    return None


def _same(line: Line, other: Line, vocabulary: Vocabulary) -> bool:
    return [token.text for token in vocabulary.tokens(line.value)[:1]] == [
        token.text for token in vocabulary.tokens(other.value)[:1]
    ]
