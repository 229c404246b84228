"""What things are called on the desk's pages."""

from __future__ import annotations

from collections.abc import Mapping

from baton.base.text import code_in_words
from baton.handoff.package.later_facts import BY
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State
from policies.taxonomy import taxonomy

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
    "journey": "Details complete",
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

#: How a waiting clock stands.
LEVELS = {"ok": "", "near": "Near the limit", "past": "Past the limit"}

#: What an agent can say of a handover on closing it: the value that is kept, and the words on the button.
HANDOVER_RATINGS = {
    "right": "Right",
    "too_early": "Too early",
    "too_late": "Too late",
    "unnecessary": "Unnecessary",
}

#: What each action of the audit trail is called, after the name of whoever did it.
ACTIONS: Mapping[AuditAction, str] = {
    AuditAction.OPENED: "opened it",
    AuditAction.CLAIMED: "claimed",
    AuditAction.TAKEN_OVER: "took over from a colleague",
    AuditAction.RELEASED: "put back into the queue",
    AuditAction.TRANSFERRED: "passed on",
    AuditAction.CALLBACK_SCHEDULED: "scheduled for a callback",
    AuditAction.RETURNED: "given back to the bot",
    AuditAction.RESOLVED: "resolved",
    AuditAction.ABANDONED: "closed: the customer left",
    AuditAction.AI_OPT_OUT_CLEARED: "lifted the no-AI wish",
    AuditAction.HANDOVER_RATED: "rated the handover",
    AuditAction.REPLIED: "replied",
    AuditAction.REPLY_CANCELLED: "took a reply back",
    AuditAction.NOTE_WRITTEN: "wrote a note",
    AuditAction.VIEWED: "viewed",
    AuditAction.OFFERED: "offered",
    AuditAction.LIMIT_EXCEEDED: "past its limit",
    AuditAction.UNDELIVERED: "noticed that another system did not take it",
    AuditAction.CALLBACK_DUE: "callback due",
    AuditAction.CALLBACK_LATE: "told the customer that we are sorry: nobody called back",
    AuditAction.ASSISTANT_UNTIL_CALLBACK: "talks to the assistant until then",
    AuditAction.PRIORITY_RAISED: "put forward: a graver reason came later",
    AuditAction.CLOSED_NOTICE_SENT: "told the customer that nobody is there",
    AuditAction.OPEN_NOTICE_SENT: "told the customer that somebody is there again",
    AuditAction.LONGER_NOTICE_SENT: "told the customer that it takes longer",
    AuditAction.CONTACT_GIVEN: "left a way to be reached",
    AuditAction.FACTS_GIVEN: "took up what the customer wrote",
    AuditAction.FACTS_CORRECTED: "corrected the customer's data",
    AuditAction.ORDER_LOOKED_UP: "looked an order up",
    AuditAction.AI_OPT_OUT_SET: "noted the no-AI wish",
    AuditAction.DELIVERY_RETRIED: "tried a delivery again",
    AuditAction.PROOF_LOCKED: "locked after wrong proofs of an order",
    AuditAction.OFFER_DECLINED: "said “not now” to an offer",
    AuditAction.SEARCHED: "searched",
    AuditAction.LABELLED: "said what a message means",
    AuditAction.LABEL_UNDONE: "took back what a message means",
    AuditAction.LABELS_EXPORTED: "handed labelled messages to the trainers",
    AuditAction.LISTED: "saw a list of",
    AuditAction.CUSTOMER_LOOKED_UP: "looked a customer's data up",
    AuditAction.CUSTOMER_EXPORTED: "exported a customer's data",
    AuditAction.CUSTOMER_ERASED: "erased a customer's data",
    AuditAction.RETENTION_RUN: "erased what is past its time",
    AuditAction.AUDIT_EXPORTED: "exported the audit trail",
    AuditAction.SIGNED_IN: "signed in",
    AuditAction.SIGNED_OUT: "signed out",
    AuditAction.SESSION_ENDED: "ended a session",
    AuditAction.SIGN_IN_FAILED: "wrong password",
    AuditAction.SIGN_IN_REFUSED: "was refused at the sign-in",
    AuditAction.CODE_FAILED: "wrong code",
    AuditAction.CODES_LOCKED: "locked after wrong codes",
    AuditAction.ACCOUNT_LOCKED: "locked after wrong passwords",
    AuditAction.SIGNED_OUT_EVERYWHERE: "signed out everywhere",
    AuditAction.ON_DUTY: "on duty",
    AuditAction.AWAY: "away",
    AuditAction.PASSWORD_CHANGED: "changed the password",
    AuditAction.PASSWORD_RESET: "new password",
    AuditAction.ACCOUNT_ADDED: "made an account",
    AuditAction.ACCOUNT_CLOSED: "closed an account",
    AuditAction.ACCOUNT_REOPENED: "opened an account again",
    AuditAction.ROLE_CHANGED: "changed a role",
    AuditAction.WORK_CHANGED: "changed teams or limit",
    AuditAction.TOKEN_CREATED: "made a token",
    AuditAction.TOKEN_REVOKED: "ended a token",
    AuditAction.SECOND_FACTOR_SET_UP: "set up a second factor",
    AuditAction.SECOND_FACTOR_REMOVED: "removed the second factor",
    AuditAction.SECOND_FACTOR_RESET: "reset a second factor",
    AuditAction.RECOVERY_CODES_MADE: "made recovery codes",
    AuditAction.RECOVERY_CODE_USED: "used a recovery code",
    AuditAction.IDENTITY_LINKED: "linked a company account",
    AuditAction.IDENTITY_UNLINKED: "unlinked a company account",
    AuditAction.POLICY_APPROVED: "approved a candidate policy",
    AuditAction.POLICY_SHADOW: "let a candidate policy run in shadow",
    AuditAction.POLICY_SHARE: "gave a candidate policy a share of the conversations",
    AuditAction.POLICY_STOPPED: "stopped a candidate policy in shadow",
    AuditAction.POLICY_TAKEN_BACK: "took a candidate policy back",
    AuditAction.POLICY_PROMOTED: "brought a policy into force",
    AuditAction.POLICY_ROLLED_BACK: "went back to the policy before",
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
    for value, name in taxonomy().labels.items():
        if name not in named or value == present:
            named[name] = value
    named.setdefault(category(present), present)
    return [(named[name], name) for name in sorted(named)]


def trigger(name: str) -> str:
    """What a trigger is called."""
    return TRIGGERS.get(name) or code_in_words(name)


def target(name: str) -> str:
    """What a system that deliveries go to is called."""
    return TARGETS.get(name) or code_in_words(name)


def action(name: str) -> str:
    """What an action of the audit trail is called, by its stored value."""
    known = AuditAction._value2member_map_.get(name)
    return ACTIONS[AuditAction(name)] if known is not None else code_in_words(name).lower()


def category(name: str) -> str:
    """What a category is called."""
    return taxonomy().labels.get(name) or code_in_words(name)


def proof(by: str) -> str:
    """What proved an order."""
    return BY.get(by, by)


def priority(number: int) -> str:
    """What a priority is called; one that is no longer in use, as the least urgent."""
    names = taxonomy().priority_labels
    return names.get(number) or names[taxonomy().least_urgent]


def is_critical(priority: int) -> bool:
    """Whether a handoff of this priority stands out."""
    return taxonomy().is_critical(priority)


def duration(seconds: float) -> str:
    """A waiting time at a glance: "12 s", "4 min", "2 h 05"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60:02d}"
