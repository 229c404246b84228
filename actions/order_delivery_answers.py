"""Answers about an order's way: when it comes, who carries it, what happens at the door. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time

from actions import order_texts
from actions.order_texts import ENDED_EARLY, NOT_EXPECTED, NOT_SHIPPED_YET
from actions.order_view import (
    ARRIVED,
    NO_PARCEL_YET,
    NOT_COMING,
    OrderView,
    listed,
    next_step,
    offer,
    status_alone,
    where,
)
from actions.sentences import Sentence, sentence
from baton.base.formatting import past_day, time_of_day


def _late(view: OrderView) -> bool:
    expected = view.order.expected_on
    return view.order.status not in NOT_EXPECTED and expected is not None and expected < view.day.today


def reason(view: OrderView) -> list[Sentence]:
    """Why the order has its status, if its history says so."""
    notes = [change.note for change in view.order.history if change.status == view.order.status and change.note]
    return [sentence("utter_order_late_reason", reason=notes[-1].strip().rstrip("."))] if notes else []


def _day(view: OrderView) -> list[Sentence]:
    order = view.order
    sentences = where(view)
    if order.status in NOT_EXPECTED:
        return [*sentences, *next_step(view), *offer(view)]
    if order.expected_on is None:
        known = "utter_order_no_day_yet" if order.status in NOT_SHIPPED_YET else "utter_order_no_day"
        sentences += [sentence(known), *([] if order.standard else next_step(view))]
    return [*sentences, *offer(view)]


def _time_of_day(view: OrderView) -> list[Sentence]:
    order = view.order
    if order.status == "delivered" and order.delivered_at is not None:
        at = order.delivered_at.astimezone(view.day.zone)
        if at.time() != time():  # a source that knows only the day writes midnight
            day = past_day(at.date(), view.day.today)
            return [sentence("utter_order_delivered_at", number=view.number, day=day, time=time_of_day(at))]
    if order.status in NOT_EXPECTED:
        return _day(view)
    expected = where(view)
    return [
        sentence("utter_order_hour", number=view.number),
        *expected,
        sentence("utter_order_hour_tracking"),
        *links(view),
    ]


def links(view: OrderView) -> list[Sentence]:
    """The tracking pages of its parcels."""
    parcels = order_texts.followed(view.order)
    return [sentence("utter_order_page", url=each.tracking_url) for each in parcels if each.tracking_url]


def _why_late(view: OrderView) -> list[Sentence]:
    order = view.order
    sentences = [*where(view), *reason(view)]
    if order.status in ARRIVED | ENDED_EARLY:
        return sentences
    if _late(view) or order.status == "delayed":
        if not reason(view):
            sentences.append(sentence("utter_order_no_late_reason"))
        return [*sentences, *next_step(view), sentence("utter_order_offer")]
    if order.standard and order.expected_on is not None and order.status not in NOT_EXPECTED:
        return [*sentences, sentence("utter_order_not_late"), *next_step(view)]
    return [*sentences, *next_step(view), *offer(view)]


def _tracking(view: OrderView) -> list[Sentence]:
    return [*where(view), *_parcels_or_none(view), *offer(view)]


def _parcels_or_none(view: OrderView) -> list[Sentence]:
    sentences = order_texts.parcels_in_words(view.order)
    if sentences or view.order.status in ENDED_EARLY:
        return sentences
    return [sentence("utter_order_no_parcel_yet" if view.order.status in NO_PARCEL_YET else "utter_order_no_parcel")]


def _tracking_not_working(view: OrderView) -> list[Sentence]:
    parcels = order_texts.followed(view.order)
    if not parcels or view.order.status in NOT_EXPECTED:
        return [status_alone(view), *_parcels_or_none(view), *offer(view)]
    moments = [each.shipped_at for each in parcels if each.shipped_at]
    left = past_day(view.day.of(max(moments)), view.day.today) if moments else None
    return [
        *order_texts.parcels_in_words(view.order),
        *([sentence("utter_order_shipped_on", day=left)] if left else []),
        sentence("utter_order_tracking_slow"),
        sentence("utter_order_tracking_stuck"),
    ]


def _carriers(view: OrderView) -> list[str]:
    return list(dict.fromkeys(each.carrier for each in view.order.shipments if each.carrier))


def _carrier(view: OrderView) -> list[Sentence]:
    names = _carriers(view)
    if names:
        return [sentence("utter_order_carrier", number=view.number, carrier=", ".join(names)), *links(view)]
    known = "utter_order_no_carrier_yet" if view.order.status in NO_PARCEL_YET else "utter_order_no_carrier"
    return [sentence(known, number=view.number)]


def _carrier_contact(view: OrderView) -> list[Sentence]:
    return [*(contacts(view) or _carrier(view)), sentence("utter_order_driver")]


def contacts(view: OrderView) -> list[Sentence]:
    """How to reach the carriers; nothing where no carrier is noted."""
    sentences = []
    for name in _carriers(view):
        known = view.carriers.named(name)
        if known.phone:
            sentences.append(sentence("utter_order_carrier_phone", carrier=name, phone=known.phone))
        if known.link:
            sentences.append(sentence("utter_order_carrier_link", carrier=name, url=known.link))
        if not (known.phone or known.link):
            sentences.append(sentence("utter_order_carrier_unknown", carrier=name))
    numbers = [each.tracking_number for each in order_texts.followed(view.order)]
    if sentences and numbers:
        sentences.append(sentence("utter_order_quote_tracking", tracking=", ".join(numbers)))
    return sentences


def _parcels(view: OrderView) -> list[Sentence]:
    order = view.order
    parcels = order_texts.followed(order)
    left = [item for item in order.items if item.shipped]
    waiting = [item for item in order.items if item.shipped < item.quantity]
    if order.status == "partly_shipped" and view.named and left and waiting:
        return _named_parts(view)
    if order.status == "partly_shipped":
        return [
            status_alone(view),
            *order_texts.parcels_in_words(order),
            *([sentence("utter_order_left_us", items=listed(left))] if left and waiting else []),
            *([sentence("utter_order_still_here", items=listed(waiting))] if left and waiting else []),
            *next_step(view),
            *offer(view),
        ]
    if len(parcels) == 1:
        return [sentence("utter_order_one_parcel", number=view.number), *order_texts.parcels_in_words(order)]
    if parcels:
        return [status_alone(view), *order_texts.parcels_in_words(order)]
    if order.status in NO_PARCEL_YET:
        return [
            sentence("utter_order_parcels_unknown", number=view.number),
            sentence("utter_order_items", number=view.number, items=listed(order.items)),
        ]
    return [status_alone(view), *_parcels_or_none(view)]


def _named_parts(view: OrderView) -> list[Sentence]:
    """Of an order that was shipped in part, where the things are that were named."""
    left = [item for item in view.named if item.shipped == item.quantity]
    waiting = [item for item in view.named if item not in left]
    sentences = [sentence("utter_order_left_us", items=listed(left))] if left else []
    sentences += order_texts.parcels_in_words(view.order) if left else []
    if waiting:
        sentences.append(sentence("utter_order_still_here", items=listed(waiting)))
        sentences += [*order_texts.arrival(view.order, view.day), *next_step(view)]
    return [*sentences, *offer(view)]


def _at_the_door(response: str) -> Callable[[OrderView], list[Sentence]]:
    """The answer to a wish for the delivery, while there is something to deliver."""

    def given(view: OrderView) -> list[Sentence]:
        if view.order.status in NOT_COMING:
            return [status_alone(view), sentence("utter_order_nothing_at_the_door")]
        later = [] if order_texts.followed(view.order) else [sentence("utter_order_door_later")]
        return [sentence(response, number=view.number), *later, *links(view)]

    return given


def _signature(view: OrderView) -> list[Sentence]:
    if view.order.status in ARRIVED:
        return [sentence("utter_order_signed_by", number=view.number), *links(view)]
    if view.order.status in NOT_COMING:
        return [status_alone(view), sentence("utter_order_nothing_at_the_door")]
    total = view.money(view.order.total_cents)
    return [sentence("utter_order_signature", number=view.number, total=total), *links(view)]


def missing(view: OrderView) -> list[Sentence]:
    """What to do where it is marked as delivered and is not there."""
    if view.order.status in NOT_COMING - ARRIVED:
        return _what_next(view)  # where it is says why it did not come
    if view.order.status not in ARRIVED:
        return [*where(view), sentence("utter_order_not_marked_delivered")]
    reached = order_texts.since(view.order, view.day)
    return [sentence("utter_order_missing", number=view.number, on=reached), sentence("utter_order_missing_person")]


def _neighbour(view: OrderView) -> list[Sentence]:
    if view.order.status not in ARRIVED:
        return [sentence("utter_order_neighbour_early"), *where(view)]
    return [sentence("utter_order_neighbour", number=view.number)]


def _still_no(view: OrderView) -> list[Sentence]:
    if view.order.status in NOT_COMING:
        return missing(view)
    return [
        sentence("utter_order_still_no"),
        *where(view),
        *reason(view),
        *next_step(view),
        sentence("utter_order_still_no_person"),
    ]


def _arrived(view: OrderView) -> list[Sentence]:
    if view.order.status in NOT_COMING - ARRIVED:
        return _what_next(view)
    return [sentence("utter_order_arrived", number=view.number)]


def _what_next(view: OrderView) -> list[Sentence]:
    return [*where(view), *next_step(view), *offer(view)]


#: By the ids of data/order_questions.yml.
ANSWERS: Mapping[str, Callable[[OrderView], list[Sentence]]] = {
    "day": _day,
    "time_of_day": _time_of_day,
    "why_late": _why_late,
    "tracking": _tracking,
    "tracking_not_working": _tracking_not_working,
    "carrier": _carrier,
    "carrier_contact": _carrier_contact,
    "what_next": _what_next,
    "parcels": _parcels,
    "safe_place": _at_the_door("utter_order_safe_place"),
    "change_day": _at_the_door("utter_order_change_day"),
    "notice": _at_the_door("utter_order_notice"),
    "signature": _signature,
    "delivered_but_missing": missing,
    "neighbour_took_it": _neighbour,
    "still_no": _still_no,
    "arrived": _arrived,
}
