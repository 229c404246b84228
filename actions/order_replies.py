"""Shows the order that was found, and answers what is asked about it.

Longer than other modules: all replies share what was looked up and proved for this message.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import (
    order_delivery_answers,
    order_memory,
    order_questions,
    order_texts,
    own_orders,
    several_orders,
    shown_order,
)
from actions.logged_conversations import facts_of
from actions.order_context import (
    facet_of_placed,
    memory_of,
    placed_number,
    remembered,
    shown_numbers,
    which_meant,
)
from actions.order_memory import AskedQuestion, OrderMemory
from actions.order_proof import Proof
from actions.order_state import MOST_CHOICES, TASK
from actions.order_view import OrderView
from actions.orders import FORM
from actions.own_orders import OrderChoice
from actions.parsed_question import PROBLEMS, latest
from actions.questions import LONGEST_DETAIL, question_buttons
from actions.questions import TASK as QUESTION_TASK
from actions.sentences import Sentence, Words, joined, offer_slot, sentence
from actions.slots import Events, HasContainer, attempt_set, shop_day, slot_set
from actions.user_message import attempt
from baton.orders.gateway import Item, Order, OrderGateway, OrdersUnavailable
from policies.action_names import SHOW_ORDER
from policies.facts import ATTEMPT_SLOT, OFFER_SLOT
from policies.order_facets import STATUS, clear_order_facet
from policies.order_followups import Which
from policies.question_names import ORDER_PREFIX

logger = logging.getLogger(__name__)

NON_STANDARD = "non_standard_order"
UNUSUAL_ACCOUNT = "unusual_account"
#: Messages after which a problem that was told is no longer what an order is looked for.
_PROBLEM_TURNS = 4
#: So often it is said that a person puts the problem right; then the order's state is answered as otherwise.
_PROBLEM_ANSWERS = 2
#: In the memory, in place of a question.
UNCLEAR = "unclear"
#: Questions for buttons where none is near.
_USUAL = ("day", "tracking", "what_next")


class ActionShowOrder(HasContainer, Action):
    """Answers what was asked about the order, or says where it is; its card comes once."""

    def name(self) -> Text:
        return SHOW_ORDER

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        number = tracker.get_slot("order_number")
        if not number:
            return []  # the form ended without an order, and has said why
        names = shown_order.item_words(self.container, number) | {*memory_of(tracker)[0].names}
        question = order_memory.asked_question(tracker.events, FORM, SHOW_ORDER, names=names)
        if (placed := placed_number(tracker)) is not None:
            number, question = placed, replace(question, facet=facet_of_placed(tracker), by_number=True)
        which = which_meant(tracker)
        if which is Which.NOT_THIS:
            question = replace(question, facet=own_orders.OTHER)
        together = tracker.get_slot("order_candidates") or ()
        try:
            if len(together) > 1:
                return self._show_together(dispatcher, tracker, together, question)
            found = self._look_up(number, question, Proof.by(tracker))
        except OrdersUnavailable:
            logger.exception("The order store cannot be reached.")
            found = None
        if found is None:
            dispatcher.utter_message(response="utter_lookup_unavailable")
            return [attempt_set(TASK, "unavailable", number)]
        if question.facet in own_orders.CHOOSING and found.choice.order.number != number and question.of_other:
            question = replace(question, facet=question.of_other)
        several = several_orders.meant(*shown_numbers(tracker), found.own)
        if which is None or which in own_orders.PICKING.values():
            which = own_orders.PICKING.get(question.facet or "", which)
        if which in own_orders.PICKING.values():
            several = list(found.own)  # "and the oldest one?": of all, not only of those that were shown
        plainly_newest = which is Which.NEWEST and question.facet == own_orders.NEWEST  # that one is shown
        if which not in (None, Which.NOT_THIS) and not plainly_newest and len(several) > 1:
            return self._answer_several(dispatcher, tracker, which, several, found, question)
        if found.choice.sentences:
            return self._ask_which(dispatcher, tracker, question, found.choice)
        return self._answer(dispatcher, tracker, question, found)

    def _show_together(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, numbers: Sequence[str], question: AskedQuestion
    ) -> Events:
        """Answers about each of the orders that the customer chose together: where it is, or what was asked."""
        proof = Proof.by(tracker)
        shown = self._orders(numbers, proof)
        events = self._show_each(dispatcher, tracker, shown)
        if question.facet not in order_questions.FACETS - {STATUS}:
            return events
        found = [_Found(OrderChoice(order), shown, {}, proof) for order in shown]
        views = {one.choice.order.number: self._view(one.choice.order, one) for one in found}
        dispatcher.utter_message(text=several_orders.each(question.facet, shown, lambda order: views[order.number]))
        return events

    def _orders(self, numbers: Sequence[str], proof: Proof) -> list[Order]:
        """The orders with these numbers that the customer may see."""
        found = filter(None, [self.container.orders.by_number(number) for number in numbers[:MOST_CHOICES]])
        required = self.container.settings.proof_required
        return [order for order in found if not required or proof.covers(order)]

    def _show_each(self, dispatcher: CollectingDispatcher, tracker: Tracker, shown: Sequence[Order]) -> Events:
        """Says where each of the orders is that the customer chose together; the conversation is about the first."""
        words, day = self.container.responses, shop_day(self.container)
        memory, again = memory_of(tracker)
        for order in shown:
            text = joined(order_texts.status(order, day, words), words)
            beside = joined(order_texts.status(order, day, words, True), words)
            card = order_texts.card(order, day, words)
            dispatcher.utter_message(text=text, custom={"card": card, "text": beside})
        listed = [order.number for order in shown]
        for number in reversed(listed):  # the first of them comes last: the conversation is about it
            memory = memory.answered(number, STATUS, again, card=True, listed=listed)
        return [slot_set("order_candidates", None), remembered(memory, shown)]

    def _answer_several(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        which: Which,
        orders: Sequence[Order],
        found: _Found,
        question: AskedQuestion,
    ) -> Events:
        """Answers about several orders that were shown or listed: which of them it is, or the same of each."""
        facet = question.facet if question.facet in order_questions.FACETS else clear_order_facet(latest(tracker))
        if which is Which.SOONEST:
            which, facet = Which.ALL, "day"
        if which is Which.ALL and facet in (None, STATUS):
            shown = self._orders([order.number for order in orders], found.proof)
            return self._show_each(dispatcher, tracker, shown)
        words, (memory, again) = self.container.responses, memory_of(tracker)
        order = several_orders.picked(which, orders) if which is not Which.ALL else None
        if order is not None:
            text = joined(several_orders.picked_in_words(which, self._view(order, found)), words)
        else:
            asked = facet if which is Which.ALL else "total"
            text = several_orders.each(asked, orders, lambda each: self._view(each, found))
        dispatcher.utter_message(text=text)
        about = order or found.choice.order
        return [
            slot_set("order_number", about.number),
            remembered(memory.answered(about.number, which.value, again), found.own),
        ]

    def _look_up(self, number: str, question: AskedQuestion, proof: Proof) -> _Found | None:
        gateway = self.container.orders
        shown = gateway.by_number(number)
        if shown is None:
            return None
        own = gateway.by_email(shown.customer.email) if shown.customer.email else []
        if self.container.settings.proof_required:
            own = [order for order in own if proof.covers(order)]
        others = [order for order in own if order.number != shown.number]
        own = sorted([shown, *others], key=lambda order: order.placed_at, reverse=True)
        chosen = own_orders.choice(question.facet, shown, own, question.text, switches=not question.by_number)
        weights = _weights(gateway, chosen.order) if question.facet == "item_weight" else {}
        return _Found(chosen, own, weights, proof)

    def _ask_which(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, question: AskedQuestion, choice: OrderChoice
    ) -> Events:
        """Offers the orders that may be meant, or says why there is no other."""
        words, day = self.container.responses, shop_day(self.container)
        memory, again = memory_of(tracker)
        number, facet = choice.order.number, question.facet or STATUS
        times = memory.answered_before(number, facet, again)
        sentences = [*choice.sentences, *([sentence("utter_order_offer")] if times else [])]
        buttons = [order_texts.choice_button(order, day, words) for order in choice.offered[:MOST_CHOICES]]
        dispatcher.utter_message(text=joined(sentences, words, times), buttons=buttons)
        kept = memory.answered(number, facet, again, listed=[order.number for order in choice.offered])
        return [remembered(kept, [choice.order, *choice.offered]), *_offered(sentences, words, times)]

    def _ask_what(
        self, dispatcher: CollectingDispatcher, question: AskedQuestion, view: OrderView, memory: OrderMemory
    ) -> Events:
        """Says that it is not clear what they ask about the order, with what is noted on it, the nearest questions and
        a person."""
        order = view.order
        times = memory.answered_before(order.number, UNCLEAR, in_a_row=True)
        questions = self.container.questions().by_intent
        near = [
            found
            for each in question.nearest or _USUAL
            if (found := questions.get(f"{ORDER_PREFIX}{each}")) is not None
        ]
        noted = order_delivery_answers.reason(view) if not times else []
        asks = [*noted, sentence("utter_order_unclear", number=order.number)]
        dispatcher.utter_message(text=joined(asks, self.container.responses, times), buttons=question_buttons(near))
        kept = memory.answered(order.number, UNCLEAR, in_a_row=True, card=False)
        return [
            slot_set(order_memory.SLOT, kept.slot()),
            attempt_set(QUESTION_TASK, "asked_back", question.text[:LONGEST_DETAIL]),
            *_offered(asks, self.container.responses, times),
        ]

    def _view(self, order: Order, found: _Found, named: Sequence[Item] = ()) -> OrderView:
        return OrderView(
            order=order,
            day=shop_day(self.container),
            words=self.container.responses,
            carriers=self.container.carriers(),
            own=found.own,
            named=named,
            weights=found.weights,
            surely_theirs=found.proof.surely_covers(order),
        )

    def _answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, question: AskedQuestion, found: _Found
    ) -> Events:
        order, words = found.choice.order, self.container.responses
        memory, again = memory_of(tracker)
        view = self._view(order, found, own_orders.named_items(order, question.text))
        if question.unclear and memory.shown_by(order.number, (STATUS, UNCLEAR), again):
            return self._ask_what(dispatcher, question, view, memory)
        asked = order_questions.goes_on_with(question.facet, memory.facet if again else None)
        facet = order_questions.question_of(asked, order, bool(view.named) and memory.number == order.number)
        # Of a single thing it is another question than of the whole order.
        of_item = bool(view.named) and facet == "parcels" != asked
        first_time = of_item or placed_number(tracker) is not None  # of several that were shown, now that one
        times = 0 if first_time else memory.answered_before(order.number, facet, again)
        with_card = memory.shows_card(order.number, facet, again)
        if facet in (STATUS, "what_next") and _has_problem(tracker):
            answered = memory.answered_before(order.number, STATUS, again)
            if answered < _PROBLEM_ANSWERS:
                return self._answer_problem(dispatcher, view, memory, again, answered)
        sentences, variation = order_questions.replies(facet, question.further, view, times)
        text = joined(sentences, words, variation)
        if with_card:
            beside, _ = order_questions.replies(facet, question.further, view, times, beside_card=True)
            card = order_texts.card(order, view.day, words)
            dispatcher.utter_message(text=text, custom={"card": card, "text": joined(beside, words, variation)})
        else:
            dispatcher.utter_message(text=text)
        return [
            slot_set("order_number", order.number),
            remembered(memory.answered(order.number, facet, again, card=with_card), found.own),
            *_offered(sentences, words, variation),
            *_attempt(order, facet),
        ]

    def _answer_problem(
        self, dispatcher: CollectingDispatcher, view: OrderView, memory: OrderMemory, again: bool, times: int
    ) -> Events:
        """Shows the order of which a problem was told before, and offers who puts it right; the second time only that,
        in other words."""
        order, words = view.order, self.container.responses
        sentences = order_questions.after_problem(view, shown=bool(times))
        text = joined(sentences, words, times)
        if times:
            dispatcher.utter_message(text=text)
        else:
            dispatcher.utter_message(text=text, custom={"card": order_texts.card(order, view.day, words), "text": text})
        return [
            slot_set("order_number", order.number),
            remembered(memory.answered(order.number, STATUS, again, card=True), view.own),
            *_offered(sentences, words, times),
        ]


def _has_problem(tracker: Tracker) -> bool:
    """Whether the order was looked for because of a problem that was told right before: "my lamp has a scratch"."""
    known = facts_of(tracker.events)
    now = known.turn.number if known.turn is not None else 0
    return any(each.task == PROBLEMS and 0 < now - each.turn <= _PROBLEM_TURNS for each in known.attempts)


@dataclass(frozen=True)
class _Found:
    """The order that a question means, the customer's orders, and the weights of its items by sku."""

    choice: OrderChoice
    own: Sequence[Order]
    weights: Mapping[str, str]
    proof: Proof


def _weights(gateway: OrderGateway, order: Order) -> dict[str, str]:
    products = [product for item in order.items if (product := gateway.product(item.sku)) is not None]
    return {each.sku: str(each.specifications["weight"]) for each in products if "weight" in each.specifications}


def _offered(sentences: Sequence[Sentence], words: Words, variation: int) -> Events:
    offer = offer_slot(sentences, words, variation)
    return [slot_set(OFFER_SLOT, offer)] if offer else []


def _attempt(order: Order, facet: str) -> Events:
    """What was tried, where the policy counts it: where an order is that needs care, or that has an unusual account."""
    if facet not in order_questions.STATE or (order.standard and not order.customer.notes):
        return []
    if order.standard:
        tried = attempt(UNUSUAL_ACCOUNT, "answered", order.number)
    else:
        tried = attempt(NON_STANDARD, "answered", f"{order.number} {order.status}")
    return [slot_set(ATTEMPT_SLOT, {**tried, "facet": facet})]
