"""Which orders the customer has shown to be theirs, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

from rasa_sdk import Tracker

from actions.order_search import is_theirs
from actions.slots import identity, proved_orders
from baton.orders.gateway import Order
from baton.orders.proof import ProofBy


@dataclass(frozen=True)
class Proof:
    """What has been proved; `identity` is the e-mail address as which they are logged in.

    Attributes:
        numbers: the orders.
        by_code: those of them that were proved by a code, sent to the address they were placed with.
    """

    numbers: frozenset[str]
    identity: str | None
    by_code: frozenset[str] = frozenset()

    @classmethod
    def by(cls, tracker: Tracker) -> Proof:
        """What was proved in a conversation so far."""
        proved = proved_orders(tracker)
        by_code = frozenset(each["order"] for each in proved if each["by"] == ProofBy.CODE.value)
        return cls(frozenset(each["order"] for each in proved), identity(tracker).get("email"), by_code)

    def covers(self, order: Order) -> bool:
        """Whether the order was proved to be theirs."""
        return order.number in self.numbers or is_theirs(order, self.identity)

    def surely_covers(self, order: Order) -> bool:
        """Whether it is theirs by more than what stands on a parcel: by the login, or by a code."""
        return order.number in self.by_code or is_theirs(order, self.identity)
