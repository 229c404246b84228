"""What a customer wants to have, where the shop may not sell it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from baton.orders.product_questions.catalogue import Catalogue, Mention
from baton.orders.product_questions.reading import Question
from baton.orders.product_questions.subject import Subject
from baton.orders.product_questions.tokens import singular
from baton.orders.product_questions.vocabulary import Vocabulary

_MOST_WORDS = 2


@dataclass(frozen=True)
class Wanted:
    """Words for a thing that the shop does not list; `product`: the sku of what it is wanted for, if it is."""

    words: str
    product: str | None = None


def unknown_thing(question: Question, subject: Subject, catalogue: Catalogue, vocabulary: Vocabulary) -> Wanted | None:
    """The thing that is asked for, if the shop has nothing of that name; None if it may have it.

    "Do you sell wine glasses", "have you got bags for the vacuum", "how much is the blender".
    """
    places = _asked_for(question, catalogue, vocabulary)
    if not places:
        return None
    mentions = [mention for mention in question.mentions if mention.kind]
    inside = [mention for mention in mentions if mention.start in places]
    if inside:
        return _belonging(question, places, inside[-1], catalogue, vocabulary)
    if (category := catalogue.category(question.tokens)) and set(range(*category[1])) & set(places):
        return None
    named = {place for mention in question.mentions for place in range(mention.start, mention.end)}
    head = question.tokens[places[-1]]
    if head is None or (places[-1] in named and all(place in named for place in places)):
        return None
    several = singular(head.text) != head.text and places[-1] not in named  # "dishwashers" are things, no property
    if not several and all(catalogue.is_property(question.tokens[place]) or place in named for place in places):
        for_it = next((mention for mention in mentions if _is_for(question, mention, places, vocabulary)), None)
        if for_it is None or "accessory" not in question.shapes:
            return None
    product = next((m.skus[0] for m in mentions if _is_for(question, m, places, vocabulary)), None)
    if product is None and subject.mention is not None and subject.mention.kind:
        return None  # something else in the question is sold
    if product is None and "accessory" in question.shapes and subject.skus:
        product = subject.skus[0]
    if places[0] == question.noun and len(places) > _MOST_WORDS:
        places = places[:1]  # "does the blender crush ice": what it does is no part of its name
    return Wanted(question.words(places[0], places[-1] + 1), product)


def _asked_for(question: Question, catalogue: Catalogue, vocabulary: Vocabulary) -> list[int]:
    """The places of the words for what is asked for: after "do you sell", or after "the" where the sentence begins."""
    tokens = question.tokens
    if (thing := _ranked_thing(question, catalogue, vocabulary)) is not None:
        begin = thing
    elif "sold" in question.shapes:
        begin = question.shapes["sold"][1]
    elif "accessory" in question.shapes:
        begin = question.shapes["accessory"][0]
    elif question.noun is not None and not question.mentions and question.order is None:
        begin = question.noun
    else:
        return []
    places: list[int] = []
    for place in range(begin, len(tokens)):
        word = tokens[place].text
        ends = word in vocabulary.prepositions | vocabulary.auxiliaries | vocabulary.question_words | vocabulary.linking
        if places and (ends or vocabulary.is_ignored(tokens[place])):
            break
        if places and begin == question.noun and catalogue.is_property(tokens[place]):
            break
        if not places and word in vocabulary.prepositions:
            return []
        if any(word == one[0] for one in vocabulary.pronouns) or word in vocabulary.one_of:
            if not places and word not in vocabulary.possessive:
                return []
            continue
        if not vocabulary.is_ignored(tokens[place]):
            if places and _asks_for_stock(question, place, vocabulary):
                break
            places.append(place)
    return places


def _ranked_thing(question: Question, catalogue: Catalogue, vocabulary: Vocabulary) -> int | None:
    """The place of a word that nobody knows, right after the one by which it is ranked: "the biggest vase"."""
    if question.order is None or question.mentions:
        return None
    place = question.order[1][1]
    if place >= len(question.tokens):
        return None
    token = question.tokens[place]
    is_known = catalogue.knows(token) or token.forms & vocabulary.known or token.number is not None
    return None if is_known or catalogue.category(question.tokens) else place


def _asks_for_stock(question: Question, place: int, vocabulary: Vocabulary) -> bool:
    return any(asked.start <= place < asked.end and asked.aspect.name in ("stock", "price")
               for asked in vocabulary.asked_aspects(question.tokens, range(len(question.tokens))))  # fmt: skip


def _belonging(
    question: Question, places: list[int], mention: Mention, catalogue: Catalogue, vocabulary: Vocabulary
) -> Wanted | None:
    """What belongs to a product and is none of its own: "kettle descaler", "replacement filter"."""
    behind = [place for place in places if place >= mention.end]
    if not behind:
        return None
    if any(question.tokens[place].text in vocabulary.option_words for place in behind):
        return None
    return Wanted(question.words(mention.start, behind[-1] + 1), mention.skus[0])


def _is_for(question: Question, mention: Mention, places: list[int], vocabulary: Vocabulary) -> bool:
    return mention.start > places[-1] and question.follows_preposition(mention, vocabulary)
