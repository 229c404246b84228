"""An order as text: the sentences, the card of the widget, the button of a choice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Literal, TypedDict

from actions.sentences import Sentence, Words, sentence
from baton.base.formatting import coming_day, past_day, short_date
from baton.orders.gateway import Order, Shipment

_STEPS = ("placed", "paid", "packed", "shipped", "out_for_delivery", "delivered")
_STEPS_OF_PICKUP = ("placed", "paid", "packed", "ready_for_pickup", "collected")
#: Statuses whose sentence names the day on which they came, if it is known.
_DATED = frozenset({"delivered", "collected", "cancelled", "refunded", "partly_refunded"})
#: Nothing is on its way to the customer any more, or nobody knows when it will be: no day is promised.
NOT_EXPECTED = _DATED | {"lost", "returned_to_sender", "ready_for_pickup", "on_hold"}
ENDED_EARLY = frozenset({"cancelled", "refunded"})  # the steps that an order usually takes say nothing of it
NOT_SHIPPED_YET = frozenset({"placed", "paid", "packed", "back_ordered", "payment_review"})


@dataclass(frozen=True)
class ShopDay:
    """The shop's day and its time zone: days are named as they are there."""

    today: date
    zone: tzinfo

    def of(self, moment: datetime) -> date:
        """The shop's day of a moment."""
        return moment.astimezone(self.zone).date()


class _Step(TypedDict):
    label: str
    done: bool
    current: bool


class CardStep(_Step, total=False):
    """A step of an order's way; `at` is the day in the shop (ISO 8601) on which it was reached, if it is known."""

    at: str


class CardItem(TypedDict):
    """A line of the order."""

    name: str
    quantity: int


class CardParcel(TypedDict):
    """A parcel of the order."""

    carrier: str
    tracking_number: str
    tracking_url: str | None


class OrderCard(TypedDict):
    """The order card that the widget shows beside the sentence (docs/widget-channel.md).

    `carrier`, `tracking_number` and `tracking_url` are those of the latest of the parcels.
    """

    kind: Literal["order"]
    number: str
    status: str
    status_text: str
    steps: list[CardStep]
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    parcels: list[CardParcel]
    expected: str | None
    items: list[CardItem]


def status(order: Order, day: ShopDay, words: Words, beside_card: bool = False) -> list[Sentence]:
    """Where the order is, when it comes, what happens next and how to follow it.

    Args:
        order: an order that the customer may see.
        beside_card: the card shows the carriers and the tracking numbers.
    """
    sentences = [*where(order, day, words), what_next(order, words)]
    if not beside_card:
        sentences += parcels_in_words(order)
    return [*sentences, *offer_of_person(order)]


def where(order: Order, day: ShopDay, words: Words) -> list[Sentence]:
    """Where the order is, and when it comes."""
    return [status_alone(order, day, words), *arrival(order, day)]


def status_alone(order: Order, day: ShopDay, words: Words) -> Sentence:
    """Where the order is."""
    own = f"utter_order_status_{order.status}"
    if own not in words:
        return sentence("utter_order_status_other", number=order.number, status=order.status.replace("_", " "))
    return sentence(own, number=order.number, on=since(order, day))


def since(order: Order, day: ShopDay) -> str:
    """The day on which the order came to its status, with a blank before it; empty if it is not to be named."""
    reached = reached_on(order, day)
    if order.status in _DATED and reached:
        return f" {past_day(reached, day.today)}"
    return " today" if _comes_today(order, day) else ""


def arrival(order: Order, day: ShopDay) -> list[Sentence]:
    """When it should arrive, or should have arrived; nothing if nobody knows, or if the status says so already."""
    expected = order.expected_on
    if expected is None or order.status in NOT_EXPECTED or (expected == day.today and _comes_today(order, day)):
        return []
    if expected >= day.today:
        return [sentence("utter_order_expected", by=coming_day(expected, day.today))]
    return [sentence("utter_order_late", day=past_day(expected, day.today))]


def _comes_today(order: Order, day: ShopDay) -> bool:
    return order.status == "out_for_delivery" and day.today in (reached_on(order, day), order.expected_on)


def what_next(order: Order, words: Words) -> Sentence:
    """What happens next, and what the customer has to do."""
    own = f"utter_order_next_{order.status}"
    return sentence(own if own in words else "utter_order_next_other")


def reached_on(order: Order, day: ShopDay) -> date | None:
    """The shop's day on which the order came to its status; None if nobody knows."""
    moments = [change.at for change in order.history if change.status == order.status]
    moment = order.delivered_at if order.status == "delivered" and order.delivered_at else max(moments, default=None)
    return day.of(moment) if moment else None


