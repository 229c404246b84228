"""The answer to a customer who asks back ("what does that mean", "why do you ask"): what was said last, explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import order_memory, order_texts
from actions.parsed_question import question_asked, shop_answers
from actions.question_followups import answered_last
from actions.questions import say_answer
from actions.sentences import joined
from actions.slots import Events, HasContainer, followed_by, shop_day, slot_set
from actions.user_message import latest_message
from baton.base.log_event import LogEvent
from baton.knowledge.document import Question
from baton.orders.gateway import Order, OrdersUnavailable
from baton.orders.text.order_words import order_words
from policies.action_names import ANSWER_QUESTION, SHOW_ORDER
from policies.question_names import CERTAIN, FAQ_PREFIX, ORDER_PREFIX, STATE_PREFIX

#: The states that share an explanation (data/faq).
_SAME = {"placed": "processing", "paid": "processing", "partly_refunded": "refunded"}
#: In the memory, in place of a question.
_MEANING = "meaning"
#: What a customer may ask back about is said by these.
_SAID_BY = frozenset({SHOW_ORDER, ANSWER_QUESTION, "order_form", "callback_form"})


class ActionExplain(HasContainer, Action):
    """Explains what was said last: of an order its state in plain words; an answer of the shop's comes again with its
    neighbours. Who asks about their data, or after nothing of the kind, learns why they are asked for."""

    def name(self) -> Text:
        return "action_explain"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if shop_answers(tracker, CERTAIN):
            return followed_by(ANSWER_QUESTION)  # "what about e-mail"
        words, text = order_words(), latest_message(tracker).text
        last = None if words.find(words.details, text) else _said_last(tracker.events)
        number = tracker.get_slot("order_number")
        if last == SHOW_ORDER and number:
            return self._order(dispatcher, tracker, str(number))
        answered = answered_last(tracker, self.container.questions()) if last == ANSWER_QUESTION else None
        if answered is not None:
            return say_answer(self.container, dispatcher, tracker, answered)
        dispatcher.utter_message(response="utter_why_asked")
        return []

    def _order(self, dispatcher: CollectingDispatcher, tracker: Tracker, number: str) -> Events:
        order, asked = self._look_up(number), question_asked(tracker)
        about_order = asked["outcome"] != "none" and asked["ranking"][0]["id"].startswith(ORDER_PREFIX)
        meaning = self._meaning(order) if order is not None and not about_order else None
        if order is None or meaning is None:
            return followed_by(SHOW_ORDER)
        words = self.container.responses
        status = joined([order_texts.status_alone(order, shop_day(self.container), words)], words)
        known = order_memory.memory(tracker.get_slot(order_memory.SLOT)).answered(number, _MEANING, in_a_row=False)
        return [
            *say_answer(self.container, dispatcher, tracker, meaning, status),
            slot_set(order_memory.SLOT, known.slot()),
        ]

    def _look_up(self, number: str) -> Order | None:
        try:
            return self.container.orders.by_number(number)
        except OrdersUnavailable:
            return None  # the action that follows says so

    def _meaning(self, order: Order) -> Question | None:
        """The shop's explanation of the state that an order has."""
        state = _SAME.get(order.status, order.status)
        found = self.container.questions().by_intent.get(f"{FAQ_PREFIX}{STATE_PREFIX}{state}")
        return found if found is not None and found.valid(shop_day(self.container).today) else None


def _said_last(events: Sequence[LogEvent]) -> str | None:
    """The last action that said, or asked, something that may need an explanation."""
    names = (str(event.get("name")) for event in reversed(events) if event.get("event") == "action")
    return next((name for name in names if name in _SAID_BY), None)
