"""The shapes of the JSON API.

Longer than other modules, because the shapes of one API are one list.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Extra, Field

from baton.desk.auth.roles import Agent
from baton.desk.read_models.handoff_page import Pending
from baton.desk.read_models.transcript import Line
from baton.desk.store.desk_config import DeskConfig
from baton.handoff.outbox.report import Listed, Stage
from baton.handoff.records.audit_trail import AuditEntry
from baton.handoff.records.lifecycle import State
from baton.handoff.records.repository import Handoff

#: Of a name: without control characters and lone surrogates, which JSON can carry and databases refuse.
PRINTABLE = r"^[^\x00-\x1f\x7f\ud800-\udfff]*$"


class Body(BaseModel):
    """What a request carries: a field that is not known is refused, not ignored."""

    class Config:
        extra = Extra.forbid


class ReplyBody(Body):
    text: str = Field(..., description="What the customer reads.")
    client_id: str | None = Field(None, description="Names the message: the same one twice is one message.")


class TransferBody(Body):
    to: str | None = Field(None, regex=r"^[a-z0-9._-]{0,63}$", description="Login of the colleague.")
    team: str | None = Field(None, max_length=64, regex=PRINTABLE, description="Name of the team, where `to` is empty.")
    note: str = Field("", description="For the colleague; the customer does not see it.")


class NoteBody(Body):
    text: str = Field(..., description="For colleagues; neither the customer nor the bot sees it.")


class ScheduleBody(Body):
    due_at: float = Field(..., description="When the callback is due, epoch seconds; in opening hours.")
    note: str = Field("", description="For whoever calls; the customer does not see it.")


class TypingBody(Body):
    typing: bool = Field(True, description="Say it every three seconds while it is true; it ends by itself.")


class DutyBody(Body):
    on_duty: bool


class ReturnBody(Body):
    note: str = Field("", description="What was settled; kept with the conversation.")


class ResolveBody(Body):
    verdict: Literal["right", "too_early", "too_late", "unnecessary"] | None = Field(
        None, description="Whether the handover was right."
    )
    bot_could: bool | None = Field(None, description="Whether the bot could have done it.")
    category: str | None = Field(None, max_length=64, description="The right category, where the handoff's is wrong.")
    note: str = Field("", description="What was settled.")


class RateBody(Body):
    verdict: Literal["right", "too_early", "too_late", "unnecessary"] | None = None
    bot_could: bool | None = None
    category: str | None = Field(None, max_length=64)


class HandoffView(BaseModel):
    """A handoff without its package."""

    id: str
    conversation_id: str
    state: State
    version: int
    owner: str | None
    team: str = Field(..., description="The team that it is for.")
    priority: int = Field(..., description="1 is the most urgent.")
    category: str
    trigger: str
    summary: str
    created_at: float = Field(..., description="Epoch seconds, as all times here.")
    claimed_at: float | None
    closed_at: float | None
    due_at: float | None = Field(..., description="When a callback is due.")
    due: bool = Field(..., description="The callback is due now.")
    holds_bot: bool = Field(..., description="The bot is silent because of this handoff.")
    owner_name: str | None = Field(..., description="What the customer is told of the owner.")
    previous_id: str | None
    disposition: dict[str, object] | None


class LineView(BaseModel):
    """One line of the transcript, from the log as it is now."""

    number: int = Field(..., description="Number in the log; grows within a conversation.")
    at: float | None
    speaker: str
    name: str | None
    text: str


class PendingView(BaseModel):
    """Something said that has not reached the customer's conversation yet."""

    key: str
    speaker: str
    text: str
    failed: bool = Field(..., description="Given up: it needs somebody to try it again.")


class NoteView(BaseModel):
    """A note of an agent's."""

    id: int
    at: float
    who: str = Field(..., description="Login.")
    text: str


class HandoffDetail(BaseModel):
    """Everything about one handoff."""

    handoff: HandoffView
    package: dict[str, object] = Field(..., description="The handoff package; its schema: /schema/handoff-v1.json.")
    transcript: list[LineView]
    pending: list[PendingView]
    notes: list[NoteView]
    customer: Literal["typing", "reading", "away", "unknown"] = Field(..., description="Whether the customer is there.")
    customer_since: float | None = Field(None, description="Since when the customer is away.")


class HandoffList(BaseModel):
    handoffs: list[HandoffView]


