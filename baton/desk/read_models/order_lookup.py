"""Looking an order up at the desk, by number, e-mail address or name."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from baton.base.text import BadText, clean
from baton.desk.container import DeskContainer
from baton.handoff.package import later_facts
from baton.handoff.records.handoff import Handoff
from baton.orders.gateway import Order, OrdersUnavailable

logger = logging.getLogger(__name__)

LONGEST = 120
SHOWN = 10
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class FoundOrder:
    """An order that was found, and whether the customer has shown that it is theirs."""

    order: Order
    proved: bool


@dataclass(frozen=True)
class Lookup:
    """What a look-up found; the newest first."""

    query: str
    orders: tuple[FoundOrder, ...] = ()
    more: int = 0  #: how many were found besides
    problem: str = ""


def look_up(container: DeskContainer, handoff: Handoff, query: str) -> Lookup:
    """The orders of a number, an e-mail address or a name.

    Raises:
        BadText: nothing was asked for, or too much.
    """
    asked = " ".join(clean(query).split())
    if not 2 <= len(asked) <= LONGEST:
        raise BadText("Write an order number, an e-mail address or a name.")
    try:
        found = _find(container, asked)
    except OrdersUnavailable as error:
        logger.warning("A look-up of an order failed: %s", error.__cause__ or error)
        return Lookup(asked, problem="The order store does not answer right now. Try again in a moment.")
    if not found:
        return Lookup(asked, problem="No order was found.")
    cards = [FoundOrder(order, _proved(handoff, order)) for order in found[:SHOWN]]
    return Lookup(asked, tuple(cards), more=len(found) - len(cards))


def _proved(handoff: Handoff, order: Order) -> bool:
    return later_facts.proof_of(handoff.package, order.number, order.customer.email) is not None


def _find(container: DeskContainer, asked: str) -> list[Order]:
    if "@" in asked:
        return container.orders.by_email(asked)
    if any(character.isdigit() for character in asked) and len(asked) <= _LONGEST_NUMBER:
        order = container.orders.by_number(asked.lstrip("#").strip())
        return [order] if order is not None else []
    return container.orders.by_name(asked)
