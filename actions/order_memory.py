"""What the conversation has answered about orders, and which question is to be answered now. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.order_questions import STATE
from actions.order_state import ASK_CHOICE
from actions.own_orders import CHOOSING, ITEM
from actions.recent_events import begins, is_message, place_of_last
from baton.base.log_event import LogEvent, ParseData
from baton.nlu.message_parts import split
from baton.orders.text.order_words import order_words
from policies.action_names import SHOW_ORDER
from policies.facts import ORDER_ANSWERS_SLOT, REQUESTED_SLOT, leaves_subject
from policies.order_facets import (
    NEAR_AT_ALL,
    STATUS,
    is_unclear,
    nearest_order_facet,
    nearest_order_facets,
    order_facet_in_context,
    order_facets,
)
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX, STATE_PREFIX, question_surely_asked
from policies.short_questions import short_questions
from policies.taxonomy import IntentFlag, taxonomy

#: The question for the reason of a state.
WHY = "why_late"
#: So nearly as near as the nearest question another one is as near.
_AS_NEAR = 0.9
#: From this share of the best score on something is asked of the order that the best chooses.
_BESIDE_CHOICE = 0.3
#: The intents of questions that the shop answers to everybody.
_OF_SHOP = taxonomy().with_flag(IntentFlag.FAQ_TOPIC)
#: Keeps the memory.
SLOT = ORDER_ANSWERS_SLOT


@dataclass(frozen=True)
class OrderMemory:
    """What has been answered: the last answer, how often each was given about that order without another subject in
    between, whose cards were shown, the orders that were offered or shown as a list last, and the words for what is in
    the customer's orders, in small letters."""

    number: str | None = None
    facet: str | None = None
    times: Mapping[str, int] = field(default_factory=dict)  #: by the id of the question
    cards: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def answered_before(self, number: str, facet: str, in_a_row: bool) -> int:
        """How often the same was answered since the talk is about where this order is, or about its other data."""
        return self.times.get(facet, 0) if in_a_row and self.number == number else 0

    def shown_by(self, number: str, facets: Collection[str], in_a_row: bool) -> bool:
        """Whether one of these was answered right before about this order."""
        return self.facet in facets and bool(self.answered_before(number, self.facet or "", in_a_row))

    def shows_card(self, number: str, facet: str, in_a_row: bool) -> bool:
        """Whether the card belongs to the answer: once per order, and where the status is asked for anew."""
        return number not in self.cards or (facet == STATUS and not self.answered_before(number, facet, in_a_row))

    def answered(
        self, number: str, facet: str, in_a_row: bool, card: bool = False, listed: Sequence[str] = ()
    ) -> OrderMemory:
        """The memory after an answer, with the order's card or without, or with a list of orders to choose from."""
        cards = (*self.cards, number) if card and number not in self.cards else self.cards
        kept = self.listed if in_a_row and not listed else tuple(listed)
        before = self.times if in_a_row and self.number == number else {}
        # Who asks where it is, why it is late and where it is again, asks the same; "and where is it?" after its price
        # is asked anew.
        same = {each: count for each, count in before.items() if (each in STATE) == (facet in STATE)}
        times = {**same, facet: same.get(facet, 0) + 1}
        return OrderMemory(number, facet, times, cards, kept, self.names)

    def with_names(self, names: Collection[str]) -> OrderMemory:
        """The memory with the words for what is in the orders."""
        return replace(self, names=tuple(sorted(names)))

    def slot(self) -> dict[str, object]:
        """As the slot keeps it."""
        known: dict[str, object] = {"number": self.number, "facet": self.facet, "times": dict(self.times)}
        known["cards"] = list(self.cards)
        more = {"listed": list(self.listed), "names": list(self.names)}
        return {**known, **{name: value for name, value in more.items() if value}}


def memory(slot: object) -> OrderMemory:
    """The memory that the slot keeps."""
    if not isinstance(slot, Mapping):
        return OrderMemory()
    facet, times = slot.get("facet"), slot.get("times") or {}
    return OrderMemory(
        slot.get("number"),
        facet,
        times if isinstance(times, Mapping) else {str(facet): int(times)},  # conversations of before hold a number
        tuple(slot.get("cards") or ()),
        tuple(slot.get("listed") or ()),
        tuple(slot.get("names") or ()),
    )


@dataclass(frozen=True)
class AskedQuestion:
    """What the customer asks about an order.

    Attributes:
        facet: the id of the question; None if they only asked for the order.
        further: the ids of what they ask beside it.
        of_other: where `facet` asks for another order, what is asked of that one: "what's in the other one".
        text: their words, of all messages that belong to it.
        by_number: whether they named the order by its number.
        unclear: it is a message by itself, and what it asks is not clear.
        nearest: the ids of the questions that are nearest to it, best first.
    """

    facet: str | None
    text: str
    by_number: bool
    unclear: bool = False
    nearest: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    of_other: str | None = None


