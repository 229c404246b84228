"""Answers about what was ordered, its price, payment and address, and about what came back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from actions.order_texts import ENDED_EARLY
from actions.order_view import NO_PARCEL_YET, OrderView, listed, next_step, offer, status_alone
from actions.sentences import Sentence, sentence
from baton.base.formatting import past_day, time_of_day
from baton.orders.gateway import Order, Return

_ZIP_WITH_FOUR = re.compile(r"\d{5}-?\d{4}")
_RETURN_STATUSES = frozenset({"requested", "received", "refunded", "rejected"})


def _total(view: OrderView) -> list[Sentence]:
    order = view.order
    total = view.money(order.total_cents)
    if not order.shipping_cents:
        return [sentence("utter_order_total_free_delivery", number=view.number, total=total)]
    shipping = view.money(order.shipping_cents)
    return [sentence("utter_order_total", number=view.number, total=total, shipping=shipping)]


def _items(view: OrderView) -> list[Sentence]:
    return [sentence("utter_order_items", number=view.number, items=listed(view.order.items))]


def _item_count(view: OrderView) -> list[Sentence]:
    """How many of what was named are in the order, else of all things."""
    if view.named:
        named = [f"{item.quantity} × {item.name}" for item in view.named]
        return [sentence("utter_order_item_count", number=view.number, items=" and ".join(named))]
    pieces = sum(item.quantity for item in view.order.items)
    values = {"pieces": pieces, "items": listed(view.order.items)}
    return [sentence("utter_order_count" if pieces > 1 else "utter_order_count_one", number=view.number, **values)]


def _item_price(view: OrderView) -> list[Sentence]:
    sentences = []
    for item in view.items:
        price, together = view.money(item.unit_price_cents), view.money(item.unit_price_cents * item.quantity)
        if item.quantity == 1:
            sentences.append(sentence("utter_order_item_price", item=item.name, price=price))
        else:
            values = {"price": price, "quantity": item.quantity, "together": together}
            sentences.append(sentence("utter_order_item_price_several", item=item.name, **values))
    return sentences or _total(view)


def _item_weight(view: OrderView) -> list[Sentence]:
    sentences = []
    for item in view.items:
        weight = view.weights.get(item.sku)
        known = "utter_order_item_weight" if weight else "utter_order_no_weight"
        sentences.append(sentence(known, item=item.name, **({"weight": weight} if weight else {})))
    return sentences or _items(view)


def _address(view: OrderView) -> list[Sentence]:
    address = view.order.address
    if view.order.status == "address_problem":
        return [status_alone(view), *next_step(view), *offer(view)]  # whoever speaks of it wants it put right
    if view.surely_theirs:
        lines = [address.line1, address.line2, address.city, address.region, address.postcode, address.country]
        return [sentence("utter_order_address", number=view.number, address=", ".join(line for line in lines if line))]
    code = _first_half(address.postcode)
    return [sentence("utter_order_address_in_part", number=view.number, city=address.city, code=code)]


def _postcode(view: OrderView) -> list[Sentence]:
    address = view.order.address
    if view.surely_theirs:
        return [sentence("utter_order_postcode", number=view.number, code=address.postcode)]
    code = _first_half(address.postcode)
    return [sentence("utter_order_postcode_in_part", number=view.number, city=address.city, code=code)]


def _first_half(postcode: str) -> str:
    """What of a postcode may be shown to somebody who is not logged in: "SW1A" of "SW1A 1AA", "10" of "10119"."""
    parts = postcode.split()
    if _ZIP_WITH_FOUR.fullmatch(postcode):
        return postcode[:2]  # its first five digits are the proof
    return parts[0] if len(parts) > 1 else postcode[: len(postcode) // 2]


def _recipient(view: OrderView) -> list[Sentence]:
    name = view.order.customer.name
    shown = name if view.surely_theirs else " ".join(f"{word[0]}." for word in name.split()).rstrip(".")
    return [sentence("utter_order_recipient", number=view.number, name=shown)]


def placed(view: OrderView) -> Sentence:
    """When the order was placed."""
    at = view.order.placed_at.astimezone(view.day.zone)
    day = past_day(at.date(), view.day.today)
    return sentence("utter_order_placed_on", number=view.number, day=day, time=time_of_day(at))


_CHARGED = {
    "placed": "utter_order_charged_waiting",
    "payment_review": "utter_order_charged_review",
    "cancelled": "utter_order_charged_cancelled",
    "refunded": "utter_order_charged_refunded",
    "partly_refunded": "utter_order_charged_partly_refunded",
}


def _charged(view: OrderView) -> list[Sentence]:
    known = _CHARGED.get(view.order.status, "utter_order_charged_yes")
    if view.order.status == "on_hold" or f"utter_order_status_{view.order.status}" not in view.words:
        return [status_alone(view), *_total(view), *offer(view)]
    return [sentence(known, number=view.number, total=view.money(view.order.total_cents))]


def _how_paid(view: OrderView) -> list[Sentence]:
    return [sentence("utter_order_how_paid", number=view.number)]


def _invoice(view: OrderView) -> list[Sentence]:
    later = view.order.status in NO_PARCEL_YET
    return [sentence("utter_order_invoice_later" if later else "utter_order_invoice", number=view.number)]


def _return_state(view: OrderView) -> list[Sentence]:
    found = _latest_return(view)
    if found is None:
        return [sentence("utter_order_no_return", number=view.number)]
    order, returned = found
    known = returned.status if returned.status in _RETURN_STATUSES else "other"
    names = [item.name for item in order.items if item.sku == returned.sku]
    return [
        sentence(
            f"utter_order_return_{known}",
            number=order.number,
            what=f" ({names[0]})" if names else "",
            date=past_day(view.day.of(returned.requested_at), view.day.today).removeprefix("on "),
            status=returned.status.replace("_", " "),
        )
    ]


def _latest_return(view: OrderView) -> tuple[Order, Return] | None:
    """The latest return of the order, else of the customer's other orders."""
    for orders in ([view.order], view.own):
        found = [(order, each) for order in orders for each in order.returns]
        if found:
            return max(found, key=lambda pair: pair[1].requested_at)
    return None


def _refund_to(view: OrderView) -> list[Sentence]:
    """Which way the money goes; of a return that was refused there is none."""
    found = _latest_return(view)
    if found is not None:
        way = [] if found[1].status == "rejected" else [sentence("utter_order_refund_to")]
        return [*_return_state(view), *way]
    return [sentence("utter_order_refund_to"), *_refund_state(view)]


def _refund_state(view: OrderView) -> list[Sentence]:
    if view.order.status in ENDED_EARLY | {"partly_refunded", "returned_to_sender", "lost"}:
        return [status_alone(view), *next_step(view), *offer(view)]
    if _latest_return(view) is not None:
        return _return_state(view)
    return [sentence("utter_order_no_refund", number=view.number)]


#: By the ids of data/order_questions.yml.
ANSWERS: Mapping[str, Callable[[OrderView], list[Sentence]]] = {
    "total": _total,
    "items": _items,
    "item_count": _item_count,
    "item_price": _item_price,
    "item_weight": _item_weight,
    "address": _address,
    "postcode": _postcode,
    "recipient": _recipient,
    "placed_when": lambda view: [placed(view)],
    "charged": _charged,
    "how_paid": _how_paid,
    "invoice": _invoice,
    "send_it": lambda view: [sentence("utter_order_send")],
    "return_state": _return_state,
    "refund_state": _refund_state,
    "refund_to": _refund_to,
}
