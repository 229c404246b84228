"""What the log says beyond its text: the customer's topics, their data, and what the bot tried. Pure.

An issue ends when a person returns the conversation to the bot: topics and attempts count from there, data always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from baton.base.log_event import LogEvent, ParsedEntity
from baton.base.text import code_in_words
from baton.handoff.package.model import Attempt, Mentioned
from policies.facts import ATTEMPT_SLOT, REQUESTED_SLOT
from policies.taxonomy import taxonomy

_SURE = 0.5  # confidence from which a signal counts as a topic

#: What the bot tries, for people; `{}` is the detail.
_TASKS = {
    "order_lookup": "look up order {}",
    "non_standard_order": "explain where order {} stands",
    "unusual_account": "explain order {} on an account with notes",
    "problem_report": "explain how faulty goods are replaced",
    "product_specs": "give the specifications of {}",
    "product_question": "answer about {}",
    "question": "answer “{}”",
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
    "utter_opening_hours_open": "opening_hours",
    "utter_opening_hours_closed": "opening_hours",
}
_OUTCOMES = {
    "not_proven": "no proof given",
    "invalid": "not understood",
    "unavailable": "the system did not answer",
    "no_answer": "did not help",
}

#: Forms whose slots have places of their own in the package, and slots by which Rasa and the policy keep their records.
_PACKAGED_FORMS = frozenset({"order_form", "callback_form"})

#: What a customer's own name follows: "my name is Jane Doe". Any other name may be somebody else's.
_INTRODUCES = re.compile(
    r"(?:\bname(?:'s|’s)?(?:\s+is)?|\bi am|\bi['’]m|\bthis is|\bit is|\bit['’]s|\bhere is|\bhere['’]s|\bregards|"
    r"\bsincerely)[\s:,.-]*$",
    re.I,
)


def display_text(event: LogEvent) -> str:
    """The text of a message as people read it: a button's title instead of its payload."""
    title = (event.get("metadata") or {}).get("title")
    return str(title or event.get("text") or "")


def since_resume(events: Sequence[LogEvent]) -> Sequence[LogEvent]:
    """The events of the present issue: since a person last returned the conversation to the bot."""
    start = max((i + 1 for i, event in enumerate(events) if event.get("event") == "resume"), default=0)
    return events[start:]


def topics(events: Iterable[LogEvent]) -> list[str]:
    """The customer's topics, each once, the latest mention deciding its place."""
    topics: dict[str, None] = {}
    for event in events:
        for name in topics_of(event):
            topics.pop(name, None)
            topics[name] = None
    return list(topics)


def topics_of(event: LogEvent) -> list[str]:
    """The topics that one event names."""
    if event.get("event") != "user":
        return []
    parsed = event.get("parse_data") or {}
    names = [_intent(event)]
    names += [s.get("signal") for s in parsed.get("escalation_signals") or () if s.get("confidence", 0) >= _SURE]
    return [name for name in dict.fromkeys(names) if name in taxonomy().topics]


def order_numbers(events: Iterable[LogEvent], shown: str | None = None) -> list[str]:
    """Every order number of the conversation, the latest last; `shown` is the one that the bot has found."""
    numbers = list(_values(events, "order_number"))
    return list(dict.fromkeys([*numbers, shown] if shown else numbers))


def mentioned(events: Sequence[LogEvent]) -> Mentioned:
    """Names, addresses and numbers in the customer's own messages."""
    return {
        "names": _values(events, "person"),
        "emails": _values(events, "email"),
        "phones": _values(events, "phone"),
        "postcodes": _values(events, "postcode"),
    }


def own_name(events: Iterable[LogEvent]) -> str | None:
    """The name by which the customer introduced themselves, the latest; None if they did not."""
    name = None
    for event in events:
        text = str(event.get("text") or "")
        for entity in _entities(event, "person"):
            if _INTRODUCES.search(text[: int(entity.get("start") or 0)]):
                name = str(entity.get("value"))
    return name


