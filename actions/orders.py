"""Finding an order."""

from __future__ import annotations

import logging
from typing import Text, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import order_texts, user_message
from actions.general_answers import general_answer
from actions.logged_conversations import facts_of
from actions.order_form import OrderForm
from actions.order_form_questions import FORM, ask, code_buttons, said_in_form
from actions.order_state import ASK_ORDER, ASK_PROOF, MOST_CHOICES, TASK, OrderFormState, OrderFormStep
from actions.slots import Events, HasContainer, attempt_set, identity, proved_orders, shop_day, slot_set
from baton.base.log_event import ParseData
from baton.orders.email_codes.codes import CodeDesk
from baton.orders.gateway import OrdersUnavailable
from baton.orders.proof import PROVED_SLOT, ProofBy
from baton.orders.text.order_words import order_words
from policies.action_names import SHOW_ORDER
from policies.facts import OFFER_ORDER

logger = logging.getLogger(__name__)


class ValidateOrderForm(HasContainer, Action):
    """Takes each answer to the order form one step further (see `order_form`)."""

    def name(self) -> Text:
        return "validate_order_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        settings, codes = self.container.settings, self.container.email_codes
        state = _state(tracker)
        try:
            asker = self.container.asker(tracker.sender_id)
            form = OrderForm(
                self.container.orders,
                settings.proof_required,
                shop_day(self.container),
                order_words(),
                self.container.proof_attempts,
                asker,
                name_needs_email=settings.order_proof == "strict",
                codes=CodeDesk(codes, tracker.sender_id, asker) if codes is not None else None,
            )
            step = form.next(state, user_message.latest_message(tracker))
        except OrdersUnavailable:
            return _end_unavailable(dispatcher)
        if step.unchanged:
            return [slot_set("requested_slot", step.ask)]
        if state.asked is None and step.ask == ASK_ORDER:
            self._answer_in_general(dispatcher, tracker)
        asks, response = step.ask, step.response
        if (
            step.attempt
            and asks
            and user_message.hands_over(tracker.sender_id, tracker.events, step.attempt, self.container.policies)
        ):
            # A person takes over in this very turn: no further question.
            asks, response = None, "utter_lookup_failed" if step.attempt["outcome"] == "not_found" else None
        if response:
            offered = code_buttons(self.container) if asks and step.state.numbers else []
            dispatcher.utter_message(response=response, number=", ".join(step.state.numbers), buttons=offered)
        return [*_slots(step), *self._proved(tracker, step), slot_set("requested_slot", asks)]

    def _proved(self, tracker: Tracker, step: OrderFormStep) -> Events:
        """What this message has proved, beside what was proved before."""
        before = proved_orders(tracker)
        new = [(number, by) for number, by in step.state.proved if number not in {each["order"] for each in before}]
        at = self.container.clock().isoformat()
        added = [{"order": number, "by": by.value, "at": at} for number, by in new]
        return [slot_set(PROVED_SLOT, [*before, *added])] if added else []

    def _answer_in_general(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        message = cast(ParseData, tracker.latest_message or {})
        today = shop_day(self.container).today
        answer = general_answer(message, str(message.get("text") or ""), self.container.questions(), today)
        if answer:
            dispatcher.utter_message(text=answer)


class AskOrderCandidates(HasContainer, Action):
    """Offers the orders that fit as buttons; all of them are the customer's."""

    def name(self) -> Text:
        return "action_ask_order_candidates"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        numbers = tracker.get_slot("order_candidates") or []
        gateway = self.container.orders
        try:
            orders = [gateway.by_number(number) for number in numbers[:MOST_CHOICES]]
        except OrdersUnavailable:
            return _end_unavailable(dispatcher)
        day = shop_day(self.container)
        buttons = [order_texts.choice_button(order, day, self.container.responses) for order in orders if order]
        ask(dispatcher, tracker, "utter_which_order", buttons=buttons)
        return []


def _end_unavailable(dispatcher: CollectingDispatcher) -> Events:
    """Tells the customer that orders cannot be looked up now, and ends the form. Call it in an `except` block."""
    logger.exception("The order store cannot be reached.")
    dispatcher.utter_message(response="utter_lookup_unavailable")
    return [
        attempt_set(TASK, "unavailable"),
        slot_set("order_number", None),
        slot_set("requested_slot", None),
    ]


def _state(tracker: Tracker) -> OrderFormState:
    get = tracker.get_slot
    active = tracker.active_loop_name == FORM
    asked = get("requested_slot") if active else None
    resumed = asked is None and _goes_on(tracker)
    if resumed:
        asked = ASK_PROOF if get("order_asked") or get("customer_name") else ASK_ORDER
    return OrderFormState(
        asked=asked,
        shown=get("order_number"),
        proved=tuple((each["order"], ProofBy(each["by"])) for each in proved_orders(tracker)),
        number=get("order_asked"),
        name=get("customer_name"),
        email=None if resumed else get("customer_email"),
        postcode=None if resumed else get("customer_postcode"),
        identity=identity(tracker).get("email"),
        candidates=tuple(get("order_candidates") or ()),
        named=() if asked else user_message.numbers_before(tracker.events, SHOW_ORDER),
        compared=bool(get("order_compared")),
        texts=user_message.texts_since(tracker.events, FORM) if active else (),
        explained=said_in_form(tracker.events) if active else frozenset(),
    )


def _goes_on(tracker: Tracker) -> bool:
    """Whether the customer goes on with a look-up that another form has interrupted: what was given of it still holds,
    but for a proof."""
    turn = facts_of(tracker.events).turn
    return tracker.get_slot("order_number") is None and turn is not None and turn.accepted == OFFER_ORDER


def _slots(step: OrderFormStep) -> Events:
    state = step.state
    return [
        slot_set("order_number", state.shown if step.ask is None else None),
        slot_set("order_asked", state.number),
        slot_set("customer_name", state.name),
        slot_set("customer_email", state.email),
        slot_set("customer_postcode", state.postcode),
        slot_set("order_candidates", list(state.candidates) or None),
        slot_set("order_compared", state.compared),
        *([slot_set("attempt", dict(step.attempt))] if step.attempt else []),
    ]
