"""The summary: what a good colleague would say in three lines, from the package's facts and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from baton.handoff import details
from baton.handoff.recommend import OrderFacts
from policies.facts import Event

_LONGEST_QUOTE = 140  # characters

#: What the customer does or wants, by topic; `{order} {be}` is "order 10023 is", "orders 1 and 2 are" or "an order is".
_WANTS = {
    "order_status": "wants to know where {order} {be}",
    "tracking_number": "wants to track {order}",
    "return_policy": "asks about returns",
    "delivery_info": "asks about delivery",
    "payment_methods": "asks about payment methods",
    "product_question": "asks about a product",
    "problem_report": "reports a problem with {order}",
    "account_help": "needs help with the account",
    "request_callback": "wants to be called back",
    "refund": "wants a refund for {order}",
    "cancel_change": "wants {order} cancelled or changed",
    "legal": "raises a legal matter",
    "regulatory": "raises a regulatory matter",
    "fraud": "reports possible fraud",
    "payment_dispute": "disputes a payment",
    "health_safety": "reports a danger to health or safety",
    "bereavement": "writes about a bereavement or a deeply personal matter",
    "emotional": "is in strong distress or anger",
    "opening_hours": "asks about opening hours",
}

#: What the bot did, by task and outcome.
_DID = {
    ("order_lookup", "found"): "found order {}",
    ("order_lookup", "not found"): "could not find order {}",
    ("non_standard_order", "answered"): "told them where order {} stands",
    ("unusual_account", "answered"): "told them where order {} stands (the account has notes)",
    ("problem_report", "answered"): "explained how faulty goods are replaced",
    ("product_specs", "answered"): "gave the specifications of {}",
    ("product_unknown", "asked back"): "asked which product is meant",
    ("product_question", "answered"): "answered about {}",
    ("callback", "booked"): "arranged a callback for {}",
    ("understand", "not understood"): "did not understand “{}”",
}


def summarise(package: Mapping[str, Any], order: OrderFacts | None, events: Sequence[Event]) -> str:
    """Three lines: what the customer wants, what was tried and found, why a person now.

    Args:
        package: the handoff package, without its summary.
        order: what the order store says of the latest order.
        events: those of the matter at hand, of which the customer's own words are quoted.
    """
    return "\n".join((_wants(package, events), _tried(package, order), _why(package["trigger"])))


def _wants(package: Mapping[str, Any], events: Sequence[Event]) -> str:
    customer, issue = package["customer"], package["issue"]
    who = (customer["name"] or "The customer") + (" (verified)" if customer["verified"] else "")
    numbers = details.order_numbers(events) or issue["order_numbers"][-1:]
    order, be = _orders(numbers), "are" if len(numbers) > 1 else "is"
    first = issue["category"] if issue["category"] in _WANTS else None
    named = [first] if first else []
    named += [topic for topic in reversed(issue["topics"]) if topic in _WANTS and topic != first]
    if named:
        matter = _and([_WANTS[topic].format(order=order, be=be) for topic in named])
    elif numbers:
        matter = f"writes about {order}"
    else:
        matter = "writes"
    quote = _words(events, named[0] if named else None)
    return _one_line(f"{who} {matter}" + (f": “{_quote(quote)}”" if quote else "."))


def _tried(package: Mapping[str, Any], order: OrderFacts | None) -> str:
    attempts = list(package["attempts"])
    stands = f"Order {order.number} {_stands(order)}." if order else ""
    before = package["issue"]["details"].get("settled_before")
    settled = f" Settled before by a person: “{_quote(before)}”." if before else ""
    if not attempts:
        return _one_line(f"The bot tried nothing in this matter. {stands}{settled}".strip())
    did = list(dict.fromkeys(_did(attempt) for attempt in attempts))
    return _one_line(f"The bot {_and(did)}. {stands}{settled}".strip())


def _did(attempt: Mapping[str, Any]) -> str:
    task, detail, outcome = attempt["task"], attempt["detail"], attempt["outcome"]
    if task == "order_lookup" and outcome == "not found" and not any(c.isdigit() for c in detail):
        return f"found no order by “{_quote(detail)}”" if detail else "found no order"
    words = _DID.get((task, outcome), "")
    if words and ("{}" not in words or detail):
        return words.format(_quote(detail.partition(" ")[0] if "order {}" in words else detail))
    if outcome == "answered":
        return str(attempt["what"]).replace("answer", "answered", 1)
    return f"tried to {attempt['what']} ({outcome})"


def _stands(order: OrderFacts) -> str:
    if order.status == "delivered" and order.delivered_on:
        return f"was delivered on {day(order.delivered_on)}"
    return f"has the status “{order.status.replace('_', ' ')}”"


def _why(trigger: Mapping[str, Any]) -> str:
    first = {**trigger, "trigger": trigger["name"]}
    told = [_reason(reason) for reason in (first, *trigger["also"])]
    at = f", at message {trigger['turn']}" if trigger["turn"] else ""
    also = f"; also {_and(told[1:])}" if told[1:] else ""
    return _one_line(f"Why a person now: {told[0]}{at}{also}.")


def _reason(reason: Mapping[str, Any]) -> str:
    """The policy's own words, with the customer's in proper quotation marks."""
    quoted = f": '{reason['evidence']}'"
    text, evidence = str(reason["reason"]), str(reason["evidence"])
    return f"{text[: -len(quoted)]} (“{_quote(evidence)}”)" if evidence and text.endswith(quoted) else text


def _words(events: Sequence[Event], topic: str | None) -> str:
    """The customer's latest words on a topic; without one, their first words."""
    said = [e for e in events if details.counts(e) and e.get("text")]
    on_topic = [e for e in said if topic and topic in details.heard(e)]
    chosen = on_topic[-1:] or said[:1]
    return details.words(chosen[0]) if chosen else ""


def day(moment: date) -> str:
    """A day as people say it: "Saturday 21 November"."""
    return f"{moment:%A} {moment.day} {moment:%B}"


def _orders(numbers: Sequence[str]) -> str:
    if not numbers:
        return "an order"
    return f"order {numbers[0]}" if len(numbers) == 1 else f"orders {_and(list(numbers))}"


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _and(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
