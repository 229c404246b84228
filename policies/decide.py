"""The decision: facts and policy in, a handover with its reasons out - or nothing. Pure: no Rasa, no clock, no I/O."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from policies.document import PolicyDocument
from policies.facts import Facts
from policies.triggers import TRIGGERS, Verdict


@dataclass(frozen=True)
class Decision:
    """A handover: the gravest trigger first, with every other that fired."""

    verdicts: tuple[Verdict, ...]
    turn: int
    at: float
    policy_version: int
    policy_hash: str
    posture: str

    @property
    def trigger(self) -> str:
        return self.verdicts[0].trigger

    @property
    def category(self) -> str:
        return self.verdicts[0].category

    def handoff_id(self, conversation_id: str) -> str:
        """The handoff's name, the same whoever works it out from the log: no decision can open two."""
        key = f"{conversation_id}:{self.turn}".encode()
        return "h" + hashlib.sha256(key).hexdigest()[:15]

    def as_dict(self, conversation_id: str) -> dict[str, Any]:
        """The form in which the decision stands in the log (slot `escalation`)."""
        return {
            "id": self.handoff_id(conversation_id),
            "trigger": self.trigger,
            "category": self.category,
            "turn": self.turn,
            "at": self.at,
            "policy_version": self.policy_version,
            "policy_hash": self.policy_hash,
            "posture": self.posture,
            "reasons": [
                {
                    "trigger": v.trigger,
                    "category": v.category,
                    "reason": v.reason,
                    "evidence": v.evidence,
                    "turn": v.turn,
                }
                for v in self.verdicts
            ],
        }


def verdicts(facts: Facts, policy: PolicyDocument) -> tuple[Verdict, ...]:
    """Everything that fires on these facts, the gravest first."""
    fired = [verdict for trigger in TRIGGERS.values() for verdict in trigger(facts, policy)]
    return tuple(sorted(fired, key=lambda v: v.gravity))


def decide(facts: Facts, policy: PolicyDocument) -> Decision | None:
    """Whether this conversation goes to a person now.

    Returns:
        None while a person has it already, a decision already stands, nothing fires, or nothing but what a person has
        just dealt with.
    """
    if facts.turn is None or facts.escalated or facts.owned_by_person:
        return None
    fired = verdicts(facts, policy)
    if not fired or _dealt_with(facts, fired):
        return None
    return Decision(fired, facts.turn.number, facts.turn.at, policy.version, policy.hash, policy.posture)


#: Triggers that count at once, whatever a person has just settled.
_ALWAYS = frozenset({"permanent_category", "no_ai_contact", "explicit_request"})


def dealt_with(facts: Facts, policy: PolicyDocument) -> bool:
    """Whether the customer comes back with nothing but what a person has just dealt with: the bot says so, once."""
    if facts.turn is None or facts.escalated or facts.owned_by_person:
        return False
    fired = verdicts(facts, policy)
    return bool(fired) and _dealt_with(facts, fired)


def _dealt_with(facts: Facts, fired: tuple[Verdict, ...]) -> bool:
    return all(v.trigger not in _ALWAYS and (v.trigger, v.category) == facts.settled for v in fired)
