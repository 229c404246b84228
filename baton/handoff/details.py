"""What the log says beyond its words: the customer's matters, their data, and what the bot tried. Pure.

A matter ends when a person gives the conversation back: topics and attempts count from there, data for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policies.facts import ATTEMPT_SLOT, NOT_UNDERSTOOD, ROUTINE_INTENTS, Event

#: Intents and signals that are a matter of the customer's, in the words of a list.
TOPICS = {
    "order_status": "the state of an order",
    "tracking_number": "tracking a parcel",
    "return_policy": "returns",
    "delivery_info": "delivery",
    "payment_methods": "payment methods",
    "product_question": "a product",
    "problem_report": "a problem with an order",
    "account_help": "the account",
    "request_callback": "a callback",
    "refund": "a refund",
    "cancel_change": "cancelling or changing an order",
    "legal": "a legal matter",
    "regulatory": "a regulatory matter",
    "fraud": "possible fraud",
    "payment_dispute": "a disputed payment",
    "health_safety": "health or safety",
    "bereavement": "a bereavement or personal hardship",
    "emotional": "a complaint in distress",
    "opening_hours": "opening hours",
}
_SURE = 0.5  # confidence from which a signal counts as a topic

#: What the bot tries, for people; `{}` is the detail.
_TASKS = {
    "order_lookup": "look up order {}",
    "non_standard_order": "explain where order {} stands",
    "unusual_account": "explain order {} on an account with notes",
    "problem_report": "explain how faulty goods are replaced",
    "product_specs": "give the specifications of {}",
    "product_question": "answer about {}",
    "callback": "arrange a callback {}",
}
_WITHOUT_DETAIL = {
    "order_lookup": "look up an order",
    "product_unknown": "find out which product is meant",
    "product_specs": "give a product's specifications",
    "product_question": "answer about a product",
}
_NOT_A_NUMBER = "look up an order by “{}”"
#: Answers that are no attempt of an action's, by the response that gives them.
_ANSWERS = {
    "utter_return_policy": "return_policy",
    "utter_delivery_info": "delivery_info",
    "utter_payment_methods": "payment_methods",
    "utter_account_help": "account_help",
    "utter_opening_hours_open": "opening_hours",
    "utter_opening_hours_closed": "opening_hours",
}
_OUTCOMES = {
    "not_proven": "no proof given",
    "invalid": "not understood",
    "unavailable": "the system did not answer",
    "no_answer": "did not help",
}

#: What a customer's own name follows: "my name is Jane Doe". Any other name may be somebody else's.
_INTRODUCES = re.compile(
    r"(?:\bname(?:'s|’s)?(?:\s+is)?|\bi am|\bi['’]m|\bthis is|\bit is|\bit['’]s|\bhere is|\bhere['’]s|\bregards|"
    r"\bsincerely)[\s:,.-]*$",
    re.I,
)


def words(event: Event) -> str:
    """What is shown of a message: a button's title instead of its payload."""
    title = (event.get("metadata") or {}).get("title")
    return str(title or event.get("text") or "")


def latest(events: Sequence[Event]) -> Sequence[Event]:
    """The events of the matter at hand: since a person last gave the conversation back."""
    start = max((i + 1 for i, event in enumerate(events) if event.get("event") == "resume"), default=0)
    return events[start:]


def topics(events: Iterable[Event]) -> list[str]:
    """The customer's matters, each once, the latest mention deciding its place."""
    found: dict[str, None] = {}
    for event in events:
        for name in heard(event):
            found.pop(name, None)
            found[name] = None
    return list(found)


def heard(event: Event) -> list[str]:
    """The matters that one event names."""
    if event.get("event") != "user":
        return []
    parsed = event.get("parse_data") or {}
    names = [_intent(event)]
    names += [s.get("signal") for s in parsed.get("escalation_signals") or () if s.get("confidence", 0) >= _SURE]
    return [name for name in dict.fromkeys(names) if name in TOPICS]


def order_numbers(events: Iterable[Event], shown: Any = None) -> list[str]:
    """Every order number of the conversation, the latest last; `shown` is the one that the bot has found."""
    numbers = list(_values(events, "order_number"))
    return list(dict.fromkeys([*numbers, str(shown)] if shown else numbers))


