"""Events as text, for desks whose agents read notes and comments. Pure.

A line that we begin is ours: whatever customers typed stands within one, or behind a bar on the next, so that nobody
can write a line that looks as if another speaker or the machine had said it. `escape` takes the meaning from the marks
of a desk that reads mark-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from baton.connectors.payloads import HandoffDetails, Payload
from baton.handoff.package import later_facts
from baton.handoff.package.model import HandoffPackage, TranscriptLine

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


Escape = Callable[[str], str]
#: Before each further line of what somebody typed.
BAR = "  | "
#: Whatever some program takes for the end of a line, and signs that turn the order of letters round.
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def package(package: HandoffPackage, escape: Escape = str) -> str:
    """Everything a person needs to know of a handoff, without another system."""
    lines = [line(each, escape) for each in package["transcript"]]
    pieces = [
        _summary(package["summary"], escape),
        f"First: {escape(_flat(package['recommended_action']))}",
        "\n".join(_facts(package, escape)),
        "\n".join(["The conversation so far (times in UTC):", *lines]),
    ]
    return "\n\n".join(piece for piece in pieces if piece)


def brief(handoff: HandoffDetails, escape: Escape = str) -> str:
    """The same, as far as an event knows it that comes without the package."""
    return f"{_summary(handoff['summary'], escape)}\n\nHandoff {handoff['id']}; the whole package is in Baton."


def line(line: TranscriptLine, escape: Escape = str) -> str:
    """A line of the transcript."""
    return _line(line.get("at"), line["speaker"], line.get("name"), line["text"], escape)


def message(payload: Payload, escape: Escape = str) -> str:
    """A message of the customer or of an agent."""
    details = payload["message"]
    return _line(payload["at"], details["speaker"], details["name"], details["text"], escape)


def moved(payload: Payload, escape: Escape = str) -> str:
    """What happened to a handoff."""
    done = _STATES.get(payload["state"], payload["state"].replace("_", " "))
    note = f" Note: {escape(_barred(payload['note']))}" if payload["note"] else ""
    return f"In Baton the conversation {done} (by {payload['by']}).{note}"


def _line(at: str | None, speaker: str, name: str | None, text: str, escape: Escape) -> str:
    time = str(at or "")[11:16]
    who = escape(_flat(name or _SPEAKERS.get(speaker, speaker)))
    said = _barred(text, escape)
    return f"[{time}] {who}: {said}" if time else f"{who}: {said}"


def _barred(text: str, escape: Escape = str) -> str:
    """What somebody typed, its further lines behind a bar."""
    return f"\n{BAR}".join(escape(each) for each in _LINE_END.split(_TURNING.sub("", text)))


def _flat(text: str) -> str:
    """In one line."""
    return " ".join(_TURNING.sub("", text).split())


def _summary(text: str, escape: Escape) -> str:
    return "\n".join(escape(_flat(each)) for each in text.split("\n"))


def _facts(package: HandoffPackage, escape: Escape) -> list[str]:
    customer, issue, trigger = package["customer"], package["issue"], package["trigger"]
    email = customer["email"] and customer["email"] + (" (logged in)" if customer.get("email_verified") else "")
    orders = [f"{number} ({later_facts.proof_in_words(package, number)})" for number in issue["order_numbers"]]
    facts = {
        "Customer": ", ".join(str(v) for v in (customer["name"], email, customer["phone"]) if v),
        "Orders": ", ".join(orders),
        "Matter": issue["category"].replace("_", " "),
        "Why a person": f"{trigger['reason']} (turn {trigger['turn']}, policy {trigger['policy_version']})",
        **{str(name).replace("_", " ").capitalize(): str(value) for name, value in issue["details"].items()},
        "Tried": "; ".join(f"{a['what']}: {a['outcome']}" for a in package["attempts"]),
        "Wants no AI": "yes" if customer["no_ai"] else "",
        "Handoff": package["id"],
    }
    return [f"{_flat(name)}: {escape(_flat(value))}" for name, value in facts.items() if value]
