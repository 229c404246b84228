"""What the shop's data say of a product, as lines: price, stock, specifications, description. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from baton.base.formatting import MoneyStyle, money
from baton.orders.gateway import Product
from baton.orders.product_questions.tokens import Terms
from baton.orders.product_questions.vocabulary import Vocabulary


class LineKind(Enum):
    """Where a line comes from."""

    PRICE = "price"
    STOCK = "stock"
    SPECIFICATION = "specification"
    DESCRIPTION = "description"
    NAME = "name"


@dataclass(frozen=True)
class Line:
    """One thing that the data say. `key` is empty for a description and a name."""

    kind: LineKind
    key: str
    value: str
    key_terms: Terms
    value_terms: Terms

    @property
    def key_words(self) -> list[str]:
        """The words of the key."""
        return self.key.split()


def lines_of(product: Product, vocabulary: Vocabulary) -> list[Line]:
    """Everything that is known of a product.

    Args:
        product: what is asked about.
        vocabulary: by which units are recognised.
    """
    price = money(product.price_cents, product.currency, MoneyStyle.SYMBOL)
    found = [
        (LineKind.PRICE, "price", price),
        (LineKind.STOCK, "stock", str(product.stock)),
        *((LineKind.SPECIFICATION, _words(key), text_of(value)) for key, value in product.specifications.items()),
        (LineKind.DESCRIPTION, "", product.description),
        (LineKind.NAME, "", product.name),
    ]
    return [
        Line(kind, key, value, vocabulary.terms(key), vocabulary.terms(value)) for kind, key, value in found if value
    ]


def text_of(value: object) -> str:
    """A value of a specification, which may be anything that JSON has, as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(str(key))} {text_of(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(text_of(one) for one in value)
    return "" if value is None else str(value)


def _words(key: str) -> str:
    return str(key).replace("_", " ").strip()
