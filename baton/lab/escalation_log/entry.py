"""One entry of the escalation log, and the values that its columns take. docs/learning.md explains each column."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from baton.lab.outcomes import Verdict
from policies.decision import ReasonRecord

DAY = 86400.0
#: Whoever comes back about the same thing within this time was not helped for good. Seconds.
COMEBACK_SECONDS = 7 * DAY


class Kind(str, Enum):
    """Who had the customer's concern in the end."""

    HANDOVER = "handover"
    BOT = "bot"


class Outcome(str, Enum):
    """What became of a concern."""

    # Of what the bot kept.
    OPEN = "open"  # the customer may still write
    NOTHING_ASKED = "nothing_asked"  # a greeting, thanks, goodbye
    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    ABANDONED = "abandoned"
    # Of a handover.
    NOT_OPENED = "not_opened"  # the desk has no record of the decision (yet)
    WAITING = "waiting"
    WITH_AGENT = "with_agent"
    CALLBACK = "callback"
    RESOLVED = "resolved"
    RETURNED = "returned"
    LEFT = "left"


class Ending(str, Enum):
    """What shows that the customer of a concern which the bot kept was confirmed helped, or left without help."""

    SAID_SOLVED = "said_solved"
    SAID_NOT_HELPED = "said_not_helped"
    NOT_UNDERSTOOD = "not_understood"
    ATTEMPT_FAILED = "attempt_failed"
    IN_FORM = "in_form"
    OFFER_IGNORED = "offer_ignored"
    STOPPED = "stopped"
    NO_ANSWER = "no_answer"


class Tier(str, Enum):
    """How far the bot may go in the matter of a handover."""

    LOCKED = "locked"  # always a person, whatever the policy says
    NEVER = "never"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True)
class Entry:
    """One concern of a customer: a handover, or a stretch of a conversation that the bot kept.

    The fields are the table's columns. Times are epoch seconds (UTC). Those from `trigger` on are of handovers only.
    """

    id: str
    kind: Kind
    conversation_id: str
    at: float
    began_at: float
    over_at: float | None
    outcome: Outcome
    ending: Ending | None = None
    channel: str = ""
    language: str | None = None
    model: str | None = None
    policy_version: int | None = None
    policy_hash: str | None = None
    posture: str | None = None
    topic: str | None = None
    topics: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    request: str = ""
    first_turn: int = 0
    turn: int = 0
    exchanges: int = 0
    not_understood: int = 0
    failed_attempts: int = 0
    trouble_turn: int | None = None
    account: str | None = None
    email: str | None = None
    browser: str | None = None
    stars: int | None = None
    came_back_at: float | None = None
    came_back_id: str | None = None
    log_number: int = 0
    trigger: str | None = None
    category: str | None = None
    tier: Tier | None = None
    evidence: str = ""
    reasons: tuple[ReasonRecord, ...] = ()
    priority: int | None = None
    team: str | None = None
    agent: str | None = None
    claimed_at: float | None = None
    wait_seconds: float | None = None
    verdict: Verdict | None = None
    bot_could: bool | None = None
    agent_category: str | None = None

    @property
    def identities(self) -> frozenset[tuple[str, str]]:
        """Everything by which this customer would be known again; the conversation itself is one."""
        known = (("account", self.account), ("email", self.email), ("browser", self.browser))
        return frozenset({("conversation", self.conversation_id), *((kind, who) for kind, who in known if who)})


class MessageReason(str, Enum):
    """Why a message is worth a look of whoever trains the bot."""

    # Gaps of the bot.
    NOT_UNDERSTOOD = "not_understood"
    NO_ANSWER = "no_answer"  # understood as a question, and the shop's answers have none
    NOT_HELPED = "not_helped"  # the customer said so of the answer
    # Misread, as the agent says who closed the handover.
    OTHER_CATEGORY = "other_category"
    TOO_EARLY = "too_early"
    UNNECESSARY = "unnecessary"
    TOO_LATE = "too_late"


#: The reasons, as stored, of what the bot had no good answer to.
GAPS = (MessageReason.NOT_UNDERSTOOD.value, MessageReason.NO_ANSWER.value, MessageReason.NOT_HELPED.value)


@dataclass(frozen=True)
class UnclearMessage:
    """A message that the bot could make nothing of, had no good answer to, or misread.

    The fields are the table's columns.
    """

    number: int  #: of the event in the conversation log
    conversation_id: str
    entry_id: str
    at: float
    reason: MessageReason
    text: str
    intent: str | None
    confidence: float


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Entry))
_ENUMS: dict[str, type[Enum]] = {
    "kind": Kind,
    "outcome": Outcome,
    "ending": Ending,
    "tier": Tier,
    "verdict": Verdict,
}
_TUPLES = frozenset({"topics", "orders", "reasons"})


def entry_values(entry: Entry) -> dict[str, Any]:
    """An entry as the values of its row."""
    values = {name: getattr(entry, name) for name in COLUMNS}
    for name, value in values.items():
        if isinstance(value, Enum):
            values[name] = value.value
        elif isinstance(value, tuple):
            values[name] = list(value)
    return values


def entry_from(values: dict[str, Any]) -> Entry:
    """The entry of a row's values."""
    typed = dict(values)
    for name, kind in _ENUMS.items():
        if typed[name] is not None:
            typed[name] = kind(typed[name])
    for name in _TUPLES:
        typed[name] = tuple(typed[name] or ())
    return Entry(**typed)
