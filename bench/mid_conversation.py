"""What people say in the middle of a conversation, from a file given by path: right after the bot asked for the order.

The file has two tab-separated columns with a header: `ordinary` or `person` (needs one), and the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from baton.base.log_event import LogEvent, ParseData
from bench.intervals import rate
from policies.decision import decide
from policies.facts import REQUESTED_SLOT
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument

NEEDS_PERSON = "person"
#: The conversation up to the message: an order was asked for, and the bot asks which one.
_BEFORE: list[LogEvent] = [
    {
        "event": "user",
        "text": "where is my order",
        "timestamp": 0.0,
        "parse_data": {"intent": {"name": "order_status", "confidence": 1.0}},
    },
    {"event": "active_loop", "name": "order_form"},
    {"event": "slot", "name": REQUESTED_SLOT, "value": "order_number"},
]


@dataclass(frozen=True)
class Fragment:
    """One message and whether it needs a person."""

    text: str
    needs_person: bool


def read(path: Path) -> list[Fragment]:
    """The messages of a file."""
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    return [Fragment(text, kind == NEEDS_PERSON) for kind, text in rows]


def handed_over(text: str, parsed: ParseData, policy: PolicyDocument) -> bool:
    """Whether a message goes to a person when it answers the bot's question for an order."""
    message: LogEvent = {"event": "user", "text": text, "timestamp": 10.0, "parse_data": parsed}
    return decide(facts([*_BEFORE, message]), policy) is not None


def table(results: Sequence[tuple[Fragment, bool]]) -> list[str]:
    """Needless and found, then every message that went wrong.

    Args:
        results: each message, and whether it was handed over.
    """
    ordinary = [over for fragment, over in results if not fragment.needs_person]
    needing = [over for fragment, over in results if fragment.needs_person]
    wrong = [f"  {fragment.text}" for fragment, over in results if over != fragment.needs_person]
    return [
        f"in mid-conversation, handed over needlessly  {rate(ordinary)}",
        f"in mid-conversation, needing a person, found {rate(needing)}",
        *wrong,
    ]
