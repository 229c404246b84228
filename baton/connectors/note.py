"""Events as text, for desks whose agents read notes and comments. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SPEAKERS = {"customer": "Customer", "bot": "Bot", "agent": "Agent", "system": "System"}
_STATES = {
    "queued": "waits in the queue again",
    "claimed": "was taken",
    "transferred": "was passed on",
    "callback_due": "waits for a callback",
    "returned": "was given back to the bot",
    "resolved": "was resolved",
    "abandoned": "was closed: the customer left",
}


def package(told: Mapping[str, Any]) -> str:
    """Everything a person needs to know of a handoff, without another system."""
    pieces = [
        told["summary"],
        f"First: {told['recommended_action']}",
        "\n".join(_facts(told)),
        "\n".join(["The conversation so far (times in UTC):", *map(line, told["transcript"])]),
    ]
    return "\n\n".join(piece for piece in pieces if piece)


def brief(handoff: Mapping[str, Any]) -> str:
    """The same, as far as an event knows it that comes without the package."""
    return f"{handoff['summary']}\n\nHandoff {handoff['id']}; the whole package is in Baton."


def line(said: Mapping[str, Any]) -> str:
    """A line of the transcript."""
    at = str(said.get("at") or "")[11:16]
    who = said.get("name") or _SPEAKERS.get(said["speaker"], said["speaker"])
    return f"[{at}] {who}: {said['text']}" if at else f"{who}: {said['text']}"


def moved(payload: Mapping[str, Any]) -> str:
    """What happened to a handoff."""
    done = _STATES.get(payload["state"], payload["state"].replace("_", " "))
    note = f" Note: {payload['note']}" if payload["note"] else ""
    return f"In Baton the conversation {done} (by {payload['by']}).{note}"


def _facts(told: Mapping[str, Any]) -> list[str]:
    customer, issue, trigger = told["customer"], told["issue"], told["trigger"]
    sure = "proved to be theirs" if customer["verified"] else "not proved"
    known = {
        "Customer": ", ".join(str(v) for v in (customer["name"], customer["email"], customer["phone"]) if v),
        "Orders": f"{', '.join(issue['order_numbers'])} ({sure})" if issue["order_numbers"] else "",
        "Matter": issue["category"].replace("_", " "),
        "Why a person": f"{trigger['reason']} (turn {trigger['turn']}, policy {trigger['policy_version']})",
        "Tried": "; ".join(f"{a['what']}: {a['outcome']}" for a in told["attempts"]),
        "Wants no AI": "yes" if customer["no_ai"] else "",
        "Handoff": told["id"],
    }
    return [f"{name}: {value}" for name, value in known.items() if value]