def mentioned(events: Sequence[Event]) -> dict[str, list[str]]:
    """Names, addresses and numbers in the customer's own messages."""
    return {
        "names": _values(events, "person"),
        "emails": _values(events, "email"),
        "phones": _values(events, "phone"),
        "postcodes": _values(events, "postcode"),
    }


def own_name(events: Iterable[Event]) -> str | None:
    """The name by which the customer introduced themselves, the latest; None if they did not."""
    name = None
    for event in events:
        text = str(event.get("text") or "")
        for entity in _entities(event, "person"):
            if _INTRODUCES.search(text[: int(entity.get("start") or 0)]):
                name = str(entity.get("value"))
    return name


def attempts(events: Iterable[Event], turn: int = 0) -> list[dict[str, Any]]:
    """What the bot tried and what came of it, in order.

    Args:
        events: those of the matter at hand.
        turn: number of the customer's last message before them.
    """
    found = []
    in_form = False  # where the form's own attempts say what was not understood
    for event in events:
        if counts(event):
            turn += 1
            if _intent(event) in NOT_UNDERSTOOD and not in_form:
                found.append(_not_understood(event, turn))
        elif event.get("event") == "active_loop":
            in_form = event.get("name") is not None
        elif event.get("event") == "slot" and event.get("name") == ATTEMPT_SLOT:
            value = event.get("value")
            if isinstance(value, Mapping) and value.get("task"):
                found.append(_attempt(value, turn))
        elif event.get("event") == "bot":
            topic = _ANSWERS.get(str((event.get("metadata") or {}).get("utter_action")))
            if topic:
                what = f"answer about {TOPICS[topic]}"
                found.append({"what": what, "outcome": "answered", "task": topic, "detail": "", "turn": turn})
    return found


def counts(event: Event) -> bool:
    """Whether an event is a message of the customer's that counts as a turn."""
    return event.get("event") == "user" and _intent(event) not in ROUTINE_INTENTS


def _attempt(value: Mapping[str, Any], turn: int) -> dict[str, Any]:
    task, detail, outcome = str(value["task"]), str(value.get("detail") or ""), str(value.get("outcome") or "tried")
    plain = task.replace("_", " ")
    if task == "order_lookup" and detail and not any(c.isdigit() for c in detail):
        what = _NOT_A_NUMBER.format(detail)
    elif detail:
        what = _TASKS.get(task, plain + " {}").format(_plain(detail))
    else:
        what = _WITHOUT_DETAIL.get(task) or _TASKS.get(task, plain).replace(" {}", "")
    said = _OUTCOMES.get(outcome, outcome.replace("_", " "))
    return {"what": what, "outcome": said, "task": task, "detail": detail, "turn": turn}


def _plain(detail: str) -> str:
    """A status code as words, and with a comma before it: "10012 customs_hold" is "10012, customs hold"."""
    number, _, status = detail.partition(" ")
    return f"{number}, {status.replace('_', ' ')}" if number.isdigit() and re.fullmatch(r"[a-z_]+", status) else detail


def _not_understood(event: Event, turn: int) -> dict[str, Any]:
    text = " ".join(str(event.get("text") or "").split())
    return {
        "what": f"understand “{text}”",
        "outcome": "not understood",
        "task": "understand",
        "detail": text,
        "turn": turn,
    }


def _values(events: Iterable[Event], kind: str) -> list[str]:
    """The values of an entity in all messages, each once, the latest last."""
    found: dict[str, None] = {}
    for event in events:
        for entity in _entities(event, kind):
            value = str(entity.get("value"))
            found.pop(value, None)
            found[value] = None
    return list(found)


def _entities(event: Event, kind: str) -> Iterable[Mapping[str, Any]]:
    if event.get("event") != "user":
        return []
    found = (event.get("parse_data") or {}).get("entities") or ()
    return [entity for entity in found if entity.get("entity") == kind and entity.get("value")]


def _intent(event: Event) -> str | None:
    name = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
    return str(name) if name is not None else None
