"""Reads outcomes from the desk's database: of handovers from its records, of the others from the escalation log."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.records.tables import ChatRow, HandoffRow
from baton.lab.escalation_log.entry import Kind, Outcome
from baton.lab.escalation_log.tables import EscalationLogRow
from baton.lab.outcomes import Ending, HandoverOutcome, Outcomes, Verdict

_ENDINGS = {
    Outcome.CONFIRMED.value: Ending.RESOLVED,
    Outcome.ASSUMED.value: Ending.RESOLVED,
    Outcome.ABANDONED.value: Ending.ABANDONED,
}
#: Of several concerns in one conversation the worst ending counts.
_WORST = (Ending.RESOLVED, Ending.CAME_BACK, Ending.ABANDONED)


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
        kept = select(EscalationLogRow.conversation_id, EscalationLogRow.outcome, EscalationLogRow.came_back_at).where(
            EscalationLogRow.conversation_id >= first,
            EscalationLogRow.conversation_id <= last,
            EscalationLogRow.kind == Kind.BOT.value,
        )
        with Session(self._engine) as session:
            handovers = {
                str(handoff_id): _outcome(disposition, stars)
                for handoff_id, disposition, stars in session.execute(handoffs)
            }
            endings: dict[str, Ending] = {}
            for conversation_id, outcome, came_back_at in session.execute(kept):
                ending = Ending.CAME_BACK if came_back_at is not None else _ENDINGS.get(str(outcome))
                if ending is not None:
                    endings[conversation_id] = max(ending, endings.get(conversation_id, ending), key=_WORST.index)
        return Outcomes(handovers, endings)


def _outcome(disposition: dict[str, object] | None, stars: int | None) -> HandoverOutcome:
    said = disposition or {}
    verdict, could = said.get("verdict"), said.get("bot_could")
    known = {each.value for each in Verdict}
    return HandoverOutcome(
        Verdict(verdict) if verdict in known else None, could if isinstance(could, bool) else None, stars
    )
