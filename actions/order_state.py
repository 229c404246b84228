"""What the order form knows, the steps that it takes, and how a message changes what is known. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from actions.order_answer import Answer, is_one_of
from actions.user_message import attempt
from baton.orders.gateway import Order
from baton.orders.proof import ProofBy, proved_by

#: What the form asks for, by the slot whose question is asked.
ASK_ORDER = "order_number"
ASK_PROOF = "customer_email"
ASK_CHOICE = "order_candidates"

TASK = "order_lookup"
MOST_CHOICES = 6  # buttons
MOST_NUMBERS = 6  # looked for at once: nobody may try a proof on whole ranges of numbers


@dataclass(frozen=True)
class OrderFormState:
    """What the conversation knows. `asked` is the question that was asked last, or None when the form begins."""

    asked: str | None = None
    shown: str | None = None  # the order that was shown last: it has been proved to be theirs
    proved: tuple[tuple[str, ProofBy], ...] = ()  # all orders that have been proved to be theirs, and by what
    number: str | None = None  # the order that is being looked for: its number, or a tracking number
    name: str | None = None
    email: str | None = None
    postcode: str | None = None
    identity: str | None = None  # e-mail address of a logged-in customer: proof that nobody needs to ask for
    candidates: tuple[str, ...] = ()  # a choice of orders, or the several numbers that are being looked for
    named: tuple[str, ...] = ()  # numbers that were named before the form began, and not looked up
    compared: bool = False  # a number was tried as a postcode once, without counting it as an attempt
    texts: tuple[str, ...] = ()  # earlier messages to this form: "where's my lamp" decides between two orders
    explained: frozenset[str] = frozenset()  # responses that this form has given

    @property
    def numbers(self) -> tuple[str, ...]:
        """The orders that are being looked for."""
        return (self.number,) if self.number else self.candidates


@dataclass(frozen=True)
class OrderFormStep:
    """What happens next.

    Attributes:
        state: what is known now.
        ask: the slot to ask for; None ends the form.
        response: what to say before that.
        attempt: what was tried (`user_message.attempt`).
        unchanged: the message is no answer to the form; nothing but the question is kept.
    """

    state: OrderFormState
    ask: str | None
    response: str | None = None
    attempt: Mapping[str, str] | None = None
    unchanged: bool = False


def merged(state: OrderFormState, answer: Answer) -> OrderFormState:
    """The state after a message: what it gives is added; what it corrects or denies is dropped."""
    if state.asked is None:  # a proof counts for the order that it was given for
        state = replace(state, email=None, postcode=None)
    goes_on = state.asked in (ASK_ORDER, ASK_PROOF)
    kept = [number for number in state.numbers if number not in answer.denied] if goes_on else []
    if answer.replaces:
        kept = []
    numbers = tuple(dict.fromkeys([*kept, *answer.references]))[-MOST_NUMBERS:]
    codes = sorted(answer.postcodes, key=lambda code: is_one_of(code, state.numbers))  # a number said again is none
    return replace(
        state,
        number=numbers[0] if len(numbers) == 1 else None,
        name=answer.name or (None if state.asked is None else state.name),
        email=answer.emails[0] if answer.emails else state.email,
        postcode=codes[0] if codes else state.postcode,
        candidates=numbers if len(numbers) > 1 else (),
    )


def found(state: OrderFormState, orders: Sequence[Order]) -> OrderFormStep:
    """The end of the form with one order, or with several that the customer wants to see."""
    first = orders[0]
    known = replace(
        state,
        shown=first.number,
        number=None,
        candidates=tuple(order.number for order in orders) if len(orders) > 1 else (),
    )
    numbers = " ".join(order.number for order in orders)
    return OrderFormStep(known, None, attempt=attempt(TASK, "found", numbers))


def with_proof(state: OrderFormState, orders: Mapping[str, ProofBy | None]) -> OrderFormState:
    """The state in which these orders are proved to be theirs, each by what is given; None proves nothing."""
    new = {number: by for number, by in orders.items() if by is not None}
    return replace(state, proved=tuple({**new, **dict(state.proved)}.items()))


def with_right_values(state: OrderFormState, order: Order, answer: Answer) -> OrderFormState:
    """The state with what proves an order, of all that was given.

    A postcode may be right while the e-mail address beside it is somebody else's.
    """
    emails = [email for email in (*answer.emails, state.email or "") if email and proved_by(order, (email,), ())]
    given = (*answer.postcodes, state.postcode or "", *answer.doubtful, *state.numbers)
    codes = [code for code in given if code and proved_by(order, (), (code,))]
    return replace(state, email=next(iter(emails), None), postcode=next(iter(codes), None))


def not_found(state: OrderFormState) -> OrderFormStep:
    """Not found, or not proved. All that was given is kept: the number, the name or the proof may be corrected."""
    return OrderFormStep(state, ASK_ORDER, "utter_no_order", tried(state))


def tried(state: OrderFormState, outcome: str = "not_found", detail: str = "") -> dict[str, str]:
    """A failed attempt to find what is being looked for."""
    return attempt(TASK, outcome, detail or ", ".join(state.numbers) or state.name or "")
