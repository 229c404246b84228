"""The customer's latest message, read from Rasa's tracker, and what an attempt to answer it means. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasa_sdk import Tracker

from actions.logged_conversations import facts_of
from actions.recent_events import begins, is_message, place_of_last
from baton.base.log_event import LogEvent
from baton.orders.email_codes.codes import METADATA
from policies.decision import decide
from policies.facts import ATTEMPT_SLOT
from policies.offer_answers import offer_answers
from policies.policy_choice import PolicyChoice
from policies.taxonomy import IntentFlag, taxonomy


@dataclass(frozen=True)
class NameAnswer:
    """The name that a message gives if it answers a question for one."""

    value: str
    confidence: float


@dataclass(frozen=True)
class UserMessage:
    """The latest message: its text and what the NLU pipeline found in it."""

    text: str
    intent: str | None
    confidence: float
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    name_answer: NameAnswer | None = None
    code: str | None = None  # digest of the code by e-mail that was in it; empty if there were several

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def acknowledges(self) -> bool:
        """Whether it says no more than that something was read: "ok", "great, thanks"."""
        return offer_answers().only_acknowledges(self.text)

    @property
    def interrupts(self) -> bool:
        """Whether it is a question or a request of its own rather than an answer."""
        return self.intent in taxonomy().with_flag(IntentFlag.INTERRUPTS_FORM) and not (
            self.numbers or self.emails or self.phones
        )


def latest_message(tracker: Tracker) -> UserMessage:
    """The latest message of a tracker; of an entity that was found twice, one value."""
    message = tracker.latest_message or {}
    entities: dict[str, dict[str, None]] = {}
    for entity in message.get("entities") or ():
        entities.setdefault(entity.get("entity"), {})[str(entity.get("value"))] = None
    intent = message.get("intent") or {}
    answer = message.get("name_answer")
    return UserMessage(
        text=message.get("text") or "",
        intent=intent.get("name"),
        confidence=float(intent.get("confidence") or 0.0),
        numbers=tuple(entities.get("order_number", ())),
        names=tuple(entities.get("person", ())),
        emails=tuple(entities.get("email", ())),
        postcodes=tuple(entities.get("postcode", ())),
        phones=tuple(entities.get("phone", ())),
        name_answer=NameAnswer(str(answer["value"]), float(answer["confidence"])) if answer else None,
        code=_code(tracker.events),
    )


def _code(events: Sequence[LogEvent]) -> str | None:
    """What the channel put in place of a code in the latest message."""
    latest = next(filter(is_message, reversed(events)), None)
    found = ((latest or {}).get("metadata") or {}).get(METADATA)
    return found if isinstance(found, str) else None


def numbers_before(events: Sequence[LogEvent], action: str) -> tuple[str, ...]:
    """The order numbers that were named last before the latest message, and after an action; each once."""
    for place in range((place_of_last(events, is_message) or 0) - 1, -1, -1):
        event = events[place]
        if event.get("event") == "action" and event.get("name") == action:
            break
        if event.get("event") == "user":
            found = (event.get("parse_data") or {}).get("entities") or ()
            numbers = tuple(str(each.get("value")) for each in found if each.get("entity") == "order_number")
            if numbers:
                return tuple(dict.fromkeys(numbers))
    return ()


def texts_since(events: Sequence[LogEvent], form: str) -> tuple[str, ...]:
    """The customer's messages since a form began, that which began it included, the latest first."""
    texts: list[str] = []
    begins_form, begun = begins(form), False
    for event in reversed(events):
        if is_message(event):
            texts.append(event.get("text") or "")
            if begun:
                break
        begun = begun or begins_form(event)
    return tuple(texts)


def attempt(task: str, outcome: str, detail: str = "") -> dict[str, str]:
    """The value of the slot `attempt`, by which the policy and the handoff package see what the bot tried.

    Args:
        task: such as ``order_lookup``; failures of the same task are counted together.
        outcome: such as ``found``, ``not_found``, ``invalid``, ``unavailable``, ``answered``.
        detail: what an agent should see of it.
    """
    return {"task": task, "outcome": outcome, "detail": detail}


def hands_over(
    conversation_id: str, events: Iterable[LogEvent], attempted: Mapping[str, str], policies: PolicyChoice
) -> bool:
    """Whether its policy hands a conversation over as soon as this attempt is in the log: then the bot asks nothing
    more."""
    event: LogEvent = {"event": "slot", "name": ATTEMPT_SLOT, "value": attempted}
    current = facts_of(events, [event])
    return decide(current, policies.of(conversation_id, current).policy) is not None
