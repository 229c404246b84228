"""What the policy takes from a message as the NLU pipeline read it. Pure."""

from __future__ import annotations

from baton.base.log_event import ParseData
from policies.question_names import FAQ_PREFIX, question_surely_asked
from policies.taxonomy import taxonomy
from policies.turns import Matter, Signal


def matters(parsed: ParseData) -> tuple[Matter, ...]:
    return tuple(
        Matter(matter["text"], matter["intent"].get("name"), question_surely_asked(matter))
        for matter in parsed.get("matters") or ()
    )


def faq_score(parsed: ParseData) -> float:
    """How near a message is to one of the shop's questions, if that is what it is nearest to."""
    question = parsed.get("question")
    ranking = question["ranking"] if question else []
    return ranking[0]["score"] if ranking and ranking[0]["id"].startswith(FAQ_PREFIX) else 0.0


def order_numbers(parsed: ParseData) -> tuple[str, ...]:
    return values(parsed, "order_number")


def values(parsed: ParseData, kind: str) -> tuple[str, ...]:
    """The values of an entity in a message."""
    entities = parsed.get("entities")
    if not entities:
        return ()
    return tuple(str(e.get("value")) for e in entities if e.get("entity") == kind)


def signals(parsed: ParseData, text: str) -> list[Signal]:
    """The signals that the pipeline found; the intent is one where it names a signal and nothing else looked for them:
    a button's payload, or a pipeline that is not Baton's."""
    found = parsed.get("escalation_signals")
    if found is None or text.startswith("/"):
        intent = parsed.get("intent") or {}
        name, sure = str(intent.get("name")), float(intent.get("confidence") or 0.0)
        return [Signal(name, sure, text, "intent")] if name in taxonomy().signals else []
    return [
        Signal(
            str(item.get("signal")),
            float(item.get("confidence") or 0.0),
            str(item.get("evidence") or ""),
            str(item.get("source") or ""),
        )
        for item in found
    ]