def attempts(events: Iterable[LogEvent], turn: int = 0) -> list[Attempt]:
    """What the bot tried and what came of it, in order.

    Args:
        events: those of the present issue.
        turn: number of the customer's last message before them.
    """
    attempts: list[Attempt] = []
    in_form = False  # where the form's own attempts say what was not understood
    for event in events:
        if counts(event):
            turn += 1
            if not (in_form or taxonomy().is_understood(_intent(event))):
                attempts.append(_not_understood(event, turn))
        elif event.get("event") == "active_loop":
            in_form = event.get("name") is not None
        elif event.get("event") == "slot" and event.get("name") == ATTEMPT_SLOT:
            value = event.get("value")
            if isinstance(value, Mapping) and value.get("task"):
                attempts.append(_attempt(value, turn))
        elif event.get("event") == "bot":
            topic = _ANSWERS.get(str((event.get("metadata") or {}).get("utter_action")))
            if topic:
                what = f"answer about {taxonomy().topics[topic]}"
                attempts.append({"what": what, "outcome": "answered", "task": topic, "detail": "", "turn": turn})
    return attempts


def form_details(events: Iterable[LogEvent], slots: Mapping[str, object]) -> dict[str, str]:
    """What the forms that trainers wrote have collected, by its label, in the order of the questions.

    Args:
        events: those of the present issue.
        slots: the values of all slots.
    """
    form: str | None = None
    asked: dict[str, str] = {}  # slot -> label
    for event in events:
        if event.get("event") == "active_loop":
            form = event.get("name")
            if form is not None and form not in _PACKAGED_FORMS:
                asked.update(taxonomy().detail_labels(form))
        elif event.get("event") == "slot" and form is not None and form not in _PACKAGED_FORMS:
            # Asked for by the form. Other slots change in the middle of it as well: what the bot remembers of a
            # question that the customer asked there is no answer to the form.
            name = event.get("value")
            if event.get("name") == REQUESTED_SLOT and isinstance(name, str):
                asked.setdefault(name, code_in_words(name))
    return {label: _in_words(slots[name]) for name, label in asked.items() if slots.get(name) not in (None, "", [])}


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def counts(event: LogEvent) -> bool:
    """Whether an event is a message of the customer's that counts as a turn."""
    return event.get("event") == "user" and not taxonomy().is_routine(_intent(event))


def _attempt(value: Mapping[str, object], turn: int) -> Attempt:
    task, detail, outcome = str(value["task"]), str(value.get("detail") or ""), str(value.get("outcome") or "tried")
    plain = task.replace("_", " ")
    if task == "order_lookup" and detail and not any(c.isdigit() for c in detail):
        what = _NOT_A_NUMBER.format(detail)
    elif detail:
        what = _TASKS.get(task, plain + " {}").format(_plain(detail))
    else:
        what = _WITHOUT_DETAIL.get(task) or _TASKS.get(task, plain).replace(" {}", "")
    shown = _OUTCOMES.get(outcome, outcome.replace("_", " "))
    return {"what": what, "outcome": shown, "task": task, "detail": detail, "turn": turn}


def _plain(detail: str) -> str:
    """A status code as words, and with a comma before it: "10012 customs_hold" is "10012, customs hold"."""
    number, _, status = detail.partition(" ")
    return f"{number}, {status.replace('_', ' ')}" if number.isdigit() and re.fullmatch(r"[a-z_]+", status) else detail


def _not_understood(event: LogEvent, turn: int) -> Attempt:
    text = " ".join(str(event.get("text") or "").split())
    return {
        "what": f"understand “{text}”",
        "outcome": "not understood",
        "task": "understand",
        "detail": text,
        "turn": turn,
    }


def _values(events: Iterable[LogEvent], kind: str) -> list[str]:
    """The values of an entity in all messages, each once, the latest last."""
    values: dict[str, None] = {}
    for event in events:
        for entity in _entities(event, kind):
            value = str(entity.get("value"))
            values.pop(value, None)
            values[value] = None
    return list(values)


def _entities(event: LogEvent, kind: str) -> Iterable[ParsedEntity]:
    if event.get("event") != "user":
        return []
    entities = (event.get("parse_data") or {}).get("entities") or ()
    return [entity for entity in entities if entity.get("entity") == kind and entity.get("value")]


def _intent(event: LogEvent) -> str | None:
    name = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
    return str(name) if name is not None else None
