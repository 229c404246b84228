"""Questions about products, and wishes to buy one."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import order_memory, shown_order
from actions.logged_conversations import facts_of
from actions.parsed_question import PROBLEMS, answers_before_products, latest, shop_answers, shop_may_answer
from actions.product_texts import ProductTexts, is_unanswered, offers_person
from actions.question_followups import goes_on, says_way
from actions.recent_events import has_run
from actions.slots import Events, HasContainer, attempt_set, followed_by, slot_set
from actions.user_message import latest_message
from baton.bootstrap import Container
from baton.nlu.abbreviations import abbreviations
from baton.nlu.spelling import with_words
from baton.orders.gateway import OrdersUnavailable
from baton.orders.product_questions.answer import Answer, Facts, Listing, NotListed, NotSold, WhichProduct
from baton.orders.product_questions.answering import answer
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.subject import Memory
from baton.orders.product_questions.tokens import Token
from baton.orders.product_questions.vocabulary import Vocabulary
from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, SHOW_ORDER
from policies.facts import ATTEMPT_SLOT, OFFER_PERSON, OFFER_SLOT
from policies.question_followups import question_followups
from policies.question_names import CERTAIN, CLEAR, question_surely_asked

logger = logging.getLogger(__name__)

SHOWN, TOPIC = "product_shown", "product_topic"
_MOST_RECENT = 4
_MOST_OF_ORDER = 3  # products
_COMES_BACK = 4  # messages after which "it" is hardly the product any more
#: A shorter message, such as "price", rather leaves out its product than asks a question of the shop.
_SAYS_ENOUGH = 3  # words


@dataclass(frozen=True)
class Found:
    """What the shop's data say to a message about products.

    Attributes:
        answer: to be said.
        memory: what the conversation had come to before.
        catalogue, vocabulary: the products in question, and the words for what they have.
        goes_on: the last answer was about products, so that "it" is one of them.
        resumes: an answer shortly before was, and the message comes back to a property: "what fuse does it need".
        of_shown: it was about an order, so that "it" may be what is in that.
    """

    answer: Answer
    memory: Memory
    catalogue: Catalogue
    vocabulary: Vocabulary
    goes_on: bool
    of_shown: bool = False
    resumes: bool = False

    @property
    def is_spoken_of(self) -> bool:
        """Whether one product is known to be meant although the message does not name it."""
        return (self.goes_on or self.of_shown or self.resumes) and len(self.memory.focus) == 1

    @property
    def complete(self) -> bool:
        """Whether the data say all that was asked about a product that the message means."""
        of_something = (self.goes_on or self.of_shown or self.resumes) and bool(self.memory.focus)
        return self.answer.is_sure and (self.answer.named or of_something)


def find(container: Container, tracker: Tracker) -> Found:
    """What the shop's data say to the latest message.

    Raises:
        OrdersUnavailable: the order store cannot be reached.
    """
    memory = _memory(tracker)
    of_order = Memory() if memory.focus else _of_order(container, tracker)
    memory = of_order if of_order.focus else memory
    text, catalogue, vocabulary = _read(container, tracker, {*memory.focus, *memory.recent})
    attempt = tracker.get_slot(ATTEMPT_SLOT)
    goes_on = isinstance(attempt, Mapping) and str(attempt.get("task")).startswith("product")
    of_shown = bool(of_order.focus) and order_memory.in_a_row(tracker.events, SHOW_ORDER)
    found = answer(text, catalogue, memory, vocabulary)
    resumes = not goes_on and bool(memory.focus) and _resumes(tracker, text, found, vocabulary)
    return Found(found, memory, catalogue, vocabulary, goes_on, of_shown, resumes)


def _read(container: Container, tracker: Tracker, skus: Collection[str]) -> tuple[str, Catalogue, Vocabulary]:
    """The latest message without short forms and slips, and what it is answered from. What a product is called is no
    slip, however it is written."""
    text = abbreviations().written_out(latest_message(tracker).text)
    catalogue, vocabulary = container.product_catalogue(text, skus)
    slips = {each["word"]: each["meant"] for each in latest(tracker).get("corrected_words") or ()}
    meant = {word: term for word, term in slips.items() if not any(map(catalogue.knows, vocabulary.tokens(word)))}
    if meant:
        text = with_words(text, meant)
        catalogue, vocabulary = container.product_catalogue(text, skus)
    return text, catalogue, vocabulary


def _resumes(tracker: Tracker, text: str, found: Answer, vocabulary: Vocabulary) -> bool:
    """Whether a message comes back to a product that was spoken of before the last answer: it says "it", and asks for
    what products have."""
    words = question_followups()
    if words.find(words.refers_back, text) is None or words.is_empty(text):
        return False
    labels = {aspect.label for aspect in vocabulary.aspects.values()}
    of_property = all(
        isinstance(part, Facts) or (isinstance(part, NotListed) and part.asked in labels) for part in found.parts
    )
    facts = facts_of(tracker.events)
    since = facts.turn.number - _COMES_BACK if facts.turn else 0
    return of_property and any(each.task.startswith("product") and each.turn >= since for each in facts.attempts)


def say(container: Container, dispatcher: CollectingDispatcher, found: Found) -> Events:
    """Say what was found; what is to be remembered of it."""
    texts = ProductTexts(container.responses, found.vocabulary)
    dispatcher.utter_message(text=texts.text(found.answer), buttons=texts.buttons(found.answer))
    return [
        *_remembered(found.answer, found.memory),
        *([slot_set(OFFER_SLOT, OFFER_PERSON)] if offers_person(found.answer) else []),
        _attempt(found.answer, found.catalogue),
    ]


def _of_order(container: Container, tracker: Tracker) -> Memory:
    """The few items of the order that is shown are what "it" means, as long as no product was spoken of."""
    number = tracker.get_slot("order_number")
    order = container.orders.by_number(number) if number else None
    skus = tuple(item.sku for item in order.items) if order else ()
    return Memory(skus, skus, skus) if len(skus) <= _MOST_OF_ORDER else Memory()


def asks_what_it_has(tracker: Tracker, found: Found) -> bool:
    """Whether it is asked what a product has, and the data say it all: "does the toaster have a crumb tray"."""
    return found.complete and found.vocabulary.asks_of_thing(found.vocabulary.tokens(latest_message(tracker).text))


def better_than_shop(container: Container, tracker: Tracker, found: Found) -> bool:
    """Whether what the data of a product say or leave open is a better answer than the shop's that seems to fit.

    "Is the lamp flicker free" tells of no trouble with a lamp, "does the radio have bluetooth" does not ask how to use
    it, and "do you sell curtains" asks for nothing but those.
    """
    parsed, words = latest(tracker), found.vocabulary.tokens(latest_message(tracker).text)
    if any(isinstance(part, NotSold) for part in found.answer.parts):
        asks_for_goods = found.vocabulary.asks_for_goods(words)
        return asks_for_goods and not shop_answers(tracker, CERTAIN) and not goes_on(tracker)
    best = container.questions().by_intent.get(question_surely_asked(parsed) or "")
    if best is not None and best.asks_product and (found.is_spoken_of or found.answer.lists_named):
        return True  # "I'm looking for a lamp for reading": the lamps that there are
    if best is not None and best.after_products:
        return found.answer.named and found.answer.has_data
    beside_it = best is not None and ((best.topic == PROBLEMS and not parsed.get("problem")) or says_way(best))
    return beside_it and _asks_whether(found, words) and found.answer.named and not found.answer.asks_way


def _asks_whether(found: Found, words: Sequence[Token]) -> bool:
    """Whether it is asked if something is so; of a thing, or of what the data say: "do I have to send the toaster back"
    asks what the customer has to do."""
    asks = bool(words) and words[0].text in found.vocabulary.asks_whether
    return asks and (found.answer.has_data or not found.vocabulary.asks_of_customer(words))


class ActionAnswerProduct(HasContainer, Action):
    """Answers a question about products from the shop's data, or says that they do not answer it.

    Where the data leave it open and one of the shop's answers fits (actions/questions.py), that one is given.
    """

    def name(self) -> Text:
        return ANSWER_PRODUCT

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        try:
            found = find(self.container, tracker)
        except OrdersUnavailable:
            logger.exception("The order store cannot be reached.")
            dispatcher.utter_message(response="utter_lookup_unavailable")
            return [attempt_set("product_question", "unavailable")]
        of_none = not (found.answer.named or found.goes_on or found.complete or found.is_spoken_of)
        if of_none and shown_order.may_be_meant(self.container, tracker):
            return followed_by(SHOW_ORDER)  # "is that royal mail"
        # In the midst of a talk about a product "can i get it in red" is about that, and not how to exchange.
        least = CERTAIN if found.goes_on or found.resumes else CLEAR if found.answer.named else 0.0
        carried_on = of_none and (goes_on(tracker) or self._nearer_to_shop(tracker, found))
        # "How do I get stains off the toaster": what a toaster has says nothing of that.
        carried_on = carried_on or (found.answer.asks_way and shop_may_answer(tracker))
        by_shop = answers_before_products(self.container, tracker) and not asks_what_it_has(tracker, found)
        by_data = found.complete or better_than_shop(self.container, tracker, found)
        left_to_shop = carried_on or by_shop or (not by_data and shop_answers(tracker, least))
        if left_to_shop and not has_run(tracker.events, ANSWER_QUESTION):
            return followed_by(ANSWER_QUESTION)
        return say(self.container, dispatcher, found)

    def _nearer_to_shop(self, tracker: Tracker, found: Found) -> bool:
        """Whether one of the shop's answers may fit, and no product is known to be meant: better than to ask which."""
        which = any(isinstance(part, WhichProduct) for part in found.answer.parts)
        return which and len(latest_message(tracker).words) >= _SAYS_ENOUGH and shop_may_answer(tracker)


