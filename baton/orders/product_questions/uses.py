"""What somebody wants a thing for: "something to clean my floor", "for a tea lover", "a lamp for reading". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from baton.orders.product_questions.catalogue import Catalogue, Mention
from baton.orders.product_questions.reading import Question
from baton.orders.product_questions.tokens import Phrase, Token, find
from baton.orders.product_questions.vocabulary import Vocabulary

_NEAR = 3  # words between what somebody likes and the word that says that they do
OWN = frozenset({"my", "our"})


def wants_something(question: Question, vocabulary: Vocabulary) -> bool:
    """Whether it is looked for something that is not named, be it a present; "a gift card" is named."""
    tokens = question.tokens
    if any(token.text in vocabulary.wanting for token in tokens):
        return True
    for one in vocabulary.presents:
        span = find(one, tokens)
        behind = tokens[span[1]] if span is not None and span[1] < len(tokens) else None
        if span is not None and (behind is None or _names_nothing(behind, vocabulary)):
            return True
    return False


def serving(question: Question, catalogue: Catalogue, vocabulary: Vocabulary) -> list[str]:
    """The skus of what serves the purpose that is told, or those who like what is told; none where a thing is named."""
    if not wants_something(question, vocabulary) or any(_is_named(one, vocabulary) for one in question.mentions):
        return []
    return _of_use(question, catalogue, vocabulary)


def fittest(question: Question, skus: Sequence[str], catalogue: Catalogue, vocabulary: Vocabulary) -> list[str]:
    """Several products of a kind, those first that serve the purpose that is told: "a lamp for reading". Empty
    where none is told, or none of them is known to serve it."""
    serving = [sku for sku in _of_use(question, catalogue, vocabulary) if sku in skus]
    return [*serving, *(sku for sku in skus if sku not in serving)] if serving and len(skus) > 1 else []


def is_own_thing(question: Question, mention: Mention, vocabulary: Vocabulary) -> bool:
    """Whether words of a product's name are something of the customer's own, for which something is looked for: "my
    floor" is no floor lamp."""
    own = question.preceded_by(mention.start, OWN)
    return own and not mention.kind and not mention.sure and wants_something(question, vocabulary)


def _of_use(question: Question, catalogue: Catalogue, vocabulary: Vocabulary) -> list[str]:
    """The skus of what serves the purpose that is told."""
    skus: dict[str, None] = {}
    for use in vocabulary.uses:
        if any(find(one, question.tokens) for one in use.does) or _is_topic(use.topics, question.tokens, vocabulary):
            skus |= dict.fromkeys(sku for name in use.products for sku in catalogue.called(name))
    return list(skus)


def _is_named(mention: Mention, vocabulary: Vocabulary) -> bool:
    return mention.kind or mention.sure


def _names_nothing(token: Token, vocabulary: Vocabulary) -> bool:
    return token.text in vocabulary.prepositions or vocabulary.is_ignored(token) or token.number is not None


def _is_topic(topics: Sequence[Phrase], tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether one of these is what a thing is for ("for travelling"), or what somebody likes ("a tea lover")."""
    for topic in topics:
        span = find(topic, tokens)
        if span is None:
            continue
        before = [token.text for token in tokens[max(0, span[0] - _NEAR) : span[0]]]
        behind = [token.text for token in tokens[span[1] : span[1] + 1]]
        while before and before[-1] in vocabulary.indefinite | vocabulary.possessive:
            before.pop()
        if before[-1:] == ["for"] or vocabulary.likes & {*before, *behind}:
            return True
    return False
