"""What the actions share: the product's parts, slot events, who is logged in."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.order_texts import ShopDay
from actions.user_message import attempt
from baton.bootstrap import Container, process_container
from baton.orders.proof import PROVED_SLOT, ProvedOrder, proved_in
from policies.facts import ATTEMPT_SLOT

#: An event in rasa_sdk's plain form, and what an action returns.
Event = Dict[Text, Any]
Events = List[Event]


class HasContainer:
    """Gives an action the product's parts.

    Args:
        container: those to use; those of this process when left out, as Rasa's action server does.
    """

    def __init__(self, container: Optional[Container] = None) -> None:
        self._container = container

    @property
    def container(self) -> Container:
        """Built on first use: the server makes its actions before anybody needs a database."""
        return self._container or process_container()


def slot_set(name: str, value: object) -> Event:
    """A slot event."""
    event: Event = SlotSet(name, value)
    return event


def followed_by(action: str) -> Events:
    """Nothing but another action in place of this one."""
    event: Event = FollowupAction(action)
    return [event]


def begun_loop(name: str) -> Event:
    """The event that begins a form."""
    event: Event = ActiveLoop(name)
    return event


def attempt_set(task: str, outcome: str, detail: str = "") -> Event:
    """The slot event by which an action records what it tried (`user_message.attempt`)."""
    return slot_set(ATTEMPT_SLOT, attempt(task, outcome, detail))


def identity(tracker: Tracker) -> Mapping[Text, Optional[Text]]:
    """Who the customer is by the shop's signed token (customer_id, email, name, phone); empty for a visitor."""
    value = tracker.get_slot("identity")
    return value if isinstance(value, Mapping) else {}


def proved_orders(tracker: Tracker) -> List[ProvedOrder]:
    """The orders that have been proved to be the customer's in this conversation."""
    return proved_in(tracker.get_slot(PROVED_SLOT))


def shop_day(container: Container) -> ShopDay:
    """The day that it is in the shop."""
    zone = container.hours.zone
    return ShopDay(container.clock().astimezone(zone).date(), zone)
