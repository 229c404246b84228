"""Answers about several orders at once: "total of both", "which is the oldest", "where are they all". Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions import order_questions
from actions.order_view import OrderView, listed
from actions.sentences import Sentence, joined, sentence
from baton.base.formatting import MoneyStyle, money, past_day
from baton.orders.gateway import Order
from policies.order_facets import STATUS
from policies.order_followups import Which

_TOTAL = "total"
_BY_AGE = frozenset({Which.OLDEST, Which.NEWEST})
_HIGHEST = frozenset({Which.NEWEST, Which.DEAREST})


def meant(shown: Sequence[str], listed: Sequence[str], own: Sequence[Order]) -> list[Order]:
    """The orders that "both" or "all of them" are: those in the list, else those whose cards were shown.

    Args:
        shown, listed: their numbers.
        own: all orders that were proved to be the customer's.
    """
    numbers = listed or shown
    return [order for order in own if order.number in numbers]


def picked(which: Which, orders: Sequence[Order]) -> Order | None:
    """The oldest, the cheapest and so on; None where amounts in several currencies cannot be compared."""
    if which not in _BY_AGE and len({order.currency for order in orders}) > 1:
        return None
    pick = max if which in _HIGHEST else min
    return pick(orders, key=lambda order: order.placed_at if which in _BY_AGE else order.total_cents)


def picked_in_words(which: Which, view: OrderView) -> list[Sentence]:
    """Says which one it is.

    Args:
        view: of the order that was picked.
    """
    day = past_day(view.day.of(view.order.placed_at), view.day.today)
    values = {"number": view.number, "items": listed(view.order.items)}
    said = {"day": day} if which in _BY_AGE else {"total": view.money(view.order.total_cents)}
    return [sentence(f"utter_orders_{which.value}", **values, **said)]


def each(facet: str | None, orders: Sequence[Order], view: Callable[[Order], OrderView]) -> str:
    """The answer to a question for each of the orders, a line for each, and of their totals the sum."""
    asked = facet if facet in order_questions.FACETS else STATUS
    views = [view(order) for order in orders]
    lines = [joined(order_questions.answer(asked, one), one.words) for one in views]
    return "\n".join([*lines, *(_sum(views) if asked == _TOTAL else [])])


def _sum(views: Sequence[OrderView]) -> list[str]:
    amounts: dict[str, int] = {}
    for view in views:
        amounts[view.order.currency] = amounts.get(view.order.currency, 0) + view.order.total_cents
    together = " + ".join(money(cents, currency, MoneyStyle.SYMBOL) for currency, cents in amounts.items())
    return [joined([sentence("utter_orders_sum", total=together)], views[0].words)] if views else []
