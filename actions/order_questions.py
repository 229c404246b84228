"""What customers ask about their own order (data/order_questions.yml), answered from its data. Pure.

What the data do not say is not made up: the answer says so, and where one learns it.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions import order_day_answers, order_delivery_answers, order_purchase_answers, order_texts
from actions.order_texts import NOT_EXPECTED
from actions.order_view import ARRIVED, OrderView, next_step, where
from actions.own_orders import ITEM
from actions.sentences import Sentence, joined, sentence
from baton.orders.gateway import Order
from policies.order_facets import STATUS

_ANSWERS = {**order_delivery_answers.ANSWERS, **order_day_answers.ANSWERS, **order_purchase_answers.ANSWERS}
_MISSING = "delivered_but_missing"
_ITEMS, _PARCELS, _WHAT_NEXT = "items", "parcels", "what_next"
#: Right after they were answered, "where" and "when" are about the money.
_OF_REFUND = frozenset({"return_state", "refund_state", "refund_to"})
_WHERE, _WHEN = frozenset({"address", STATUS}), frozenset({"day", "time_of_day", "delivered_when"})
_MOST_FURTHER = 3  # questions beside the first that one reply answers
#: After these "what do I do now" and "how do I do it" are about that, and not about what comes next of the order.
_TO_DO = frozenset({_MISSING, "invoice", "safe_place", "change_day", "tracking_not_working"})
#: Who asks this and then what is done about it, has not got the parcel.
_NOT_BY_THEM = frozenset({"signed_by"})
#: Of an order that is marked as delivered they say the same.
_NOT_THERE = frozenset({_MISSING, "still_no", "no_card_left"})

#: Of one thing in an order that was shipped in part they ask whether that is among what has left.
_WHERE_IT_IS = frozenset({None, STATUS, "day", "sent_when", ITEM})

#: Every question that is answered about one order.
FACETS = frozenset({STATUS, *_ANSWERS})
#: Questions for where the order is and when it comes: who asks them again is not settled.
STATE = frozenset({STATUS, "day", "time_of_day", "why_late", "tracking", "what_next", *_NOT_THERE})


def question_of(facet: str | None, order: Order, names_item: bool = False) -> str:
    """The question that is answered where one was asked: those with one answer for this order count as one.

    Args:
        facet: its id; of None, and of one that has no answer, it is the status.
        names_item: whether something in this order was named; who asks for another item then means that one.
    """
    if names_item and order.status == "partly_shipped" and facet in _WHERE_IT_IS:
        return _PARCELS
    if facet == ITEM and names_item:
        return _ITEMS
    if facet in _NOT_THERE and order.status in ARRIVED:
        return _MISSING
    return facet if facet in FACETS else STATUS


def goes_on_with(facet: str | None, before: str | None) -> str | None:
    """What is asked where something was answered right before: "what do I do now", of a parcel that is missing, is not
    what comes next of one that was delivered."""
    if before in _OF_REFUND and facet in _WHERE | _WHEN:
        return "refund_to" if facet in _WHERE else "refund_state"
    if facet != _WHAT_NEXT:
        return facet
    return before if before in _TO_DO else _MISSING if before in _NOT_BY_THEM else facet


def answer(facet: str, view: OrderView, beside_card: bool = False) -> list[Sentence]:
    """The sentences that answer a question.

    Args:
        facet: its id; an unknown one is answered by where the order is.
        beside_card: the order's card is shown with the answer.
    """
    given = _ANSWERS.get(facet)
    if given:
        return given(view)
    sentences = order_texts.status(view.order, view.day, view.words, beside_card)
    if view.order.status not in ARRIVED or not view.order.returns:
        return sentences
    # "Nothing more is needed" is wrong where something is on its way back.
    nothing = order_texts.what_next(view.order, view.words)
    back = order_purchase_answers.ANSWERS["return_state"](view)
    return [said for each in sentences for said in (back if each == nothing else [each])]


def after_problem(view: OrderView, shown: bool = False) -> list[Sentence]:
    """The sentences that show an order of which a problem was told: where it is, if that was not shown before, and who
    puts the problem right."""
    return [*([] if shown else where(view)), sentence("utter_order_problem_person")]


def reply(facet: str, view: OrderView, times: int, beside_card: bool = False) -> tuple[list[Sentence], int]:
    """The sentences for a question that was answered so often right before, with the variation of their responses.

    The second time the answer comes in other words or with what else is known; then it is said that there is no more.
    From the second time on a person is offered.
    """
    first = answer(facet, view, beside_card)
    if times == 0:
        return first, 0
    offer = sentence("utter_order_offer")
    if times == 1:
        said = [each for each in answer(facet, view, beside_card=True) if each.response != offer.response]
        if joined(said, view.words, 1) != joined(said, view.words):
            return [*said, offer], 1
        return [*_what_else(facet, view, said), offer], 1
    return [sentence("utter_order_all_known", number=view.number), offer], times


def replies(
    facet: str, further: Sequence[str], view: OrderView, times: int, beside_card: bool = False
) -> tuple[list[Sentence], int]:
    """The sentences for a question and for what was asked in the same message beside it; nothing is said twice, and
    what is offered comes last.

    Args:
        facet, further: their ids.
        times: how often the first was answered right before.
    """
    sentences, variation = reply(facet, view, times, beside_card)
    for each in [each for each in further if each in FACETS][:_MOST_FURTHER]:
        sentences += [said for said in answer(each, view, beside_card=True) if said not in sentences]
    offers = [each for each in sentences if view.words.offer(each.response, variation)]
    if len(offers) > 1 or (offers and further):
        sentences = [*(each for each in sentences if each not in offers), offers[-1]]
    return sentences, variation


def _what_else(facet: str, view: OrderView, said: Sequence[Sentence]) -> list[Sentence]:
    """What else is known of the order's way, or how to reach the carriers; without what was said already."""
    contacts = order_delivery_answers.contacts(view) if view.order.status not in NOT_EXPECTED else []
    if facet not in STATE:
        known = contacts if facet in order_delivery_answers.ANSWERS else []
        return [sentence("utter_order_no_more"), *(each for each in known if each not in said)]
    reason = order_delivery_answers.reason(view)
    known = [*reason, *where(view), *next_step(view), *order_texts.parcels_in_words(view.order), *contacts]
    known = [each for each in known if each not in said]
    return [sentence("utter_order_again"), *(known or [order_purchase_answers.placed(view)])]
