"""What becomes known of a customer after the handover: what they write then, and what an agent corrects. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from baton.base.log_event import LogEvent
from baton.handoff.package import conversation_facts
from baton.handoff.package.model import CustomerDetails, HandoffPackage, Issue, Mentioned, OrderProof
from baton.orders.proof import ProofBy
from baton.orders.text.normalise import email_key

_SINCE = "Since the handover: "
#: What proved an order, for people.
BY = {
    ProofBy.LOGIN.value: "login",
    ProofBy.EMAIL.value: "e-mail address",
    ProofBy.POSTCODE.value: "postcode",
    ProofBy.CODE.value: "code by e-mail",
}


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


def proof_of(package: HandoffPackage, number: str, owner: str | None = None) -> OrderProof | None:
    """By what and when an order was proved to be the customer's; None if it was not.

    Args:
        owner: the e-mail address of whoever placed the order, as the order store has it: it is theirs as well if they
            are logged in with that address.
    """
    customer = package["customer"]
    proofs = customer.get("proved_orders", [])
    found = next((proof for proof in proofs if proof["order"] == number), None)
    logged_in = bool(owner) and bool(customer.get("email_verified"))
    if found is None and logged_in and email_key(owner or "") == email_key(customer["email"] or ""):
        return {"order": number, "by": ProofBy.LOGIN.value, "at": package["created_at"]}
    return found


def proof_in_words(package: HandoffPackage, number: str, owner: str | None = None) -> str:
    """For people: "proved by postcode, 24 Nov 12:03 UTC", or "not proved"."""
    proof = proof_of(package, number, owner)
    if proof is None:
        return "not proved"
    at = datetime.fromisoformat(proof["at"])
    return f"proved by {BY[proof['by']]}, {at.day} {at:%b %H:%M} UTC"


def _summary(summary: str, said: list[str]) -> str:
    if not said:
        return summary
    lines, said = summary.split("\n"), [" ".join(each.split()) for each in said]
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
