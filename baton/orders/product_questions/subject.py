"""Which products a question is about: those it names, or those that were spoken of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from baton.orders.product_questions.catalogue import Catalogue, Mention
from baton.orders.product_questions.reading import Question
from baton.orders.product_questions.uses import is_own_thing
from baton.orders.product_questions.vocabulary import Vocabulary


@dataclass(frozen=True)
class Memory:
    """What a conversation has come to.

    Attributes:
        shown: skus of the last list, in its order.
        focus: skus of what the last answer was about.
        recent: skus that were spoken of one by one, the latest first.
        question: what was asked last about a product.
    """

    shown: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Subject:
    """What a question is about.

    Attributes:
        skus: of the products; empty if it names none and none was spoken of.
        used: places of the words that say so.
        mention: the words that name it; None if it was spoken of before.
        others: products that it names besides, not as what it is about.
        named_several: it names each of the products by itself: "the kettle or the toaster".
    """

    skus: tuple[str, ...] = ()
    used: frozenset[int] = field(default_factory=frozenset)
    mention: Mention | None = None
    others: tuple[Mention, ...] = ()
    named_several: bool = False


def subject_of(question: Question, memory: Memory, catalogue: Catalogue, vocabulary: Vocabulary) -> Subject:
    """What a question is about.

    Args:
        question: read.
        memory: what was spoken of before.
        catalogue: what the shop sells.
        vocabulary: how people ask.
    """
    focus = tuple(sku for sku in memory.focus if sku in catalogue.products)
    if (pointed := _pointed_at(question, memory, catalogue, vocabulary)) is not None:
        return pointed
    mentions = _meant(question, bool(focus), vocabulary, catalogue)
    together = _together(question, mentions)
    if together:
        return Subject(
            tuple(dict.fromkeys(mention.skus[0] for mention in together)), _places(together), named_several=True
        )
    best = max(mentions, key=lambda mention: _weight(mention, question, vocabulary), default=None)
    if best is not None and not (focus and _is_aside(best, question, vocabulary)):
        others = tuple(one for one in question.mentions if one is not best and (one.kind or one in mentions))
        skus = _narrowed_by_memory(best, focus)
        return Subject(skus, frozenset(range(best.start, best.end)), best, others)
    used = _places([best]) if best is not None and best.kind and not _is_property(best, question, catalogue) else ()
    others = (best,) if best is not None else ()
    if focus:
        recent = memory.recent[:2]
        wants_two = question.order is not None or "compare" in question.shapes or question.several
        if wants_two and len(focus) == 1 and len(recent) == 2:
            return Subject(tuple(sku for sku in recent if sku in catalogue.products), frozenset(), None, others)
        return Subject(focus, frozenset(), None, others)
    return Subject((), frozenset(used), None, others)


def _pointed_at(question: Question, memory: Memory, catalogue: Catalogue, vocabulary: Vocabulary) -> Subject | None:
    """ "the second one", "the other one", "the copper one"."""
    shown = [sku for sku in memory.shown or memory.focus if sku in catalogue.products]
    tokens = question.tokens
    if question.numbered is not None and len(shown) > max(question.numbered, 0):
        places = [
            place
            for place, token in enumerate(tokens)
            if token.text in vocabulary.last | vocabulary.one_of or any(token.text in o for o in vocabulary.ordinals)
        ]
        return Subject((shown[question.numbered],), frozenset(places))
    if question.other and memory.focus and not question.mentions:
        pool = shown if len(shown) == 2 else list(memory.recent[:2])
        left = [sku for sku in pool if sku not in memory.focus] or [
            sku for sku in catalogue.of_same_kind(memory.focus[0]) if sku not in memory.focus
        ]
        if left:
            places = [place for place, t in enumerate(tokens) if t.text in vocabulary.other | vocabulary.one_of]
            return Subject(tuple(left), frozenset(places))
    if question.one_of is not None and memory.focus:
        pool = [sku for sku in dict.fromkeys((*shown, *catalogue.of_same_kind(memory.focus[0])))]
        skus, start = pool, question.one_of
        while start > 0 and (named := catalogue.named(tokens[start - 1], skus)):
            if vocabulary.is_ignored(tokens[start - 1]):
                break
            skus, start = named, start - 1
        if start < question.one_of and len(skus) < len(pool):
            return Subject(tuple(skus), frozenset(range(start, question.one_of + 1)))
    return None


def _meant(question: Question, has_focus: bool, vocabulary: Vocabulary, catalogue: Catalogue) -> list[Mention]:
    """The mentions that may be what it is about. Words that name no kind count if there is nothing better."""

    def definite(mention: Mention) -> bool:
        return question.is_definite(mention, vocabulary)

    def is_property(mention: Mention) -> bool:
        return _is_property(mention, question, catalogue)

    asks_for_goods = bool({"sold", "goods", "which"} & question.shapes.keys())
    kinds = [one for one in question.mentions if one.kind]
    clear = [
        one
        for one in kinds
        if one.sure
        or asks_for_goods
        or not is_property(one)
        or definite(one)
        or question.preceded_by(one.start, vocabulary.indefinite)
    ]
    others = [one for one in question.mentions if not one.kind and (one.sure or definite(one) or not is_property(one))]
    others = [one for one in others if not is_own_thing(question, one, vocabulary)]
    if clear:
        # "the barista duo" beside "a plug": what has an article of its own and is no property counts too
        return [*clear, *(one for one in others if definite(one) and not is_property(one))]
    if has_focus and question.pronoun is not None:
        return []
    if others:
        return others
    return [] if has_focus else kinds


def _is_property(mention: Mention, question: Question, catalogue: Catalogue) -> bool:
    """Whether its words may as well name a property: "bulb", "bluetooth"."""
    return all(catalogue.is_property(question.tokens[place]) for place in range(mention.start, mention.end))


def _together(question: Question, mentions: Sequence[Mention]) -> list[Mention]:
    """Products that are joined by "and", "or" or a comma, each named by itself."""
    joined: list[Mention] = []
    for first, second in pairwise(mentions):
        between = {token.text for token in question.tokens[first.end : second.start]}
        signs = question.text[question.tokens[first.end - 1].end : question.tokens[second.start].start]
        linked = between & {"and", "or", "vs", "versus", "than", "to"} and len(between) <= 2
        compared = "compare" in question.shapes and between & {"with", "to", "and", "or"} and len(between) <= 3
        if first.kind and second.kind and (linked or compared or signs.strip() == ",") and first.skus != second.skus:
            joined += [one for one in (first, second) if one not in joined]
    return joined if "compare" in question.shapes or question.order or _linked_by_and(question, joined) else []


def _linked_by_and(question: Question, joined: Sequence[Mention]) -> bool:
    return len(joined) > 1 and any(token.text == "and" for token in question.tokens[joined[0].end : joined[-1].start])


def _weight(mention: Mention, question: Question, vocabulary: Vocabulary) -> float:
    """How likely a mention is what the question is about rather than something beside it."""
    weight = 2.0 if mention.kind else 0.5
    weight += 0.5 if mention.sure else 0.0
    if question.is_definite(mention, vocabulary):
        weight += 2.0
    if not question.follows_preposition(mention, vocabulary):
        weight += 1.0
    if (
        "sold" in question.shapes
        and mention.start >= question.shapes["sold"][1]
        and not any(
            question.shapes["sold"][1] <= other.start < mention.start for other in question.mentions if other.kind
        )
    ):
        weight += 2.0
    if any(question.belongs_to(mention, other, vocabulary) for other in question.mentions if other.kind):
        weight -= 3.0  # "the light of the bulb" is no lamp
    return weight - 0.01 * mention.start


def _is_aside(mention: Mention, question: Question, vocabulary: Vocabulary) -> bool:
    """Whether the question is about "it", and this is what it is used with: "does it work on an induction hob"."""
    if question.pronoun is None or question.pronoun > mention.start:
        return False
    if question.follows_preposition(mention, vocabulary):
        return True
    return not question.is_definite(mention, vocabulary) and "sold" not in question.shapes


def _narrowed_by_memory(mention: Mention, focus: Sequence[str]) -> tuple[str, ...]:
    """Of several that fit, those that were spoken of."""
    spoken = tuple(sku for sku in mention.skus if sku in focus)
    return spoken if spoken and len(mention.skus) > 1 else mention.skus


def _places(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(place for mention in mentions for place in range(mention.start, mention.end))
