"""What kind of question it is, and which words of it name what. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from baton.orders.product_questions.catalogue import Catalogue, Mention
from baton.orders.product_questions.tokens import Token, find, mistyped, singular
from baton.orders.product_questions.vocabulary import Order, Unit, Vocabulary

Span = tuple[int, int]


class YesNo(Enum):
    """Whether a question asks for yes or no."""

    SENTENCE = "sentence"  # "does it have a timer"
    FRAGMENT = "fragment"  # "dishwasher safe?"
    NO = "no"


@dataclass(frozen=True)
class Question:
    """A message, read. Places are those of its tokens; spans go from the first place to one after the last.

    Attributes:
        text: as it was written.
        tokens: its words.
        mentions: the products that it names.
        shapes: the kinds of question whose phrases it has, and where (`phrases` of the words file).
        yes_no: whether it asks for yes or no.
        pronoun: place of a word that stands for what was spoken of.
        one_of: place of "one" in "the copper one".
        numbered: index of "the second one" among what was shown; -1 for the last.
        other: it asks for the other one of two.
        several: it speaks of more than one thing that was shown.
        order: the comparative or superlative, and where.
        unit: the unit that it wants values in, and where.
        noun: place of the first word after "the" or "your" at the beginning of the sentence: what it is about.
    """

    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    shapes: Mapping[str, Span]
    yes_no: YesNo
    pronoun: int | None
    one_of: int | None
    numbered: int | None
    other: bool
    several: bool
    order: tuple[Order, Span] | None
    unit: tuple[Unit, Span] | None
    noun: int | None

    def words(self, start: int, end: int) -> str:
        """What was written from one place to another."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def preceded_by(self, place: int, words: frozenset[str]) -> bool:
        """Whether the word before a place is one of these."""
        return place > 0 and self.tokens[place - 1].text in words

    def is_definite(self, mention: Mention, vocabulary: Vocabulary) -> bool:
        """Whether it is "the kettle", "your kettle"."""
        return self.preceded_by(mention.start, vocabulary.possessive)

    def belongs_to(self, mention: Mention, other: Mention, vocabulary: Vocabulary) -> bool:
        """Whether it is a part or property of the other: "the light of the bulb"."""
        between = [token.text for token in self.tokens[mention.end : other.start]]
        return between[:1] == ["of"] and all(word in vocabulary.possessive for word in between[1:])

    def follows_preposition(self, mention: Mention, vocabulary: Vocabulary) -> bool:
        """Whether it is "on a hob", "with the plug"."""
        articles = vocabulary.possessive | vocabulary.indefinite
        place = mention.start - 1
        while place >= 0 and self.tokens[place].text in articles:
            place -= 1
        return place >= 0 and self.tokens[place].text in vocabulary.prepositions


def read(text: str, catalogue: Catalogue, vocabulary: Vocabulary) -> Question:
    """Read a message.

    Args:
        text: as it was written.
        catalogue: what the shop sells.
        vocabulary: how people ask.
    """
    tokens = tuple(_mended(token, catalogue, vocabulary) for token in vocabulary.tokens(text))
    shapes = {name: span for name in vocabulary.phrases if (span := vocabulary.has(name, tokens))}
    begin = _opening(tokens, vocabulary)
    follow = shapes.get("follow")
    if follow and follow[0] > begin:
        del shapes["follow"]
    if "needed" in shapes:  # "do i need batteries for it" wants to buy none
        shapes.pop("sold", None)
    mentions = _merged(catalogue.mentions(tokens))
    order = vocabulary.order(tokens)
    if order is not None and order[0].aspect.name == "price" and any(_so_many(tokens, one) for one in mentions):
        order = None  # "12 kettles cheaper": a lower price for them, and no cheaper kettle
    among = bool({"sold", "goods", "which"} & shapes.keys()) or order is not None
    category = catalogue.category(tokens) if among else None
    if category:  # "kitchen" is a department there, and not part of "kitchen scale"
        mentions = [
            one for one in mentions if one.kind or not set(range(one.start, one.end)) & set(range(*category[1]))
        ]
    named = {place for mention in mentions for place in range(mention.start, mention.end)}
    return Question(
        text=text,
        tokens=tokens,
        mentions=tuple(mentions),
        shapes=shapes,
        yes_no=_yes_no(text, tokens, begin, shapes, vocabulary),
        pronoun=_pronoun(tokens, named, vocabulary),
        one_of=next((p for p, t in enumerate(tokens) if t.text in vocabulary.one_of and p > 0), None),
        numbered=_numbered(tokens, named, vocabulary),
        other=any(token.text in vocabulary.other for token in tokens),
        several=any(token.text in vocabulary.several for token in tokens),
        order=order,
        unit=vocabulary.asked_unit(tokens),
        noun=_noun(tokens, begin, vocabulary),
    )


