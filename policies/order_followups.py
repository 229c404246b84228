"""Going on about orders that were just shown: "both", "which is the oldest", "not that one" (data/several_orders.yml).
Pure.

Alone such words say nothing of orders; right after an answer about one they mean those.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import List, Optional, Tuple

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.base.wordings import Wordings
from policies.action_names import LISTEN, SHOW_ORDER
from policies.facts import Facts
from policies.short_questions import short_questions
from policies.taxonomy import IntentFlag, taxonomy

FILE = ROOT / "data" / "several_orders.yml"
#: A longer message stands for itself.
LONGEST = 12  # words
#: Intents as which such words are read, besides those about orders and what is not understood.
_READ_AS = frozenset({"inform", "product_question"})
_DENY = "deny"
#: So sure must what needs a person be to be meant by "no, the other order".
_SURE = 0.6


class Which(str, Enum):
    """Which orders are meant, of those that were shown."""

    NOT_THIS = "not_this"
    SOONEST = "soonest"
    OLDEST = "oldest"
    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    ALL = "all"


class SeveralOrders(Wordings):
    """The checked file; its comments say what each key is for."""

    not_this: List[str]
    soonest: List[str]
    oldest: List[str]
    newest: List[str]
    cheapest: List[str]
    dearest: List[str]
    all: List[str]
    places: List[str]

    def which(self, text: str) -> Optional[Which]:
        """Which orders a text means; None if it says nothing of the kind."""
        if len(text.split()) > LONGEST:
            return None
        return next((which for which in Which if self.find(getattr(self, which.value), text)), None)

    def place(self, text: str) -> Optional[int]:
        """The place, from 0, at which the order stands that a text means; None if it says something else."""
        found = self._without_place(text)
        return found[0] if found is not None and short_questions().asks_no_more(found[1]) else None

    def place_asked_of(self, text: str) -> Optional[int]:
        """The place, from 0, at which the order stands that a question ends with: "when did I order the first"."""
        plain = text.rstrip(" ?.!")
        for place, wording in enumerate(self.places):
            found = self.find([rf"{wording}\Z"], plain)
            if found is not None and found.group().startswith("the "):
                return place
        return None

    def asked_of_place(self, text: str) -> Optional[str]:
        """What a text asks about the order that it means by its place; None if nothing."""
        found = self._without_place(text)
        return short_questions().facet(found[1]) if found is not None else None

    def _without_place(self, text: str) -> Optional[Tuple[int, str]]:
        """The place that a text names, from 0, and the rest of the text."""
        found = ((place, self.split([wording], text)) for place, wording in enumerate(self.places))
        return next(((place, " ".join(parts)) for place, parts in found if len(parts) > 1), None)


@lru_cache(maxsize=1)
def several_orders() -> SeveralOrders:
    """The words of this process.

    Raises:
        FileRefused: the file cannot be read, or is wrong; the text names every reason with its line.
    """
    return load_document(FILE, SeveralOrders)


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action with which the bot goes on after a message about orders that were just shown.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    Returns:
        None where this is no such message.
    """
    turn = facts.turn
    if turn is None or turn.in_form or turn.orders or turn.matters or not facts.goes_on_about_order:
        return None
    which = several_orders().which(turn.text)
    place = several_orders().place(turn.text)
    if place is None and turn.facet is not None:
        place = several_orders().place_asked_of(turn.text)
    picks = facts.several_orders and which is None and place is not None
    doubtful_signal = turn.about_shown and turn.intent in taxonomy().signals
    words = short_questions()
    named = words.only_names(turn.text, facts.order_names)
    asks = named or words.facet(turn.text, facts.order_names) is not None or doubtful_signal
    if picks or (which is None and asks):
        return LISTEN if latest_action == SHOW_ORDER else SHOW_ORDER
    if which is None or (which is not Which.NOT_THIS and not facts.several_orders):
        return None
    about_orders = turn.intent in taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) | _READ_AS
    doubtful = turn.intent in taxonomy().signals and turn.confidence < _SURE
    denied = which is Which.NOT_THIS and (turn.intent == _DENY or doubtful)
    if not (about_orders or denied or not taxonomy().is_understood(turn.intent)):
        return None
    return LISTEN if latest_action == SHOW_ORDER else SHOW_ORDER