def asked_question(events: Sequence[LogEvent], form: str, action: str, names: Collection[str] = ()) -> AskedQuestion:
    """What the customer asks: in the latest message, or before it where that message only answered the form.

    Args:
        events: those of the conversation, in their order.
        form: the name of the form that finds the order.
        action: the name of the action that answers.
        names: words of what is in the order that is shown, in small letters.
    """
    begins_form = begins(form)
    begun = place_of_last(events, lambda event: begins_form(event) or _is_action(event, action))
    by_form = bool(begun) and begins_form(events[begun or 0])
    messages = _messages(events, begun if by_form else None)
    parsed = [message.get("parse_data") or {} for message in messages]
    facets = _facets(messages, by_form)
    if len(messages) == 1 and in_a_row(events, action):
        facets = _in_context(messages[-1], parsed[-1], names) or facets
    if not by_form and not facets:  # it was the shop's to answer, but fits this order as well
        facets += [facet for facet in map(_near, parsed) if facet is not None]
    latest = place_of_last(events, is_message)
    if by_form and latest is not None and _chooses(events, latest):
        facets = [facet for facet in facets if facet not in CHOOSING]  # "where are my orders": one was chosen since
    by_number = any(map(_names_order, parsed))
    return AskedQuestion(
        facet=facets[0] if facets else None,
        further=tuple(facets[1:]),
        text=" ".join(str(message.get("text") or "") for message in messages),
        by_number=by_number,
        unclear=not facets and not by_number and len(parsed) == 1 and is_unclear(parsed[0]),
        nearest=nearest_order_facets(parsed[0]) if len(parsed) == 1 else (),
        of_other=_of_other(parsed[0]) if len(parsed) == 1 else None,
    )


def _messages(events: Sequence[LogEvent], begun: int | None) -> list[LogEvent]:
    """The latest message, or those since a form began and the one that it began with; none that only chooses."""
    found: list[LogEvent] = []
    for place in range(len(events) - 1, -1, -1):
        if is_message(events[place]):
            if not _chooses(events, place):
                found.append(events[place])
            if begun is None or place < begun:
                break
    return found[::-1]


def _of_other(parsed: ParseData) -> str | None:
    """What a message asks about an order, beside which one it means."""
    question = parsed.get("question")
    best = question["ranking"][0]["score"] if question and question["ranking"] else 0.0
    near = nearest_order_facets(parsed, best * _BESIDE_CHOICE) if best else ()
    return next((facet for facet in near if facet not in CHOOSING), None)


def _near(parsed: ParseData) -> str | None:
    """The nearest question about an order; what is near to nothing at all asks none."""
    question = parsed.get("question")
    nothing = question is not None and question["outcome"] == "none"
    return nearest_order_facet(parsed, NEAR_AT_ALL if nothing else 0.0)


def _facets(messages: Sequence[LogEvent], by_form: bool) -> list[str]:
    """The questions about an order in these messages, each once: the latest message that asks any counts.

    What answers the form's own question asks about the order only where that is sure: "I don't have the number",
    "which postcode do you mean".
    """
    words = order_words()
    found: list[str] = []
    for place, message in enumerate(messages):
        text, parsed = str(message.get("text") or ""), message.get("parse_data") or {}
        if by_form and place > 0 and (question_surely_asked(parsed) is None or words.find(words.details, text)):
            continue
        found = list(order_facets(parsed)) or found
    first = messages[0].get("parse_data") or {} if messages and by_form else {}
    if not found and _names_order(first) and (first.get("intent") or {}).get("name") in _OF_SHOP:
        return list(filter(None, [_near(first)]))  # "it's about the invoice, order 10023"
    return found


def _in_context(message: LogEvent, parsed: ParseData, names: Collection[str]) -> list[str]:
    """What a message asks about the order that was answered about right before: short questions, one or several."""
    text = str(message.get("text") or "")
    parts, best = split(text), question_surely_asked(parsed) or ""
    short = [short_questions().facet(part.text, names) for part in parts]
    of_order = best.startswith(ORDER_PREFIX) and not any(_as_near(facet, parsed) for facet in short)
    if short and None not in short and (len(parts) > 1 or not of_order):
        return list(dict.fromkeys(filter(None, short)))
    if best.startswith(f"{FAQ_PREFIX}{STATE_PREFIX}"):
        return [WHY]  # "what's wrong with the address"
    if short_questions().only_names(text, names):
        return [ITEM]
    known = order_facets(parsed)
    context = order_facet_in_context(parsed)
    return list(known) or ([context] if context else [])


def _as_near(facet: str | None, parsed: ParseData) -> bool:
    """Whether a question is as good as nearest to a message: then its words say whether it is the one, "how many" and
    not "which"."""
    ranking = (parsed.get("question") or {"ranking": []})["ranking"]
    scores = {each["id"]: each["score"] for each in ranking}
    return facet is not None and scores.get(f"{ORDER_PREFIX}{facet}", 0.0) >= _AS_NEAR * max(
        scores.values(), default=1.0
    )


def in_a_row(events: Sequence[LogEvent], action: str) -> bool:
    """Whether this action was the answer to the customer's message before the latest, or before thanks and the like.

    What explains an order's state answers about the order, too.
    """
    messages, answered = 0, False
    for event in reversed(events):
        if is_message(event):
            messages += 1
            if messages == 1:
                continue
            intent = str(((event.get("parse_data") or {}).get("intent") or {}).get("name"))
            if answered or not leaves_subject(intent):
                return answered
        elif messages:
            answered = answered or _is_answer(event, action)
    return answered and messages > 1


def _is_answer(event: LogEvent, action: str) -> bool:
    if action == SHOW_ORDER and (event.get("event"), event.get("name")) == ("slot", SLOT):
        return bool(event.get("value"))
    return _is_action(event, action)


def _is_action(event: LogEvent, action: str) -> bool:
    return (event.get("event"), event.get("name")) == ("action", action)


def _chooses(events: Sequence[LogEvent], place: int) -> bool:
    """Whether the message at a place only chooses from the form's list: "not the first, the other one"."""
    before = (events[each] for each in range(place - 1, -1, -1))
    asked = (e.get("value") for e in before if e.get("event") == "slot" and e.get("name") == REQUESTED_SLOT)
    return next(asked, None) == ASK_CHOICE


def _names_order(parsed: ParseData) -> bool:
    return any(entity.get("entity") == "order_number" for entity in parsed.get("entities") or ())
