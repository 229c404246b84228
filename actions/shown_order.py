"""Whether a message that was read as one of the shop's questions asks about the order that was shown right before."""

from __future__ import annotations

from typing import Text

from rasa_sdk import Tracker

from actions import order_memory, own_orders
from actions.parsed_question import latest, question_asked
from actions.user_message import latest_message
from baton.bootstrap import Container
from baton.nlu.message_parts import split
from baton.orders.gateway import OrdersUnavailable
from policies.action_names import SHOW_ORDER
from policies.order_facets import nearest_order_facet, order_facet, order_facet_in_context
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX, question_surely_asked
from policies.short_questions import short_questions
from policies.taxonomy import taxonomy


def is_meant(container: Container, tracker: Tracker) -> bool:
    """Whether the order that the last answer was about says more to the latest message than an answer for everybody:
    "what's the courier's number", "when does the lamp come"."""
    number = tracker.get_slot("order_number")
    if not number or not order_memory.in_a_row(tracker.events, SHOW_ORDER):
        return False
    parsed, message = latest(tracker), latest_message(tracker)
    names = item_words(container, str(number))
    if all(short_questions().facet(part.text, names) for part in split(message.text)):
        return True
    ranking = (parsed.get("question") or {"ranking": []})["ranking"]
    best = ranking[0]["id"] if ranking else ""
    if best.removeprefix(FAQ_PREFIX) in _answered_by_order(container, nearest_order_facet(parsed)):
        return True
    if question_surely_asked(parsed) is not None:
        return False
    if order_facet_in_context(parsed) is not None:
        return True
    # What is near to nothing else is about the order: it is asked what they would like to know of it.
    return best.startswith(ORDER_PREFIX) and not taxonomy().is_understood(message.intent)


def may_be_meant(container: Container, tracker: Tracker) -> bool:
    """The same, or a question about that order is the nearest to the message, whatever intent was read: "link aint
    working"."""
    if is_meant(container, tracker):
        return True
    shown = tracker.get_slot("order_number") and order_memory.in_a_row(tracker.events, SHOW_ORDER)
    return bool(shown) and order_facet_in_context(latest(tracker), sure_intent=False) is not None


def is_asked_about(tracker: Tracker) -> bool:
    """Whether the message asks something about the order that was shown; what is hardly near to it does so only right
    after an answer about that order."""
    near = question_asked(tracker)["outcome"] != "none" or order_memory.in_a_row(tracker.events, SHOW_ORDER)
    return bool(tracker.get_slot("order_number")) and near and order_facet(latest(tracker)) is not None


def may_say_more(container: Container, tracker: Tracker) -> bool:
    """Whether the order that was shown right before is held up, and its history says why: that may answer what no
    answer of the shop's does, such as "what papers do they need"."""
    number = tracker.get_slot("order_number")
    if not number or not order_memory.in_a_row(tracker.events, SHOW_ORDER):
        return False
    try:
        order = container.orders.by_number(str(number))
    except OrdersUnavailable:
        return False
    if order is None or order.standard:
        return False
    return any(change.note for change in order.history if change.status == order.status)


def item_words(container: Container, number: Text) -> frozenset[str]:
    """The words by which customers name what is in an order; none where it cannot be looked up."""
    try:
        order = container.orders.by_number(number)
    except OrdersUnavailable:
        return frozenset()  # what follows says so
    return own_orders.item_words(order) if order is not None else frozenset()


def _answered_by_order(container: Container, facet: str | None) -> tuple[str, ...]:
    """The shop's general answers to a question that an order answers by itself."""
    question = container.questions().by_intent.get(f"{ORDER_PREFIX}{facet}")
    return tuple(question.related) if question is not None else ()
