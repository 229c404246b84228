"""The form that finds an order without showing it to the wrong person. Pure but for its source of orders.

A wrong proof and an order that does not exist get the same response, so nobody can find out which numbers exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.order_answer import Answer, Question, read_answer
from actions.order_choice import OrderChooser
from actions.order_search import CodeProof, Match, OrderSearch, ProofGate, own_orders
from actions.order_state import (
    ASK_CHOICE,
    ASK_ORDER,
    ASK_PROOF,
    MOST_CHOICES,
    OrderFormState,
    OrderFormStep,
    found,
    merged,
    not_found,
    tried,
    with_proof,
    with_right_values,
)
from actions.order_texts import ShopDay
from actions.user_message import UserMessage
from baton.orders.gateway import OrderGateway
from baton.orders.proof_attempts import Asker
from baton.orders.text.days import find_days
from baton.orders.text.order_words import OrderWords
from policies.taxonomy import IntentFlag, taxonomy

_LONGEST_DETAIL = 60  # characters of a message that was of no use, in the log
_LONGEST_CHOICE = 9  # words of an answer to the list that may look like a question of its own: "the lamp please"
_ASKS, _SURE = frozenset({"order_status", "tracking_number", "order_question"}), 0.6
_LONGEST_EXCUSE = 14  # words of an answer that says only that something is not at hand


class OrderForm:
    """Finds the order that a customer means.

    Args:
        orders: the source of orders.
        proof_required: whether an order is shown only against its e-mail address or postcode.
        day: the shop's: "the one from Monday".
        words: those by which customers correct, decline and choose.
        gate: counts every comparison of a proof.
        asker: who gives it.
        name_needs_email: whether a postcode proves nothing beside a name.
        codes: those that are sent by e-mail; None if none are.
    """

    def __init__(
        self,
        orders: OrderGateway,
        proof_required: bool,
        day: ShopDay,
        words: OrderWords,
        gate: ProofGate,
        asker: Asker,
        *,
        name_needs_email: bool = False,
        codes: CodeProof | None = None,
    ) -> None:
        self._orders = orders
        self._proof_required = proof_required
        self._codes = codes if proof_required else None
        self._name_needs_email = name_needs_email
        self._day = day
        self._words = words
        self._search = OrderSearch(orders, proof_required, gate, asker, name_needs_email)
        self._chooser = OrderChooser(words, day, orders.product)

    def next(self, state: OrderFormState, message: UserMessage) -> OrderFormStep:
        """The step that follows from the customer's latest message.

        Raises:
            OrdersUnavailable: the source of orders cannot be asked.
        """
        question = Question(state.asked == ASK_ORDER, state.asked == ASK_PROOF, state.numbers)
        answer = read_answer(question, message, self._orders.products, self._words)
        if state.asked is None and state.named and answer.proof and not answer.reference:
            state = _going_on(state)
        if self._codes is not None:
            by_code = self._by_code(self._codes, state, message, answer)
            if by_code is not None:
                return by_code
        chosen = self._chosen(state, message, answer)
        if chosen is not None:
            return chosen
        excused = state.asked in (ASK_ORDER, ASK_PROOF) and (self._excuses(message) or self._withholds(message))
        named = state.asked == ASK_ORDER and answer.name is not None
        given = bool(answer.references or answer.proof or named)
        if state.asked is not None and message.interrupts and not given and not excused:
            return OrderFormStep(state, state.asked, unchanged=True)
        if state.asked is None and state.shown is not None and not answer.reference:
            shown = self._orders.by_number(state.shown)
            if shown is not None:  # a new question that names no other order is about this one
                return found(state, [shown])
        return self._look_up(state, message, answer)

    def _by_code(
        self, codes: CodeProof, state: OrderFormState, message: UserMessage, answer: Answer
    ) -> OrderFormStep | None:
        """What a code by e-mail leads to, or the wish for one; None if the message is neither.

        The same for every order, whether it exists, has an address, or is locked.
        """
        reference = codes.asked_for() if message.code is not None else None
        if message.code is not None and reference is not None:
            asked = replace(state, number=reference, candidates=())
            proved = self._search.by_code(reference, message.code, codes)
            if proved:
                known = with_proof(asked, {match.order.number: match.by for match in proved})
                return found(replace(known, email=None, postcode=None), [match.order for match in proved])
            return OrderFormStep(asked, ASK_PROOF, "utter_code_wrong", tried(asked))
        if answer.proof or not self._words.find(self._words.wants_code, message.text):
            return None
        state = merged(state, answer)
        if not state.numbers:
            return OrderFormStep(state, ASK_ORDER, "utter_code_needs_number")
        codes.ask(state.numbers[-1])
        return OrderFormStep(replace(state, number=state.numbers[-1], candidates=()), ASK_PROOF, "utter_code_sent")

    def _chosen(self, state: OrderFormState, message: UserMessage, answer: Answer) -> OrderFormStep | None:
        """What an answer to the list leads to; None if it picks nothing from it."""
        if state.asked != ASK_CHOICE or (message.interrupts and len(message.words) > _LONGEST_CHOICE):
            return None
        listed = [order for order in map(self._orders.by_number, state.candidates) if order is not None]
        choice = self._chooser.answer(message.text, answer.references, listed, MOST_CHOICES)
        if choice.orders:
            return found(state, choice.orders)
        if choice.none and answer.empty:
            # Every order that this name and proof fit was in the list: the one that is meant has others.
            others = replace(state, name=None, email=None, postcode=None, candidates=())
            return OrderFormStep(others, ASK_ORDER, "utter_none_of_these")
        return None

    def _look_up(self, before: OrderFormState, message: UserMessage, answer: Answer) -> OrderFormStep:
        if before.asked == ASK_CHOICE and not (answer.references or answer.emails):
            return self._of_no_use(before, before, ASK_CHOICE, message, "utter_choice_unclear", free=False)
        state = merged(before, answer)
        own = own_orders(state, self._orders.by_email(state.identity)) if state.identity else []
        if answer.guesses:
            ask = ASK_PROOF if state.numbers or state.name else ASK_ORDER
            unproved = replace(state, email=before.email, postcode=before.postcode)
            return OrderFormStep(unproved, ask, "utter_one_proof", tried(unproved, "invalid"))
        if not (state.numbers or state.name) or (before.asked == ASK_ORDER and answer.empty):
            if before.asked is None and own:
                return self._one_or_list(state, own, message, answer)
            return self._ask_order(before, state, message, answer)
        matching = self._search.matching(state, answer)
        if matching:
            return self._one_or_list(state, matching, message, answer)
        if self._name_needs_email and state.postcode and not (state.numbers or state.email):
            return self._of_no_use(before, state, ASK_PROOF, message, "utter_name_needs_email")
        if not self._proof_required or answer.proof or own:
            return not_found(state)
        if state.email or state.postcode:
            return self._kept_proof_fails(before, state)
        return self._ask_proof(before, state, message, answer)

    def _kept_proof_fails(self, before: OrderFormState, state: OrderFormState) -> OrderFormStep:
        """The proof was given in an earlier message, and is none of the order that is named now."""
        failed_before = before.asked == ASK_ORDER and bool(before.numbers or before.name)
        if failed_before and not before.compared:
            # It failed with another number or name, and may be wrong itself: asked for again, once without counting.
            return OrderFormStep(replace(state, email=None, postcode=None, compared=True), ASK_PROOF)
        return not_found(state)

    def _one_or_list(
        self, state: OrderFormState, matches: Sequence[Match], message: UserMessage, answer: Answer
    ) -> OrderFormStep:
        """The only order, the one that the customer has described, or a choice."""
        orders, described = [match.order for match in matches], None
        if len(orders) > 1 and len(answer.references) < 2:
            texts = (message.text, *state.texts)
            described = next((order for text in texts if (order := self._chooser.described(text, orders))), None)
        state = with_proof(state, {match.order.number: match.by for match in matches})
        state = with_right_values(state, described or orders[0], answer)
        if len(orders) == 1 or described is not None:
            return found(state, [described or orders[0]])
        if {order.number for order in orders} <= set(state.numbers):
            return found(state, orders)  # each was named by its number: all of them are meant
        candidates = tuple(order.number for order in orders)
        return OrderFormStep(replace(state, number=None, candidates=candidates), ASK_CHOICE)

    def _ask_order(
        self, before: OrderFormState, state: OrderFormState, message: UserMessage, answer: Answer
    ) -> OrderFormStep:
        """Ask which order; what was of no use is named, and what else works."""
        if self._excuses(message):
            return self._of_no_use(before, state, ASK_ORDER, message, "utter_no_number")
        if before.asked == ASK_ORDER and answer.empty and asks_again(message):
            return OrderFormStep(state, ASK_ORDER)
        if answer.proof:
            return OrderFormStep(state, ASK_ORDER, "utter_proof_first")
        if before.asked is None or answer.denied:
            return OrderFormStep(state, ASK_ORDER)
        if self._describes(message):
            return self._of_no_use(before, state, ASK_ORDER, message, "utter_not_by_description")
        return self._of_no_use(before, state, ASK_ORDER, message, "utter_order_unreadable", free=False)

    def _ask_proof(
        self, before: OrderFormState, state: OrderFormState, message: UserMessage, answer: Answer
    ) -> OrderFormStep:
        """Ask for the proof. Whatever was compared with an order counts as a try, so that nobody can guess on and on;
        to name another order is none."""
        if self._search.compared(state, answer):
            # A number beside a number was tried as a postcode, which the customer may not have meant: once for free.
            failed = tried(state) if before.compared else None
            return OrderFormStep(replace(state, compared=True), ASK_PROOF, attempt=failed)
        if answer.references or answer.name:
            corrected = before.asked is not None and answer.replaces
            return OrderFormStep(state, ASK_PROOF, "utter_number_noted" if corrected else None)
        if self._excuses(message):
            return self._of_no_use(before, state, ASK_PROOF, message, "utter_no_proof")
        if self._withholds(message):
            return self._of_no_use(before, state, ASK_PROOF, message, "utter_proof_withheld")
        if answer.phones:
            return self._of_no_use(before, state, ASK_PROOF, message, "utter_phone_no_proof")
        if "?" in message.text and self._words.find(self._words.details, message.text):
            return self._of_no_use(before, state, ASK_PROOF, message, "utter_which_proof")
        if asks_again(message):
            return OrderFormStep(state, ASK_PROOF)
        return self._of_no_use(before, state, ASK_PROOF, message, "utter_proof_unreadable", free=False)

    def _of_no_use(
        self,
        before: OrderFormState,
        state: OrderFormState,
        ask: str,
        message: UserMessage,
        response: str,
        free: bool = True,
    ) -> OrderFormStep:
        """Ask again; an answer of no use counts as an attempt.

        Args:
            response: says what was of no use; not twice.
            free: the first such answer does not count.
        """
        no_attempt = message.intent in taxonomy().with_flag(IntentFlag.NO_ATTEMPT) or message.acknowledges
        if no_attempt and not self._excuses(message):
            return OrderFormStep(state, ask)  # "no, let me look for it": no answer yet
        explained = response in before.explained
        if before.asked != ask or (free and not explained):
            return OrderFormStep(state, ask, response)
        detail = message.text[:_LONGEST_DETAIL]
        return OrderFormStep(state, ask, None if explained else response, tried(state, "invalid", detail))

    def _excuses(self, message: UserMessage) -> bool:
        """Whether it says that what was asked for is not at hand."""
        short = len(message.words) <= _LONGEST_EXCUSE
        return short and self._words.find(self._words.not_at_hand, message.text) is not None

    def _withholds(self, message: UserMessage) -> bool:
        """Whether somebody does not want to give what was asked for."""
        short = len(message.words) <= _LONGEST_EXCUSE
        return short and self._words.find(self._words.withholds, message.text) is not None

    def _describes(self, message: UserMessage) -> bool:
        """Whether it names a day or a product instead of a number."""
        return bool(find_days(message.text, self._day.today) or self._orders.products(message.text))


def _going_on(state: OrderFormState) -> OrderFormState:
    """The state in which the proof of the numbers that were named before was asked for: what was said then led to
    something else, or the form was left."""
    first = state.named[0] if len(state.named) == 1 else None
    return replace(state, asked=ASK_PROOF, number=first, candidates=() if first else state.named)


def asks_again(message: UserMessage) -> bool:
    """Whether a message asks for the order once more, in place of an answer: "where is my order then"."""
    return message.intent in _ASKS and message.confidence >= _SURE
