"""What the customer's latest message holds, and what the conversation knows already. Pure, from Rasa's tracker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from policies.decide import decide
from policies.document import PolicyDocument
from policies.facts import ATTEMPT_SLOT, facts

#: Questions that a form lets pass: they are answered, and the form goes on where it was.
INTERRUPTIONS = frozenset(
    [
        "return_policy",
        "delivery_info",
        "payment_methods",
        "opening_hours",
        "capabilities",
        "product_question",
        "account_help",
        "bot_challenge",
        "chitchat",
        "problem_report",
        "greet",
        "thank",
        "stop",
        "goodbye",
        "not_helped",
        "solved",
    ]
)


@dataclass(frozen=True)
class Said:
    """The latest message: its text and what the NLU pipeline found in it."""

    text: str
    intent: str | None
    confidence: float
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def interrupts(self) -> bool:
        """Whether it is a question or a wish of its own rather than an answer."""
        return self.intent in INTERRUPTIONS and not (self.numbers or self.emails or self.phones)


def said(tracker: Tracker) -> Said:
    """The latest message of a tracker."""
    message = tracker.latest_message or {}
    found: dict[str, dict[str, None]] = {}
    for entity in message.get("entities") or ():
        found.setdefault(entity.get("entity"), {})[str(entity.get("value"))] = None
    intent = message.get("intent") or {}
    return Said(
        text=message.get("text") or "",
        intent=intent.get("name"),
        confidence=float(intent.get("confidence") or 0.0),
        numbers=tuple(found.get("order_number", ())),
        names=tuple(found.get("person", ())),
        emails=tuple(found.get("email", ())),
        postcodes=tuple(found.get("postcode", ())),
        phones=tuple(found.get("phone", ())),
    )


def attempt(task: str, outcome: str, detail: str = "") -> dict[str, str]:
    """The value by which an action tells the log what it tried (slot `attempt`)."""
    return {"task": task, "outcome": outcome, "detail": detail}


def hands_over(events: Iterable[Mapping[str, Any]], tried: Mapping[str, str], policy: PolicyDocument) -> bool:
    """Whether the policy will hand over once this attempt stands in the log: then the bot asks nothing more."""
    told = {"event": "slot", "name": ATTEMPT_SLOT, "value": tried}
    return decide(facts([*events, told]), policy) is not None
