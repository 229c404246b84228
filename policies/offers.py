"""What the bot does when the customer answers an offer of its own, or asks in one form for what another does. Pure.

The offer of a person is kept by the trigger `explicit_request`; here are the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, BOOK_CALLBACK, LISTEN, REPORT_PROBLEM, SHOW_ORDER
from policies.callback_changes import names_topic
from policies.conversation_words import conversation_words
from policies.facts import (
    CALLBACK_FORM,
    NOT_HELPED,
    OFFER_CALLBACK,
    OFFER_ORDER,
    OFFER_PERSON,
    OFFER_QUESTION,
    ORDER_FORM,
    RESUMES,
    Facts,
)
from policies.last_words import only_last_words
from policies.offer_answers import OfferAnswer, offer_answers
from policies.order_facets import STATUS
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX
from policies.taxonomy import IntentFlag, taxonomy
from policies.turns import Turn

DECLINED = "utter_deny"
AFFIRMED = "utter_affirm"
GOODBYE = "utter_goodbye"  # leaves the form that is running
_GOODBYE = "goodbye"
ACKNOWLEDGED = "utter_acknowledged"  # and with what was offered: utter_acknowledged_person
NOT_HELPED_REPLY = "utter_not_helped"
OFFERED_AFTER_NO = "utter_offered_after_no"  # a person, after a no that says how things are


@dataclass(frozen=True)
class _Kept:
    """The form that an offer begins, and the action that follows when the form is complete at once."""

    form: str
    then: str


_KEPT: Mapping[str, _Kept] = {
    OFFER_CALLBACK: _Kept(CALLBACK_FORM, BOOK_CALLBACK),
    OFFER_ORDER: _Kept(ORDER_FORM, SHOW_ORDER),
}

#: Intents of thanks and goodbye have replies of their own.
_ANSWERED_BY_RULE = frozenset({"thank", "goodbye", "solved"})
#: Intents that want an order looked up.
_ASKS_FOR_ORDER = frozenset({"order_status", "tracking_number"})

#: What is offered once more after an "ok thanks", each in a response of its own.
OFFERED_AGAIN = (OFFER_PERSON, *_KEPT)
#: Everything that a text may offer (`metadata: {offer: ...}` in domain.yml, slot `offer`).
KINDS = (OFFER_PERSON, OFFER_QUESTION, *_KEPT)


def next_action(facts: Facts, latest_action: str | None, form: str | None) -> str | None:
    """The action with which the bot goes on after the customer's answer to its offer.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
        form: the form that is running.
    Returns:
        None where this is neither, or the form goes on by itself.
    """
    turn = facts.turn
    if turn is None or facts.escalated or facts.owned_by_person:
        return None
    if latest_action in RESUMES.values():
        return LISTEN
    if turn.in_form and turn.intent == _GOODBYE and only_last_words(turn.text):
        return LISTEN if latest_action == GOODBYE else GOODBYE
    if form is None and (resume := _resumed(facts, latest_action)) is not None:
        return resume
    if turn.asks_why_not and not _is_about_where(facts):
        return LISTEN if latest_action == ANSWER_QUESTION else ANSWER_QUESTION
    read = _read_only(turn)
    if read is not None:
        return LISTEN if latest_action == read else read
    if turn.declined is not None:
        reply = turn.reply_to_no or DECLINED
        return LISTEN if latest_action == reply else reply
    if _misses_what_was_named(facts, turn):
        return LISTEN if latest_action == OFFERED_AFTER_NO else OFFERED_AFTER_NO
    said_more = _said_more(facts, turn)
    if said_more is not None:
        done = _ANSWERED if said_more == ANSWER_QUESTION else (said_more,)
        return LISTEN if latest_action in done else said_more
    if turn.accepted == OFFER_QUESTION:
        return LISTEN if latest_action == ANSWER_QUESTION else ANSWER_QUESTION
    kept = _KEPT.get(turn.accepted or _instead(turn) or _of_order_named(facts, turn) or "")
    if kept is None:
        return None
    if latest_action == kept.then:
        return LISTEN
    if latest_action != kept.form:
        return kept.form
    return kept.then if form is None else None


def _is_about_where(facts: Facts) -> bool:
    """Whether the last answer was about where an order is: "why not?" asks then why it is not there."""
    return facts.goes_on_about_order and facts.order_facet_before in (None, *_WHERE, "why_late")


def _read_only(turn: Turn) -> str | None:
    """The reply to somebody who says no more than that they read the last message: "ok thx" starts nothing.

    What was offered is offered once more.
    """
    if turn.acknowledged is not None:
        return f"{ACKNOWLEDGED}_{turn.acknowledged}" if turn.acknowledged in OFFERED_AGAIN else ACKNOWLEDGED
    if not turn.acknowledges or turn.intent in _ANSWERED_BY_RULE or turn.details or turn.matters:
        return None
    return AFFIRMED if turn.after_question is not False else ACKNOWLEDGED


#: A yes or a no to nothing that was offered, by intent.
_ANSWERS = frozenset({"affirm", "deny"})
_DENY = "deny"
#: "I looked everywhere" sounds settled and is not: right after an answer about an order it must be sure.
_SETTLED = frozenset({"solved"})
#: Actions after which a question of the shop's is answered.
_ANSWERED = (ANSWER_QUESTION, ANSWER_PRODUCT, SHOW_ORDER, REPORT_PROBLEM)
#: "Thanks, anything I need to do?" is a question if it surely is.
_THANKS = "thank"
#: They say that a parcel is not there: only after an answer about where it is.
_NOT_THERE = frozenset({"delivered_but_missing", "still_no", "no_card_left"})
_WHERE = _NOT_THERE | {STATUS, "day", "time_of_day", "delivered_when", "signed_by", "tracking", "neighbour_took_it"}


def _misses_what_was_named(facts: Facts, turn: Turn) -> bool:
    """Whether somebody does not find what the shop's answer right before has named: "I can't find the e-mail"."""
    last = facts.attempt_before
    if last is None or not last.goes_on or not last.answered or facts.asked is None or facts.asked["outcome"] != "none":
        return False
    if turn.in_form or turn.accepted or turn.matters or turn.orders or turn.details:
        return False
    return turn.intent not in taxonomy().signals and offer_answers().says_missing(turn.text)


