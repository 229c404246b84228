"""Answers a question about products from the shop's data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from baton.orders.gateway import Product
from baton.orders.product_questions import fitting, matching, measures, ranking, wanted
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
    Part,
    Restock,
    Sheet,
    Similar,
    Wait,
    WhichProduct,
)
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.lines import Line, LineKind, lines_of
from baton.orders.product_questions.matching import Match, match
from baton.orders.product_questions.reading import Question, YesNo, read
from baton.orders.product_questions.subject import Memory, Subject, subject_of
from baton.orders.product_questions.tokens import find
from baton.orders.product_questions.verdict import Verdict
from baton.orders.product_questions.vocabulary import Asked, Vocabulary

_MOST_ANSWERED = 3  # products that are answered about one by one where several are meant
_MOST_LISTED = 8
_LONGEST = 400  # characters that are read
_MOST_COMPARED = 200  # products that are looked at closely for one question
_PRICE, _STOCK = "price", "stock"  # the aspects of that name in the words file
_SHORT = 5  # words: so short a message about another product may leave out what it asks
#: Phrases whose own words say nothing about a property.
_SHAPE_ONLY = ("all_products", "notify", "restock", "sheet", "full_sheet", "accessory", "request")


def answer(text: str, catalogue: Catalogue, memory: Memory, vocabulary: Vocabulary) -> Answer:
    """What to say to a question about products.

    Args:
        text: the message.
        catalogue: what the shop sells.
        memory: what was spoken of before.
        vocabulary: how people ask.
    """
    question = _another_thing(read(text[:_LONGEST], catalogue, vocabulary), catalogue, memory, vocabulary)
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
class _Answering:
    """One question on its way to an answer."""

    question: Question
    subject: Subject
    catalogue: Catalogue
    memory: Memory
    vocabulary: Vocabulary

    def answer(self) -> Answer:
        carried = self._carried()
        if carried is not None:
            return carried
        parts, shown = self._parts()
        focus = _skus(parts) or self.subject.skus
        by_price = wanted.present(self.question, self.vocabulary) and isinstance(parts[0], (Listing, Dearer))
        named = bool(self.subject.mention or self.subject.named_several or self._category() or by_price)
        asked = self._whether_sold() if isinstance(parts[0], NotSold) else self._asked_words()
        return Answer(parts, focus, shown, asked or self.memory.question, named, "way" in self.question.shapes)

    # -- which kind of answer -----------------------------------------------------------------------------------

    def _parts(self) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """The parts of the answer, and the skus of the list that it shows."""
        question, subject, shapes = self.question, self.subject, self.question.shapes
        if "all_products" in shapes and not question.mentions and not self._category() and not self._content():
            return (Categories(tuple(self.catalogue.categories)),), ()
        if {"notify", "restock"} & shapes.keys():
            return self._restock(), ()
        if "similar" in shapes and subject.skus:
            return self._similar()
        thing = wanted.unknown_thing(question, subject, self.catalogue, self.vocabulary)
        if thing is not None and not self._is_known(thing.words):
            return (self._not_sold(thing),), ()
        group = self._group()
        if question.order is not None and len(group) > 1:
            return self._ranked(group)
        if (only := self._only_one()) is not None:
            return (only,), ()
        if (dearer := self._dearer(group)) is not None:
            return (dearer,), ()
        if (fits := self._fits()) is not None:
            return (fits,), ()
        if len(subject.skus) > 1 and self._asks_to_compare():
            return (self._compared(subject.skus),), ()
        many = len(group) > 1 or (group and not subject.skus)
        by_price = bool(group) and subject.mention is not None and self._most_to_pay() is not None
        if by_price or (many and self._asks_which()):
            return self._of_group(group)
        return self._facts(), ()

    def _only_one(self) -> OnlyOne | None:
        """The single product of a kind of which another one is asked for: "do you have a bigger casserole"."""
        question, subject = self.question, self.subject
        asks_for_goods = bool({"sold", "goods"} & question.shapes.keys())
        another = subject.mention is not None or question.one_of is not None
        if question.order is None or len(subject.skus) != 1 or not (another and asks_for_goods):
            return None
        if subject.mention is not None and question.is_definite(subject.mention, self.vocabulary):
            return None
        (product,) = self._products(subject.skus)
        line = matching.line_of_aspect(lines_of(product, self.vocabulary), question.order[0].aspect, self.vocabulary)
        return OnlyOne(product, line) if line is not None else None

    def _most_to_pay(self) -> int | None:
        return wanted.most_to_pay(self.question, self.vocabulary)

    def _dearer(self, group: Sequence[str]) -> Dearer | None:
        """The cheapest of a group of which nothing is as cheap as is wanted."""
        if not group or self._most_to_pay() is None or self._affordable(group):
            return None
        return Dearer(min(self._products(group), key=lambda product: product.price_cents))

    def _fits(self) -> Part | None:
        """Of two products that are named, whether they go together."""
        named = [sku for one in self.subject.others if one.kind and len(one.skus) == 1 for sku in one.skus]
        skus = self.subject.skus
        pair = self._products(dict.fromkeys((*skus, *named)))
        if not 0 < len(skus) <= 2 or len(pair) != 2:
            return None
        first, second = pair
        return fitting.fits(first, second, self.question, self.vocabulary)

    def _carried(self) -> Answer | None:
        """The answer to the last question about the product that is named now: "and the electric one?"."""
        subject, question = self.subject, self.question
        if self._asks_to_compare():
            return None  # a question of its own
        pointed = subject.mention is not None or bool(subject.used)
        in_unit = question.unit is not None and not self._content() and not subject.mention
        if not self.memory.question or not (pointed or in_unit) or not subject.skus:
            return None
        if (
            self._content()
            or self._asked()
            or {"sheet", "full_sheet", "sold", "goods", "notify", "restock"} & question.shapes.keys()
        ):
            return None
        if not ("follow" in question.shapes or len(question.tokens) <= _SHORT or in_unit):
            return None
        before = read(self.memory.question, self.catalogue, self.vocabulary)
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
                or self._most_to_pay() is not None)  # fmt: skip

    def _group(self) -> list[str]:
        """The products among which the question asks for some."""
        question, subject = self.question, self.subject
        if subject.mention is not None or subject.named_several:
            return list(subject.skus)
        if category := self._category():
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

    def _category(self) -> str | None:
        found = self.catalogue.category(self.question.tokens)
        return found[0] if found and not set(range(*found[1])) & self.subject.used else None

    # -- the words that say what is asked ------------------------------------------------------------------------

    def _free(self, unit: bool = False) -> list[int]:
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

    def _content(self) -> list[int]:
        tokens = self.question.tokens
        return [place for place in self._free() if not self.vocabulary.is_ignored(tokens[place])]

    def _asked(self) -> list[Asked]:
        free = self._free()
        tokens = self.question.tokens
        return self.vocabulary.asked_aspects(tokens, free) or self.vocabulary.asked_otherwise(tokens, free)

    def _asked_words(self) -> str:
        """The question without the product, to be asked of another one."""
        if not self._content() and not self._asked():
            return ""
        tokens = self.question.tokens
        return " ".join(tokens[place].text for place in self._free(unit=True))

    def _whether_sold(self) -> str:
        """The question whether there is such a thing, without the thing."""
        span = self.question.shapes.get("sold")
        return self.question.words(*span) if span else ""

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

    # -- kinds of answers -----------------------------------------------------------------------------------------

    def _restock(self) -> tuple[Part, ...]:
        products = self._products(self.subject.skus)
        if not products:
            return (self._which_product(),)
        wait = Wait.NOTICE if "notify" in self.question.shapes else Wait.DATE
        return tuple(
            Restock(product, wait) if product.stock <= 0 else self._stock(product)
            for product in products[:_MOST_ANSWERED]
        )

    def _similar(self) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """What the shop has beside the product that is meant: of its kind, else of its category."""
        product, *_ = self._products(self.subject.skus)
        for same_kind, skus in (
            (True, self.catalogue.of_same_kind(product.sku)),
            (False, self.catalogue.in_category(product.category)),
        ):
            others = tuple(self._products(sku for sku in skus if sku not in self.subject.skus))[:_MOST_LISTED]
            if others:
                return (Similar(product, others, same_kind),), tuple(other.sku for other in others)
        return (Similar(product, (), same_kind=False),), ()

    def _stock(self, product: Product) -> Facts:
        lines = [line for line in lines_of(product, self.vocabulary) if line.kind is LineKind.STOCK]
        return Facts(product, tuple((line, None) for line in lines), complete=True)

    def _not_sold(self, thing: wanted.Wanted) -> Part:
        product = self.catalogue.products.get(thing.product) if thing.product else None
        if product is None:
            return NotSold(thing.words, tuple(self.catalogue.categories))
        found = match(lines_of(product, self.vocabulary), self.question, self._free(), self.vocabulary)
        lines = tuple(line for line in found.lines if line.kind is LineKind.SPECIFICATION)
        return Accessory(product, thing.words, lines)

    def _ranked(self, group: Sequence[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        assert self.question.order is not None
        order, _ = self.question.order
        products = self._products(self._affordable(group))
        if order.aspect.name == _PRICE:
            products.sort(key=lambda product: product.price_cents, reverse=order.most)
        result = ranking.ranked(products[:_MOST_COMPARED], order, self.vocabulary)
        if not result.ranked:
            return self._facts_of(group), ()
        skus = tuple(product.sku for product, _ in result.ranked)
        return (result,), skus

    def _compared(self, skus: Sequence[str]) -> Part:
        products = self._products(skus)
        wanted_keys: list[str] = []
        if self._content() or self._asked():
            for product in products:
                found = match(lines_of(product, self.vocabulary), self.question, self._free(), self.vocabulary)
                wanted_keys += [line.key for line in found.lines[:1] if line.key]
        return ranking.compared(products, wanted_keys, self.vocabulary)

    def _of_group(self, group: Sequence[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
        """Those of a group that have what is asked for; all of them, if nothing is."""
        skus = self._affordable(group)
        whole = len(group) == len(self.catalogue.products)
        content = self._content()
        if self._most_to_pay() is not None:
            if whole and content and self._asks_for_unknown(content[0]):
                return (NotSold(self.question.tokens[content[0]].text, tuple(self.catalogue.categories)),), ()
            content = []
        category = self.catalogue.category(self.question.tokens)
        if category:
            content = [place for place in content if place not in range(*category[1])]
        if not content:
            if whole and not {"goods", "sold"} & self.question.shapes.keys() and len(skus) == len(group):
                return (self._which_product(),), ()
            return self._listing(skus)
        having: list[tuple[Product, Line]] = []
        asking = replace(self.question, yes_no=YesNo.SENTENCE, unit=None)
        if whole:
            skus = self.catalogue.holding([self.question.tokens[place] for place in content], _MOST_COMPARED)
        for product in self._products(skus[:_MOST_COMPARED]):
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
            shown = tuple(product.sku for product, _ in having[:_MOST_LISTED])
            return (Having(tuple(having[:_MOST_LISTED]), words),), shown
        if whole and self._is_purpose(content[0]):
            return (self._which_product(),), ()
        if whole:
            return (NotSold(thing, tuple(self.catalogue.categories)),), ()
        parts, shown = self._listing(skus, words)
        return parts, shown

    def _is_purpose(self, place: int) -> bool:
        """Whether the words say what a thing is to do, and not what it is: "something to keep tea hot"."""
        return place > 0 and self.question.tokens[place - 1].text == "to"

    def _asks_for_unknown(self, place: int) -> bool:
        """Whether the word right behind "which" or "any" names a thing that the shop does not have: "what tables"."""
        tokens = self.question.tokens
        asked = place > 0 and tokens[place - 1].text in self.vocabulary.question_words | self.vocabulary.auxiliaries
        return asked and not self.catalogue.knows(tokens[place]) and tokens[place].text not in self.vocabulary.anything

    def _listing(self, skus: Sequence[str], not_listed: str = "") -> tuple[tuple[Part, ...], tuple[str, ...]]:
        products = self._products(skus)
        if not products:
            return (Categories(tuple(self.catalogue.categories)),), ()
        listed = products[:_MOST_LISTED]
        part = Listing(tuple(listed), len(products) - len(listed), not_listed)
        return (part,), tuple(product.sku for product in listed)

    def _affordable(self, skus: Sequence[str]) -> list[str]:
        most = self._most_to_pay()
        return [sku for sku in skus if most is None or self.catalogue.products[sku].price_cents <= most]

    def _which_product(self) -> Part:
        could_be = self._products(self.subject.skus)
        return WhichProduct(tuple(could_be[:_MOST_LISTED]), tuple(self.catalogue.categories))

    def _facts(self) -> tuple[Part, ...]:
        skus = self.subject.skus
        if not skus:
            return (self._which_product(),)
        return self._facts_of(skus)

    def _facts_of(self, skus: Sequence[str]) -> tuple[Part, ...]:
        products = self._products(skus)
        if len(products) > _MOST_ANSWERED and len(skus) > _MOST_ANSWERED:
            if any(one.aspect.name in (_PRICE, _STOCK) for one in self._asked()) or not self._content():
                return self._listing(skus)[0]
            return (self._which_product(),)
        parts = tuple(dict.fromkeys(self._facts_about(product) for product in products))
        if len(parts) > 1 and all(isinstance(part, Listing) for part in parts):
            return self._listing(skus)[0]
        if len(parts) > 1 and not self.subject.named_several and any(isinstance(part, Facts) for part in parts):
            return tuple(part for part in parts if isinstance(part, Facts))
        return parts

    def _facts_about(self, product: Product) -> Part:
        lines = lines_of(product, self.vocabulary)
        if not self._content() and not self._asked() and self.question.unit is None:
            if "sold" in self.question.shapes or "goods" in self.question.shapes:
                return Listing((product,))
            return Sheet(product, complete="full_sheet" in self.question.shapes)
        unit = self.question.unit
        if unit is not None and self.question.yes_no is not YesNo.SENTENCE:
            found = match(lines, self.question, self._free(), self.vocabulary)
            if any(self._converted(line) for line in found.lines):
                return self._facts_from(product, found)
        found = match(lines, self.question, self._free(unit=True), self.vocabulary)
        if not found.lines:
            if "sold" in self.question.shapes and self._only_names_others():
                used_with = self._products(sku for other in self.subject.others for sku in other.skus)
                return Listing((product,), meant_for=next((each for each in used_with if each != product), None))
            return self._about_the_other(product) or NotListed(product, _name_of(found))
        return self._facts_from(product, found)

    def _only_names_others(self) -> bool:
        """Whether all that is said besides is what it is for: "do you have a plug for the lamp"."""
        named = {place for one in self.subject.others for place in range(one.start, one.end)}
        return set(self._content()) <= named

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

    def _products(self, skus: Iterable[str]) -> list[Product]:
        return [self.catalogue.products[sku] for sku in skus if sku in self.catalogue.products]


def _end_of_run(places: Sequence[int]) -> int:
    """Where the words end that stand side by side from the first on: what comes after a gap is no part of the name."""
    gaps = (place for place, after in pairwise(places) if after != place + 1)
    return next(gaps, places[-1]) + 1


def _name_of(found: Match) -> str:
    """What was asked, in words for the answer."""
    if found.asked and not any(one.option for one in found.asked):
        return found.asked[0].aspect.label
    return found.missing


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
