"""Which orders fit what a customer gave, and are proved to be theirs. Pure but for the orders and the count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from actions.order_answer import Answer, is_one_of
from actions.order_state import ASK_PROOF, OrderFormState
from baton.orders.email_codes.codes import addressee, referred_to
from baton.orders.gateway import Order, OrderGateway
from baton.orders.proof import ProofBy, proved_by
from baton.orders.proof_attempts import Asker, Attempt
from baton.orders.text.normalise import email_key, name_key, spellings

_MAY_BE_POSTCODE = re.compile("[0-9]{5}")


class ProofGate(Protocol):
    """Counts attempts and says whether one may succeed (`baton.orders.proof_attempts`)."""

    def begin(self, attempt: Attempt, asker: Asker) -> bool: ...

    def succeeded(self, attempt: Attempt, asker: Asker | None) -> None: ...


@dataclass(frozen=True)
class Match:
    """An order that fits, and by what it is proved to be theirs; None where no proof is required."""

    order: Order
    by: ProofBy | None


@dataclass(frozen=True)
class _Given:
    """The values of one message, or those kept from before: each of `codes` is one that the customer may mean."""

    emails: Sequence[str]
    codes: Sequence[Sequence[str]]

    def proves(self, order: Order) -> ProofBy | None:
        """By what an order is proved. All are compared, whatever the first one says."""
        found = [proved_by(order, self.emails, codes) for codes in (self.codes or [()])]
        return next(filter(None, found), None)

    def attempt(self, orders: Sequence[str], name: str, codes_of_name: bool) -> Attempt:
        """The attempt as it is counted; of weight 0 if nothing is compared with anything but itself.

        Args:
            codes_of_name: whether a postcode counts beside a name.
        """
        values = [*self.emails, *(code for codes in self.codes for code in codes)]
        held = [sum(any(not is_one_of(code, [number]) for code in codes) for codes in self.codes) for number in orders]
        if name and codes_of_name:
            held.append(len(self.codes))
        return Attempt(orders, name, values, bool(self.emails and (orders or name)) + max(held, default=0))


class CodeProof(Protocol):
    """Codes by e-mail, for one conversation (`baton.orders.email_codes.codes.CodeDesk`)."""

    def ask(self, reference: str) -> None: ...

    def asked_for(self) -> str | None: ...

    def accept(self, digest: str) -> bool: ...


class OrderSearch:
    """Looks for orders.

    Args:
        orders: the source of orders.
        proof_required: whether an order counts as found only against its e-mail address or postcode.
        gate: counts every comparison.
        asker: who compares.
        name_needs_email: whether a postcode proves nothing beside a name: both stand on every parcel.
    """

    def __init__(
        self,
        orders: OrderGateway,
        proof_required: bool,
        gate: ProofGate,
        asker: Asker,
        name_needs_email: bool = False,
    ) -> None:
        self._orders = orders
        self._name_needs_email = name_needs_email
        self._proof_required = proof_required
        self._gate = gate
        self._asker = asker

    def matching(self, state: OrderFormState, answer: Answer) -> list[Match]:
        """The orders that are meant, without those that are not proved to be the customer's.

        Args:
            state: what is known, the answer included.
            answer: the latest message: its values are the proof; without any, those of before.
        """
        numbered = {reference: self._referred_to(reference) for reference in state.numbers}
        by_number = list({order.number: order for found in numbered.values() for order in found}.values())
        by_name = self._of_name(state.name) if state.name else []
        if not self._proof_required:
            return [Match(order, None) for order in by_number or by_name]
        if theirs := own_orders(state, by_number):
            return theirs
        given = _given(state, answer)
        references = [order.number for order in by_number]
        references += [reference for reference, found in numbered.items() if not found]
        attempt = given.attempt(references, state.name or "", not self._name_needs_email)
        if not attempt.weight:
            return own_orders(state, by_name)
        allowed = self._gate.begin(attempt, self._asker)
        # Compared also where it may not succeed: what is locked answers in the same time.
        fitting = [Match(order, by) for order in by_number if (by := given.proves(order))]
        named = _Given(given.emails, () if self._name_needs_email else given.codes)
        fitting = fitting or [Match(order, by) for order in by_name if (by := named.proves(order))]
        fitting = fitting or own_orders(state, by_name)
        if not allowed or not fitting:
            return []
        self._count_success(attempt, [match.order for match in fitting])
        return fitting

    def by_code(self, reference: str, digest: str, codes: CodeProof) -> list[Match]:
        """The orders that a code proves; it counts as an attempt like every other proof.

        Args:
            reference: what the code was asked for.
            digest: of the code that the customer gave.
        """
        orders = self._referred_to(reference)
        attempt = Attempt([order.number for order in orders] or [reference], "", ())
        allowed = self._gate.begin(attempt, self._asker)
        # Checked also where it may not succeed: what is locked answers in the same time.
        right = codes.accept(digest)
        if not (allowed and right and addressee(orders)):
            return []
        self._gate.succeeded(attempt, self._asker)
        return [Match(order, ProofBy.CODE) for order in orders]

    def compared(self, state: OrderFormState, answer: Answer) -> bool:
        """Whether a value that may be a number was compared with an order as its postcode."""
        codes = _doubtful(state, answer)
        others = [number for number in state.numbers if not is_one_of(number, codes[:1])]
        return self._proof_required and bool(codes) and bool(others)

    def _count_success(self, attempt: Attempt, proved: Sequence[Order]) -> None:
        """Take back what was counted, for the orders that were proved, and for a number that was their postcode: many
        customers share one. For the customer only if no other number is left over."""
        numbers = {order.number for order in proved}
        theirs = [number for number in attempt.orders if number in numbers]
        left = [
            number
            for number in attempt.orders
            if number not in numbers and not any(proved_by(order, (), [number]) for order in proved)
        ]
        settled = [number for number in attempt.orders if number not in left]
        if left and theirs:
            self._gate.succeeded(Attempt(settled, "", (), attempt.weight), None)
        else:
            self._gate.succeeded(Attempt(settled, attempt.name, attempt.values, attempt.weight), self._asker)

    def _referred_to(self, reference: str) -> list[Order]:
        return referred_to(reference, self._orders.by_number, self._orders.by_tracking_number)

    def _of_name(self, name: str) -> list[Order]:
        """The orders of customers of this full name; a surname alone is half of the town's."""
        keys = [key for key in spellings(name) if " " in key]
        return [order for order in self._orders.by_name(name) if name_key(order.customer.name) in keys]


