"""What things are called on the desk's pages."""

from __future__ import annotations

from baton.handoff.lifecycle import State

TRIGGERS = {
    "explicit_request": "Asked for a person",
    "keyword": "Distress or key words",
    "repeated_failure": "The bot failed repeatedly",
    "complexity": "Several problems at once",
    "time": "Took too long",
    "do_not_attempt": "Not for the bot",
    "moderate_limit": "The bot reached its limit",
    "permanent_category": "Always for a person",
    "no_ai_contact": "Wants no AI contact",
    "callback": "Callback arranged",
}

CATEGORIES = {
    "health_safety": "Health or safety",
    "bereavement": "Bereavement",
    "fraud": "Possible fraud",
    "legal": "Legal",
    "regulatory": "Regulatory",
    "no_ai": "No AI contact",
    "emotional": "Distress",
    "payment_dispute": "Payment dispute",
    "refund": "Refund",
    "cancel_change": "Cancel or change",
    "order_status": "Order status",
    "tracking_number": "Tracking",
    "order_lookup": "Order not found",
    "order_problem": "Order problem",
    "return_policy": "Returns",
    "delivery_info": "Delivery",
    "request_callback": "Callback",
    "problem_report": "Problem with an order",
    "payment_methods": "Payment methods",
    "product_question": "Product question",
    "product": "Product question",
    "account_help": "Account",
    "account": "Account",
    "opening_hours": "Opening hours",
    "explicit_request": "General",
    "not_understood": "Not understood",
    "any_failure": "General",
    "several_problems": "Several problems",
    "unresolved": "General",
}

STATES = {
    State.QUEUED: "Waiting",
    State.CLAIMED: "In conversation",
    State.TRANSFERRED: "Passed on",
    State.CALLBACK_DUE: "Callback due",
    State.RETURNED: "Back with the bot",
    State.RESOLVED: "Resolved",
    State.ABANDONED: "Customer left",
}

PRIORITIES = {1: "Urgent", 2: "Grave", 3: "Sensitive", 4: "Normal"}
GRAVE = 2  # this priority and more urgent ones stand out

#: How a waiting clock stands.
LEVELS = {"ok": "", "near": "Near the limit", "past": "Past the limit"}

#: What an agent can say of a handover on closing it: the value that is kept, and the words on the button.
VERDICTS = {
    "right": "Right",
    "too_early": "Too early",
    "too_late": "Too late",
    "unnecessary": "Unnecessary",
}

ACTIONS = {
    "opened": "opened it",
    "claim": "claimed",
    "release": "put back into the queue",
    "transfer": "passed on",
    "schedule": "scheduled for a callback",
    "return": "given back to the bot",
    "resolve": "resolved",
    "abandon": "closed: the customer left",
    "no_ai_lifted": "lifted the no-AI wish",
    "disposition": "rated the handover",
    "replied": "replied",
    "took_back": "took a reply back",
    "noted": "wrote a note",
    "viewed": "viewed",
    "offered": "offered",
    "overdue": "past its limit",
    "due": "callback due",
    "late": "told the customer that we are sorry: nobody called back",
    "meanwhile": "talks to the assistant until then",
    "urged": "put forward: a graver reason came later",
    "told_closed": "told the customer that nobody is there",
    "told_open": "told the customer that somebody is there again",
    "told_longer": "told the customer that it takes longer",
    "no_ai_marked": "noted the no-AI wish",
    "retried": "tried a delivery again",
    "declined": "said “not now” to an offer",
    "searched": "searched",
    "signed_in": "signed in",
    "signed_out": "signed out",
    "sign_in_failed": "wrong password",
    "locked": "locked after wrong passwords",
    "signed_out_everywhere": "signed out everywhere",
    "on_duty": "on duty",
    "away": "away",
    "password_changed": "changed the password",
    "password_reset": "new password",
    "account_added": "made an account",
    "account_closed": "closed an account",
    "account_reopened": "opened an account again",
    "role_changed": "changed a role",
    "work_changed": "changed teams or limit",
    "token_created": "made a token",
    "token_revoked": "ended a token",
}

#: Whom a delivery is for, and what it tells.
TARGETS = {"rasa": "Customer's chat"}
DELIVERIES = {
    "opened": "New handoff",
    "moved": "What became of it",
    "said": "Message",
    "notice": "Note to the agents",
    "say": "Message to the customer",
    "return": "Return to the bot",
    "resolve": "Closing words",
}


def by_name(present: str) -> list[tuple[str, str]]:
    """Categories for a choice, each name once, by name; the present one is among them."""
    named: dict[str, str] = {}
    for value, name in CATEGORIES.items():
        if name not in named or value == present:
            named[name] = value
    named.setdefault(category(present), present)
    return [(named[name], name) for name in sorted(named)]


def trigger(name: str) -> str:
    """What a trigger is called."""
    return TRIGGERS.get(name) or plain(name)


def category(name: str) -> str:
    """What a category is called."""
    return CATEGORIES.get(name) or plain(name)


def plain(name: str) -> str:
    """A code as words: `out_for_delivery` is "Out for delivery"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def money(cents: int, currency: str) -> str:
    """An amount: 1234, EUR is "EUR 12.34"."""
    return f"{currency} {cents / 100:,.2f}"


def duration(seconds: float) -> str:
    """A waiting time at a glance: "12 s", "4 min", "2 h 05"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60:02d}"
