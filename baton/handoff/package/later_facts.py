"""What becomes known of a customer after the handover: what they write then, and what an agent corrects. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from baton.base.log_event import LogEvent
from baton.handoff.package import conversation_facts
from baton.handoff.package.model import CustomerDetails, HandoffPackage, Issue, Mentioned

_SINCE = "Since the handover: "


def with_message(package: HandoffPackage, event: LogEvent) -> HandoffPackage:
    """The package with what a customer's message tells: order, name, e-mail address, phone, postcode.

    The same package if it tells nothing new. An address that the customer has shown to be theirs stays.
    """
    customer, issue = package["customer"], package["issue"]
    mentioned = conversation_facts.mentioned([event])
    changes: dict[str, str | None] = {"name": _name(event, mentioned)}
    if not customer.get("email_verified"):
        changes["email"] = _last(mentioned["emails"])
    changes["phone"] = _last(mentioned["phones"])
    together: Mentioned = {
        "names": _together(issue["mentioned"]["names"], mentioned["names"]),
        "emails": _together(issue["mentioned"]["emails"], mentioned["emails"]),
        "phones": _together(issue["mentioned"]["phones"], mentioned["phones"]),
        "postcodes": _together(issue["mentioned"]["postcodes"], mentioned["postcodes"]),
    }
    new: HandoffPackage = {**package, "issue": {**issue, "mentioned": together}}
    return corrected(new, conversation_facts.order_numbers([event]), changes)


def corrected(
    package: HandoffPackage, orders: Iterable[str] = (), changes: dict[str, str | None] | None = None
) -> HandoffPackage:
    """The package with other facts of the customer; the summary says in a line of its own what is new.

    Args:
        orders: numbers of orders that it is about too; the last becomes the latest.
        changes: `name`, `email`, `phone`; None and empty change nothing.
    """
    customer, issue, said = package["customer"], package["issue"], []
    details: CustomerDetails = {**customer}
    for field, label in (("name", "name"), ("email", "e-mail"), ("phone", "phone")):
        value = (changes or {}).get(field)
        if not value or value == customer.get(field):
            continue
        said.append(f"{label} {value}")
        if field == "name":
            details["name"] = value
        elif field == "email":
            details["email"], details["email_verified"] = value, False
        else:
            details["phone"] = value
    numbers = issue["order_numbers"]
    for number in orders:
        if number not in numbers:
            said.append(f"order {number}")
        numbers = [*(one for one in numbers if one != number), number]
    new_issue: Issue = {**issue, "order_numbers": numbers}
    return {**package, "customer": details, "issue": new_issue, "summary": _summary(package["summary"], said)}


def proved(package: HandoffPackage, number: str) -> bool:
    """Whether the customer has shown that an order is theirs: only what the conversation came to before the handover
    can be, because nobody asks for proof afterwards."""
    if not package["customer"]["verified"] or number not in package["issue"]["order_numbers"]:
        return False
    return any(number in line["text"] for line in package["transcript"])


def _summary(summary: str, said: list[str]) -> str:
    if not said:
        return summary
    lines = summary.split("\n")
    before = lines.pop()[len(_SINCE) :].rstrip(".") if lines[-1].startswith(_SINCE) else ""
    return "\n".join([*lines, _SINCE + ", ".join([before, *said] if before else said) + "."])


def _name(event: LogEvent, mentioned: Mentioned) -> str | None:
    """The customer's own name: by which they introduce themselves, or that is all they write."""
    named = conversation_facts.own_name([event])
    alone = conversation_facts.display_text(event).strip(" .,!")
    return named or next((name for name in mentioned["names"] if name == alone), None)


def _last(values: list[str]) -> str | None:
    return values[-1] if values else None


def _together(before: list[str], new: list[str]) -> list[str]:
    return [*(value for value in before if value not in new), *new]