def own_orders(state: OrderFormState, orders: Iterable[Order]) -> list[Match]:
    """Those of the orders that the customer has proved already, or that are theirs on the shop's word."""
    proved = dict(state.proved)
    found = (
        (order, ProofBy.LOGIN if is_theirs(order, state.identity) else proved.get(order.number)) for order in orders
    )
    return [Match(order, by) for order, by in found if by is not None]


def is_theirs(order: Order, identity: str | None) -> bool:
    """Whether an order is that of the customer with this e-mail address, on the shop's signed word."""
    return bool(identity) and email_key(identity or "") == email_key(order.customer.email or "")


def _given(state: OrderFormState, answer: Answer) -> _Given:
    """The one value of each kind that the message gives, else that of before; and what may be meant as a postcode."""
    kept = [state.postcode] if state.postcode else []
    earlier = [code for code in _doubtful(state, answer) if code not in (*answer.doubtful, *kept)]
    emails, codes = (answer.emails, answer.postcodes) if answer.proof else ([state.email] if state.email else [], kept)
    return _Given(emails, [*filter(None, [codes, answer.doubtful, earlier])])


def _doubtful(state: OrderFormState, answer: Answer) -> list[str]:
    """What was taken for a number and may be a postcode: in this message, and before where this one is compared."""
    before = answer.proof or answer.doubtful or (state.asked == ASK_PROOF and answer.name and not answer.references)
    numbers = [number for number in state.numbers if _MAY_BE_POSTCODE.fullmatch(number)] if before else []
    return list(dict.fromkeys([*answer.doubtful, *numbers]))
