"""Answers a question about products from the shop's data. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from baton.orders.product_questions import prices, ranking, uses, wanted
from baton.orders.product_questions.answer import (
    Accessory,
    Answer,
    Categories,
    Dearer,
    Facts,
    Fits,
    Having,
    Listing,
    NotListed,
    NotSold,
    OnlyOne,
    OtherCurrency,
    Part,
    Restock,
    Sheet,
)
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.group_answers import GroupAnswers
from baton.orders.product_questions.lines import LineKind, lines_of
from baton.orders.product_questions.reading import Question, YesNo, read
from baton.orders.product_questions.subject import Memory, Subject, subject_of
from baton.orders.product_questions.vocabulary import Vocabulary

_LONGEST = 400  # characters that are read
_SHORT = 5  # words: so short a message about another product may leave out what it asks


def answer(text: str, catalogue: Catalogue, memory: Memory, vocabulary: Vocabulary) -> Answer:
    """What to say to a question about products.

    Args:
        text: the message.
        catalogue: what the shop sells.
        memory: what was spoken of before.
        vocabulary: how people ask.
    """
    text = vocabulary.money.in_digits(text[:_LONGEST])
    question = _another_thing(read(text, catalogue, vocabulary), catalogue, memory, vocabulary)
    subject = subject_of(question, memory, catalogue, vocabulary)
    return _Answering(question, subject, catalogue, memory, vocabulary).answer()


def _another_thing(question: Question, catalogue: Catalogue, memory: Memory, vocabulary: Vocabulary) -> Question:
    """After "do you sell tents", with no tents here, "and rugs?" asks whether there are rugs."""
    sold = read(memory.question, catalogue, vocabulary)
    if "sold" not in sold.shapes or sold.shapes["sold"] != (0, len(sold.tokens)):
        return question
    words, begin = [token.text for token in question.tokens], question.shapes.get("follow", (0, 0))[1]
    while begin < len(words) and words[begin] in vocabulary.openers:
        begin += 1
    no_thing = vocabulary.question_words | vocabulary.auxiliaries | vocabulary.prepositions | vocabulary.one_of
    asks_more = {"sold", "goods", "which", "compare", "notify", "restock", "all_products"} & question.shapes.keys()
    if asks_more or question.pronoun is not None or not 0 < len(words) - begin <= _SHORT or words[begin] in no_thing:
        return question
    return read(f"{memory.question} {question.words(begin, len(words))}", catalogue, vocabulary)


@dataclass(frozen=True)
class _Answering(GroupAnswers):
    """Chooses which kind of answer a question gets."""

    def answer(self) -> Answer:
        """The whole answer."""
        carried = self._carried()
        if carried is not None:
            return carried
        parts, shown = self._parts()
        if (other := self.other_currency) is not None:
            parts = (OtherCurrency(other, next(iter(self.catalogue.products.values())).currency), *parts)
        focus = _skus(parts) or self.subject.skus
        by_price = prices.present(self.question, self.vocabulary) and isinstance(parts[-1], (Listing, Dearer))
        of_use = by_price or bool(self.serving)
        named = bool(self.subject.mention or self.subject.named_several or self.category() or of_use)
        asked = self.whether_sold() if isinstance(parts[-1], NotSold) else self.asked_words()
        question, asks_way = asked or self.memory.question, "way" in self.question.shapes or self.own_fails()
        asks_sheet = bool({"sheet", "full_sheet"} & self.question.shapes.keys())
        vague = not named and self.is_vague()
        of_property = "sold" in self.question.shapes and any(one.option for one in self.asked())
        return Answer(parts, focus, shown, question, named, asks_way, vague, asks_sheet, of_property)

    def _parts(self) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """The parts of the answer, and the skus of the list that it shows."""
        question, subject, shapes = self.question, self.subject, self.question.shapes
        if "all_products" in shapes and not question.mentions and not self.category() and not self.content():
            return (Categories(tuple(self.catalogue.categories)),), ()
        if {"notify", "restock"} & shapes.keys():
            return self.restock(), ()
        if "similar" in shapes and subject.skus:
            return self.similar()
        if self.serving:
            return self.of_use(self.serving)
        thing = wanted.unknown_thing(question, subject, self.catalogue, self.vocabulary)
        if thing is not None and not self._is_known(thing.words):
            return (self.not_sold(thing),), ()
        group = self._group()
        if question.order is not None and len(group) > 1:
            return self.ranked(group)
        if (only := self.only_one()) is not None:
            return (only,), ()
        if (dearer := self.dearer(group)) is not None:
            return (dearer,), ()
        if (fits := self.fits()) is not None:
            return (fits,), ()
        if len(subject.skus) > 1 and self._asks_to_compare():
            return (self.compared(subject.skus),), ()
        fittest = uses.fittest(question, subject.skus, self.catalogue, self.vocabulary) if subject.mention else []
        if fittest and not self.asked():
            return self.listing(fittest)
        many = len(group) > 1 or (group and not subject.skus)
        by_price = bool(group) and subject.mention is not None and self.price is not None
        if by_price or (many and self._asks_which()):
            return self.of_group(group)
        return self.facts(), ()

    def _carried(self) -> Answer | None:
        """The answer to the last question about the product that is named now: "and the electric one?"."""
        subject, question = self.subject, self.question
        if self._asks_to_compare():
            return None  # a question of its own
        pointed = subject.mention is not None or bool(subject.used)
        in_unit = question.unit is not None and not self.content() and not subject.mention
        if not self.memory.question or not (pointed or in_unit) or not subject.skus:
            return None
        if (
            self.content()
            or self.asked()
            or {"sheet", "full_sheet", "sold", "goods", "notify", "restock"} & question.shapes.keys()
        ):
            return None
        if not ("follow" in question.shapes or len(question.tokens) <= _SHORT or in_unit):
            return None
        before = read(self.memory.question, self.catalogue, self.vocabulary)
        searched = prices.most_to_pay(before, self.vocabulary) is not None
        if searched and subject.mention is None and not in_unit:
            return None  # "what about the second one" of a list: what is known of it
        yes_no = YesNo.NO if in_unit else before.yes_no
        before = replace(before, mentions=(), unit=question.unit or before.unit, yes_no=yes_no)
        again = replace(self, question=before, subject=Subject(subject.skus), memory=replace(self.memory, question=""))
        return replace(again.answer(), question=self.memory.question, named=subject.mention is not None)

    def _asks_to_compare(self) -> bool:
        """Whether it asks for a comparison of what it means; "or" alone does so between two things only."""
        span = self.question.shapes.get("compare")
        if span is None:
            return False
        linked = span[1] - span[0] == 1 and self.question.tokens[span[0]].text in self.vocabulary.linking
        return not linked or self.subject.named_several or self.subject.mention is None

    def _asks_which(self) -> bool:
        shapes = self.question.shapes
        asks_for_goods = bool({"sold", "goods"} & shapes.keys()) or self.question.tokens == ()
        indefinite = self.subject.mention is None or not self.question.is_definite(
            self.subject.mention, self.vocabulary
        )
        return ("goods" in shapes or "which" in shapes or (asks_for_goods and indefinite)
                or self.price is not None)  # fmt: skip

    def _group(self) -> list[str]:
        """The products among which the question asks for some."""
        question, subject = self.question, self.subject
        if subject.mention is not None or subject.named_several:
            return list(subject.skus)
        if category := self.category():
            return self.catalogue.in_category(category)
        if question.one_of is not None and len(subject.skus) == 1 and question.order is not None:
            return self.catalogue.of_same_kind(subject.skus[0])
        if question.pronoun is None and self._asks_for_any():
            return list(self.catalogue.products)
        return list(subject.skus)

    def _asks_for_any(self) -> bool:
        """Whether it asks among all products: "which of your products", "what is your cheapest"."""
        if self.subject.others:
            return False
        words = {token.text for token in self.question.tokens}
        return bool(words & self.vocabulary.anything) or not self.subject.skus

    def _is_known(self, words: str) -> bool:
        """Whether the products that were spoken of have it as a property: "do you have a timer" of a hob."""
        tokens = self.vocabulary.tokens(words)
        spoken = [self.catalogue.products[sku] for sku in self.subject.skus] if self.subject.mention is None else []
        return any(
            line.key_terms.likeness(token) or line.value_terms.likeness(token)
            for product in spoken
            for line in lines_of(product, self.vocabulary)
            for token in tokens[-1:]
            if line.kind is not LineKind.NAME
        )


def _skus(parts: Iterable[Part]) -> tuple[str, ...]:
    """The products that parts are about."""
    skus: list[str] = []
    for part in parts:
        if isinstance(part, (Facts, Sheet, NotListed, Restock, Accessory, OnlyOne, Dearer)):
            skus.append(part.product.sku)
        elif isinstance(part, (Listing,)):
            skus += [product.sku for product in part.products]
        elif isinstance(part, Having):
            skus += [product.sku for product, _ in part.having]
        elif isinstance(part, (ranking.Compared, Fits)):
            skus += [product.sku for product in part.products]
        elif isinstance(part, ranking.Ranked):
            skus += [product.sku for product, _ in part.ranked]
    return tuple(dict.fromkeys(skus))
