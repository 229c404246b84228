"""Which of several orders a customer means: by number, place, day or by what is in it. Pure.

All orders of a choice have been proved to be the customer's: to choose wrongly shows nothing to anybody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from actions.order_texts import ShopDay
from baton.base.wordings import straight
from baton.orders.gateway import Order, Product
from baton.orders.text import product_search
from baton.orders.text.days import find_days
from baton.orders.text.order_words import OrderWords

_SIGN = r"\x23"  # the sign before a place, "#2": in the words it stands for an order number
#: The product with a SKU, or None.
ProductOf = Callable[[str], "Product | None"]


@dataclass(frozen=True)
class Choice:
    """What an answer to the list picks; `none` if it says that the order is not in the list."""

    orders: tuple[Order, ...] = ()
    none: bool = False


class OrderChooser:
    """Picks from several orders by a customer's words.

    Args:
        words: those by which people choose.
        day: the shop's.
        product: looks up what is known of a product, such as its colours.
    """

    def __init__(self, words: OrderWords, day: ShopDay, product: ProductOf) -> None:
        self._words = words
        self._day = day
        self._product = product

    def answer(self, text: str, numbers: Iterable[str], orders: Sequence[Order], shown: int) -> Choice:
        """What an answer to the list means.

        Args:
            text: the answer.
            numbers: the order numbers in it.
            orders: those in the list, as they are shown there.
            shown: how many of them the list shows.
        Returns:
            The orders that are picked; nothing if the words fit none of them or several alike.
        """
        words = self._words
        named = tuple(order for order in orders if order.number in set(numbers))
        if named:
            return Choice(named)
        kept, excluded = self._excluded(text, orders, shown)
        if not kept.strip(" ,.!?") and excluded:
            rest = tuple(order for order in orders[:shown] if order not in excluded)
            return Choice(rest if len(rest) == 1 else ())
        if words.find(words.none, text) and not excluded:
            return Choice(none=True)
        if words.find(words.all, kept):
            asked = [term for term in product_search.terms(kept) if not term.isdigit()]
            named_things = [order for order in orders if _score(asked, _names(order))]
            return Choice(tuple(named_things if len(named_things) > 1 else orders))  # "both the lamp and the kettle"
        left = [order for order in orders if order not in excluded]
        picked = self._by_place(kept, orders[:shown]) or self._by_age_in_list(kept, left) or self.described(kept, left)
        return Choice((picked,) if picked else ())

    def described(self, text: str, orders: Sequence[Order]) -> Order | None:
        """The order that a text describes wherever it stands: the newest, one of a day, one with a product in it."""
        words = self._words
        by_age = sorted(orders, key=lambda order: order.placed_at)
        if by_age and words.find(words.newest, text):
            return by_age[-1]
        if by_age and words.find(words.oldest, text):
            return by_age[0]
        days = set(find_days(text, self._day.today))
        of_day = [order for order in orders if self._day.of(order.placed_at) in days]
        if len(of_day) == 1:
            return of_day[0]
        among = of_day or orders
        return self._by_words(text, among, _names) or self._by_words(text, among, self._details)

    def _excluded(self, text: str, orders: Sequence[Order], shown: int) -> tuple[str, list[Order]]:
        """The text without what it says is not meant, and the orders that are meant by that: "not the first, ..."."""
        parts = self._words.split(self._words.exceptions, text)
        kept, excluded = [parts[0]], []
        for part in parts[1:]:
            denied, comma, rest = re.sub(r"\b(?:but|it's)\b", ",", part).partition(",")
            order = self._by_place(denied, orders[:shown]) or self._by_words(denied, orders, _names)
            if order is not None:
                excluded.append(order)
                kept.append(rest if comma else "")
            else:
                kept.append(part)
        return " ".join(kept), excluded

    def _by_place(self, text: str, listed: Sequence[Order]) -> Order | None:
        """The order whose place in the list the words name."""
        words = self._words
        for order, ordinal in zip(listed, words.places, strict=False):
            if words.find([ordinal], text) and not _dated(text, ordinal):
                return order
        if listed and words.find(words.last_place, text) and not words.find(words.newest, text):
            return listed[-1]
        bare = " ".join(" ".join(words.split(words.polite, text)).strip(" .,!?#()").split())
        for order, numeral in zip(listed, words.numerals, strict=False):
            counted = rf"(?:{'|'.join(words.counted)})\W{{0,3}}(?:{numeral})(?! \w)|{_SIGN}\s?(?:{numeral})"
            if re.fullmatch(numeral, bare) or words.find([counted], text):
                return order
        return None

    def _by_age_in_list(self, text: str, orders: Sequence[Order]) -> Order | None:
        words = self._words
        by_age = sorted(orders, key=lambda order: order.placed_at)
        if by_age and words.find([*words.newest_in_list, *words.newest], text):
            return by_age[-1]
        return by_age[0] if by_age and words.find([*words.oldest_in_list, *words.oldest], text) else None

    def _by_words(self, text: str, orders: Sequence[Order], known: Callable[[Order], set[str]]) -> Order | None:
        """The one order that has most of the words of a text."""
        asked = [term for term in product_search.terms(text) if not term.isdigit()]
        scores = {order.number: _score(asked, known(order)) for order in orders}
        best = max(scores.values(), default=0.0)
        first = [order for order in orders if scores[order.number] == best]
        return first[0] if best > 0 and len(first) == 1 else None

    def _details(self, order: Order) -> set[str]:
        """Words of what is known of the order's products, and of its status."""
        products = [product for item in order.items if (product := self._product(item.sku)) is not None]
        texts = [f"{p.category} {' '.join(_values(p.specifications.values()))}" for p in products]
        return set(product_search.terms(" ".join([order.status.replace("_", " "), *texts])))


def _names(order: Order) -> set[str]:
    return set(product_search.terms(" ".join(item.name for item in order.items)))


def _score(asked: Iterable[str], known: set[str]) -> float:
    return sum(max((product_search.likeness(word, other) for other in known), default=0.0) for word in asked)


def _values(values: Iterable[object]) -> list[str]:
    """The texts of specifications, those in lists too."""
    texts: list[str] = []
    for value in values:
        texts += _values(value) if isinstance(value, (list, tuple)) else [str(value)]
    return texts


def _dated(text: str, ordinal: str) -> bool:
    """Whether the ordinal is the day of a month: "2nd of November"."""
    months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    dated = rf"\b(?:{ordinal})(?: of)? (?:{months})|\b(?:{months})\w* (?:the )?(?:{ordinal})\b"
    return re.search(dated, straight(text)) is not None
