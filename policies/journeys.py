"""A journey that a trainer wrote ends at a person: a rule or a story has `action_handoff`, and no trigger fires. Pure.

The category is that of the form which led there (`journey` in business/taxonomy.yml), else the one named as the intent.
"""

from __future__ import annotations

from collections.abc import Iterable

from baton.base.log_event import LogEvent
from policies.decision import DecisionRecord, ReasonRecord, handoff_id
from policies.facts import Facts
from policies.policy_document import PolicyDocument
from policies.taxonomy import taxonomy

#: The trigger of such a handover.
JOURNEY = "journey"
#: The category where neither the form nor the intent has one.
PLAIN = "unresolved"


def ended_form(events: Iterable[LogEvent]) -> str | None:
    """The form that runs, or that ended since the customer's latest message.

    Args:
        events: of the conversation, the latest first.
    """
    ended = False
    for event in events:
        if event.get("event") == "active_loop":
            if event.get("name"):
                return str(event["name"])
            ended = True
        elif event.get("event") == "user" and not ended:
            return None
    return None


def record(conversation_id: str, facts: Facts, form: str | None, policy: PolicyDocument) -> DecisionRecord | None:
    """The decision as it stands in the log.

    Args:
        conversation_id: Rasa's sender id.
        facts: of the conversation.
        form: the one that led to it.
        policy: of the conversation; it decided nothing here, but the log says which one was in force.
    Returns:
        None where a person has the conversation already, or a decision is in force.
    """
    turn = facts.turn
    if turn is None or facts.escalated or facts.owned_by_person:
        return None
    known = taxonomy()
    by_intent = turn.intent if turn.intent in known.categories else None
    category = known.journeys.get(form or "") or by_intent or PLAIN
    done = "the details are complete" if form else "the shop sends this to a person"
    reason: ReasonRecord = {
        "trigger": JOURNEY,
        "category": category,
        "reason": f"{known.labels[category]}: {done}",
        "evidence": "",
        "turn": turn.number,
    }
    return {
        "id": handoff_id(conversation_id, turn.number),
        "trigger": JOURNEY,
        "category": category,
        "turn": turn.number,
        "at": turn.at,
        "policy_version": policy.version,
        "policy_hash": policy.hash,
        "posture": policy.posture,
        "reasons": [reason],
    }
