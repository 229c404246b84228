"""What somebody is willing to pay: "under £50", "something for a tenner", "around forty euros". Pure."""

from __future__ import annotations

from dataclasses import dataclass

from baton.orders.product_questions.reading import Question
from baton.orders.product_questions.tokens import find
from baton.orders.product_questions.vocabulary import Vocabulary


@dataclass(frozen=True)
class Price:
    """The most that is to be paid, in hundredths; `currency` is its ISO code, None where none is named."""

    cents: int
    currency: str | None = None


def most_to_pay(question: Question, vocabulary: Vocabulary) -> Price | None:
    """The largest price that is wanted: "under £50", "something for a tenner"."""
    amount = vocabulary.money.find(question.text)
    if amount is None:
        return _bare_price(question, vocabulary)
    words = " ".join(token.text for token in question.tokens)
    before = question.text[: amount.start].lower().split()
    right_before = next((word for word in reversed(before) if word not in vocabulary.indefinite), "")
    if right_before not in vocabulary.for_price and not any(" ".join(each) in words for each in vocabulary.at_most):
        return _bare_price(question, vocabulary)
    return Price(round(amount.value * 100), amount.currency)


def _bare_price(question: Question, vocabulary: Vocabulary) -> Price | None:
    """A price without its currency: "lamps under 30"; of "under 2 kg", "to under 18" there is none."""
    tokens, named = question.tokens, {mention.end for mention in question.mentions}
    for one in vocabulary.at_most_bare:
        span = find(one, tokens)
        if span is None or span[1] == len(tokens) or tokens[span[1]].number is None:
            continue
        anything = any(token.text in vocabulary.anything for token in tokens[: span[0]])
        of_thing = span[0] in named or anything or any(find(each, tokens) for each in vocabulary.presents)
        behind = tokens[span[1] + 1].text if span[1] + 1 < len(tokens) else ""
        no_measure = not behind or (behind in vocabulary.ignored and behind not in vocabulary.unit_words)
        if of_thing and no_measure:
            return Price(round(float(tokens[span[1]].number or 0) * 100))
    return None


def present(question: Question, vocabulary: Vocabulary) -> bool:
    """Whether something is looked for by its price alone: "a present under £30"."""
    return most_to_pay(question, vocabulary) is not None and any(
        find(one, question.tokens) for one in vocabulary.presents
    )
