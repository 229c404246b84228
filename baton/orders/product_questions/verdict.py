"""Whether a line says yes or no to words that it holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from baton.orders.product_questions.lines import Line, LineKind
from baton.orders.product_questions.tokens import Token
from baton.orders.product_questions.vocabulary import Vocabulary

_CLAUSE = re.compile(r"[;:,.()]")


class Verdict(Enum):
    """What the data say to a question for yes or no; OPEN: they do not say it plainly."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


def verdict_of(line: Line, words: Sequence[Token], *, named: bool, vocabulary: Vocabulary) -> Verdict:
    """Whether a line affirms or denies.

    Args:
        line: of the data; it holds the words.
        words: of the question.
        named: the question names what the line is about: that there is such a line affirms it.
        vocabulary: which words affirm and deny.
    """
    if line.kind is LineKind.STOCK:
        return Verdict.YES if int(line.value) > 0 else Verdict.NO
    if line.kind is LineKind.PRICE:
        return Verdict.OPEN
    value = vocabulary.tokens(line.value)
    in_value = [word for word in words if line.value_terms.likeness(word)]
    in_key = [word for word in words if line.key_terms.likeness(word)]
    first = value[0].text if value else ""
    if (in_key or named) and line.key:
        if first in vocabulary.negative:
            return Verdict.NO
        if first in vocabulary.affirmative:
            return Verdict.YES
    if in_value:
        denied = [_denied(line.value, word, vocabulary) for word in in_value]
        return Verdict.NO if all(denied) else Verdict.OPEN if any(denied) else Verdict.YES
    return Verdict.YES if named and in_key else Verdict.OPEN


def _denied(value: str, word: Token, vocabulary: Vocabulary) -> bool:
    """Whether the value has the word only in a clause that denies it: "1.5 m, without plug"."""
    clauses = [vocabulary.tokens(clause) for clause in _CLAUSE.split(value)]
    having = [clause for clause in clauses if any(token.forms & word.forms for token in clause)]
    return bool(having) and all(_denies_before(clause, word, vocabulary) for clause in having)


def _denies_before(clause: Sequence[Token], word: Token, vocabulary: Vocabulary) -> bool:
    place = next(index for index, token in enumerate(clause) if token.forms & word.forms)
    return any(token.text in vocabulary.denying for token in clause[:place])
