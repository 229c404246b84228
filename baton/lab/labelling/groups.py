"""Messages to label in groups of the same meaning, and why each is on the list, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baton.lab.escalation_log.entry import MessageReason
from baton.lab.labelling.labelling import Misread
from baton.lab.report.gaps import Grouper

#: Why a message is on the list.
WHY = {
    MessageReason.NOT_UNDERSTOOD: "Not understood",
    MessageReason.NO_ANSWER: "A question without an answer",
    MessageReason.NOT_HELPED: "The customer says that the answer did not help",
    MessageReason.OTHER_CATEGORY: "The agent says that it was about something else",
    MessageReason.TOO_EARLY: "The agent says that the handover came too early",
    MessageReason.UNNECESSARY: "The agent says that the handover was unnecessary",
    MessageReason.TOO_LATE: "The agent says that the handover came too late",
}
#: What is on the list by an agent's word comes first: somebody has looked at it already.
_BY_AGENT = (MessageReason.OTHER_CATEGORY, MessageReason.TOO_LATE, MessageReason.UNNECESSARY, MessageReason.TOO_EARLY)
ALONE = "Like no other"


@dataclass(frozen=True)
class MisreadGroup:
    """Messages that mean much the same (`alike`), or are on the list for the same reason."""

    title: str
    misread: tuple[Misread, ...]
    alike: bool = False

    def others(self, number: int) -> tuple[Misread, ...]:
        """Those that may be given the same label in one step as the message of that number; none if they are not
        alike."""
        there = any(one.message.number == number for one in self.misread)
        return tuple(one for one in self.misread if one.message.number != number) if self.alike and there else ()


def grouped(misread: Sequence[Misread], grouper: Grouper | None) -> list[MisreadGroup]:
    """The groups in the order in which they are to be looked at.

    Args:
        grouper: groups by meaning, the largest group first; None: by the reason.
    """
    if not misread:
        return []
    if grouper is None:
        order = (*_BY_AGENT, *(reason for reason in MessageReason if reason not in _BY_AGENT))
        groups = [(WHY[reason], [one for one in misread if one.message.reason is reason]) for reason in order]
        return [MisreadGroup(title, tuple(found)) for title, found in groups if found]
    found = grouper([one.message.text for one in misread])
    together = {place for each in found for place in each.places}
    alone = tuple(one for place, one in enumerate(misread) if place not in together)
    made = [MisreadGroup(each.words, tuple(misread[place] for place in each.places), alike=True) for each in found]
    return [*made, *([MisreadGroup(ALONE, alone)] if alone else [])]
