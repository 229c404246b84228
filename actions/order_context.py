"""What a message means in the light of the orders that were shown right before it, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rasa_sdk import Tracker

from actions import order_memory, own_orders
from actions.order_memory import OrderMemory
from actions.parsed_question import latest
from actions.slots import Event, slot_set
from actions.user_message import latest_message
from baton.orders.gateway import Order
from policies.action_names import SHOW_ORDER
from policies.order_facets import PICKS_ORDER, order_facet
from policies.order_followups import Which
from policies.order_followups import several_orders as several_words
from policies.question_names import ORDER_PREFIX, question_surely_asked


def which_meant(tracker: Tracker) -> Which | None:
    """Which of the orders that were shown right before the message means; see `policies.order_followups`."""
    _, again = memory_of(tracker)
    return several_words().which(latest_message(tracker).text) if again else None


def shown_numbers(tracker: Tracker) -> tuple[Sequence[str], Sequence[str]]:
    """The orders whose cards were shown, and those in the list that was offered last."""
    memory, _ = memory_of(tracker)
    return memory.cards, memory.listed


def placed_number(tracker: Tracker) -> str | None:
    """The number of the order that the message means by its place among those shown right before: "and the second?"."""
    memory, again = memory_of(tracker)
    numbers = memory.listed or memory.cards
    if not again or len(numbers) < 2:
        return None
    text = latest_message(tracker).text
    place = several_words().place(text)
    if place is None and order_facet(latest(tracker)) is not None:
        place = several_words().place_asked_of(text)
    return numbers[place] if place is not None and place < len(numbers) else None


def facet_of_placed(tracker: Tracker) -> str | None:
    """What is asked of the order that was meant by its place: what the words say, else the same as before."""
    parsed, text = latest(tracker), latest_message(tracker).text
    plainly = order_facet(parsed) if (question_surely_asked(parsed) or "").startswith(ORDER_PREFIX) else None
    asked = plainly or several_words().asked_of_place(text) or order_facet(parsed)
    # Which order is meant is known: "what about the first" asks for no other one.
    return asked if asked and asked not in PICKS_ORDER else memory_of(tracker)[0].facet


def remembered(memory: OrderMemory, orders: Iterable[Order]) -> Event:
    """The memory, with the words for what is in the orders that the next message may be about."""
    names = frozenset[str]().union(*map(own_orders.item_words, orders))
    return slot_set(order_memory.SLOT, memory.with_names(names).slot())


def memory_of(tracker: Tracker) -> tuple[OrderMemory, bool]:
    """What has been answered, and whether it was right before."""
    return order_memory.memory(tracker.get_slot(order_memory.SLOT)), order_memory.in_a_row(tracker.events, SHOW_ORDER)
