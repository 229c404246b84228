"""Finding an order and telling how it stands."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict
from sqlalchemy.exc import SQLAlchemyError

from actions import order_words, said
from actions.order_dialogue import MOST_CHOICES, Known, Step, advance
from actions.parts import identity, policy, slot_set
from baton import wiring

logger = logging.getLogger(__name__)

NON_STANDARD = "non_standard_order"
UNUSUAL_ACCOUNT = "unusual_account"


class ValidateOrderForm(Action):
    """Takes each answer to the order form one step further (see `order_dialogue`)."""

    def name(self) -> Text:
        return "validate_order_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        proof_required = wiring.settings().order_proof == "required"
        try:
            step = advance(_known(tracker), said.said(tracker), wiring.orders(), proof_required)
        except SQLAlchemyError:
            logger.exception("The order store cannot be reached.")
            dispatcher.utter_message(response="utter_lookup_unavailable")
            return [
                slot_set("attempt", said.attempt("order_lookup", "unavailable")),
                slot_set("order_number", None),
                slot_set("requested_slot", None),
            ]
        if step.unchanged:
            return [slot_set("requested_slot", step.ask)]
        for response, variables in step.say:
            dispatcher.utter_message(response=response, **variables)
        ask = step.ask
        if step.attempt and ask and said.hands_over(tracker.events, step.attempt, policy()):
            ask = None  # a person takes over in this very turn: no further question
        return [*_slots(step, proof_required), slot_set("requested_slot", ask)]


class AskOrderCandidates(Action):
    """Offers the orders that fit as buttons; all of them are the customer's."""

    def name(self) -> Text:
        return "action_ask_order_candidates"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        found = [wiring.orders().by_number(number) for number in tracker.get_slot("order_candidates") or ()]
        buttons = [order_words.choice(order) for order in found[:MOST_CHOICES] if order]
        dispatcher.utter_message(response="utter_which_order", buttons=buttons)
        return []


class ActionShowOrder(Action):
    """Tells how the order that was found stands."""

    def name(self) -> Text:
        return "action_show_order"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        number = tracker.get_slot("order_number")
        if not number:
            return []  # the form ended without an order: what there was to say has been said
        try:
            order = wiring.orders().by_number(number)
        except SQLAlchemyError:
            logger.exception("The order store cannot be reached.")
            order = None
        if order is None:
            dispatcher.utter_message(response="utter_lookup_unavailable")
            return [slot_set("attempt", said.attempt("order_lookup", "unavailable", number))]
        today = wiring.hours().local(wiring.now()).date()
        dispatcher.utter_message(
            text=order_words.status_text(order, today),
            custom={"card": order_words.card(order), "text": order_words.beside_card(order, today)},
        )
        if not order.standard:
            return [slot_set("attempt", said.attempt(NON_STANDARD, "answered", f"{order.number} {order.status}"))]
        if order.customer.notes:
            return [slot_set("attempt", said.attempt(UNUSUAL_ACCOUNT, "answered", order.number))]
        return []


def _known(tracker: Tracker) -> Known:
    asked = tracker.get_slot("requested_slot") if tracker.active_loop_name == "order_form" else None
    get = tracker.get_slot
    return Known(
        asked=asked,
        shown=get("order_number"),
        number=get("order_asked"),
        name=get("customer_name"),
        email=get("customer_email"),
        postcode=get("customer_postcode"),
        identity=identity(tracker).get("email"),
        candidates=tuple(get("order_candidates") or ()),
    )


def _slots(step: Step, proof_required: bool) -> List[Dict[Text, Any]]:
    known = step.known
    found = bool(step.attempt and step.attempt["outcome"] == "found")
    values = {
        "order_number": known.shown if step.ask is None else None,
        "order_asked": known.number,
        "customer_name": known.name,
        "customer_email": known.email,
        "customer_postcode": known.postcode,
        "order_candidates": list(known.candidates) or None,
        **({"verified": proof_required} if found else {}),
        **({"attempt": dict(step.attempt)} if step.attempt else {}),
    }
    return [slot_set(name, value) for name, value in values.items()]
