"""The decision: facts and policy in, a handover with its reasons out, or nothing. Pure: no Rasa, no clock, no I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from policies.facts import Facts
from policies.last_words import only_last_words
from policies.policy_document import PolicyDocument
from policies.triggers import TRIGGERS, Firing


class ReasonRecord(TypedDict):
    """One trigger that fired, as it stands in the log."""

    trigger: str
    category: str
    reason: str
    evidence: str
    turn: int


class DecisionRecord(TypedDict):
    """A decision as it stands in the log (slot `escalation`): the most severe reason first.

    `id` is the handoff's, `at` is in epoch seconds. A callback that the customer arranged has the same form and no
    policy.
    """

    id: str
    trigger: str
    category: str
    turn: int
    at: float
    policy_version: int | None
    policy_hash: str | None
    posture: str | None
    reasons: list[ReasonRecord]


@dataclass(frozen=True)
class Decision:
    """A handover: the most severe trigger first, with every other one that fired."""

    firings: tuple[Firing, ...]
    turn: int
    at: float
    policy_version: int
    policy_hash: str
    posture: str

    @property
    def trigger(self) -> str:
        return self.firings[0].trigger

    @property
    def category(self) -> str:
        return self.firings[0].category

    def handoff_id(self, conversation_id: str) -> str:
        return handoff_id(conversation_id, self.turn)

    def record(self, conversation_id: str) -> DecisionRecord:
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
                    "trigger": firing.trigger,
                    "category": firing.category,
                    "reason": firing.reason,
                    "evidence": firing.evidence,
                    "turn": firing.turn,
                }
                for firing in self.firings
            ],
        }


def handoff_id(conversation_id: str, turn: int) -> str:
    """The id of the handoff, always the same for the same decision: none can open two."""
    return "h" + hashlib.sha256(f"{conversation_id}:{turn}".encode()).hexdigest()[:15]


def firings(facts: Facts, policy: PolicyDocument) -> tuple[Firing, ...]:
    """Everything that fires on these facts, the most severe first."""
    return by_severity(firing for trigger in TRIGGERS.values() for firing in trigger(facts, policy))


def by_severity(fired: Iterable[Firing]) -> tuple[Firing, ...]:
    """Firings, the most severe first."""
    return tuple(sorted(fired, key=lambda firing: firing.severity))


def decide(facts: Facts, policy: PolicyDocument) -> Decision | None:
    """Whether this conversation goes to a person now.

    Returns:
        None while a person has it already, a decision is in force, nothing fires, or nothing but what a person has just
        dealt with; and for a message that does no more than change a callback, or take leave of a person.
    """
    return decision_on(facts, firings(facts, policy), policy) if open_to_decide(facts) else None


def open_to_decide(facts: Facts) -> bool:
    """Whether there is anything to decide: a message, which no person has and no decision."""
    return facts.turn is not None and not facts.escalated and not facts.owned_by_person


def decision_on(facts: Facts, fired: tuple[Firing, ...], policy: PolicyDocument) -> Decision | None:
    """What follows of everything that fires.

    Args:
        facts: open to decide.
        fired: all of it, the most severe first.
        policy: by which it fires.
    """
    if facts.turn is None or not fired:
        return None
    if _dealt_with(facts, fired) or _changes_callback(facts, fired) or _takes_leave(facts, fired):
        return None
    return Decision(fired, facts.turn.number, facts.turn.at, policy.version, policy.hash, policy.posture)


#: Triggers that count at once, whatever a person has just settled.
_ALWAYS = frozenset({"permanent_category", "no_ai_contact", "explicit_request"})


def dealt_with(facts: Facts, policy: PolicyDocument) -> bool:
    """Whether the customer comes back with nothing but what a person has just dealt with: the bot says so, once."""
    if not open_to_decide(facts):
        return False
    fired = firings(facts, policy)
    return bool(fired) and _dealt_with(facts, fired)


def _dealt_with(facts: Facts, fired: tuple[Firing, ...]) -> bool:
    return all(firing.trigger not in _ALWAYS and (firing.trigger, firing.category) == facts.settled for firing in fired)


def takes_leave(facts: Facts, policy: PolicyDocument) -> bool:
    """Whether a customer who wants no AI only thanks or says goodbye to the person who has dealt with their issue: that
    opens nothing, and no bot answers it."""
    if not open_to_decide(facts):
        return False
    return _takes_leave(facts, firings(facts, policy))


def _takes_leave(facts: Facts, fired: tuple[Firing, ...]) -> bool:
    turn = facts.turn
    if turn is None or facts.settled is None or not facts.no_ai or turn.orders or turn.problem:
        return False
    by_rule_alone = all(firing.trigger == "no_ai_contact" and firing.evidence == turn.text for firing in fired)
    return bool(fired) and by_rule_alone and only_last_words(turn.text)


def changes_callback(facts: Facts, policy: PolicyDocument) -> bool:
    """Whether the customer changes the callback that the bot has booked: the number, the address or the time."""
    if not open_to_decide(facts):
        return False
    return _changes_callback(facts, firings(facts, policy))


def _changes_callback(facts: Facts, fired: tuple[Firing, ...]) -> bool:
    """What always goes to a person does so in any words; a request for one only if the message holds more than the
    change ("call me on ... instead" asks for nobody else)."""
    change = facts.turn.callback_change if facts.turn is not None else None
    if change is None:
        return False
    stronger = _ALWAYS - {"explicit_request"} if change.plain else _ALWAYS
    return not any(firing.trigger in stronger for firing in fired)
