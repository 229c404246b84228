"""What the desk's database knows of a conversation: its handoffs, its chat session, and the policies of the time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import ColumnElement

from baton.handoff.package.model import TriggerDetails
from baton.handoff.records.handoff import Disposition
from baton.handoff.records.lifecycle import State
from baton.handoff.records.tables import ChatRow, HandoffRow


@dataclass(frozen=True)
class HandoffFacts:
    """A handoff, as far as the escalation log needs it. Times are epoch seconds."""

    id: str
    state: State
    owner: str | None
    team: str | None
    priority: int
    topic: str
    created_at: float
    claimed_at: float | None
    closed_at: float | None
    waited: float | None
    trigger: TriggerDetails
    disposition: Disposition | None


@dataclass(frozen=True)
class ChatFacts:
    """Whose chat it is, and how the customer rated it."""

    browser: str | None = None
    account: str | None = None
    email: str | None = None
    stars: int | None = None


@dataclass(frozen=True)
class PolicyInForce:
    """A policy, from the first handover that it decided on."""

    since: float
    version: int | None = None
    hash: str | None = None
    posture: str | None = None


NO_POLICY = PolicyInForce(0.0)


class PolicyHistory:
    """Which policy was in force when, as far as decisions say: a conversation that was never handed over names none.

    Args:
        policies: in order of time; `read` adds those that are stored.
    """

    def __init__(self, policies: Sequence[PolicyInForce] = ()) -> None:
        self._policies = list(policies)
        self._read_to = 0.0

    def at(self, moment: float) -> PolicyInForce:
        """The policy of the latest decision at or before a moment; before the first one, that of the first one."""
        if not self._policies:
            return NO_POLICY
        return self._policies[max(0, bisect_right([policy.since for policy in self._policies], moment) - 1)]

    def read(self, connection: Connection) -> None:
        """Take up the decisions that became handoffs since the last time."""
        trigger: ColumnElement = HandoffRow.package["trigger"]
        query = (
            select(
                HandoffRow.created_at,
                trigger["policy_version"].as_integer(),
                trigger["policy_hash"].as_string(),
                trigger["posture"].as_string(),
            )
            .where(HandoffRow.trigger != "callback", HandoffRow.created_at >= self._read_to)
            .order_by(HandoffRow.created_at, HandoffRow.id)
        )
        for row in connection.execute(query):
            policy = PolicyInForce(*row)
            self._read_to = policy.since
            known = self._policies[-1] if self._policies else NO_POLICY
            if policy.version is not None and (policy.version, policy.hash, policy.posture) != (
                known.version,
                known.hash,
                known.posture,
            ):
                self._policies.append(policy)


def handoffs_of(connection: Connection, conversation_id: str) -> list[HandoffFacts]:
    """The handoffs of a conversation, the oldest first."""
    query = (
        select(HandoffRow.__table__)
        .where(HandoffRow.conversation_id == conversation_id)
        .order_by(HandoffRow.created_at, HandoffRow.id)
    )
    return [_handoff(row) for row in connection.execute(query)]


def _handoff(row: Row) -> HandoffFacts:
    return HandoffFacts(
        id=row.id,
        state=State(row.state),
        owner=row.owner,
        team=row.team,
        priority=row.priority,
        topic=row.category,
        created_at=row.created_at,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        waited=row.waited,
        trigger=row.package["trigger"],
        disposition=row.disposition,
    )


def chat_of(connection: Connection, conversation_id: str) -> ChatFacts:
    """The chat session of a conversation; an empty one where it came through another channel."""
    query = select(ChatRow.visitor, ChatRow.customer_id, ChatRow.email, ChatRow.stars).where(
        ChatRow.conversation_id == conversation_id
    )
    row = connection.execute(query).first()
    return ChatFacts(*row) if row is not None else ChatFacts()
