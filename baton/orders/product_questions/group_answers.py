"""Which products of a group are meant by a question: the cheapest, those with a property, something similar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from baton.orders.gateway import Product
from baton.orders.product_questions import fitting, matching, ranking, wanted
from baton.orders.product_questions.answer import (
    Accessory,
    Dearer,
    Having,
    NotSold,
    OnlyOne,
    Part,
    Restock,
    Similar,
    Wait,
)
from baton.orders.product_questions.fact_answers import MOST_ANSWERED, MOST_LISTED, PRICE, FactAnswers
from baton.orders.product_questions.lines import Line, LineKind, lines_of
from baton.orders.product_questions.matching import match
from baton.orders.product_questions.reading import YesNo
from baton.orders.product_questions.verdict import Verdict

_MOST_COMPARED = 200  # products that are looked at closely for one question


@dataclass(frozen=True)
class GroupAnswers(FactAnswers):
    """An inquiry with what can be said of several products together."""

    def of_use(self, skus: Sequence[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """What serves a purpose: by the measure that is asked for, within the price that is named, else all of it."""
        if self.question.order is not None:
            return self.ranked(skus)
        if (dearer := self.dearer(skus)) is not None:
            return (dearer,), ()
        return self.listing(self.affordable(skus))

    def only_one(self) -> OnlyOne | None:
        """The single product of a kind of which another one is asked for: "do you have a bigger casserole"."""
        question, subject = self.question, self.subject
        asks_for_goods = bool({"sold", "goods"} & question.shapes.keys()) or self._asks_for_price_of_kind()
        another = subject.mention is not None or question.one_of is not None
        if question.order is None or len(subject.skus) != 1 or not (another and asks_for_goods):
            return None
        if subject.mention is not None and question.is_definite(subject.mention, self.vocabulary):
            return None
        (product,) = self.products(subject.skus)
        line = matching.line_of_aspect(lines_of(product, self.vocabulary), question.order[0].aspect, self.vocabulary)
        return OnlyOne(product, line) if line is not None else None

    def dearer(self, group: Sequence[str]) -> Dearer | None:
        """The cheapest of a group of which nothing is as cheap as is wanted."""
        if not group or self.most_to_pay() is None or self.affordable(group):
            return None
        return Dearer(min(self.products(group), key=lambda product: product.price_cents))

    def fits(self) -> Part | None:
        """Of two products that are named, whether they go together."""
        named = [sku for one in self.subject.others if one.kind and len(one.skus) == 1 for sku in one.skus]
        skus = self.subject.skus
        pair = self.products(dict.fromkeys((*skus, *named)))
        if not 0 < len(skus) <= 2 or len(pair) != 2:
            return None
        first, second = pair
        return fitting.fits(first, second, self.question, self.vocabulary)

    def restock(self) -> tuple[Part, ...]:
        """When something comes back, or that somebody wants to be told; of what is there, how many there are."""
        products = self.products(self.subject.skus)
        if not products:
            return (self.which_product(),)
        wait = Wait.NOTICE if "notify" in self.question.shapes else Wait.DATE
        return tuple(
            Restock(product, wait) if product.stock <= 0 else self.stock(product)
            for product in products[:MOST_ANSWERED]
        )

    def similar(self) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """What the shop has beside the product that is meant: of its kind, else of its category."""
        product, *_ = self.products(self.subject.skus)
        for same_kind, skus in (
            (True, self.catalogue.of_same_kind(product.sku)),
            (False, self.catalogue.in_category(product.category)),
        ):
            others = tuple(self.products(sku for sku in skus if sku not in self.subject.skus))[:MOST_LISTED]
            if others:
                return (Similar(product, others, same_kind),), tuple(other.sku for other in others)
        return (Similar(product, (), same_kind=False),), ()

    def not_sold(self, thing: wanted.Wanted) -> Part:
        """That the shop does not sell a thing, or that it belongs to a product."""
        product = self.catalogue.products.get(thing.product) if thing.product else None
        if product is None:
            return NotSold(thing.words, tuple(self.catalogue.categories))
        found = match(lines_of(product, self.vocabulary), self.question, self.free(), self.vocabulary)
        lines = tuple(line for line in found.lines if line.kind is LineKind.SPECIFICATION)
        return Accessory(product, thing.words, lines)

    def ranked(self, group: Sequence[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """The group by a property, the one that is wanted first; with the numbers of the products that are shown."""
        assert self.question.order is not None
        order, _ = self.question.order
        products = self.products(self.affordable(group))
        if order.aspect.name == PRICE:
            products.sort(key=lambda product: product.price_cents, reverse=order.most)
        result = ranking.ranked(products[:_MOST_COMPARED], order, self.vocabulary)
        if not result.ranked:
            return self.facts_of(group), ()
        skus = tuple(product.sku for product, _ in result.ranked)
        return (result,), skus

    def compared(self, skus: Sequence[str]) -> Part:
        """Some products side by side."""
        products = self.products(skus)
        wanted_keys: list[str] = []
        if self.content() or self.asked():
            for product in products:
                found = match(lines_of(product, self.vocabulary), self.question, self.free(), self.vocabulary)
                wanted_keys += [line.key for line in found.lines[:1] if line.key]
        return ranking.compared(products, wanted_keys, self.vocabulary)

    def of_group(self, group: Sequence[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """Those of a group that have what is asked for; all of them, if nothing is."""
        skus = self.affordable(group)
        whole = len(group) == len(self.catalogue.products)
        content = self.content()
        if self.price is not None:
            if whole and content and self._asks_for_unknown(content[0]):
                return (NotSold(self.question.tokens[content[0]].text, tuple(self.catalogue.categories)),), ()
            content = []
        category = self.catalogue.category(self.question.tokens)
        if category:
            content = [place for place in content if place not in range(*category[1])]
        if not content:
            if whole and not {"goods", "sold"} & self.question.shapes.keys() and len(skus) == len(group):
                return (self.which_product(),), ()
            return self.listing(skus)
        if whole and set(content) <= self.own_things():
            return (self.which_product(),), ()
        having: list[tuple[Product, Line]] = []
        asking = replace(self.question, yes_no=YesNo.SENTENCE, unit=None)
        if whole:
            skus = self.catalogue.holding([self.question.tokens[place] for place in content], _MOST_COMPARED)
        for product in self.products(skus[:_MOST_COMPARED]):
            found = match(lines_of(product, self.vocabulary), asking, content, self.vocabulary)
            if (
                found.lines
                and not found.missing
                and found.verdict is not Verdict.NO
                and (found.verdict is Verdict.YES or not whole)
            ):
                having.append((product, found.lines[0]))
        words = self.question.words(content[0], content[-1] + 1)
        thing = self.question.words(content[0], _end_of_run(content))
        if having:
            shown = tuple(product.sku for product, _ in having[:MOST_LISTED])
            return (Having(tuple(having[:MOST_LISTED]), words),), shown
        if whole and self._is_purpose(content[0]):
            return (self.which_product(),), ()
        if whole:
            return (NotSold(thing, tuple(self.catalogue.categories)),), ()
        parts, shown = self.listing(skus, words)
        return parts, shown

    def _asks_for_price_of_kind(self) -> bool:
        """Whether the cheapest or dearest of a kind is asked for: "give me the cheapest speaker"."""
        question, mention = self.question, self.subject.mention
        of_price = question.order is not None and question.order[0].aspect.name == PRICE
        return of_price and mention is not None and question.order is not None and question.order[1][1] == mention.start

    def _is_purpose(self, place: int) -> bool:
        """Whether the words say what a thing is to do, or whom it is for, and not what it is: "something to keep tea
        hot", "something nice for grandma"."""
        return place > 0 and self.question.tokens[place - 1].text in ("to", "for")

    def _asks_for_unknown(self, place: int) -> bool:
        """Whether the word right behind "which" or "any" names a thing that the shop does not have: "what tables"."""
        tokens = self.question.tokens
        asked = place > 0 and tokens[place - 1].text in self.vocabulary.question_words | self.vocabulary.auxiliaries
        return asked and not self.catalogue.knows(tokens[place]) and tokens[place].text not in self.vocabulary.anything


def _end_of_run(places: Sequence[int]) -> int:
    """Where the words end that stand side by side from the first on: what comes after a gap is no part of the name."""
    gaps = (place for place, after in pairwise(places) if after != place + 1)
    return next(gaps, places[-1]) + 1
