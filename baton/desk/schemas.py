"""The shapes of the JSON API."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Extra, Field

from baton.desk.case import Pending
from baton.desk.transcript import Line
from baton.handoff.lifecycle import State
from baton.handoff.store import Handoff


class Body(BaseModel):
    """What a request carries: a field that is not known is refused, not ignored."""

    class Config:
        extra = Extra.forbid


class ReplyBody(Body):
    text: str = Field(..., description="What the customer reads.")
    client_id: str | None = Field(None, description="Names the message: the same one twice is one message.")


class TransferBody(Body):
    to: str | None = Field(None, max_length=64, description="Login of the colleague.")
    team: str | None = Field(None, max_length=64, description="Name of the team, where `to` is empty.")
    note: str = Field("", description="For the colleague; the customer does not see it.")


class ReturnBody(Body):
    note: str = Field("", description="What was settled; kept with the conversation.")


class ResolveBody(Body):
    verdict: Literal["right", "too_early", "too_late", "unnecessary"] | None = Field(
        None, description="Whether the handover was right."
    )
    bot_could: bool | None = Field(None, description="Whether the bot could have done it.")
    note: str = Field("", description="What was settled.")


class HandoffView(BaseModel):
    """A handoff without its package."""

    id: str
    conversation_id: str
    state: State
    version: int
    owner: str | None
    team: str | None
    priority: int = Field(..., description="1 is the most urgent.")
    category: str
    trigger: str
    summary: str
    created_at: float = Field(..., description="Epoch seconds, as all times here.")
    claimed_at: float | None
    closed_at: float | None
    due_at: float | None
    previous_id: str | None
    disposition: dict[str, Any] | None


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


class HandoffDetail(BaseModel):
    """Everything about one handoff."""

    handoff: HandoffView
    package: dict[str, Any] = Field(..., description="The handoff package, schema_version 1.")
    transcript: list[LineView]
    pending: list[PendingView]


class HandoffList(BaseModel):
    handoffs: list[HandoffView]


class Accepted(BaseModel):
    """The reply is kept and on its way."""

    key: str = Field(..., description="The event in the log carries it as metadata.delivery.")


class ErrorBody(BaseModel):
    code: str
    message: str


class ErrorView(BaseModel):
    """What every refusal looks like."""

    error: ErrorBody


def view(handoff: Handoff) -> HandoffView:
    """A handoff in the API's shape."""
    plain = {name: getattr(handoff, name) for name in HandoffView.__fields__ if name != "summary"}
    return HandoffView(**plain, summary=handoff.package["summary"])


def line_view(line: Line) -> LineView:
    """A line in the API's shape."""
    return LineView(number=line.number, at=line.at, speaker=line.speaker, name=line.name, text=line.text)


def pending_view(waiting: Pending) -> PendingView:
    """Something on its way in the API's shape."""
    return PendingView(key=waiting.key, speaker=waiting.speaker, text=waiting.text, failed=waiting.failed is not None)