def parcels_in_words(order: Order) -> list[Sentence]:
    """Who carries the parcels, and how to follow them."""
    parcels = followed(order)
    several = len(parcels) > 1
    sentences = [sentence("utter_order_parcels", count=len(parcels))] if several else []
    for parcel in parcels:
        name = "utter_order_one_of_parcels" if several else "utter_order_parcel"
        if parcel.status == "delivered":
            name += "_delivered"
        sentences.append(sentence(name, carrier=parcel.carrier, tracking=parcel.tracking_number))
        if parcel.tracking_url:
            sentences.append(sentence("utter_order_follow", url=parcel.tracking_url))
    if not parcels and order.status in NOT_SHIPPED_YET:
        sentences.append(sentence("utter_order_no_parcel_yet"))
    return sentences


def followed(order: Order) -> Sequence[Shipment]:
    """The parcels that the customer may want to follow, each once; none of an order that is not to come."""
    return _parcels(order) if order.status not in ENDED_EARLY else ()


def offer_of_person(order: Order) -> list[Sentence]:
    """The offer of a person that belongs to every status that is not an everyday one."""
    return [] if order.standard else [sentence("utter_order_offer")]


def card(order: Order, day: ShopDay, words: Words) -> OrderCard:
    """The order card of an order that the customer may see."""
    names = _STEPS_OF_PICKUP if order.status in _STEPS_OF_PICKUP[-2:] else _STEPS
    reached = _reached(order)
    last = max((i for i, step in enumerate(names) if step in reached), default=0)
    parcels = _parcels(order)
    latest = parcels[-1] if parcels else None
    expected = order.expected_on if order.status not in NOT_EXPECTED else None
    steps = [
        _card_step(_label(step, words), done=index <= last, current=index == last, at=reached.get(step), day=day)
        for index, step in enumerate(names)
    ]
    return {
        "kind": "order",
        "number": order.number,
        "status": order.status,
        "status_text": _label(order.status, words),
        "steps": [] if order.status in ENDED_EARLY else steps,
        "carrier": latest.carrier if latest else None,
        "tracking_number": latest.tracking_number if latest else None,
        "tracking_url": latest.tracking_url if latest else None,
        "parcels": [
            {"carrier": each.carrier, "tracking_number": each.tracking_number, "tracking_url": each.tracking_url}
            for each in parcels
        ],
        "expected": expected.isoformat() if expected else None,
        "items": [{"name": item.name, "quantity": item.quantity} for item in order.items],
    }


def _label(status: str, words: Words) -> str:
    name = f"utter_order_label_{status}"
    return words.text(name) if name in words else status.replace("_", " ")


def _reached(order: Order) -> dict[str, datetime | None]:
    """The statuses that the order has had, each with its moment if it is known.

    Not every source keeps a history: what is on its way has been shipped, whatever has become of it since.
    """
    reached: dict[str, datetime | None] = {order.status: None}
    if order.shipments and order.status not in NOT_SHIPPED_YET | {"partly_shipped"}:
        reached["shipped"] = min((each.shipped_at for each in order.shipments if each.shipped_at), default=None)
    if order.status == "partly_shipped":
        reached["packed"] = None
    if order.status == "delivered":
        reached["delivered"] = order.delivered_at
    return {"placed": order.placed_at, **reached, **{change.status: change.at for change in order.history}}


def _card_step(label: str, done: bool, current: bool, at: datetime | None, day: ShopDay) -> CardStep:
    step: CardStep = {"label": label, "done": done, "current": current}
    if at is not None:
        step["at"] = day.of(at).isoformat()
    return step


def choice_button(order: Order, day: ShopDay, words: Words) -> dict[str, str]:
    """A button for one of several orders; its day is that of the order, with the year if it is another one."""
    placed = day.of(order.placed_at)
    values: dict[str, Any] = {"number": order.number, "day": short_date(placed, year=placed.year != day.today.year)}
    if not order.items:
        title = words.text("utter_order_button_empty", **values)
    elif len(order.items) == 1:
        title = words.text("utter_order_button", item=order.items[0].name, **values)
    else:
        more = len(order.items) - 1
        title = words.text("utter_order_button_several", item=order.items[0].name, more=more, **values)
    return {"title": title, "payload": order.number}


def _parcels(order: Order) -> Sequence[Shipment]:
    """The parcels that can be followed, each once."""
    numbered = {(each.carrier, each.tracking_number): each for each in order.shipments if each.tracking_number}
    return list(numbered.values())
