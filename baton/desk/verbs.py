"""What an agent can do with a handoff, for the pages and the API alike: checked, carried out, in the audit trail."""

from __future__ import annotations

import re
import uuid

from sqlalchemy.exc import IntegrityError

from baton.desk import text, words
from baton.desk.notes import NOTED
from baton.desk.parts import Parts
from baton.desk.roles import Agent
from baton.handoff.deliveries import Listed
from baton.handoff.lifecycle import Move, Refused, State, step
from baton.handoff.package import own_email
from baton.handoff.store import Handoff

_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,60}")


def claim(parts: Parts, agent: Agent, handoff_id: str, limited: bool = False) -> Handoff:
    """Take the conversation; twice by the same agent is once.

    Args:
        limited: whether the agent's limit counts. It is for people: a program has rules of its own.
    Raises:
        NotFound: there is no such handoff.
        Refused: a colleague has it, it is closed, or the agent's limit is reached.
    """
    if limited:
        _check_limit(parts, agent, handoff_id)
    try:
        taken = parts.handoffs.claim(handoff_id, agent.login, agent.name)
    except Refused:
        stands = parts.store.get(handoff_id)
        if stands.state is State.CLAIMED and stands.owner == agent.login:
            return stands
        if stands.state is State.CLAIMED:
            raise Refused(
                f"{name_of(parts, stands.owner)} was faster and has this conversation. You can read along."
            ) from None
        if stands.state is State.TRANSFERRED:
            raise Refused(f"This conversation was passed on to {name_of(parts, stands.owner)}.") from None
        raise
    parts.hub.nudge()
    return taken


def decline(parts: Parts, agent: Agent, handoff_id: str) -> None:
    """Say "not now" to an offer: it goes to the next colleague.

    Raises:
        Refused: nothing is offered to this agent.
    """
    if not parts.offers.decline(handoff_id, agent.login):
        raise Refused("This conversation is not offered to you any more.")
    parts.store.note(handoff_id, agent.login, "declined")
    parts.hub.nudge()


def reply(
    parts: Parts, agent: Agent, handoff_id: str, said: str, client_id: str | None = None, hold: float = 0.0
) -> str:
    """Say something to the customer.

    Args:
        said: the words; card numbers and the like are masked.
        client_id: names the message; the same one twice is one message.
        hold: seconds for which it can be taken back before it goes out.
    Returns:
        The key of its delivery, which the log's event carries too.
    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
        BadText: empty, too long, or a bad client_id.
    """
    words_said = text.message(said, parts.settings.message_limit)
    if client_id and not _CLIENT_ID.fullmatch(client_id):
        raise text.BadText("client_id: 8 to 60 letters, digits and dashes.")
    handoff = parts.store.get(handoff_id)
    _must_have(parts, agent, handoff, " Your text was not sent.")
    delivery = parts.handoffs.said_by_agent(handoff, agent.name, words_said, client_id or uuid.uuid4().hex)
    if hold > 0:
        kept = parts.held.hold(handoff_id, agent.login, delivery, hold)
    else:
        parts.held.release(handoff_id)  # what was said before comes before
        try:
            parts.store.say(handoff_id, agent.login, delivery)
            kept = True
        except IntegrityError:
            kept = False
    if kept:  # otherwise it was sent before: the browser did not get our answer and tried again
        parts.store.note(handoff_id, agent.login, "replied", {"key": delivery.key})
        parts.presence.agent_types(handoff.conversation_id, agent.name, typing=False)
    parts.hub.nudge()
    return delivery.key


def undo(parts: Parts, agent: Agent, handoff_id: str, key: str) -> str:
    """Take a reply back before it goes out.

    Returns:
        Its words.
    Raises:
        Refused: it is too late.
    """
    words_said = parts.held.take_back(handoff_id, agent.login, text.clean(key))
    if words_said is None:
        raise Refused("Too late: the message has gone out.")
    parts.store.note(handoff_id, agent.login, "took_back", {"key": key})
    parts.hub.nudge()
    return words_said


def note(parts: Parts, agent: Agent, handoff_id: str, said: str) -> None:
    """Write a note for colleagues into the conversation; everybody at the desk may.

    Raises:
        NotFound: there is no such handoff.
        BadText: empty or too long.
    """
    kept = text.note(said)
    if not kept:
        raise text.BadText("Write something first.")
    parts.store.get(handoff_id)
    parts.store.note(handoff_id, agent.login, NOTED, {"note": kept})
    parts.hub.nudge()


