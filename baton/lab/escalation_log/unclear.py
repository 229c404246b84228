"""The messages of one concern from which whoever trains the bot can learn: its gaps, and what it misread. Pure."""

from __future__ import annotations

from baton.lab.escalation_log.entry import Entry, MessageReason, UnclearMessage
from baton.lab.escalation_log.episodes import Episode, Message
from baton.lab.outcomes import Verdict
from policies.facts import NOT_HELPED
from policies.taxonomy import taxonomy

_NEEDLESS = {Verdict.TOO_EARLY: MessageReason.TOO_EARLY, Verdict.UNNECESSARY: MessageReason.UNNECESSARY}


def unclear_messages(episode: Episode, entry: Entry) -> list[UnclearMessage]:
    """The messages of an episode that show a gap or were misread, each once; a gap counts before a verdict.

    Args:
        entry: what became of the episode, with the agent's verdict if it was handed over.
    """
    found: dict[int, tuple[Message, MessageReason]] = {}
    asked_before: Message | None = None
    for message in episode.messages:
        if message.intent == NOT_HELPED:
            if asked_before is not None:
                found.setdefault(asked_before.event, (asked_before, MessageReason.NOT_HELPED))
            continue
        if not message.understood:
            found[message.event] = (message, MessageReason.NOT_UNDERSTOOD)
        elif message.unanswered_question:
            found[message.event] = (message, MessageReason.NO_ANSWER)
        if not message.small_talk:
            asked_before = message
    misread = _misread(episode, entry)
    if misread is not None:
        found.setdefault(misread[0].event, misread)
    return [
        UnclearMessage(m.event, entry.conversation_id, entry.id, m.at, reason, m.text, m.intent, m.confidence)
        for m, reason in found.values()
    ]


def _misread(episode: Episode, entry: Entry) -> tuple[Message, MessageReason] | None:
    """The message that the agent's verdict says was misread, and why; None where the verdict says nothing of one.

    A handover after two failures or at a limit rests on no single message, so "unnecessary" blames none.
    """
    if entry.agent_category is not None and entry.agent_category != entry.topic:
        asked = [message for message in episode.messages if message.text == entry.request]
        return (asked[-1], MessageReason.OTHER_CATEGORY) if asked else None
    if entry.verdict in _NEEDLESS and entry.category in taxonomy().severity_order:
        decided = [message for message in episode.messages if message.turn == entry.turn]
        return (decided[0], _NEEDLESS[entry.verdict]) if decided else None
    if entry.verdict is Verdict.TOO_LATE:
        # Where nothing had failed, the customer's first request was the moment that was missed.
        turn = entry.trouble_turn
        missed = [m for m in episode.asked if m.turn == turn] if turn is not None else episode.asked
        return (missed[0], MessageReason.TOO_LATE) if missed else None
    return None
