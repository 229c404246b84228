"""The summary: what a good colleague would say in three lines, from the package's facts and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from baton.base.formatting import long_date
from baton.base.log_event import LogEvent
from baton.handoff.package import conversation_facts
from baton.handoff.package.model import Attempt, HandoffPackage, Reason, TriggerDetails, reasons_of
from baton.handoff.package.recommended_actions import OrderFacts, is_proved
from policies.taxonomy import taxonomy

_LONGEST_QUOTE = 140  # characters

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
    ("question", "answered"): "answered “{}”",
    ("question", "asked back"): "asked which question was meant",
    ("question", "not found"): "had no answer to “{}”",
    ("callback", "booked"): "arranged a callback for {}",
    ("callback", "cancelled"): "cancelled the callback, as the customer asked",
    ("understand", "not understood"): "did not understand “{}”",
}


def summarise(package: HandoffPackage, order: OrderFacts | None, events: Sequence[LogEvent]) -> str:
    """Three lines: what the customer wants, what was tried and found, why a person now.

    Args:
        package: the handoff package, without its summary.
        order: what the order store says of the latest order.
        events: those of the present issue, of which the customer's own words are quoted.
    """
    slots = {str(e.get("name")): e.get("value") for e in events if e.get("event") == "slot"}
    collected = conversation_facts.form_details(events, slots)
    return "\n".join((_wants(package, events), _tried(package, order, collected), _why(package["trigger"])))


def _wants(package: HandoffPackage, events: Sequence[LogEvent]) -> str:
    customer, issue = package["customer"], package["issue"]
    who = (customer["name"] or "The customer") + (" (logged in)" if customer.get("email_verified") else "")
    numbers = conversation_facts.order_numbers(events) or issue["order_numbers"][-1:]
    order, be = _orders(numbers), "are" if len(numbers) > 1 else "is"
    wants = taxonomy().wants
    first = issue["category"] if issue["category"] in wants else None
    named = [first] if first else []
    named += [topic for topic in reversed(issue["topics"]) if topic in wants and topic != first]
    if named:
        request = _and([wants[topic].format(order=order, be=be) for topic in named])
    elif numbers:
        request = f"writes about {order}"
    else:
        request = "writes"
    quote = _quoted_text(events, named[0] if named else None)
    return _one_line(f"{who} {request}" + (f": “{_quote(quote)}”" if quote else "."))


def _tried(package: HandoffPackage, order: OrderFacts | None, collected: Mapping[str, str]) -> str:
    attempts = list(package["attempts"])
    status = _standing(package, order) if order else ""
    before = package["issue"]["details"].get("settled_before")
    settled = f" Settled before by a person: “{_quote(before)}”." if before else ""
    given = "; ".join(f"{label}: “{_quote(value)}”" for label, value in collected.items())
    did = list(dict.fromkeys(_did(attempt) for attempt in attempts)) + ([f"asked for {given}"] if given else [])
    if not did:
        return _one_line(f"The bot tried nothing in this matter. {status}{settled}".strip())
    return _one_line(f"The bot {_and(did)}. {status}{settled}".strip())


def _did(attempt: Attempt) -> str:
    task, detail, outcome = attempt["task"], attempt["detail"], attempt["outcome"]
    if task == "order_lookup" and outcome == "not found" and not any(c.isdigit() for c in detail):
        return f"found no order by “{_quote(detail)}”" if detail else "found no order"
    template = _DID.get((task, outcome), "")
    if template and ("{}" not in template or detail):
        return template.format(_quote(detail.partition(" ")[0] if "order {}" in template else detail))
    if outcome == "answered":
        return attempt["what"].replace("answer", "answered", 1)
    return f"tried to {attempt['what']} ({outcome})"


def _standing(package: HandoffPackage, order: OrderFacts) -> str:
    """Where the order stands, if it is proved to be theirs."""
    if not is_proved(package, order):
        return f"Order {order.number} is not proved to be theirs."
    return f"Order {order.number} {_status(order)}."


def _status(order: OrderFacts) -> str:
    if order.status == "delivered" and order.delivered_on:
        return f"was delivered on {long_date(order.delivered_on)}"
    return f"has the status “{order.status.replace('_', ' ')}”"


def _why(trigger: TriggerDetails) -> str:
    first, *others = [_reason(reason) for reason in reasons_of(trigger)]
    at = f", at message {trigger['turn']}" if trigger["turn"] else ""
    also = f"; also {_and(others)}" if others else ""
    return _one_line(f"Why a person now: {first}{at}{also}.")


def _reason(reason: Reason) -> str:
    """The policy's text, with the customer's in proper quotation marks."""
    quoted = f": '{reason['evidence']}'"
    text, evidence = reason["reason"], reason["evidence"]
    return f"{text[: -len(quoted)]} (“{_quote(evidence)}”)" if evidence and text.endswith(quoted) else text


def _quoted_text(events: Sequence[LogEvent], topic: str | None) -> str:
    """The customer's latest message on a topic; without one, their first message."""
    messages = [e for e in events if conversation_facts.counts(e) and e.get("text")]
    on_topic = [e for e in messages if topic and topic in conversation_facts.topics_of(e)]
    chosen = on_topic[-1:] or messages[:1]
    return conversation_facts.display_text(chosen[0]) if chosen else ""


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
