"""What an agent can do with a handoff, for the pages and the API alike: checked, carried out, in the audit trail."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from baton.desk import case, text, words
from baton.desk.parts import Parts
from baton.desk.roles import Agent, Role
from baton.handoff.lifecycle import OPEN, Move, Refused, State
from baton.handoff.store import Handoff

_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,60}")


def claim(parts: Parts, agent: Agent, handoff_id: str) -> Handoff:
    """Take the conversation; twice by the same agent is once.

    Raises:
        NotFound: there is no such handoff.
        Refused: a colleague has it, or it is closed.
    """
    try:
        taken = parts.handoffs.claim(handoff_id, agent.login, agent.name)
    except Refused:
        stands = parts.store.get(handoff_id)
        if stands.state is State.CLAIMED and stands.owner == agent.login:
            return stands
        if stands.state is State.CLAIMED:
            raise Refused(
                f"{_name(parts, stands.owner)} was faster and has this conversation. You can read along."
            ) from None
        if stands.state is State.TRANSFERRED:
            raise Refused(f"This conversation was passed on to {_name(parts, stands.owner)}.") from None
        raise
    parts.hub.nudge()
    return taken


def reply(parts: Parts, agent: Agent, handoff_id: str, said: str, client_id: str | None = None) -> str:
    """Say something to the customer.

    Args:
        said: the words; card numbers and the like are masked.
        client_id: names the message; the same one twice is one message.
    Returns:
        The key of its delivery, which the log's event carries too.
    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
        BadText: empty, too long, or a bad client_id.
    """
    words_said = text.message(said, parts.settings.message_limit)
    if client_id and not _CLIENT_ID.fullmatch(client_id):
        raise text.BadText("client_id: 8 to 60 letters, digits and dashes.")
    name = client_id or uuid.uuid4().hex
    try:
        key = parts.handoffs.reply(handoff_id, agent.login, agent.name, words_said, client_id=name)
    except IntegrityError:
        return f"say:{handoff_id}:{name}"  # sent before: the browser did not get our answer and tried again
    except Refused:
        stands = parts.store.get(handoff_id)
        if stands.state is State.CLAIMED:
            raise Refused(f"{_name(parts, stands.owner)} has this conversation now. Your text was not sent.") from None
        raise
    parts.store.note(handoff_id, agent.login, "replied", {"key": key})
    parts.hub.nudge()
    return key


def transfer(parts: Parts, agent: Agent, handoff_id: str, to: str | None, team: str | None, note: str) -> Handoff:
    """Pass the conversation on to a colleague or a team.

    Raises:
        NotFound, Refused, BadText: as with the others; also when there is no such colleague.
    """
    kept = text.note(note)
    if to:
        colleague = parts.agents.get(to)
        if colleague is None or not colleague.active:
            raise Refused("There is no such colleague.")
        if colleague.login == agent.login:
            raise Refused("You have it already.")
        name = colleague.name
    else:
        name = (team or "").strip()[:64]
    moved = parts.handoffs.transfer(handoff_id, agent.login, to or None, None if to else name, kept, name)
    parts.hub.nudge()
    return moved


def release(parts: Parts, agent: Agent, handoff_id: str) -> Handoff:
    """Put a conversation back into the queue: the own one, or one whose colleague does not come.

    Raises:
        NotFound, Refused: as with the others.
    """
    moved = parts.store.move(handoff_id, Move.RELEASE, agent.login)
    parts.hub.nudge()
    return moved


def give_back(parts: Parts, agent: Agent, handoff_id: str, note: str) -> Handoff:
    """Return the conversation to the bot.

    Raises:
        NotFound, Refused, BadText: as with the others; also when the customer wants no AI.
    """
    moved = parts.handoffs.return_to_bot(handoff_id, agent.login, text.note(note))
    parts.hub.nudge()
    return moved


def resolve(
    parts: Parts, agent: Agent, handoff_id: str, verdict: str | None, bot_could: bool | None, note: str = ""
) -> Handoff:
    """Close the conversation, with or without a word on the handover.

    Raises:
        NotFound, Refused, BadText: as with the others.
    """
    moved = parts.handoffs.resolve(handoff_id, agent.login, disposition(verdict, bot_could), text.note(note))
    parts.hub.nudge()
    return moved


def rate(parts: Parts, agent: Agent, handoff_id: str, verdict: str | None, bot_could: bool | None) -> Handoff:
    """Say of a closed handoff what was not said on closing it.

    Raises:
        NotFound, BadText: as with the others.
        Refused: it is open, or it was a colleague's.
    """
    handoff = parts.store.get(handoff_id)
    said = disposition(verdict, bot_could)
    if said is None:
        raise text.BadText("Choose an answer.")
    if handoff.state in OPEN:
        raise Refused("This conversation is still open.")
    if handoff.owner != agent.login and not agent.role.covers(Role.LEAD):
        raise Refused(f"Only {_name(parts, handoff.owner)} or a lead can rate this handover.")
    rated = parts.store.classify(handoff_id, said, agent.login)
    parts.hub.nudge()
    return rated


def lift_no_ai(parts: Parts, agent: Agent, handoff_id: str) -> None:
    """Take back the wish for no AI contact, on the customer's word.

    Raises:
        NotFound: there is no such handoff.
        Refused: the conversation is not this agent's.
    """
    handoff = parts.store.get(handoff_id)
    if handoff.state is not State.CLAIMED or handoff.owner != agent.login:
        raise Refused("Only whoever has the conversation can lift the wish.")
    parts.handoffs.lift_no_ai(handoff_id, agent.login)
    parts.hub.nudge()


def retry(parts: Parts, agent: Agent, handoff_id: str, number: int) -> None:
    """Deliver again what was given up.

    Raises:
        NotFound: there is no such handoff.
        Refused: there is no such message in it.
    """
    handoff = parts.store.get(handoff_id)
    if number not in {waiting.failed for waiting in case.pending(parts, handoff)}:
        raise Refused("This message is on its way already.")
    parts.outbox.revive(number)
    parts.store.note(handoff_id, agent.login, "retried", {"outbox": number})
    parts.hub.nudge()


def disposition(verdict: str | None, bot_could: bool | None) -> Mapping[str, Any] | None:
    """What is kept of the agent's judgement; None if nothing was said.

    Raises:
        BadText: there is no such verdict.
    """
    if verdict is not None and verdict not in words.VERDICTS:
        raise text.BadText(f"verdict: one of {', '.join(words.VERDICTS)}.")
    if verdict is None and bot_could is None:
        return None
    return {"verdict": verdict, "bot_could": bot_could}


def _name(parts: Parts, login: str | None) -> str:
    return parts.agents.names().get(login or "", login or "Somebody")
