"""Compares what a candidate policy would have decided with what is logged, up to the first divergence. Pure.

After a divergence the customer's further messages answer another world: nothing is claimed about them, but that the
messages written while waiting for an agent would have brought a handover later.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from baton.lab.replay.conversation import DecisionPoint, Handover, LoggedConversation
from baton.lab.replay.shared_decisions import Decide, decide_at
from policies.decision import Decision, decide
from policies.facts import Facts
from policies.policy_document import PolicyDocument
from policies.taxonomy import taxonomy


class Change(str, Enum):
    """How a handover of the candidate differs from the logged one."""

    SAME = "same"  #: in the same turn
    EARLIER = "earlier"
    LATER = "later"  #: not there, but at a message that the customer wrote while waiting
    NEW = "new"  #: where the log has none
    GONE = "gone"  #: the log has one, the candidate has none


@dataclass(frozen=True)
class ComparedHandover:
    """One handover, logged, of the candidate, or both."""

    change: Change
    logged: Handover | None
    candidate: Handover | None

    @property
    def shown(self) -> Handover:
        """The one that it is counted under: the logged one where there is one.

        Raises:
            ValueError: there is neither.
        """
        found = self.logged or self.candidate
        if found is None:
            raise ValueError("a comparison of nothing")
        return found


@dataclass(frozen=True)
class LockedLoss:
    """Locked categories that the log or the policy in force hands over at a message, and the candidate does not."""

    conversation_id: str
    turn: int
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """One conversation under a candidate: the same handovers, and at most one that differs, as the last.

    Attributes:
        cut_short: the bot would have answered something else before any handover differed. Nothing is known of the
            rest, but that what is locked is found in it.
    """

    conversation_id: str
    handovers: tuple[ComparedHandover, ...]
    losses: tuple[LockedLoss, ...]
    cut_short: bool = False

    @property
    def differing(self) -> ComparedHandover | None:
        """The first divergence; None where the candidate decides as the log."""
        last = self.handovers[-1] if self.handovers else None
        return last if last is not None and last.change is not Change.SAME else None


def compare(
    conversation: LoggedConversation,
    candidate: PolicyDocument,
    in_force: PolicyDocument,
    answered_otherwise: Collection[int] = (),
    decide_at: Decide = decide_at,
) -> Comparison:
    """One conversation under a candidate.

    Args:
        in_force: what it hands over of the locked categories, the candidate must hand over too, whatever the log says.
        answered_otherwise: places of the decision points after which the bot, where it keeps the conversation, would
            have answered otherwise than the log says, because the message is read otherwise now.
        decide_at: decides at the points of this conversation.
    """
    handovers: list[ComparedHandover] = []
    losses: list[LockedLoss] = []
    this_turn: Decision | None = None  # of the candidate, a moment before the log's in the same turn
    cut_short = False
    for index, point in enumerate(conversation.points):
        decision = decide_at(point, candidate)
        loss = _loss(conversation.id, point, decision, candidate, in_force, decide_at)
        if loss is not None and loss not in losses:
            losses.append(loss)
        by_rule = point.logged is not None and point.logged.policy_hash is None
        kept = decision is None and (point.logged is None or by_rule)
        cut_short = cut_short or (kept and index in answered_otherwise)
        if cut_short or (point.logged is None and decision is None):
            continue
        if point.logged is None and decision is not None:
            logged = conversation.next_handover(index)
            if logged is not None and logged.turn == decision.turn:
                this_turn = decision
                continue
            change = Change.EARLIER if logged is not None else Change.NEW
            handovers.append(ComparedHandover(change, logged, _handover(decision)))
            break
        if by_rule:
            handovers.append(ComparedHandover(Change.SAME, point.logged, point.logged))  # whatever the policy says
            continue
        decided, this_turn = decision or this_turn, None
        if decided is not None:
            handovers.append(ComparedHandover(Change.SAME, point.logged, _handover(decided)))
            continue
        later = _later(conversation, point, candidate)
        handovers.append(ComparedHandover(Change.LATER if later else Change.GONE, point.logged, later))
        break
    return Comparison(conversation.id, tuple(handovers), tuple(losses), cut_short)


def _later(conversation: LoggedConversation, point: DecisionPoint, candidate: PolicyDocument) -> Handover | None:
    for facts in conversation.without_handover(point):
        decision = decide(facts, candidate)
        if decision is not None:
            return _handover(decision)
    return None


def _loss(
    conversation_id: str,
    point: DecisionPoint,
    decision: Decision | None,
    candidate: PolicyDocument,
    in_force: PolicyDocument,
    decide_at: Decide,
) -> LockedLoss | None:
    """What is locked and not handed over at this point, or not as what it is."""
    wanted = set(point.logged.categories) if point.logged is not None else set()
    if candidate.hash != in_force.hash and _may_be_locked(point.facts):
        decided = decide_at(point, in_force)
        wanted |= {firing.category for firing in decided.firings} if decided is not None else set()
    given = {firing.category for firing in decision.firings} if decision is not None else set()
    lost = tuple(name for name in taxonomy().locked if name in wanted and name not in given)
    turn = point.facts.turn
    return LockedLoss(conversation_id, turn.number, lost) if lost and turn is not None else None


def _may_be_locked(facts: Facts) -> bool:
    locked = taxonomy().locked
    return facts.no_ai or (facts.turn is not None and any(signal.name in locked for signal in facts.turn.signals))


def _handover(decision: Decision) -> Handover:
    return Handover(
        turn=decision.turn,
        at=decision.at,
        trigger=decision.trigger,
        category=decision.category,
        categories=frozenset(firing.category for firing in decision.firings),
        policy_hash=decision.policy_hash,
    )
