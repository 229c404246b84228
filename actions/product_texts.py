"""What the bot says of products: the answer's parts in the texts of domain.yml. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from baton.base.formatting import MoneyStyle, currency_name, money
from baton.base.responses import Responses
from baton.orders.gateway import Product
from baton.orders.product_questions.answer import (
    Accessory,
    Answer,
    Categories,
    Compared,
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
    Ranked,
    Restock,
    Sheet,
    Similar,
    Wait,
    WhichProduct,
)
from baton.orders.product_questions.lines import Line, LineKind, lines_of
from baton.orders.product_questions.verdict import Verdict
from baton.orders.product_questions.vocabulary import Aspect, Vocabulary

_MOST_BUTTONS = 6
_ON_SHEET = 6  # specifications; the others are named
_RANKED_BESIDE = 2


class ProductTexts:
    """Puts the answer to a question about products into words.

    Args:
        responses: the texts.
        vocabulary: by which a product's data are read.
    """

    def __init__(self, responses: Responses, vocabulary: Vocabulary) -> None:
        self._responses = responses
        self._vocabulary = vocabulary

    def text(self, answer: Answer) -> str:
        """The message."""
        texts = [self._part(part) for part in answer.parts]
        if is_unanswered(answer):
            texts.append(self._say("offer"))
        elif offers_person(answer):
            texts.append(self._say("offer_note"))
        return ("\n" if len(answer.parts) > 1 else " ").join(texts)

    def buttons(self, answer: Answer) -> list[dict[str, str]]:
        """What can be pressed below the message."""
        part = answer.parts[-1]
        if isinstance(part, WhichProduct) and part.products:
            return [{"title": product.name, "payload": product.name} for product in part.products[:_MOST_BUTTONS]]
        if isinstance(part, (Categories, NotSold, WhichProduct)):
            return [
                {"title": name, "payload": self._say("ask_category", category=name)}
                for name in part.names[:_MOST_BUTTONS]
            ]
        if isinstance(part, Restock) and part.wait is Wait.NOTICE:
            return [{"title": self._say(name), "payload": self._say(name)} for name in ("ask_person", "ask_callback")]
        return []

    def _say(self, name: str, **variables: Any) -> str:
        return self._responses.text(f"utter_product_{name}", **variables)

    def _part(self, part: Part) -> str:
        match part:
            case Facts():
                return self._facts(part)
            case Sheet():
                return self._sheet(part)
            case NotListed(product, asked):
                name = self._of_aspect("unknown", self._aspect_of(asked)) if asked else "unknown"
                return self._say(name or "not_listed", product=product.name, asked=asked)
            case Accessory(product, wanted, lines):
                text = self._say("accessory", product=product.name, wanted=wanted)
                return f"{text} {self._say('accessory_facts', facts=self._lines(lines, product))}" if lines else text
            case Restock(product, wait):
                return self._say(f"restock_{wait.value}", product=product.name)
            case Listing():
                return self._listing(part)
            case Having(having):
                shown = [self._say("having_item", product=p.name, fact=self._line(line, p)) for p, line in having]
                return self._say("having", list="\n".join(shown))
            case Compared():
                return self._compared(part)
            case Ranked():
                return self._ranked(part)
            case OnlyOne(product, line):
                return self._say("only_one", product=product.name, fact=self._line(line, product))
            case Dearer(product):
                return self._say("dearer", product=product.name, price=_price(product), stock=self._stock(product))
            case OtherCurrency(asked, own):
                return self._say("other_currency", asked=currency_name(asked), own=currency_name(own))
            case Fits((first, second), (line, other)):
                facts = [self._say("having_item", product=p.name, fact=self._line(one, p))
                         for p, one in ((first, line), (second, other))]  # fmt: skip
                return self._say("fits", list="\n".join(facts))
            case Similar():
                return self._similar(part)
            case Categories(names):
                return self._say("categories", categories=", ".join(names))
            case NotSold(wanted, names):
                return self._say("not_sold", wanted=wanted, categories=", ".join(names))
        return self._responses.text("utter_which_product")

    def _facts(self, facts: Facts) -> str:
        product, kinds = facts.product, _kinds(facts)
        if kinds == [LineKind.PRICE] and not facts.partly:
            return self._say("price", product=product.name, price=_price(product), stock=self._stock(product))
        if kinds == [LineKind.STOCK] and not facts.partly:
            return self._say(
                "in_stock" if product.stock > 0 else "out_of_stock", product=product.name, stock=product.stock
            )
        own = self._said_by_aspect(facts)
        if own is not None:
            return own
        if facts.missing:
            lines = self._lines([line for line, _ in facts.lines], product)
            return self._say("missing", product=product.name, asked=facts.missing, facts=lines)
        texts = [
            self._say("converted", fact=self._line(line, product), converted=converted)
            if converted
            else self._line(line, product)
            for line, converted in facts.lines
        ]
        kind = {Verdict.YES: "yes", Verdict.NO: "no"}.get(facts.verdict, "partly" if facts.partly else "facts")
        if kinds == [LineKind.NAME]:
            return self._say("yes_by_name", product=product.name)
        said = self._say(kind, product=product.name, facts="; ".join(texts))
        return f"{said} {self._say('order_unknown')}" if facts.order_unknown else said

    def _said_by_aspect(self, facts: Facts) -> str | None:
        """A single specification in a sentence of its aspect's own, if the domain has one: "it comes in oat, rust"."""
        if len(facts.lines) != 1 or facts.partly:
            return None
        line, converted = facts.lines[0]
        aspect = next((each for each in self._vocabulary.aspects.values() if tuple(line.key_words) in each.keys), None)
        kind = "missing" if facts.missing else {Verdict.YES: "yes", Verdict.NO: "no"}.get(facts.verdict, "facts")
        name = self._of_aspect(kind, aspect) if converted is None else None
        values = {"product": facts.product.name, "values": line.value, "asked": facts.missing}
        return self._say(name, **values) if name else None

    def _aspect_of(self, asked: str) -> Aspect | None:
        """The aspect of which a word names a possible value, such as "red"."""
        tokens = self._vocabulary.tokens(asked)
        found = self._vocabulary.asked_aspects(tokens, range(len(tokens)))
        return next((each.aspect for each in found if each.option), None)

    def _of_aspect(self, kind: str, aspect: Aspect | None) -> str | None:
        """The response for an aspect, without `utter_product_`; None where the domain has none of its own."""
        name = f"{aspect.name}_{kind}" if aspect is not None else ""
        return name if f"utter_product_{name}" in self._responses else None

    def _sheet(self, sheet: Sheet) -> str:
        product = sheet.product
        lines = [line for line in lines_of(product, self._vocabulary) if line.kind is LineKind.SPECIFICATION]
        shown = lines if sheet.complete else lines[:_ON_SHEET]
        said = [self._say("sheet", product=product.name, price=_price(product), stock=self._stock(product))]
        said += [_sentence(product.description)] if product.description else []
        said += [_sentence(self._lines(shown, product))] if shown else []
        more = [line.key for line in lines[len(shown) :]]
        return " ".join([*said, *([self._say("sheet_more", names=", ".join(more))] if more else [])])

    def _listing(self, listing: Listing) -> str:
        if len(listing.products) == 1 and not listing.not_listed:
            (product,) = listing.products
            price, stock = _price(product), self._stock(product)
            said = self._say("sold", product=product.name, price=price, stock=stock)
            said = f"{said} {_sentence(product.description)}" if product.description else said
            other = listing.meant_for
            return f"{said} {self._say('fit_unknown', product=other.name)}" if other is not None else said
        items = self._items(listing.products)
        items += [self._say("list_more", more=listing.more)] if listing.more else []
        if listing.not_listed:
            return self._say("list_without", asked=listing.not_listed, list="\n".join(items))
        return self._say("list", list="\n".join(items))

    def _items(self, products: Iterable[Product]) -> list[str]:
        return [
            self._say(
                "list_item" if product.stock > 0 else "list_item_out", product=product.name, price=_price(product)
            )
            for product in products
        ]

    def _similar(self, similar: Similar) -> str:
        name = similar.product.name
        if not similar.others:
            return self._say("similar_none", product=name)
        said = "similar" if similar.same_kind else "similar_category"
        return self._say(
            said, product=name, category=similar.product.category, list="\n".join(self._items(similar.others))
        )

    def _compared(self, compared: Compared) -> str:
        unknown = self._say("compared_unknown")
        stocks = {str(p.stock): self._stock(p) for p in compared.products}
        rows = []
        for name, values in compared.rows:
            shown = [unknown if value is None else value for value in values]
            if name == "stock":
                shown = [stocks.get(str(value), str(value)) for value in shown]
            rows.append(self._say("compared_row", key=name, values=" / ".join(shown)))
        names = " / ".join(product.name for product in compared.products)
        return self._say("compared", names=names, rows="\n".join(rows))

    def _ranked(self, ranked: Ranked) -> str:
        (product, line), *others = ranked.ranked
        unknown = ", ".join(product.name for product in ranked.unknown)
        fact = self._line(line, product)
        if not others and unknown:
            return self._say("ranked_one", product=product.name, fact=fact, names=unknown)
        said = [self._say("ranked", says=ranked.says, product=product.name, fact=fact)]
        if others:
            beside = [
                self._say("ranked_item", product=other.name, fact=self._line(of_other, other))
                for other, of_other in others[:_RANKED_BESIDE]
            ]
            said.append(self._say("ranked_next", names="; ".join(beside)))
        said += [self._say("ranked_unknown", names=unknown)] if unknown else []
        return " ".join(said)

    def _lines(self, lines: Iterable[Line], product: Product) -> str:
        return "; ".join(self._line(line, product) for line in lines)

    def _line(self, line: Line, product: Product) -> str:
        if line.kind is LineKind.STOCK:
            return self._stock(product)
        if not line.key:
            return line.value.rstrip(".")
        return self._say("fact", key=line.key, value=line.value)

    def _stock(self, product: Product) -> str:
        return self._say("stock" if product.stock > 0 else "no_stock")


def is_unanswered(answer: Answer) -> bool:
    """Whether the data leave something of the question open."""
    return any(
        isinstance(part, (NotListed, Accessory))
        or (isinstance(part, Facts) and (bool(part.missing) or part.partly))
        or (isinstance(part, Listing) and (bool(part.not_listed) or part.meant_for is not None))
        for part in answer.parts
    )


def offers_person(answer: Answer) -> bool:
    """Whether the answer ends with the offer of a person: for what is left open, or for what is out of stock."""
    out_of_stock = any(
        isinstance(part, Restock)
        or (isinstance(part, Facts) and part.product.stock <= 0 and _kinds(part) == [LineKind.STOCK])
        for part in answer.parts
    )
    return out_of_stock or is_unanswered(answer)


def _kinds(facts: Facts) -> list[LineKind]:
    return [line.kind for line, _ in facts.lines]


def _price(product: Product) -> str:
    return money(product.price_cents, product.currency, MoneyStyle.SYMBOL)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
