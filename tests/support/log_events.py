"""Short ways to write a log."""

from __future__ import annotations

from typing import Any


def user(
    text: str, intent: str = "chitchat", signals: dict[str, float] | None = None, at: float = 0.0, **parsed: Any
) -> dict[str, Any]:
    told = [{"signal": n, "confidence": c, "evidence": text, "source": "message"} for n, c in (signals or {}).items()]
    parse = {"intent": {"name": intent, "confidence": 0.9}, "escalation_signals": told, **parsed}
    return {"event": "user", "text": text, "parse_data": parse, "timestamp": at}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def tried(task: str, outcome: str, detail: str = "") -> dict[str, Any]:
    return slot("attempt", {"task": task, "outcome": outcome, "detail": detail})
