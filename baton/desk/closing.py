"""The end of a conversation: resolve it, say what the handover was worth, when to call back, deliver again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from baton.desk import case, text, words
from baton.desk.parts import Parts
from baton.desk.roles import Agent
from baton.desk.verbs import let_go, name_of, retry_delivery
from baton.handoff.lifecycle import OPEN, Move, Refused
from baton.handoff.store import Handoff


def resolve(
    parts: Parts, agent: Agent, handoff_id: str, said: Mapping[str, Any] | None = None, note: str = ""
) -> Handoff:
    """Close the conversation, with or without a word on the handover.

    Args:
        said: as `disposition` gives it.
        note: what was settled.
    Raises:
        NotFound, Refused, BadText: there is no such handoff, it is not this agent's, or the note is too long.
    """
    kept = text.note(note)
    let_go(parts, agent, handoff_id, Move.RESOLVE)
    moved = parts.handoffs.resolve(handoff_id, agent.login, said, kept)
    parts.hub.nudge()
    return moved


def rate(parts: Parts, agent: Agent, handoff_id: str, said: Mapping[str, Any] | None) -> Handoff:
    """Say of a closed handoff what was not said on closing it; what was said before and is not said now stays.

    Raises:
        NotFound, BadText: there is no such handoff, or nothing was said.
        Refused: it is open, or it was a colleague's.
    """
    handoff = parts.store.get(handoff_id)
    if said is None:
        raise text.BadText("Choose an answer.")
    if handoff.state in OPEN:
        raise Refused("This conversation is still open.")
    if handoff.owner != agent.login and not agent.leads:
        raise Refused(f"Only {name_of(parts, handoff.owner)} or a lead can rate this handover.")
    news = {name: value for name, value in said.items() if value is not None}
    before = {"verdict": None, "bot_could": None, **(handoff.disposition or {})}
    rated = parts.store.classify(handoff_id, {**before, **news}, agent.login)
    parts.hub.nudge()
    return rated


def disposition(verdict: str | None, bot_could: bool | None, category: str | None = None) -> Mapping[str, Any] | None:
    """What is kept of the agent's judgement; None if nothing was said.

    Args:
        verdict: whether the handover was right.
        bot_could: whether the bot could have done it.
        category: the right one, where the handoff's is wrong.
    Raises:
        BadText: there is no such verdict or category.
    """
    if verdict is not None and verdict not in words.VERDICTS:
        raise text.BadText(f"verdict: one of {', '.join(words.VERDICTS)}.")
    if category is not None and category not in words.CATEGORIES:
        raise text.BadText("category: there is no such category.")
    if verdict is None and bot_could is None and category is None:
        return None
    said = {"verdict": verdict, "bot_could": bot_could}
    return said if category is None else {**said, "category": category}


def moment(parts: Parts, due: str) -> float:
    """The moment of a callback, epoch seconds, as a form gives it: day and time in the shop's time zone.

    Raises:
        BadText: it is none, such as 2026-11-24T15:30.
    """
    try:
        at = datetime.fromisoformat(due.strip())
    except ValueError:
        raise text.BadText("Give day and time of the callback, such as 2026-11-24T15:30.") from None
    return (at.replace(tzinfo=parts.hours.zone) if at.tzinfo is None else at).timestamp()


def retry(parts: Parts, agent: Agent, handoff_id: str, number: int) -> None:
    """Deliver again what was given up.

    Raises:
        NotFound: there is no such handoff.
        Refused: there is no such message in it.
    """
    handoff = parts.store.get(handoff_id)
    if number not in {waiting.failed for waiting in case.pending(parts, handoff)}:
        raise Refused("This message is on its way already.")
    retry_delivery(parts, agent, number)
