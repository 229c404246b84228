"""`baton why --turn` and `--handoff`: a message of the past, and what was decided on it then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from baton.base.document import FileRefused, read_document
from baton.base.log_event import LogEvent
from baton.cli.explain import explain
from baton.lab.policy_history import HistoryEntry
from policies.decision import DecisionRecord
from policies.facts import ESCALATION_SLOT
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument


class NotInTheLog(Exception):
    """There is no such message or handover in the conversation; the text says what there is."""


@dataclass(frozen=True)
class PastMessage:
    """A message, and the decision that was logged on it.

    Attributes:
        events: the conversation up to and with the message.
        record: the handover that followed; None if none did.
    """

    events: list[LogEvent]
    record: DecisionRecord | None


def at_turn(events: Sequence[LogEvent], turn: int) -> PastMessage:
    """The message of a turn, counted as `baton why` counts: the first message of the customer is turn 1.

    Raises:
        NotInTheLog: the conversation has no such turn.
    """
    numbers = []
    for place in _messages(events):
        before = list(events[: place + 1])
        current = facts(before).turn
        if current is not None:
            numbers.append(current.number)
            if current.number == turn:
                return PastMessage(before, _record_after(events, place))
    raise NotInTheLog(
        f"There is no turn {turn}: the conversation has turns {min(numbers, default=0)} to {max(numbers, default=0)}."
    )


def at_handoff(events: Sequence[LogEvent], handoff_id: str) -> PastMessage:
    """The message that a handoff followed.

    Raises:
        NotInTheLog: the conversation's log does not hold the handoff.
    """
    for place in _messages(events):
        record = _record_after(events, place)
        if record is not None and record["id"] == handoff_id:
            return PastMessage(list(events[: place + 1]), record)
    raise NotInTheLog(f"No message of the conversation led to handoff {handoff_id}.")


def explain_past(past: PastMessage, in_force: PolicyDocument, history: Sequence[HistoryEntry]) -> list[str]:
    """What was decided then, and each trigger by the policy of then, if it is in force still or in the history.

    Args:
        in_force: the policy of now.
        history: what was in force before, the oldest first.
    """
    if past.record is None:
        arm = facts(past.events).policy_arm
        began_with = _policy_of(arm["policy_hash"], in_force, history) if arm is not None else None
        return [*explain(past.events, began_with or in_force), "then      no handover followed this message"]
    record = past.record
    policy = _policy_of(record["policy_hash"], in_force, history)
    lines = explain(past.events, policy or in_force)
    by = (
        f"policy {record['policy_version']}, {record['policy_hash']}, {record['posture']}"
        if record["policy_hash"]
        else "no policy"
    )
    lines.append(f"then      handed over as {record['id']}: {record['trigger']}, {record['category']} ({by})")
    lines += [f"          {reason['trigger']}: {reason['reason']}" for reason in record["reasons"]]
    if policy is None and record["policy_hash"]:
        lines.append("          that policy is not in the history: the triggers above are those of the policy in force")
    return lines


def _policy_of(wanted: str | None, in_force: PolicyDocument, history: Sequence[HistoryEntry]) -> PolicyDocument | None:
    if wanted == in_force.hash:
        return in_force
    for text in (text for entry in history for text in (entry.text, entry.previous_text)):
        try:
            document = read_document(text, "history", PolicyDocument)
        except FileRefused:
            continue  # of a time when the document had other parts
        if document.hash == wanted:
            return document
    return None


def _messages(events: Sequence[LogEvent]) -> list[int]:
    return [place for place, event in enumerate(events) if event.get("event") == "user"]


def _record_after(events: Sequence[LogEvent], place: int) -> DecisionRecord | None:
    """The decision in the log between a message and the next one."""
    for event in events[place + 1 :]:
        if event.get("event") == "user":
            return None
        if event.get("event") == "slot" and event.get("name") == ESCALATION_SLOT and event.get("value"):
            return cast(DecisionRecord, event["value"])
    return None