def transfer(parts: Parts, agent: Agent, handoff_id: str, to: str | None, team: str | None, note: str) -> Handoff:
    """Pass the conversation on to a colleague or a team.

    Raises:
        NotFound, Refused, BadText: as with the others; also when there is no such colleague or team.
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
        teams = parts.rules().teams
        if team and team not in teams:
            raise Refused(f"There is no team {team[:64]!r}. There are: {', '.join(teams)}.")
        name = f"our team {teams[team]}" if team else ""
    let_go(parts, agent, handoff_id, Move.TRANSFER)
    moved = parts.handoffs.transfer(handoff_id, agent.login, to or None, None if to else team, kept, name)
    parts.hub.nudge()
    return moved


def release(parts: Parts, agent: Agent, handoff_id: str) -> Handoff:
    """Put a conversation back into the queue: the own one, or one whose colleague does not come.

    Raises:
        NotFound, Refused: as with the others.
    """
    let_go(parts, agent, handoff_id, Move.RELEASE)
    moved = parts.store.move(handoff_id, Move.RELEASE, agent.login)
    parts.hub.nudge()
    return moved


def schedule(parts: Parts, agent: Agent, handoff_id: str, due_at: float, note: str = "") -> Handoff:
    """Agree on a callback with the customer: it comes back to the desk when it is due.

    Args:
        due_at: epoch seconds, in opening hours.
    Raises:
        NotFound, Refused, BadText: as with the others; also when nobody is there at that time.
    """
    kept = text.note(note)
    let_go(parts, agent, handoff_id, Move.SCHEDULE)
    moved = parts.handoffs.schedule(handoff_id, agent.login, due_at, kept)
    parts.hub.nudge()
    return moved


def types(parts: Parts, agent: Agent, handoff_id: str, typing: bool) -> None:
    """Tell the customer that the agent is typing, or has stopped.

    Raises:
        NotFound: there is no such handoff.
        Refused: the conversation is not this agent's.
    """
    handoff = parts.store.get(handoff_id)
    if handoff.state is not State.CLAIMED or handoff.owner != agent.login:
        raise Refused("Only whoever has the conversation is shown as typing.")
    parts.presence.agent_types(handoff.conversation_id, agent.name, typing)


def give_back(parts: Parts, agent: Agent, handoff_id: str, note: str) -> Handoff:
    """Return the conversation to the bot.

    Raises:
        NotFound, Refused, BadText: as with the others; also when the customer wants no AI.
    """
    kept = text.note(note)
    handoff = parts.store.get(handoff_id)
    if parts.wishes.stands(handoff.conversation_id, own_email(handoff.package["customer"])):
        raise Refused("This customer asked for no AI contact. Lift the wish first if they changed their mind.")
    let_go(parts, agent, handoff_id, Move.RETURN)
    moved = parts.handoffs.return_to_bot(handoff_id, agent.login, kept)
    parts.hub.nudge()
    return moved


def mark_no_ai(parts: Parts, agent: Agent, handoff_id: str) -> None:
    """Keep that the customer wants no AI contact, now and in every later conversation.

    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
    """
    handoff = parts.store.get(handoff_id)
    _must_have(parts, agent, handoff)
    parts.wishes.remember(handoff.conversation_id, own_email(handoff.package["customer"]))
    parts.store.note(handoff_id, agent.login, "no_ai_marked")
    parts.hub.nudge()


def lift_no_ai(parts: Parts, agent: Agent, handoff_id: str) -> None:
    """Take back the wish for no AI contact, on the customer's word.

    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
    """
    _must_have(parts, agent, parts.store.get(handoff_id))
    parts.handoffs.lift_no_ai(handoff_id, agent.login)
    parts.hub.nudge()


def let_go(parts: Parts, agent: Agent, handoff_id: str, move: Move) -> None:
    """Send what can still be taken back before a move that ends the conversation for its agent.

    Asked first, because what is held is not for a colleague to send whose move is refused.

    Raises:
        NotFound, Refused: there is no such handoff, or the state or the owner does not allow the move.
    """
    handoff = parts.store.get(handoff_id)
    step(handoff.state, move, owner=handoff.owner, by=agent.login)
    parts.held.release(handoff_id)


def name_of(parts: Parts, login: str | None) -> str:
    """What somebody is called."""
    return parts.agents.names().get(login or "", login or "Somebody")


def retry_delivery(parts: Parts, agent: Agent, delivery_id: int) -> Listed:
    """Deliver something again that was given up.

    Raises:
        NoDelivery: there is no such delivery.
        Refused: it was not given up.
    """
    known = parts.deliveries.get(delivery_id)
    if not parts.outbox.revive(delivery_id):
        raise Refused("This was delivered, or is on its way already.")
    parts.store.note(known.handoff_id, agent.login, "retried", {"outbox": delivery_id, "target": known.target})
    parts.hub.nudge()
    return parts.deliveries.get(delivery_id)


def _must_have(parts: Parts, agent: Agent, handoff: Handoff, also: str = "") -> None:
    if handoff.state is not State.CLAIMED:
        raise Refused("Claim this conversation first." if handoff.open else "This conversation is closed.")
    if handoff.owner != agent.login:
        raise Refused(f"{name_of(parts, handoff.owner)} has this conversation now.{also}")


def _check_limit(parts: Parts, agent: Agent, handoff_id: str) -> None:
    """A limit is no reason to leave a grave matter waiting, or one that was passed on to this very agent."""
    handoff = parts.store.get(handoff_id)
    passed_on = handoff.state is State.TRANSFERRED and handoff.owner == agent.login
    if agent.leads or handoff.priority <= words.GRAVE or passed_on or handoff.owner == agent.login:
        return
    if parts.offers.room(agent) <= 0:
        raise Refused(
            "You have as many conversations as you can take. Finish one or pass one on first; "
            "a grave matter can be taken all the same."
        )
