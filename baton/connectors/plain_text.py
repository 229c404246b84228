"""Events as text, for desks whose agents read notes and comments. Pure."""

from __future__ import annotations

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


def package(package: HandoffPackage) -> str:
    """Everything a person needs to know of a handoff, without another system."""
    pieces = [
        package["summary"],
        f"First: {package['recommended_action']}",
        "\n".join(_facts(package)),
        "\n".join(["The conversation so far (times in UTC):", *map(line, package["transcript"])]),
    ]
    return "\n\n".join(piece for piece in pieces if piece)


def brief(handoff: HandoffDetails) -> str:
    """The same, as far as an event knows it that comes without the package."""
    return f"{handoff['summary']}\n\nHandoff {handoff['id']}; the whole package is in Baton."


def line(line: TranscriptLine) -> str:
    """A line of the transcript."""
    return _line(line.get("at"), line["speaker"], line.get("name"), line["text"])


def message(payload: Payload) -> str:
    """A message of the customer or of an agent."""
    details = payload["message"]
    return _line(payload["at"], details["speaker"], details["name"], details["text"])


def moved(payload: Payload) -> str:
    """What happened to a handoff."""
    done = _STATES.get(payload["state"], payload["state"].replace("_", " "))
    note = f" Note: {payload['note']}" if payload["note"] else ""
    return f"In Baton the conversation {done} (by {payload['by']}).{note}"


def _line(at: str | None, speaker: str, name: str | None, text: str) -> str:
    time = str(at or "")[11:16]
    who = name or _SPEAKERS.get(speaker, speaker)
    return f"[{time}] {who}: {text}" if time else f"{who}: {text}"


def _facts(package: HandoffPackage) -> list[str]:
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
    return [f"{name}: {value}" for name, value in facts.items() if value]
