"""What the shop's data say of the products that a question means. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from baton.orders.gateway import Product
from baton.orders.product_questions import measures
from baton.orders.product_questions.answer import (
    Categories,
    Facts,
    Listing,
    NotListed,
    Part,
    Sheet,
    WhichProduct,
)
from baton.orders.product_questions.inquiry import Inquiry
from baton.orders.product_questions.lines import Line, LineKind, lines_of
from baton.orders.product_questions.matching import Match, match
from baton.orders.product_questions.reading import YesNo

MOST_ANSWERED = 3  # products that are answered about one by one where several are meant
MOST_LISTED = 8  # products in one list
PRICE = "price"  # the aspect of that name in the words file
_STOCK = "stock"  # the same


@dataclass(frozen=True)
class FactAnswers(Inquiry):
    """An inquiry with what can be said of each single product."""

    def which_product(self) -> Part:
        """Asks which product is meant."""
        could_be = self.products(self.subject.skus)
        return WhichProduct(tuple(could_be[:MOST_LISTED]), tuple(self.catalogue.categories))

    def listing(self, skus: Sequence[str], not_listed: str = "") -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """A list of products, cut where it is long, with the numbers of those that it shows."""
        products = self.products(skus)
        if not products:
            return (Categories(tuple(self.catalogue.categories)),), ()
        listed = products[:MOST_LISTED]
        part = Listing(tuple(listed), len(products) - len(listed), not_listed)
        return (part,), tuple(product.sku for product in listed)

    def stock(self, product: Product) -> Facts:
        """How many of a product are there."""
        lines = [line for line in lines_of(product, self.vocabulary) if line.kind is LineKind.STOCK]
        return Facts(product, tuple((line, None) for line in lines), complete=True)

    def facts(self) -> tuple[Part, ...]:
        """What is asked of the products that are meant."""
        skus = self.subject.skus
        if not skus:
            return (self.which_product(),)
        return self.facts_of(skus)

    def facts_of(self, skus: Sequence[str]) -> tuple[Part, ...]:
        """What is asked of some products: of few of them one by one."""
        products = self.products(skus)
        if len(products) > MOST_ANSWERED and len(skus) > MOST_ANSWERED:
            if any(one.aspect.name in (PRICE, _STOCK) for one in self.asked()) or not self.content():
                return self.listing(skus)[0]
            return (self.which_product(),)
        parts = tuple(dict.fromkeys(self._facts_about(product) for product in products))
        if len(parts) > 1 and all(isinstance(part, Listing) for part in parts):
            return self.listing(skus)[0]
        if len(parts) > 1 and not self.subject.named_several and any(isinstance(part, Facts) for part in parts):
            return tuple(part for part in parts if isinstance(part, Facts))
        return parts

    def _facts_about(self, product: Product) -> Part:
        lines = lines_of(product, self.vocabulary)
        if not self.content() and not self.asked() and self.question.unit is None:
            if "sold" in self.question.shapes or "goods" in self.question.shapes:
                return Listing((product,))
            return Sheet(product, complete="full_sheet" in self.question.shapes)
        unit = self.question.unit
        if unit is not None and self.question.yes_no is not YesNo.SENTENCE:
            found = match(lines, self.question, self.free(), self.vocabulary)
            if any(self._converted(line) for line in found.lines):
                return self._facts_from(product, found)
        found = match(lines, self.question, self.free(unit=True), self.vocabulary)
        if not found.lines:
            if "sold" in self.question.shapes and self._only_names_others():
                used_with = self.products(sku for other in self.subject.others for sku in other.skus)
                return Listing((product,), meant_for=next((each for each in used_with if each != product), None))
            return self._about_the_other(product) or NotListed(product, self._name_of(found))
        return self._facts_from(product, found)

    def _name_of(self, found: Match) -> str:
        """What was asked, in words for the answer: the customer's own where they may ask for one thing or another."""
        if not found.asked or any(one.option for one in found.asked):
            return found.missing
        if len({one.aspect.name for one in found.asked}) == 1:
            return found.asked[0].aspect.label
        return self.question.words(found.asked[0].start, found.asked[0].end)

    def _only_names_others(self) -> bool:
        """Whether all that is said besides is what it is for: "do you have a plug for the lamp"."""
        named = {place for one in self.subject.others for place in range(one.start, one.end)}
        return set(self.content()) <= named

    def _about_the_other(self, product: Product) -> Part | None:
        """ "Plug for the lamp": nothing is said of plugs there, so the plug that is sold is meant."""
        mention = self.subject.mention
        if mention is None or not self.question.follows_preposition(mention, self.vocabulary):
            return None
        before = [other for other in self.subject.others if other.kind and other.end <= mention.start]
        first_named = bool(before) and not any(
            token.text in self.vocabulary.auxiliaries for token in self.question.tokens[: before[0].start]
        )
        if not first_named:
            return None
        other = self.catalogue.products[before[0].skus[0]]
        return Sheet(other, complete=False)

    def _facts_from(self, product: Product, found: Match) -> Facts:
        axes = {one.aspect.axis for one in found.asked if one.aspect.axis}
        lines: list[tuple[Line, str | None]] = []
        unknown = False
        for line in found.lines:
            shown = line
            several = " x " in line.value or "×" in line.value
            if len(axes) == 1 and several and line.kind is LineKind.SPECIFICATION:
                (axis,) = axes
                alone = measures.along(str(axis), line.key, line.value)
                asked = next(one for one in found.asked if one.aspect.axis == axis)
                if alone is not None:
                    shown = replace(line, key=asked.aspect.label, value=alone)
                else:
                    unknown = unknown or line.key_terms.likeness(self.vocabulary.tokens(asked.aspect.label)[0]) == 0
            lines.append((shown, self._converted(shown)))
        return Facts(product, tuple(lines), found.verdict, found.missing, found.partly, unknown, found.complete)

    def _converted(self, line: Line) -> str | None:
        unit = self.question.unit
        if unit is None or line.kind is not LineKind.SPECIFICATION or self.question.yes_no is YesNo.SENTENCE:
            return None
        return measures.converted(line.value, unit[0], self.vocabulary.units, self.vocabulary.unit_words)