def _said_more(facts: Facts, turn: Turn) -> str | None:
    """The action after a yes or a no to nothing that was offered, with words of its own: "no e-mail came".

    Right after an answer about an order it is about that; else a no says that the last answer did not help.
    """
    unsure = turn.intent in _SETTLED and turn.confidence < SURE
    if turn.in_form or turn.accepted or turn.declined or turn.matters or turn.orders:
        return None
    if turn.corrects or turn.wants_rest:
        return None
    if turn.intent == NOT_HELPED and not facts.attempts:
        return ANSWER_QUESTION  # nothing was answered yet that could have helped: "hi, got the wrong thing"
    asks_too = turn.intent == _THANKS and turn.confidence < SURE and turn.question is not None
    if turn.intent not in _ANSWERS and not unsure and not asks_too:
        return None
    if offer_answers().read_with_care(turn.text, OFFER_PERSON) is not OfferAnswer.OTHER:
        return None
    about_it = turn.near_facet not in _NOT_THERE or facts.order_facet_before in (None, *_WHERE)
    if turn.near_facet is not None and facts.goes_on_about_order and about_it:
        return SHOW_ORDER
    if turn.confidence < SURE and (turn.question or "").startswith(FAQ_PREFIX):
        return ANSWER_QUESTION  # "I don't have the order number"
    if turn.intent != _DENY:
        return None
    if turn.objects == OFFER_PERSON:
        return OFFERED_AFTER_NO
    thanks = not conversation_words().thanking_words.isdisjoint(turn.text.lower().split())
    content = thanks or offer_answers().goes_own_way(turn.text)
    return DECLINED if content else NOT_HELPED_REPLY  # "no that's fine, I'll do that, thanks"


def _resumed(facts: Facts, latest_action: str | None) -> str | None:
    """The question whether to go on with the form that was interrupted, once the other one is done."""
    order_done = latest_action == SHOW_ORDER and facts.order_answered == (facts.turn.number if facts.turn else None)
    callback_done = latest_action == BOOK_CALLBACK and facts.booked
    if (facts.interrupted == CALLBACK_FORM and order_done) or (facts.interrupted == ORDER_FORM and callback_done):
        return RESUMES[facts.interrupted]
    return None


#: So sure must an intent be before it ends a form for another one.
SURE = 0.6
#: A question about an order with so much of the score of the nearest is as near.
_AS_NEAR = 0.7
_TOPIC = "callback_topic"  # whatever is said there is the topic


def _of_order_named(facts: Facts, turn: Turn) -> str | None:
    """The look-up, for a question that names an order, is hardly one of the shop's and as near to one about an order:
    "it's about the invoice, order 10023"."""
    asked = facts.asked
    if turn.in_form or turn.matters or not turn.orders or asked is None or asked["outcome"] == "answer":
        return None
    if turn.intent not in taxonomy().with_flag(IntentFlag.FAQ_TOPIC) or not asked["ranking"]:
        return None
    near = next((each["score"] for each in asked["ranking"] if each["id"].startswith(ORDER_PREFIX)), 0.0)
    return OFFER_ORDER if near >= _AS_NEAR * asked["ranking"][0]["score"] else None


def _instead(turn: Turn) -> str | None:
    """What is asked for in the middle of a form for something else: "can't somebody just ring me?"."""
    if turn.asked is None or turn.asked == _TOPIC or turn.confidence < SURE:
        return None
    in_callback = turn.asked.startswith(OFFER_CALLBACK)
    if in_callback and names_topic(turn.text):
        return None
    if in_callback and turn.intent in _ASKS_FOR_ORDER:
        return OFFER_ORDER
    return OFFER_CALLBACK if not in_callback and turn.intent == "request_callback" else None
