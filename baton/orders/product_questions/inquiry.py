"""A question about products with what it refers to, and which of its words say what is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from baton.orders.gateway import Product
from baton.orders.product_questions import prices, uses
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.prices import Price
from baton.orders.product_questions.reading import Question, YesNo
from baton.orders.product_questions.subject import Memory, Subject
from baton.orders.product_questions.tokens import find
from baton.orders.product_questions.vocabulary import Asked, Vocabulary

#: Phrases whose own words say nothing about a property.
_SHAPE_ONLY = ("all_products", "notify", "restock", "sheet", "full_sheet", "accessory", "request")


@dataclass(frozen=True)
class Inquiry:
    """One question on its way to an answer.

    Attributes:
        question: the message.
        subject: what it is about.
        catalogue: what the shop sells.
        memory: what was spoken of before.
        vocabulary: how people ask.
    """

    question: Question
    subject: Subject
    catalogue: Catalogue
    memory: Memory
    vocabulary: Vocabulary

    @cached_property
    def price(self) -> Price | None:
        """What may be spent, in whatever currency; None if nothing is said of it."""
        return prices.most_to_pay(self.question, self.vocabulary)

    @cached_property
    def other_currency(self) -> str | None:
        """The currency of the price that is wanted, where nothing is sold in it: nobody knows what that is here."""
        if self.price is None:
            return None
        sold_in = {product.currency for product in self.catalogue.products.values()}
        return self.price.currency if sold_in and self.price.currency not in sold_in else None

    def most_to_pay(self) -> int | None:
        """The highest price that is wanted, in cents; None if none is named, or in a currency that the shop has not."""
        return self.price.cents if self.price is not None and self.other_currency is None else None

    def own_things(self) -> set[int]:
        """The places of what something is looked for, and is none: "something for my floor"."""
        mentions = self.question.mentions
        own = (each for each in mentions if uses.is_own_thing(self.question, each, self.vocabulary))
        return {place for each in own for place in range(each.start, each.end)}

    @cached_property
    def serving(self) -> list[str]:
        """The skus of what serves the purpose that is told where no thing is named: "something to clean my floor"."""
        return uses.serving(self.question, self.catalogue, self.vocabulary) if self.question.pronoun is None else []

    def category(self) -> str | None:
        """The category that is named, unless its word belongs to the product's name."""
        found = self.catalogue.category(self.question.tokens)
        return found[0] if found and not set(range(*found[1])) & self.subject.used else None

    def free(self, unit: bool = False) -> list[int]:
        """The places of words that neither name the product nor only make the sentence a question."""
        question = self.question
        taken = set(self.subject.used)
        for name in _SHAPE_ONLY:
            if name in question.shapes and "..." not in name:
                taken |= set(range(*question.shapes[name]))
        for phrase in self.vocabulary.ignored_phrases:
            span = find(phrase, question.tokens)
            if span:
                taken |= set(range(*span))
        if question.unit is not None and not unit:
            taken |= set(range(*question.unit[1]))
        if question.one_of is not None:
            taken.add(question.one_of)
        return [place for place in range(len(question.tokens)) if place not in taken]

    def content(self) -> list[int]:
        """The places of words that say what is asked."""
        tokens = self.question.tokens
        return [place for place in self.free() if not self.vocabulary.is_ignored(tokens[place])]

    def asked(self) -> list[Asked]:
        """The properties that are asked for."""
        free = self.free()
        tokens = self.question.tokens
        return self.vocabulary.asked_aspects(tokens, free) or self.vocabulary.asked_otherwise(tokens, free)

    def is_vague(self) -> bool:
        """Whether only words say what is asked that may as well ask for something else."""
        free = self.free()
        return not self.vocabulary.asked_aspects(self.question.tokens, free) and bool(self.asked())

    def asked_words(self) -> str:
        """The question without the product, to be asked of another one."""
        if not self.content() and not self.asked():
            return ""
        tokens = self.question.tokens
        return " ".join(tokens[place].text for place in self.free(unit=True))

    def whether_sold(self) -> str:
        """The question whether there is such a thing, without the thing."""
        span = self.question.shapes.get("sold")
        return self.question.words(*span) if span else ""

    def own_fails(self) -> bool:
        """Whether the customer says that their own one does not do something: "my vacuum won't hold a charge"."""
        tokens = self.question.tokens
        own = any(self.question.preceded_by(each.start, uses.OWN) for each in self.question.mentions)
        asks = self.question.yes_no is not YesNo.NO or any(
            token.text in self.vocabulary.question_words for token in tokens
        )
        return own and not asks and any(token.text in self.vocabulary.denials for token in tokens)

    def affordable(self, skus: Sequence[str]) -> list[str]:
        """Those of some products that cost no more than is wanted."""
        most = self.most_to_pay()
        return [sku for sku in skus if most is None or self.catalogue.products[sku].price_cents <= most]

    def products(self, skus: Iterable[str]) -> list[Product]:
        """The products with these numbers that the shop sells."""
        return [self.catalogue.products[sku] for sku in skus if sku in self.catalogue.products]
