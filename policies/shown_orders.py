"""What the bot has answered about orders in one conversation, which short questions go on about. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baton.base.log_event import ParseData
from policies.facts import leaves_subject
from policies.order_facets import order_facet_in_context
from policies.question_names import ORDER_PREFIX, question_surely_asked
from policies.short_questions import short_questions
from policies.turns import Turn

#: What is asked about a single thing in an order is another question than the same of the order.
_OF_ITEM = "_of_item"


class ShownOrders:
    """The answers about orders so far.

    Attributes:
        answered: number of the message that was answered about an order last.
        answered_before: the same, before the latest answer.
        facet: what that answer was about.
        facet_before: the same, before the latest message.
        several: more than one order has been shown or listed.
        names: words for what is in the orders that were answered about last.
    """

    def __init__(self) -> None:
        self.answered: int | None = None
        self.answered_before: int | None = None
        self.facet: str | None = None
        self.facet_before: str | None = None
        self.several = False
        self.names: frozenset[str] = frozenset()

    def next_message(self, latest: Turn | None) -> None:
        """Another message comes after this one."""
        if latest is not None and self.answered == latest.number - 1 and leaves_subject(latest.intent):
            self.answered = latest.number  # after "thanks" the order is still what is spoken of
        self.facet_before = self.facet

    def answer(self, value: Mapping[str, Any], number: int) -> None:
        """An action has answered about orders.

        Args:
            value: of the slot `order_answers`.
            number: of the message that was answered.
        """
        if self.answered != number:
            self.answered_before = self.answered
        self.answered = number
        self.facet = str(value["facet"]) if value.get("facet") else None
        self.several = len(value.get("cards") or ()) > 1 or bool(value.get("listed"))
        self.names = frozenset(map(str, value.get("names") or ()))

    def short_question(self, text: str, parsed: ParseData, number: int) -> str | None:
        """What a short message asks about the order that the message before was answered about.

        Args:
            number: of the message.
        """
        if self.answered != number - 1 or parsed.get("matters"):
            return None
        if (question_surely_asked(parsed) or "").startswith(ORDER_PREFIX):
            return None  # it says so itself
        facet = short_questions().facet(text, self.names)
        if facet is not None and short_questions().facet(text) is None:
            return f"{facet}{_OF_ITEM}"
        if facet is None and short_questions().only_names(text, self.names):
            return f"{_OF_ITEM} {text.casefold()}"
        return facet or order_facet_in_context(parsed)