class ActionPlaceOrder(HasContainer, Action):
    """Says whether there is what the customer would like to buy, what it costs, and how to order."""

    def name(self) -> Text:
        return "action_place_order"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        events: Events = []
        try:
            found = find(self.container, tracker)
            of_some = found.answer.named or found.complete  # the whole shop is no answer to "the same again"
            if of_some and all(isinstance(part, Listing) for part in found.answer.parts):
                events = say(self.container, dispatcher, found)
        except OrdersUnavailable:
            logger.exception("The order store cannot be reached.")
        dispatcher.utter_message(response="utter_place_order")
        return events


def _memory(tracker: Tracker) -> Memory:
    topic = tracker.get_slot(TOPIC)
    if not isinstance(topic, Mapping):
        return Memory()
    return Memory(
        tuple(tracker.get_slot(SHOWN) or ()),
        tuple(topic.get("focus") or ()),
        tuple(topic.get("recent") or ()),
        str(topic.get("question") or ""),
    )


def _remembered(found: Answer, before: Memory) -> Events:
    """What the next message may refer to: the list that is shown, what was spoken of, and what was asked."""
    focus = found.focus or before.focus
    shown = found.shown or (before.shown if set(focus) <= set(before.shown) else focus)
    recent = tuple(dict.fromkeys((*focus, *before.recent)))[:_MOST_RECENT] if len(focus) == 1 else before.recent
    topic = {"focus": list(focus), "recent": list(recent), "question": found.question}
    return [slot_set(SHOWN, list(shown) or None), slot_set(TOPIC, topic)]


def _attempt(found: Answer, catalogue: Catalogue) -> dict[str, object]:
    """What the log says of the answer: only what the data did not answer counts against the bot."""
    if any(isinstance(part, WhichProduct) for part in found.parts):
        return attempt_set("product_unknown", "asked_back")
    if any(isinstance(part, NotSold) for part in found.parts):
        return attempt_set("product_question", "not_sold")
    products = [catalogue.products[sku] for sku in found.focus if sku in catalogue.products]
    names = ", ".join(product.name for product in products)
    if not is_unanswered(found):
        return attempt_set("product_question", "answered", names)
    task = "product_specs" if any(product.complex_spec for product in products) else "product_question"
    return attempt_set(task, "not_listed", names)
