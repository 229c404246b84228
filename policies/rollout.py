"""Which policy a conversation has while a candidate is rolled out in stages. Pure.

A conversation keeps the policy that it began with: its first decision writes the arm into its log. A candidate adds to
what is locked and takes nothing away: `with_locks_of` sees to that for both arms.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from policies.facts import Facts
from policies.policy_arm import Arm, ArmRecord
from policies.policy_document import PerPosture, PolicyDocument, Threshold


class State(str, Enum):
    """What has become of a candidate."""

    SHADOW = "shadow"  #: what it would have decided is noted; customers meet the policy in force
    SHARE = "share"  #: it decides for a share of the new conversations
    STOPPED = "stopped"  #: somebody has ended it
    ROLLED_BACK = "rolled_back"  #: the guardrail, or somebody, has taken it back while customers met it
    PROMOTED = "promoted"  #: it is the policy in force


@dataclass(frozen=True)
class Rollout:
    """A candidate that customers meet, or have met before it came into force.

    Attributes:
        share: of new conversations, from 0 to 1.
        before: the policy that was in force when it began.
    """

    id: str
    state: State
    share: float
    candidate: PolicyDocument
    before: PolicyDocument


@dataclass(frozen=True)
class Choice:
    """The policy of one conversation; `record` is what its log does not say yet."""

    policy: PolicyDocument
    arm: Arm = Arm.IN_FORCE
    record: ArmRecord | None = None


def choose(rollout: Rollout | None, in_force: PolicyDocument, conversation_id: str, facts: Facts) -> Choice:
    """The policy of a conversation.

    Args:
        rollout: the latest one that runs, or that has come into force; None: there is none.
        in_force: the policy on disk.
        facts: of the conversation.
    """
    if rollout is None:
        return Choice(in_force)
    known = facts.policy_arm
    if known is not None and known.get("rollout") == rollout.id:
        return _as_begun(rollout, in_force, known)
    began = known is None and facts.turn is not None and facts.turn.number == 1
    # After a change of the file by hand the two would not be compared with each other any more.
    if rollout.state is not State.SHARE or in_force.hash != rollout.before.hash or not began:
        return Choice(in_force)
    chosen = place(rollout.id, conversation_id) < rollout.share
    arm = Arm.CANDIDATE if chosen else Arm.IN_FORCE
    policy = with_locks_of(rollout.candidate, in_force) if chosen else in_force
    record: ArmRecord = {
        "rollout": rollout.id,
        "arm": arm.value,
        "share": rollout.share,
        "policy_version": policy.version,
        "policy_hash": policy.hash,
    }
    return Choice(policy, arm, record)


def _as_begun(rollout: Rollout, in_force: PolicyDocument, known: ArmRecord) -> Choice:
    began_with_candidate = known["arm"] == Arm.CANDIDATE.value
    if began_with_candidate and rollout.state is State.SHARE and in_force.hash == rollout.before.hash:
        return Choice(with_locks_of(rollout.candidate, in_force), Arm.CANDIDATE)
    if not began_with_candidate and rollout.state is State.PROMOTED and in_force.hash == rollout.candidate.hash:
        return Choice(with_locks_of(rollout.before, in_force))
    return Choice(in_force)


def place(rollout_id: str, conversation_id: str) -> float:
    """Where a conversation lies between 0 and 1: always the same in one roll-out, and by chance in the next one."""
    digest = hashlib.sha256(f"{rollout_id}:{conversation_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def with_locks_of(policy: PolicyDocument, in_force: PolicyDocument) -> PolicyDocument:
    """A policy that hands over whatever is locked, and every request for a person, at least as soon as the one in
    force does. Its version and hash stay its own."""
    own, other = policy.triggers, in_force.triggers
    requests = own.explicit_request.copy(
        update={
            "signals": _joined(own.explicit_request.signals, other.explicit_request.signals),
            "threshold": _lower(policy, own.explicit_request.threshold, in_force, other.explicit_request.threshold),
        }
    )
    permanent = own.permanent_category.copy(
        update={
            "threshold": _lower(policy, own.permanent_category.threshold, in_force, other.permanent_category.threshold)
        }
    )
    triggers = own.copy(update={"explicit_request": requests, "permanent_category": permanent})
    return policy.copy(update={"triggers": triggers, "permanent": _joined(policy.permanent, in_force.permanent)})


def _lower(policy: PolicyDocument, own: PerPosture, in_force: PolicyDocument, other: PerPosture) -> Threshold:
    """One number for both postures: the lower of those that count."""
    number = min(policy.limit(own), in_force.limit(other))
    return Threshold(launch=number, steady=number)


def _joined(own: list[str], other: list[str]) -> list[str]:
    return list(dict.fromkeys([*own, *other]))