class AgentView(BaseModel):
    """Somebody at the desk."""

    login: str
    name: str
    role: str
    teams: list[str]
    on_duty: bool
    most: int = Field(..., description="Conversations at a time.")
    busy: int = Field(..., description="Conversations now.")


class AgentList(BaseModel):
    agents: list[AgentView]


class TeamView(BaseModel):
    """A team and the categories that it takes."""

    id: str
    name: str
    takes: list[str] = Field(..., description="Empty: everything that no other team takes.")


class TeamList(BaseModel):
    teams: list[TeamView]


class CannedView(BaseModel):
    """A canned reply with its variables in braces."""

    key: str
    title: str
    text: str


class CannedList(BaseModel):
    replies: list[CannedView]


class AuditView(BaseModel):
    """An entry of the audit trail."""

    id: int
    at: float
    who: str
    what: str
    handoff_id: str | None
    detail: dict[str, object]


class AuditList(BaseModel):
    entries: list[AuditView]
    before: int | None = Field(..., description="Give it as `before` for older ones; empty at the end.")


class DeliveryView(BaseModel):
    """Something for another system, without what it says."""

    id: int
    target: str = Field(..., description="The connector; `rasa` is the customer's conversation.")
    kind: str = Field(..., description="What it tells: opened, moved, said, notice; say, return, resolve.")
    handoff_id: str
    conversation_id: str
    state: Stage
    attempts: int
    error: str | None = Field(None, description="What went wrong at the last try.")
    created_at: float | None
    next_at: float = Field(..., description="When it is tried next, if it waits.")
    delivered_at: float | None
    dead_at: float | None = Field(None, description="When it was given up.")


class DeliveryList(BaseModel):
    deliveries: list[DeliveryView]


class Accepted(BaseModel):
    """The reply is kept and on its way."""

    key: str = Field(..., description="The event in the log carries it as metadata.delivery.")


class ErrorBody(BaseModel):
    code: str
    message: str


class ErrorView(BaseModel):
    """What every refusal looks like."""

    error: ErrorBody


def view(handoff: Handoff, rules: DeskConfig) -> HandoffView:
    """A handoff in the API's shape."""
    return HandoffView(
        id=handoff.id,
        conversation_id=handoff.conversation_id,
        state=handoff.state,
        version=handoff.version,
        owner=handoff.owner,
        team=rules.team_of(handoff.category, handoff.team),
        priority=handoff.priority,
        category=handoff.category,
        trigger=handoff.trigger,
        summary=handoff.package["summary"],
        created_at=handoff.created_at,
        claimed_at=handoff.claimed_at,
        closed_at=handoff.closed_at,
        due_at=handoff.due_at,
        due=handoff.due,
        holds_bot=handoff.bot_paused,
        owner_name=handoff.owner_name,
        previous_id=handoff.previous_id,
        disposition=dict(handoff.disposition) if handoff.disposition is not None else None,
    )


def line_view(line: Line) -> LineView:
    """A line in the API's shape."""
    return LineView(number=line.number, at=line.at, speaker=line.speaker, name=line.name, text=line.text)


def delivery_view(listed: Listed) -> DeliveryView:
    """A delivery in the API's shape."""
    plain = {name: getattr(listed, name) for name in DeliveryView.__fields__ if name != "state"}
    return DeliveryView(**plain, state=listed.stage)


def audit_view(entry: AuditEntry) -> AuditView:
    """An entry of the audit trail in the API's shape."""
    return AuditView(
        id=entry.id,
        at=entry.at,
        who=entry.actor,
        what=entry.action,
        handoff_id=entry.handoff_id,
        detail=dict(entry.details),
    )


def pending_view(waiting: Pending) -> PendingView:
    """Something on its way in the API's shape."""
    return PendingView(key=waiting.key, speaker=waiting.speaker, text=waiting.text, failed=waiting.failed is not None)


def agent_view(agent: Agent, rules: DeskConfig, busy: int) -> AgentView:
    """Somebody at the desk in the API's shape."""
    most = agent.most if agent.most is not None else rules.conversations_at_a_time
    return AgentView(
        login=agent.login,
        name=agent.name,
        role=agent.role.value,
        teams=sorted(agent.teams),
        on_duty=agent.on_duty,
        most=most,
        busy=busy,
    )
