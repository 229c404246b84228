"""What became of conversations: agents' verdicts, customers' ratings, and how those ended that the bot kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
