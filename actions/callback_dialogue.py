"""How a callback's details are collected: several in one message, corrections, in any order. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.said import Said, attempt
from baton.handoff.hours import OpeningHours
from baton.handoff.times import callback_time
from baton.orders.fields import checked_email

ASK_NAME = "callback_name"
ASK_CONTACT = "callback_contact"
ASK_TOPIC = "callback_topic"
ASK_TIME = "callback_time"

TASK = "callback"
_LONGEST_NAME = 5  # words
_LONGEST_TOPIC = 300  # characters
_NAME_LEAD = re.compile(
    r"^\s*(?:(?:hi|hello|sure|yes|ok(?:ay)?)[,.! ]+)?(?:(?:my|the) name(?: is|'s|’s)?|i am|i'm|i’m|it is|it's|it’s|"
    r"this is|ask for|please ask for|call me|under|for)\s+",
    re.I,
)
_FILLER = frozenset(["yes", "no", "ok", "okay", "hello", "hi", "thanks", "please", "sure", "call", "me"])


@dataclass(frozen=True)
class Known:
    """What is collected so far. `asked` is the question that stands, or None when the form begins."""

    asked: str | None = None
    name: str | None = None
    contact: str | None = None
    topic: str | None = None
    time: datetime | None = None

    @property
    def missing(self) -> str | None:
        """The next question, or None when everything is there."""
        wanted = ((ASK_NAME, self.name), (ASK_CONTACT, self.contact), (ASK_TOPIC, self.topic), (ASK_TIME, self.time))
        return next((slot for slot, value in wanted if value is None), None)


@dataclass(frozen=True)
class Step:
    """What happens next: what is known, what to ask (None: nothing more), which response to say, what was tried."""

    known: Known
    ask: str | None
    say: str | None = None
    attempt: Mapping[str, str] | None = None
    unchanged: bool = False


def advance(known: Known, message: Said, now: datetime, hours: OpeningHours) -> Step:
    """One step of collecting a callback's details.

    Args:
        known: what is collected so far.
        message: the customer's latest message.
        now: the present moment (aware).
        hours: opening hours, in which the time must lie.
    """
    if known.asked is not None and message.interrupts and known.asked != ASK_TOPIC:
        return Step(known, known.asked, unchanged=True)
    if known.asked == ASK_TOPIC and message.intent in {"stop", "goodbye"}:
        return Step(known, known.asked, unchanged=True)
    heard = _hear(known, message, now, hours)
    after = replace(known, **heard)
    if known.asked is None or heard:
        return Step(after, after.missing)
    tried = attempt(TASK, "invalid", message.text[:60])
    say = {ASK_CONTACT: "utter_bad_contact", ASK_TIME: "utter_bad_time"}.get(known.asked)
    return Step(known, known.asked, say, tried)


def _hear(known: Known, message: Said, now: datetime, hours: OpeningHours) -> dict[str, Any]:
    """The details that the message gives; one that was given before is corrected."""
    heard: dict[str, Any] = {}
    reachable = (*message.phones, *(email for email in message.emails if _is_address(email)))
    if reachable:
        heard["contact"] = reachable[0]
    if message.names and (known.asked in (None, ASK_NAME) or known.name is not None):
        heard["name"] = message.names[-1]
    elif known.asked == ASK_NAME and "contact" not in heard:
        name = _name(message.text)
        if name:
            heard["name"] = name
    if known.asked in (None, ASK_TIME) or (known.time is not None and known.asked != ASK_TOPIC):
        at = callback_time(_without(message.text, message.phones), now, hours)
        if at is not None:
            heard["time"] = at
    if known.asked == ASK_TOPIC and message.text.strip() and not ("contact" in heard and len(message.words) < 3):
        heard["topic"] = message.text.strip()[:_LONGEST_TOPIC]
    return heard


def _is_address(email: str) -> bool:
    try:
        return checked_email(email) is not None
    except ValueError:
        return False


def _name(text: str) -> str | None:
    name = _NAME_LEAD.sub("", text).strip(" .,!?")
    words = name.split()
    good = 0 < len(words) <= _LONGEST_NAME and all(any(c.isalpha() for c in w) for w in words)
    plain = not any(c.isdigit() for c in name) and not {w.lower() for w in words} & _FILLER
    return name if good and plain else None


def _without(text: str, phones: tuple[str, ...]) -> str:
    """The text without its phone numbers, whose digits are no time of day."""
    return re.sub(r"\+?\d[\d\s()/.-]{6,}\d", " ", text) if phones else text
