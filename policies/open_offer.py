"""What the bot's latest message offers or asks, which the customer's next message may answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from baton.base.log_event import LogEvent
from policies.conversation_words import conversation_words
from policies.facts import OFFER_PERSON, YES_OR_NO
from policies.offer_answers import OfferAnswer, offer_answers
from policies.taxonomy import EXPLICIT_HUMAN
from policies.turns import Signal

#: Answers that begin as a no.
_NO = frozenset({OfferAnswer.NO, OfferAnswer.OBJECTION})
_ENDS_AS_QUESTION = re.compile(r"\?[\s)\]\"'»”]*$")


class OpenOffer:
    """The offer that stands, if any.

    Attributes:
        kind: what is offered; None where nothing is.
        reply_to_no: the response to a plain no to that offer, where it is not the usual one.
        again: the offer was made once more after an "ok thanks".
        after_question: whether the bot's latest message is a question; None where it has said nothing yet.
        after_refusal: whether that message says that something is not so.
    """

    def __init__(self) -> None:
        self.kind: str | None = None
        self.reply_to_no: str | None = None
        self.again = False
        self.after_question: bool | None = None
        self.after_refusal = False

    def make(self, kind: object, reply_to_no: object, again: bool) -> None:
        """Something is offered, or nothing any more."""
        self.kind = str(kind) if kind else None
        self.reply_to_no = str(reply_to_no) if reply_to_no else None
        self.again = again

    def bot_message(self, event: LogEvent) -> None:
        """A response of domain.yml says under `metadata: {offer: person}` what its text offers."""
        of_response = (event.get("metadata") or {}).get("metadata")
        if isinstance(of_response, Mapping) and of_response.get("offer"):
            self.make(of_response["offer"], of_response.get("declined"), bool(of_response.get("again")))
        if event.get("text"):
            self.after_question = _ENDS_AS_QUESTION.search(str(event["text"])) is not None
            self.after_refusal = conversation_words().refuses_something(str(event["text"]))

    def asks_why_not(self, text: str) -> bool:
        """Whether a message asks why what the bot has just said is not so or cannot be; it agrees to nothing then."""
        return self.after_refusal and conversation_words().only_asks_why_not(text)

    def answer(self, text: str, intent: str | None, in_form: bool, asked: str | None) -> OfferAnswer:
        """How a message answers the offer.

        Args:
            in_form: whether a form is running.
            asked: the slot that it asks for.
        """
        if self.kind is None or (in_form and asked in YES_OR_NO):
            return OfferAnswer.OTHER
        if conversation_words().corrected_question(text) is not None:
            return OfferAnswer.OTHER  # "no, I mean the return"
        if self.asks_why_not(text):
            return OfferAnswer.OTHER
        # What is said in a form may be read as a yes and answer its question: there only the words count.
        answer = offer_answers().read(text, self.kind, None if in_form else intent, bool(self.after_question))
        # In a form, a no belongs to what the form asks.
        return OfferAnswer.OTHER if in_form and answer in _NO else answer


def with_answer(found: Sequence[Signal], text: str, accepted: str | None, declined: str | None) -> tuple[Signal, ...]:
    """The signals of a message, with what its answer to the offer of a person says: the wish for one, or none."""
    if accepted == OFFER_PERSON:
        return (*found, Signal(EXPLICIT_HUMAN, 1.0, text, "accepted the offer of a person"))
    if declined == OFFER_PERSON:
        return tuple(signal for signal in found if signal.name != EXPLICIT_HUMAN)
    return tuple(found)
