"""Which orders fit what a customer gave, and are proved to be theirs. Pure but for its source of orders."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.order_answer import Answer, is_one_of
from actions.order_state import ASK_PROOF, OrderFormState
from baton.orders.gateway import Order, OrderGateway
from baton.orders.proof import MOST_GUESSES, proves_ownership

_MAY_BE_POSTCODE = re.compile("[0-9]{5}")


class OrderSearch:
    """Looks for orders.

    Args:
        orders: the source of orders.
        proof_required: whether an order counts as found only against its e-mail address or postcode.
    """

    def __init__(self, orders: OrderGateway, proof_required: bool) -> None:
        self._orders = orders
        self._proof_required = proof_required

    def matching(self, state: OrderFormState, answer: Answer) -> list[Order]:
        """The orders that are meant, without those that are not proved to be the customer's.

        Args:
            state: what is known, the answer included.
            answer: the latest message: any of several values may be the proof.
        """
        emails = [*(answer.emails or filter(None, [state.email])), *filter(None, [state.identity])]
        codes = [*(answer.postcodes or filter(None, [state.postcode])), *_doubtful(state, answer)]

        def proved(orders: Iterable[Order]) -> list[Order]:
            if not self._proof_required:
                return list(orders)
            return [order for order in orders if proves_ownership(order, emails, codes)]

        if fitting := proved(self._numbered(state.numbers)):
            return fitting
        if state.name:
            return proved(self._orders.by_name(state.name))
        if state.numbers:
            return []
        return proved(order for email in answer.emails[:MOST_GUESSES] for order in self._orders.by_email(email))

    def compared(self, state: OrderFormState, answer: Answer) -> bool:
        """Whether a value that may be a number was compared with an order as its postcode."""
        codes = _doubtful(state, answer)
        others = [number for number in state.numbers if not is_one_of(number, codes[:1])]
        return self._proof_required and bool(codes) and bool(state.name or others)

    def _numbered(self, references: Iterable[str]) -> list[Order]:
        """The orders with these numbers, or with parcels of these tracking numbers."""
        found: dict[str, Order] = {}
        for reference in references:
            order = self._orders.by_number(reference)
            for each in [order] if order is not None else self._orders.by_tracking_number(reference):
                found.setdefault(each.number, each)
        return list(found.values())


def _doubtful(state: OrderFormState, answer: Answer) -> list[str]:
    """What was taken for a number and may be a postcode: in this message, and before where this one is compared."""
    before = answer.proof or answer.doubtful or (state.asked == ASK_PROOF and answer.name and not answer.references)
    numbers = [number for number in state.numbers if _MAY_BE_POSTCODE.fullmatch(number)] if before else []
    return list(dict.fromkeys([*answer.doubtful, *numbers]))
