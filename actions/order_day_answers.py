"""Answers about what has happened on an order's way: when it left and came, who took it, a missed delivery. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time

from actions import order_delivery_answers, order_texts
from actions.order_view import ARRIVED, NO_PARCEL_YET, NOT_COMING, OrderView, next_step, offer, status_alone, where
from actions.sentences import Sentence, sentence
from baton.base.formatting import past_day, time_of_day


def _delivered_when(view: OrderView) -> list[Sentence]:
    at = _delivered_at(view)
    if at is not None:
        day = past_day(view.day.of(at), view.day.today)
        if at.astimezone(view.day.zone).time() == time():  # a source that knows only the day writes midnight
            return [sentence("utter_order_delivered_on", number=view.number, day=day)]
        moment = time_of_day(at.astimezone(view.day.zone))
        return [sentence("utter_order_delivered_at", number=view.number, day=day, time=moment)]
    if view.order.status in ARRIVED:
        known = order_texts.reached_on(view.order, view.day) is not None
        return [status_alone(view), *([] if known else [sentence("utter_order_delivered_unknown")])]
    if view.order.status in NOT_COMING:
        return [status_alone(view), *next_step(view), *offer(view)]
    return _not_delivered(view)


def _delivered_at(view: OrderView) -> datetime | None:
    """When it was delivered, as far as it is known; also of an order that has come back since."""
    moments = [change.at for change in view.order.history if change.status == "delivered"]
    return view.order.delivered_at or max(moments, default=None)


def _not_delivered(view: OrderView) -> list[Sentence]:
    return [sentence("utter_order_not_delivered"), *where(view), *offer(view)]


def _sent_when(view: OrderView) -> list[Sentence]:
    order = view.order
    if order.status in NO_PARCEL_YET:
        return [*_not_sent(view), *offer(view)]
    moments = [each.shipped_at for each in order.shipments if each.shipped_at]
    moments = moments or [change.at for change in order.history if change.status in ("shipped", "partly_shipped")]
    days = [past_day(day, view.day.today) for day in sorted({view.day.of(moment) for moment in moments})]
    if len(days) == 1:
        return [sentence("utter_order_left_on", number=view.number, day=days[0])]
    if days:
        return [sentence("utter_order_left_between", number=view.number, first=days[0], last=days[-1])]
    return [status_alone(view), sentence("utter_order_left_unknown"), *offer(view)]


def _not_sent(view: OrderView) -> list[Sentence]:
    return [sentence("utter_order_not_left"), *where(view), *next_step(view)]


def _signed_by(view: OrderView) -> list[Sentence]:
    if view.order.status not in ARRIVED and _delivered_at(view) is None:
        return _delivered_when(view)
    return [sentence("utter_order_signed_by", number=view.number), *order_delivery_answers.links(view)]


def _no_card_left(view: OrderView) -> list[Sentence]:
    if view.order.status in ARRIVED:
        return order_delivery_answers.missing(view)
    if view.order.status in NO_PARCEL_YET:
        return [*_not_sent(view), *offer(view)]
    if view.order.status in NOT_COMING:
        return [status_alone(view), *next_step(view), *offer(view)]
    return [
        sentence("utter_order_no_card", number=view.number),
        *order_delivery_answers.links(view),
        sentence("utter_order_no_card_person"),
    ]


#: By the ids of data/order_questions.yml.
ANSWERS: Mapping[str, Callable[[OrderView], list[Sentence]]] = {
    "delivered_when": _delivered_when,
    "sent_when": _sent_when,
    "signed_by": _signed_by,
    "no_card_left": _no_card_left,
}
