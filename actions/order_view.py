"""An order with what else an answer about it may need, and the sentences that many answers share. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions import order_texts
from actions.order_texts import ENDED_EARLY, NOT_SHIPPED_YET, ShopDay
from actions.sentences import Sentence, Words
from baton.base.formatting import MoneyStyle, money
from baton.orders.carriers import Carriers
from baton.orders.gateway import Item, Order

#: It is with the customer.
ARRIVED = frozenset({"delivered", "collected"})
#: Nothing comes to the door (any more).
NOT_COMING = ARRIVED | ENDED_EARLY | {"partly_refunded", "lost", "returned_to_sender", "ready_for_pickup"}
#: There is no parcel, because it has not left the shop.
NO_PARCEL_YET = NOT_SHIPPED_YET | {"on_hold"}


@dataclass(frozen=True)
class OrderView:
    """An order, and what else an answer may need.

    Attributes:
        order: one that the customer may see.
        day: the shop's.
        words: the responses.
        carriers: how customers reach them.
        own: all orders that were proved to be this customer's, newest first.
        named: the items of the order that the question names.
        weights: of its items, by sku, as far as the shop's data have them.
        surely_theirs: the customer is logged in as the one who ordered, or gave a code that was sent to them; others
            learn no street and no name.
    """

    order: Order
    day: ShopDay
    words: Words
    carriers: Carriers
    own: Sequence[Order] = ()
    named: Sequence[Item] = ()
    weights: Mapping[str, str] = field(default_factory=dict)
    surely_theirs: bool = False

    @property
    def number(self) -> str:
        """The order's number."""
        return self.order.number

    @property
    def items(self) -> Sequence[Item]:
        """The items that are asked about."""
        return self.named or self.order.items

    def money(self, cents: int) -> str:
        """An amount in the order's currency."""
        return money(cents, self.order.currency, MoneyStyle.SYMBOL)


def status_alone(view: OrderView) -> Sentence:
    """Where the order is."""
    return order_texts.status_alone(view.order, view.day, view.words)


def where(view: OrderView) -> list[Sentence]:
    """Where the order is, and when it comes."""
    return order_texts.where(view.order, view.day, view.words)


def next_step(view: OrderView) -> list[Sentence]:
    """What happens next."""
    return [order_texts.what_next(view.order, view.words)]


def offer(view: OrderView) -> list[Sentence]:
    """The offer of a person, where the status needs one."""
    return order_texts.offer_of_person(view.order)


def listed(items: Sequence[Item]) -> str:
    """Items with their quantities: "1 × Copper Whistle Kettle, 2 × Linen Cushion Cover"."""
    return ", ".join(f"{item.quantity} × {item.name}" for item in items)
