"""How an order is told: the sentence, the card of the widget, the button of a choice. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from baton.orders.gateway import Order, Shipment

_STEPS = ("placed", "paid", "packed", "shipped", "out_for_delivery", "delivered")
STEP_LABELS = {
    "placed": "Placed",
    "paid": "Paid",
    "packed": "Packed",
    "shipped": "Shipped",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
}
STATUS_LABELS = STEP_LABELS | {
    "delayed": "Delayed",
    "customs_hold": "Held at customs",
    "returned_to_sender": "Returned to us",
    "lost": "Lost on the way",
    "partly_shipped": "Partly shipped",
    "address_problem": "Address problem",
    "back_ordered": "Waiting for stock",
    "payment_review": "Payment being checked",
}
_SENTENCES = {
    "placed": "has been placed and waits for the payment to arrive",
    "paid": "is paid and will be packed next",
    "packed": "is packed and waits for the carrier",
    "shipped": "is on its way",
    "out_for_delivery": "is out for delivery today",
    "delivered": "was delivered",
    "delayed": "is delayed",
    "customs_hold": "is held at customs; the carrier releases it once the papers are complete",
    "returned_to_sender": "came back to us, because it could not be delivered",
    "lost": "has not been scanned for too long, so the carrier counts it as lost",
    "partly_shipped": "was shipped in part; the rest follows",
    "address_problem": "is stopped, because the carrier has a problem with the address",
    "back_ordered": "waits for an item that is out of stock",
    "payment_review": "waits until the payment has been checked",
}


def status_text(order: Order, today: date) -> str:
    """Where the order is, when it comes, and how to follow it.

    Args:
        order: an order that the customer may see.
        today: the day on which it is told.
    """
    parts = _status_and_day(order, today)
    shipment = _latest(order)
    if shipment and shipment.tracking_number:
        parts.append(f"{shipment.carrier} carries it, tracking number {shipment.tracking_number}.")
        if shipment.tracking_url:
            parts.append(f"Follow it here: {shipment.tracking_url}")
    elif order.status in ("placed", "paid", "packed", "back_ordered", "payment_review"):
        parts.append("There is a tracking number as soon as it leaves us.")
    return " ".join([*parts, *_way_out(order)])


def beside_card(order: Order, today: date) -> str:
    """The same where the card shows the carrier, the tracking number and the steps."""
    return " ".join([*_status_and_day(order, today), *_way_out(order)])


def _status_and_day(order: Order, today: date) -> list[str]:
    sentence = _SENTENCES.get(order.status, f"has the status “{order.status.replace('_', ' ')}”")
    if order.status == "delivered" and order.delivered_at:
        sentence += f" on {_day(order.delivered_at.date(), today)}"
    parts = [f"Order {order.number} {sentence}."]
    if order.expected_on and order.status not in ("delivered", "lost", "returned_to_sender"):
        if order.expected_on >= today:
            parts.append(f"It should arrive {_by(order.expected_on, today)}.")
        else:
            parts.append(f"It was expected {_day(order.expected_on, today)}, so it is late.")
    return parts


def _way_out(order: Order) -> list[str]:
    return [] if order.standard else ["If that does not settle it, I can pass you to a person."]


def card(order: Order) -> dict[str, Any]:
    """The order card that the widget shows beside the sentence."""
    reached = {change.status: change.at for change in order.history}
    last = max((i for i, s in enumerate(_STEPS) if s in reached), default=0)
    shipment = _latest(order)
    return {
        "kind": "order",
        "number": order.number,
        "status": order.status,
        "status_text": STATUS_LABELS.get(order.status, order.status.replace("_", " ")),
        "steps": [
            {
                "label": STEP_LABELS[step],
                "done": index <= last,
                "current": index == last,
                **({"at": _iso(reached[step])} if step in reached else {}),
            }
            for index, step in enumerate(_STEPS)
        ],
        "carrier": shipment.carrier if shipment else None,
        "tracking_number": shipment.tracking_number if shipment else None,
        "tracking_url": shipment.tracking_url if shipment else None,
        "expected": order.expected_on.isoformat() if order.expected_on and order.status != "delivered" else None,
        "items": [{"name": item.name, "quantity": item.quantity} for item in order.items],
    }


def choice(order: Order) -> dict[str, str]:
    """A button for one of several orders."""
    first = order.items[0].name if order.items else "order"
    more = f" and {len(order.items) - 1} more" if len(order.items) > 1 else ""
    placed = order.placed_at.date()
    return {"title": f"{order.number}: {first}{more}, {placed.day} {placed:%b}", "payload": order.number}


def _latest(order: Order) -> Shipment | None:
    return order.shipments[-1] if order.shipments else None


def _day(day: date, today: date) -> str:
    distance = (day - today).days
    if distance == 0:
        return "today"
    if distance == -1:
        return "yesterday"
    return f"{day:%A} {day.day} {day:%B}"


def _by(day: date, today: date) -> str:
    distance = (day - today).days
    named = f"{day:%A} {day.day} {day:%B}"
    return {0: "today", 1: f"tomorrow, {named}"}.get(distance, f"on {named}")


def _iso(moment: datetime) -> str:
    return moment.isoformat()
