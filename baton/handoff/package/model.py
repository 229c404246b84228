"""The handoff package: everything a person needs to take a conversation over.

A package is built once, when its handoff is opened, and stored as JSON. The published schema
(`schema/handoff-v1.json`) is generated from these types by `json_schema.generate`: `Keywords` say what a type
cannot, and a `Definition` gives a type a name of its own in the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict

from typing_extensions import NotRequired

from baton.orders.proof import ProofBy

#: Every trigger that a handoff can come from; the last two are a callback that the customer arranged with the
#: bot, and a form or rule of the shop's own that ends at a person.
TRIGGER_NAMES = (
    "explicit_request",
    "keyword",
    "repeated_failure",
    "complexity",
    "time",
    "do_not_attempt",
    "moderate_limit",
    "permanent_category",
    "no_ai_contact",
    "callback",
    "journey",
)


class Keywords:
    """JSON Schema keywords that a type cannot say."""

    def __init__(self, **keywords: object) -> None:
        self.keywords = keywords


@dataclass(frozen=True)
class Definition:
    """Puts what stands before it in the annotation under `definitions` in the schema; what follows stays in place."""

    name: str


Speaker = Literal["customer", "bot", "agent", "system"]
NonEmpty = Annotated[str, Keywords(minLength=1)]
Number = Annotated[int, Keywords(minimum=0)]
#: ISO 8601 in UTC.
Time = Annotated[str, Keywords(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+00:00$"), Definition("time")]
Maybe = Annotated[str | None, Definition("maybe")]
Texts = Annotated[list[str], Keywords(uniqueItems=True), Definition("texts")]
TriggerName = Annotated[str, Keywords(enum=list(TRIGGER_NAMES)), Definition("trigger")]


class OrderProof(TypedDict):
    """An order that was proved to be the customer's."""

    order: NonEmpty
    by: Annotated[
        str,
        Keywords(
            enum=[by.value for by in ProofBy],
            description="login: the shop's signed word. email, postcode: beside the number or the name. "
            "email_code: a code that was sent to the order's address.",
        ),
    ]
    at: Time


class CustomerDetails(TypedDict):
    """Who the customer is, as far as the conversation says so."""

    name: Maybe
    email: Maybe
    phone: Maybe
    verified: Annotated[
        bool,
        Keywords(description="Logged in, or at least one order was proved: which ones is in `proved_orders`."),
    ]
    email_verified: NotRequired[
        Annotated[
            bool,
            Keywords(description="The address is surely theirs: by the shop's signed word on who is logged in."),
        ]
    ]
    proved_orders: NotRequired[
        Annotated[
            list[OrderProof],
            Keywords(description="Which orders were proved to be theirs, by what and when. No other order was."),
        ]
    ]
    no_ai: Annotated[bool, Keywords(description="The customer wants no AI contact.")]


class Mentioned(TypedDict):
    """Names, addresses and numbers in the customer's own messages."""

    names: Texts
    emails: Texts
    phones: Texts
    postcodes: Texts


class Issue(TypedDict):
    """What the customer's concern is."""

    category: NonEmpty
    topics: Annotated[Texts, Keywords(description="The customer's matters, the latest last.")]
    order_numbers: Annotated[Texts, Keywords(description="Every order number, the latest last.")]
    mentioned: Annotated[
        Mentioned,
        Keywords(description="What the customer's own messages hold, the latest last. A name may be somebody else's."),
    ]
    details: Annotated[
        dict[str, str], Keywords(description="What the bot collected besides, and what a person settled before.")
    ]


class Reason(TypedDict):
    """One trigger that fired."""

    trigger: TriggerName
    category: NonEmpty
    reason: NonEmpty
    evidence: str
    turn: Number


class TriggerDetails(TypedDict):
    """Why the conversation was handed over, and by which policy."""

    name: TriggerName
    category: NonEmpty
    reason: NonEmpty
    evidence: Annotated[str, Keywords(description="The very words, or what was counted.")]
    turn: Annotated[
        Number, Keywords(description="The customer's message that fired it, counted from 1; 0 if none did.")
    ]
    policy_version: int | None
    policy_hash: Maybe
    posture: Maybe
    also: list[Reason]


class Attempt(TypedDict):
    """Something the bot tried, and what came of it."""

    what: Annotated[NonEmpty, Keywords(description="For people: look up order 10023")]
    outcome: Annotated[NonEmpty, Keywords(description="For people: found")]
    task: Annotated[NonEmpty, Keywords(description="For programs: order_lookup")]
    detail: str
    turn: Number


class TranscriptLine(TypedDict):
    """One message of the conversation."""

    id: Annotated[int, Keywords(minimum=1, description="Place of the event in the conversation, from 1.")]
    at: Time | None
    speaker: Speaker
    name: NotRequired[Annotated[str, Keywords(description="The agent's name.")]]
    text: str


class HandoffPackage(TypedDict):
    """Everything a person needs to take a conversation over, as it was when the handoff was opened."""

    schema_version: Literal[1]
    id: Annotated[
        str,
        Keywords(
            pattern="^[A-Za-z0-9_-]{1,32}$",
            description="Names the handoff; use it as an idempotency key.",
        ),
    ]
    conversation_id: Annotated[str, Keywords(minLength=1, maxLength=255)]
    created_at: Time
    channel: Annotated[NonEmpty, Keywords(description="Where the customer writes: web, rest, ...")]
    language: Annotated[
        str, Keywords(pattern="^[a-z]{2}(-[A-Z]{2})?$", description="The language of the bot's answers.")
    ]
    priority: Annotated[int, Keywords(minimum=1, maximum=4, description="1 is the most urgent; 1 and 2 are grave.")]
    previous: Annotated[str | None, Keywords(description="The handoff before this one in the same conversation.")]
    customer: CustomerDetails
    issue: Issue
    trigger: Annotated[
        TriggerDetails, Keywords(description="Why a person, the gravest reason first, the others in `also`.")
    ]
    summary: Annotated[
        str,
        Keywords(
            pattern=r"^[^\n]+\n[^\n]+\n[^\n]+(\n[^\n]+)?$",
            description="Three lines: what the customer wants, what was tried and found, why a person; and a fourth if "
            "anything became known since.",
        ),
    ]
    attempts: Annotated[list[Attempt], Keywords(description="What the bot tried in this matter, in order.")]
    recommended_action: NonEmpty
    transcript: Annotated[list[TranscriptLine], Keywords(description="Everything said until the handover, in order.")]


def reasons_of(trigger: TriggerDetails) -> list[Reason]:
    """Every reason of a handoff, the one that decided first."""
    first: Reason = {
        "trigger": trigger["name"],
        "category": trigger["category"],
        "reason": trigger["reason"],
        "evidence": trigger["evidence"],
        "turn": trigger["turn"],
    }
    return [first, *trigger["also"]]