def _mended(token: Token, catalogue: Catalogue, vocabulary: Vocabulary) -> Token:
    """A word that nobody knows, read as the word of a question that it is with a slip: "colurs"."""
    if catalogue.knows(token) or token.forms & vocabulary.known:
        return token
    meant = mistyped(token.text, vocabulary.aspect_words)
    return replace(token, forms=token.forms | {meant, singular(meant)}) if meant else token


def _so_many(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether several of a thing are spoken of: "12 kettles"."""
    number = tokens[mention.start - 1].number if mention.start else None
    return number is not None and number > 1


def _opening(tokens: Sequence[Token], vocabulary: Vocabulary) -> int:
    """Place of the first word after a greeting or a filler; 0 if there is nothing else."""
    place = 0
    while place < len(tokens) and tokens[place].text in vocabulary.openers:
        place += 1
    return 0 if place == len(tokens) else place


def _merged(mentions: Sequence[Mention]) -> list[Mention]:
    """Neighbours that name the same product are one: "throw blanket"."""
    merged: list[Mention] = []
    for mention in mentions:
        before = merged[-1] if merged else None
        common = [sku for sku in before.skus if sku in mention.skus] if before else []
        if before and before.end == mention.start and before.kind and mention.kind and common:
            merged[-1] = Mention(before.start, mention.end, tuple(common), kind=True, sure=True)
        else:
            merged.append(mention)
    return merged


def _yes_no(
    text: str, tokens: Sequence[Token], begin: int, shapes: Mapping[str, Span], vocabulary: Vocabulary
) -> YesNo:
    if "yes_no" in shapes:
        return YesNo.SENTENCE
    if begin >= len(tokens):
        return YesNo.NO
    asks = any(token.text in vocabulary.question_words for token in tokens)
    if tokens[begin].text in vocabulary.question_words:
        return YesNo.NO
    if "request" in shapes:
        return YesNo.NO
    if tokens[begin].text in vocabulary.auxiliaries:
        return YesNo.SENTENCE
    subjects = vocabulary.possessive | vocabulary.indefinite | {one[0] for one in vocabulary.pronouns} | {"i", "you"}
    for first, second in pairwise(tokens):
        if first.text in vocabulary.auxiliaries and second.text in subjects and not asks:
            return YesNo.SENTENCE
    return YesNo.FRAGMENT if text.rstrip().endswith("?") and not asks else YesNo.NO


def _pronoun(tokens: Sequence[Token], named: set[int], vocabulary: Vocabulary) -> int | None:
    """The first pronoun that is no article of a product's name."""
    for place, token in enumerate(tokens):
        for one in vocabulary.pronouns:
            if find(one, tokens[place : place + len(one)]) and place + len(one) not in named:
                follows = tokens[place + len(one)] if place + len(one) < len(tokens) else None
                if (
                    token.text in vocabulary.possessive
                    and follows is not None
                    and not _ends_phrase(follows, vocabulary)
                ):
                    continue  # "that lamp", "these new ones"
                return place
    return None


def _ends_phrase(token: Token, vocabulary: Vocabulary) -> bool:
    return token.text in vocabulary.auxiliaries | vocabulary.prepositions | vocabulary.ignored or any(
        token.text == asked[0] for aspect in vocabulary.aspects.values() for asked in (*aspect.asks, *aspect.options)
    )


def _numbered(tokens: Sequence[Token], named: set[int], vocabulary: Vocabulary) -> int | None:
    """Which of a list: "the second one", "number 2", "the last one"."""
    for place, token in enumerate(tokens):
        if place in named:
            continue
        before = tokens[place - 1].text if place else ""
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        pointed = before in ("the", "number", "no") or len(tokens) <= 2
        if not pointed or (token.number is not None and before == "the"):
            continue
        if token.number is None and after and after not in vocabulary.one_of | vocabulary.auxiliaries:
            continue
        for index, words in enumerate(vocabulary.ordinals):
            if token.text in words:
                return index
        if token.text in vocabulary.last:
            return -1
    return None


def _noun(tokens: Sequence[Token], begin: int, vocabulary: Vocabulary) -> int | None:
    """What the sentence is about: "does the blender ...", "how much is your blender"."""
    for place in range(begin, len(tokens) - 2):
        if tokens[place].text in vocabulary.auxiliaries and tokens[place + 1].text in vocabulary.possessive:
            what = place > 0 and tokens[place - 1].text in ("what", "which", "where", "whats")
            return None if what else place + 2
    return None
