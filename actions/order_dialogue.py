"""How an order is found without showing it to the wrong person. Pure: what is known and said in, the next step out.

A wrong proof and an order that does not exist get the same words, so nobody can find out which numbers exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.said import Said, attempt
from baton.orders.access import proves
from baton.orders.gateway import Order, OrderGateway
from baton.orders.names import email_key

#: What the form asks for, by the slot whose question is asked (utter_ask_<slot>).
ASK_ORDER = "order_number"
ASK_PROOF = "customer_email"
ASK_CHOICE = "order_candidates"

TASK = "order_lookup"
MOST_CHOICES = 6  # buttons
#: "No, let me look for it", "yes, one moment": no answer yet, and no failed one either.
NO_TRY = frozenset({"deny", "affirm", "thank", "greet"})
_LONGEST_NAME = 4  # words
_ORDINALS = {"first": 0, "1st": 0, "newest": 0, "latest": 0, "recent": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}
_NOT_NAMES = frozenset(
    [
        "yes",
        "no",
        "ok",
        "okay",
        "hello",
        "hi",
        "hey",
        "thanks",
        "help",
        "what",
        "why",
        "when",
        "where",
        "how",
        "idk",
        "dunno",
        "sure",
    ]
)


@dataclass(frozen=True)
class Known:
    """What the conversation knows so far. `asked` is the question that stands, or None when the form begins."""

    asked: str | None = None
    shown: str | None = None  # the order that was shown last: it has been proved to be theirs
    number: str | None = None  # the order that is being looked for
    name: str | None = None
    email: str | None = None
    postcode: str | None = None
    identity: str | None = None  # e-mail address of a logged-in customer: proof that nobody needs to ask for
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What happens next: what is known now, what to ask (None: nothing more), what to say, what was tried."""

    known: Known
    ask: str | None
    say: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    attempt: Mapping[str, str] | None = None
    unchanged: bool = False


