"""What became of conversations: agents' verdicts and customers' ratings of handovers, from the desk's database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.records.tables import ChatRow, HandoffRow


class Verdict(str, Enum):
    """What an agent says of a handover when they close it."""

    RIGHT = "right"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    UNNECESSARY = "unnecessary"


class Ending(str, Enum):
    """How a conversation ended that was not handed over."""

    RESOLVED = "resolved"  #: confirmed, or assumed and durable
    ABANDONED = "abandoned"
    CAME_BACK = "came_back"  #: about the same thing, within days


@dataclass(frozen=True)
class HandoverOutcome:
    """What is known of one handover afterwards; None where nobody said anything."""

    verdict: Verdict | None = None
    bot_could: bool | None = None
    stars: int | None = None


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of some conversations: handovers by handoff id, the others' endings by conversation id."""

    handovers: dict[str, HandoverOutcome]
    endings: dict[str, Ending]

    def of_handover(self, handoff_id: str | None) -> HandoverOutcome:
        """What is known of a handover."""
        return self.handovers.get(handoff_id or "", _NOTHING)


_NOTHING = HandoverOutcome()


class OutcomeReader:
    """Reads outcomes.

    Args:
        engine: of the desk's database, migrated.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def between(self, first: str, last: str) -> Outcomes:
        """The outcomes of the conversations whose ids lie in this range, both ends included."""
        handoffs = (
            select(HandoffRow.id, HandoffRow.disposition, ChatRow.stars)
            .outerjoin(ChatRow, ChatRow.conversation_id == HandoffRow.conversation_id)
            .where(HandoffRow.conversation_id >= first, HandoffRow.conversation_id <= last)
        )
        with Session(self._engine) as session:
            handovers = {
                str(handoff_id): _outcome(disposition, stars)
                for handoff_id, disposition, stars in session.execute(handoffs)
            }
        return Outcomes(handovers, {})


def _outcome(disposition: dict[str, object] | None, stars: int | None) -> HandoverOutcome:
    said = disposition or {}
    verdict, could = said.get("verdict"), said.get("bot_could")
    known = {each.value for each in Verdict}
    return HandoverOutcome(
        Verdict(verdict) if verdict in known else None, could if isinstance(could, bool) else None, stars
    )
