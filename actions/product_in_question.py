"""Whether a message that was read as a question about the shop is about a product, or goes on about one."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions import user_message
from actions.parsed_question import question_asked, shop_may_answer
from actions.products import Found, find
from actions.user_message import UserMessage
from baton.bootstrap import Container
from baton.orders.gateway import OrdersUnavailable
from baton.orders.product_questions.answer import Answer, Categories, Dearer, NotSold, WhichProduct
from policies import place_followups
from policies.question_followups import question_followups
from policies.taxonomy import IntentFlag, taxonomy

#: A question that is nearer than this may be meant, whatever was spoken of before.
_HARDLY_NEAR = 0.2
#: Intents that may be about a product as well.
_ANYTHING = frozenset({"faq", "product_question", "place_order"})
#: From this confidence on the intent of a message is no guess.
_SURE = 0.6


def found_or_none(container: Container, tracker: Tracker) -> Found | None:
    """What the data of products say; None where they cannot be reached."""
    try:
        return find(container, tracker)
    except OrdersUnavailable:
        return None


def is_about_product(tracker: Tracker, found: Found) -> bool:
    """Whether the data say something of a product that the message names, or nothing is near and it asks what the
    product can: better than to ask which of the shop's questions is meant."""
    message = user_message.latest_message(tracker)
    if not found.answer.is_sure and shop_may_answer(tracker) and _is_of_shop(message, sure=0.0):
        return False  # "I bought the wrong colour, can I exchange it"
    words = found.vocabulary.tokens(message.text)
    none = question_asked(tracker)["outcome"] == "none" and found.vocabulary.asks_of_thing(words)
    asks = (none or found.answer.asks_whether) and _says_something(found.answer)
    return found.answer.named and (found.answer.has_facts or asks)


def goes_on_about_product(tracker: Tracker, found: Found) -> bool:
    """Whether a message to which nothing of the shop's is near goes on about the product of the last answer: "can i
    control it from my phone"."""
    text, asked = user_message.latest_message(tracker).text, question_asked(tracker)
    near = asked["ranking"][0]["score"] if asked["ranking"] else 0.0
    short = len(text.split()) <= place_followups.LONGEST
    if near >= _HARDLY_NEAR:
        return False
    if any(isinstance(part, Dearer) for part in found.answer.parts):
        return True  # "have you got anything for a tenner"
    if not (short or question_followups().refers(text)):
        return False
    if not found.answer.has_facts and _is_of_shop(user_message.latest_message(tracker)):
        return False  # "can she send it back"
    return found.goes_on and bool(found.memory.focus) and not found.answer.named and _says_something(found.answer)


def _is_of_shop(message: UserMessage, sure: float = _SURE) -> bool:
    """Whether a message, read so surely at least, asks something of the shop, whatever it asks exactly."""
    topics = taxonomy().with_flag(IntentFlag.FAQ_TOPIC) - taxonomy().with_flag(IntentFlag.NOT_UNDERSTOOD) - _ANYTHING
    return message.intent in topics and message.confidence >= sure


def _says_something(found: Answer) -> bool:
    """Whether an answer is about a product: it asks for none, and denies none."""
    return not any(isinstance(part, (NotSold, WhichProduct, Categories)) for part in found.parts)


def is_bare_name(tracker: Tracker, found: Found) -> bool:
    """Whether a message that names a product has no other word ("kettle"), or is near to no question of the shop."""
    words = found.vocabulary.tokens(user_message.latest_message(tracker).text)
    return question_asked(tracker)["outcome"] != "answer" or all(map(found.catalogue.knows, words))