@dataclass(frozen=True)
class _Heard:
    number: str | None
    name: str | None
    email: str | None
    postcodes: tuple[str, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        return not (self.number or self.name or self.email or self.postcodes)


def advance(known: Known, message: Said, orders: OrderGateway, proof_required: bool) -> Step:
    """One step of finding an order.

    Args:
        known: what the conversation knows.
        message: the customer's latest message.
        orders: the source of orders.
        proof_required: whether an order is shown only against its e-mail address or postcode.
    """
    heard = _hear(known, message)
    if known.asked is not None and message.interrupts and not (heard.email or heard.postcodes or heard.number):
        return Step(known, known.asked, unchanged=True)
    if known.asked == ASK_CHOICE:
        chosen = _choose(known, message, orders, heard)
        if chosen is not None:
            return _found(known, chosen)
    if known.asked is None and not (heard.number or heard.name or heard.email) and known.shown:
        order = orders.by_number(known.shown)
        if order is not None:
            return _found(known, order)
    now = _merge(known, heard)
    own = orders.by_email(now.identity) if now.identity else []
    if now.number is None and now.name is None and not heard.email:
        if known.asked is None and own:
            return _found(now, own[0]) if len(own) == 1 else _choice(now, own)
        return _ask_again(known, now, ASK_ORDER, message)
    fresh_proof = bool(heard.email or heard.postcodes)
    if proof_required and not (now.email or now.postcode or own):
        return _ask_again(known, now, ASK_PROOF, message)
    matching = _matching(now, orders, heard, proof_required)
    if not matching and proof_required and not fresh_proof and not own:
        # The proof is from an earlier order of this conversation: another order may need another proof.
        return Step(replace(now, email=None, postcode=None), ASK_PROOF)
    if not matching:
        detail = now.number or now.name or ""
        nothing = replace(now, number=None, name=None, candidates=(), email=None, postcode=None)
        return Step(nothing, ASK_ORDER, (("utter_no_order", {}),), attempt(TASK, "not_found", detail))
    return _found(now, matching[0]) if len(matching) == 1 else _choice(now, matching)


def _hear(known: Known, message: Said) -> _Heard:
    """What the message gives, in the light of what was asked: five digits may be an order or a postcode."""
    numbers = list(message.numbers)
    postcodes = list(message.postcodes)
    if known.asked == ASK_PROOF:
        numbers = [n for n in numbers if n not in postcodes]
    else:
        postcodes = [p for p in postcodes if p not in numbers]
    number = numbers[-1] if numbers else None
    name = message.names[-1] if message.names else None
    if name is None and number is None and known.asked == ASK_ORDER and _may_be_name(message):
        name = message.text.strip(" .,!?")
    return _Heard(number, name, message.emails[-1] if message.emails else None, tuple(postcodes))


def _may_be_name(message: Said) -> bool:
    words = [w.strip(".,!?'’-") for w in message.words]
    plain = all(w.replace("'", "").replace("-", "").replace("’", "").isalpha() for w in words if w)
    return (
        0 < len(words) <= _LONGEST_NAME
        and plain
        and not message.interrupts
        and not {w.lower() for w in words} & _NOT_NAMES
        and message.intent not in {"affirm", "deny", "order_status", "tracking_number", "request_callback"}
    )


def _merge(known: Known, heard: _Heard) -> Known:
    """What is known after the message; a new number or name takes the place of the old reference."""
    begins = known.asked is None
    number = heard.number or (None if begins or heard.name else known.number)
    name = heard.name or (None if begins and not heard.number else known.name)
    return replace(
        known,
        number=number,
        name=name if not (heard.number and not heard.name and begins) else None,
        email=heard.email or known.email,
        postcode=(heard.postcodes[-1] if heard.postcodes else known.postcode),
        candidates=(),
    )


def _matching(now: Known, orders: OrderGateway, heard: _Heard, proof_required: bool) -> list[Order]:
    if now.number:
        one = orders.by_number(now.number)
        found = [one] if one else []
    elif now.name:
        found = orders.by_name(now.name)
    else:
        found = orders.by_email(heard.email or "")
    if not proof_required:
        return found
    emails = [email for email in (now.email, now.identity) if email]
    postcodes: Iterable[str] = heard.postcodes or ([now.postcode] if now.postcode else [])
    return [order for order in found if proves(order, emails, postcodes)]


def _choose(known: Known, message: Said, orders: OrderGateway, heard: _Heard) -> Order | None:
    words = {w.strip(".,!?").lower() for w in message.words}
    number = heard.number if heard.number in known.candidates else None
    if number is None:
        places = [_ORDINALS[w] for w in words if w in _ORDINALS]
        if places and places[0] < len(known.candidates):
            number = known.candidates[places[0]]
        elif "last" in words or "oldest" in words:
            number = known.candidates[-1]
    if number is None:
        named = [n for n in known.candidates if _names_item(orders.by_number(n), words)]
        number = named[0] if len(named) == 1 else None
    return orders.by_number(number) if number else None


def _names_item(order: Order | None, words: set[str]) -> bool:
    """Whether one of the words stands in the name of something in the order: "the lamp"."""
    if order is None:
        return False
    in_order = {w.lower() for item in order.items for w in item.name.split() if len(w) > 3}
    return bool(in_order & words)


def _choice(known: Known, orders: Iterable[Order]) -> Step:
    return Step(replace(known, number=None, candidates=tuple(order.number for order in orders)), ASK_CHOICE)


def _found(known: Known, order: Order) -> Step:
    """The order; of what was given as proof only an address stays that is the customer's: a postcode may be right while
    the address beside it is somebody else's."""
    own = email_key(known.email or "") == email_key(order.customer.email or "")
    email = known.email if own else None
    found = replace(known, shown=order.number, number=None, name=order.customer.name, email=email, candidates=())
    return Step(found, None, attempt=attempt(TASK, "found", order.number))


def _ask_again(before: Known, now: Known, ask: str, message: Said) -> Step:
    """Ask; if the same was asked before, the answer was of no use, which counts as a try."""
    again = before.asked == ask and message.intent not in NO_TRY
    tried = attempt(TASK, "invalid", message.text[:60]) if again else None
    return Step(now, ask, attempt=tried)
