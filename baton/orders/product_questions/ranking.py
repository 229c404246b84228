"""Several products by one measure, or beside each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from baton.orders.gateway import Product
from baton.orders.product_questions.answer import Compared, Ranked
from baton.orders.product_questions.lines import Line, LineKind, lines_of
from baton.orders.product_questions.matching import line_of_aspect
from baton.orders.product_questions.measures import measures
from baton.orders.product_questions.vocabulary import Aspect, Order, Vocabulary

_MOST_ROWS = 8


def ranked(products: Iterable[Product], order: Order, vocabulary: Vocabulary) -> Ranked:
    """Products in the order that was asked for.

    Args:
        products: to be put in order; those without the measure are named apart.
        order: by what, and which end first.
    """
    found: list[tuple[float, Product, Line]] = []
    unknown = []
    for product in products:
        line = line_of_aspect(lines_of(product, vocabulary), order.aspect, vocabulary)
        value = _value(product, line, order.aspect, vocabulary) if line else None
        if line is None or value is None:
            unknown.append(product)
        else:
            found.append((value, product, line))
    found.sort(key=lambda one: -one[0] if order.most else one[0])
    return Ranked(order.says, tuple((product, line) for _, product, line in found), tuple(unknown))


def compared(products: Sequence[Product], wanted: Sequence[str], vocabulary: Vocabulary) -> Compared:
    """Products beside each other.

    Args:
        products: two or more.
        wanted: names of the lines that were asked for; none for all that they have in common, and the price.
    """
    tables = [{line.key: line for line in lines_of(product, vocabulary) if line.key} for product in products]
    names = list(dict.fromkeys(wanted)) or _common_first(tables)
    rows = [(name, tuple(table[name].value if name in table else None for table in tables)) for name in names]
    return Compared(tuple(products), tuple(rows))


def _common_first(tables: Sequence[dict[str, Line]]) -> list[str]:
    every = list(dict.fromkeys(name for table in tables for name in table))
    common = [name for name in every if all(name in table for table in tables)]
    return [*common, *(name for name in every if name not in common)][:_MOST_ROWS]


def _value(product: Product, line: Line, aspect: Aspect, vocabulary: Vocabulary) -> float | None:
    """The largest number of a line, in the first unit of its kind; of a size, what it fills."""
    if line.kind is LineKind.PRICE:
        return float(product.price_cents)
    found = measures(line.value, vocabulary.units, vocabulary.unit_words)
    if not found:
        return None
    numbers = found[0].base
    if aspect.axis is None and found[0].unit.kind == "length" and len(numbers) > 1:
        return prod(numbers)
    return max(numbers)
