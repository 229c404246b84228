"""What an agent can do with a handoff, for the pages and the API alike: checked, carried out, in the audit trail.

Longer than other modules, because each action of an agent is one function here and nowhere else.
"""

from __future__ import annotations

import re
import uuid

from baton.base import text
from baton.base.redaction import redact
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.read_models import handoff_page, order_lookup
from baton.desk.read_models.order_lookup import Lookup
from baton.desk.store import canned_replies, labels
from baton.handoff.outbox.report import Listed
from baton.handoff.records import refusals
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State, TransitionRefused
from baton.handoff.records.repository import Disposition, Handoff
from policies.taxonomy import taxonomy

_LONGEST_FACT = 200
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,60}")


def claim(container: DeskContainer, agent: Agent, handoff_id: str, limited: bool = False) -> Handoff:
    """Take the conversation; twice by the same agent is once.

    Args:
        limited: whether the agent's limit counts. It is for people: a program has rules of its own.
    Raises:
        NotFound: there is no such handoff.
        Refused: a colleague has it, it is closed, or the agent's limit is reached.
    """
    if limited:
        _check_limit(container, agent, handoff_id)
    try:
        taken = container.handoffs.claim(handoff_id, agent.login, agent.name)
    except TransitionRefused:
        current = container.store.get(handoff_id)
        if current.state is State.CLAIMED and current.owner == agent.login:
            return current
        if current.state is State.CLAIMED:
            raise refusals.claimed_before_by(name_of(container, current.owner)) from None
        if current.state is State.TRANSFERRED:
            raise refusals.transferred_to(name_of(container, current.owner)) from None
        raise
    container.notifier.wake()
    return taken


def take_over(container: DeskContainer, agent: Agent, handoff_id: str) -> Handoff:
    """Take a conversation from the colleague who has it, who is alerted; the customer is told. For leads.

    Raises:
        NotFound: there is no such handoff.
        Refused: nobody has it, or this agent.
    """
    if not agent.leads:
        raise TransitionRefused("Only a lead takes over a conversation that a colleague has.")
    taken = container.handoffs.take_over(handoff_id, agent.login, agent.name)
    container.notifier.wake()
    return taken


def decline(container: DeskContainer, agent: Agent, handoff_id: str) -> None:
    """Say "not now" to an offer: it goes to the next colleague.

    Raises:
        Refused: nothing is offered to this agent.
    """
    if not container.offers.decline(handoff_id, agent.login):
        raise TransitionRefused("This conversation is not offered to you any more.")
    container.notifier.wake()


def reply(
    container: DeskContainer, agent: Agent, handoff_id: str, said: str, client_id: str | None = None, delay: float = 0.0
) -> str:
    """Say something to the customer.

    Args:
        said: the words; card numbers and the like are masked.
        client_id: names the message; the same one twice is one message.
        delay: seconds for which it can be cancelled before it goes out.
    Returns:
        The key of its delivery, which the log's event carries too.
    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
        BadText: empty, too long, with a placeholder that is still open, or a bad client_id.
    """
    words_said = text.message(said, container.settings.message_limit)
    still_open = canned_replies.placeholders(words_said)
    if still_open:
        raise text.BadText(f"Not sent: fill in {' and '.join(still_open)} first, or take it out.")
    if client_id and not _CLIENT_ID.fullmatch(client_id):
        raise text.BadText("client_id: 8 to 60 letters, digits and dashes.")
    handoff = container.store.get(handoff_id)
    _must_have(container, agent, handoff, "Your text was not sent.")
    key, new = container.handoffs.reply_from_desk(
        handoff, agent.login, agent.name, words_said, client_id or uuid.uuid4().hex, delay
    )
    if new:  # otherwise the browser did not get our answer and tried again
        container.presence.agent_types(handoff.conversation_id, agent.name, typing=False)
    # Whoever answers has read what was written, by whatever way they answer.
    newest = container.log.latest(handoff.conversation_id, ("user",))
    if newest:
        container.seen_marks.read(agent.login, handoff_id, newest[0].id)
    container.notifier.wake()
    return key


def undo(container: DeskContainer, agent: Agent, handoff_id: str, key: str) -> str:
    """Cancel a reply before it goes out.

    Returns:
        Its text.
    Raises:
        NotFound: there is no such handoff.
        TransitionRefused: it is too late.
    """
    handoff = container.store.get(handoff_id)
    cancelled = container.outbox.cancel(handoff.conversation_id, text.clean(key), agent.login)
    if cancelled is None:
        raise TransitionRefused("Too late: the message has gone out.")
    container.audit.add(agent.login, AuditAction.REPLY_CANCELLED, handoff_id, key=key)
    container.notifier.wake()
    return str(cancelled.payload["events"][0]["text"])


def note(container: DeskContainer, agent: Agent, handoff_id: str, said: str) -> None:
    """Write a note for colleagues into the conversation; everybody at the desk may.

    Raises:
        NotFound: there is no such handoff.
        BadText: empty or too long.
    """
    kept = text.note(said)
    if not kept:
        raise text.BadText("Write something first.")
    container.handoffs.note(handoff_id, agent.login, kept)
    container.notifier.wake()


def transfer(
    container: DeskContainer, agent: Agent, handoff_id: str, to: str | None, team: str | None, note: str
) -> Handoff:
    """Pass the conversation on to a colleague or a team.

    Raises:
        NotFound, Refused, BadText: as with the others; also when there is no such colleague or team.
    """
    kept = text.note(note)
    if to:
        colleague = container.agents.get(to)
        if colleague is None or not colleague.active:
            raise TransitionRefused("There is no such colleague.")
        if colleague.login == agent.login:
            raise TransitionRefused("You have it already.")
        name = colleague.name
    else:
        teams = container.rules().team_names
        if team and team not in teams:
            raise TransitionRefused(f"There is no team {team[:64]!r}. There are: {', '.join(teams)}.")
        name = f"our team {teams[team]}" if team else ""
    moved = container.handoffs.transfer(handoff_id, agent.login, to or None, None if to else team, kept, name)
    container.notifier.wake()
    return moved


def release(container: DeskContainer, agent: Agent, handoff_id: str) -> Handoff:
    """Put a conversation back into the queue: the own one, or one whose colleague does not come.

    Raises:
        NotFound, Refused: as with the others.
    """
    moved = container.handoffs.release(handoff_id, agent.login)
    container.notifier.wake()
    return moved


def schedule(container: DeskContainer, agent: Agent, handoff_id: str, due_at: float, note: str = "") -> Handoff:
    """Agree on a callback with the customer: it comes back to the desk when it is due.

    Args:
        due_at: epoch seconds, in opening hours.
    Raises:
        NotFound, Refused, BadText: as with the others; also when nobody is there at that time.
    """
    kept = text.note(note)
    moved = container.handoffs.schedule(handoff_id, agent.login, due_at, kept)
    container.notifier.wake()
    return moved


def correct_facts(
    container: DeskContainer, agent: Agent, handoff_id: str, name: str, email: str, phone: str, order: str
) -> Handoff:
    """Correct what is known of the customer; what is left empty stays. What a colleague has, or had, is theirs.

    Raises:
        NotFound, TransitionRefused, BadText: as with the others; also what is no address, or too long.
    """
    owner = container.store.get(handoff_id).owner
    if owner not in (None, agent.login) and not agent.leads:
        raise refusals.owned_by(name_of(container, owner))
    given = {"name": name, "email": email, "phone": phone, "order": order}
    # In one line each, as the summary has them.
    lines = {field: " ".join(text.clean(value).split()) for field, value in given.items()}
    kept = {field: text.message(line, _LONGEST_FACT) for field, line in lines.items() if line}
    if "email" in kept and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", kept["email"]):
        raise text.BadText("That is no e-mail address.")
    wanted: dict[str, str | None] = {field: kept.get(field) for field in ("name", "email", "phone")}
    changed = container.handoffs.correct_facts(
        handoff_id, agent.login, wanted, kept.get("order", "").lstrip("#") or None
    )
    container.notifier.wake()
    return changed


def look_up_order(container: DeskContainer, agent: Agent, handoff_id: str, query: str) -> Lookup:
    """Look an order up for a conversation; it is in the audit trail.

    Raises:
        NotFound, BadText: there is no such handoff, or nothing was asked for.
    """
    found = order_lookup.look_up(container, container.store.get(handoff_id), query)
    container.audit.add(agent.login, AuditAction.ORDER_LOOKED_UP, handoff_id, q=redact(found.query))
    return found


def types(container: DeskContainer, agent: Agent, handoff_id: str, typing: bool) -> None:
    """Tell the customer that the agent is typing, or has stopped.

    Raises:
        NotFound: there is no such handoff.
        Refused: the conversation is not this agent's.
    """
    handoff = container.store.get(handoff_id)
    if handoff.state is not State.CLAIMED or handoff.owner != agent.login:
        raise TransitionRefused("Only whoever has the conversation is shown as typing.")
    container.presence.agent_types(handoff.conversation_id, agent.name, typing)


def give_back(container: DeskContainer, agent: Agent, handoff_id: str, note: str) -> Handoff:
    """Return the conversation to the bot.

    Raises:
        NotFound, Refused, BadText: as with the others; also when the customer wants no AI.
    """
    kept = text.note(note)
    moved = container.handoffs.return_to_bot(handoff_id, agent.login, kept)
    container.notifier.wake()
    return moved


def mark_no_ai(container: DeskContainer, agent: Agent, handoff_id: str) -> None:
    """Keep that the customer wants no AI contact, now and in every later conversation.

    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
    """
    handoff = container.store.get(handoff_id)
    _must_have(container, agent, handoff)
    container.handoffs.mark_no_ai(handoff_id, agent.login)
    container.notifier.wake()


def lift_no_ai(container: DeskContainer, agent: Agent, handoff_id: str) -> None:
    """Take back the wish for no AI contact, on the customer's word.

    Raises:
        NotFound, Refused: there is no such handoff, or it is not this agent's.
    """
    _must_have(container, agent, container.store.get(handoff_id))
    container.handoffs.lift_no_ai(handoff_id, agent.login)
    container.notifier.wake()


def name_of(container: DeskContainer, login: str | None) -> str:
    """What somebody is called."""
    return container.agents.names().get(login or "", login or "Somebody")


def retry_delivery(container: DeskContainer, agent: Agent, delivery_id: int) -> Listed:
    """Deliver something again that was given up.

    Raises:
        NoDelivery: there is no such delivery.
        Refused: it was not given up.
    """
    known = container.deliveries.get(delivery_id)
    if not container.outbox.revive(delivery_id):
        raise TransitionRefused("This was delivered, or is on its way already.")
    container.audit.add(
        agent.login, AuditAction.DELIVERY_RETRIED, known.handoff_id, outbox=delivery_id, target=known.target
    )
    container.notifier.wake()
    return container.deliveries.get(delivery_id)


def _must_have(container: DeskContainer, agent: Agent, handoff: Handoff, consequence: str = "") -> None:
    if handoff.state is not State.CLAIMED:
        raise refusals.not_claimed(handoff.open)
    if handoff.owner != agent.login:
        raise refusals.owned_now_by(name_of(container, handoff.owner), consequence)


def _check_limit(container: DeskContainer, agent: Agent, handoff_id: str) -> None:
    """A limit is no reason to leave a grave matter waiting, or one that was passed on to this very agent."""
    handoff = container.store.get(handoff_id)
    passed_on = handoff.state is State.TRANSFERRED and handoff.owner == agent.login
    if agent.leads or labels.is_critical(handoff.priority) or passed_on or handoff.owner == agent.login:
        return
    if container.offers.capacity_left(agent) <= 0:
        raise TransitionRefused(
            "You have as many conversations as you can take. Finish one or pass one on first; "
            "a grave matter can be taken all the same."
        )


def resolve(
    container: DeskContainer, agent: Agent, handoff_id: str, said: Disposition | None = None, note: str = ""
) -> Handoff:
    """Close the conversation, with or without a word on the handover.

    Args:
        said: as `disposition` gives it.
        note: what was settled.
    Raises:
        NotFound, Refused, BadText: there is no such handoff, it is not this agent's, or the note is too long.
    """
    kept = text.note(note)
    moved = container.handoffs.resolve(handoff_id, agent.login, said, kept)
    container.notifier.wake()
    return moved


def rate(container: DeskContainer, agent: Agent, handoff_id: str, said: Disposition | None) -> Handoff:
    """Say of a closed handoff what was not said on closing it; what was said before and is not said now stays.

    Raises:
        NotFound, BadText: there is no such handoff, or nothing was said.
        Refused: it is open, or it was a colleague's.
    """
    handoff = container.store.get(handoff_id)
    if said is None:
        raise text.BadText("Choose an answer.")
    if not handoff.open and handoff.owner != agent.login and not agent.leads:
        raise TransitionRefused(f"Only {name_of(container, handoff.owner)} or a lead can rate this handover.")
    rated = container.handoffs.rate(handoff_id, agent.login, said)
    container.notifier.wake()
    return rated


def disposition(verdict: str | None, bot_could: bool | None, category: str | None = None) -> Disposition | None:
    """What is kept of the agent's judgement; None if nothing was said.

    Args:
        verdict: whether the handover was right.
        bot_could: whether the bot could have done it.
        category: the right one, where the handoff's is wrong.
    Raises:
        BadText: there is no such verdict or category.
    """
    if verdict is not None and verdict not in labels.HANDOVER_RATINGS:
        raise text.BadText(f"verdict: one of {', '.join(labels.HANDOVER_RATINGS)}.")
    if category is not None and category not in taxonomy().labels:
        raise text.BadText("category: there is no such category.")
    if verdict is None and bot_could is None and category is None:
        return None
    said: Disposition = {"verdict": verdict, "bot_could": bot_could}
    return said if category is None else {**said, "category": category}


def retry(container: DeskContainer, agent: Agent, handoff_id: str, number: int) -> None:
    """Deliver again what was given up.

    Raises:
        NotFound: there is no such handoff.
        Refused: there is no such message in it.
    """
    handoff = container.store.get(handoff_id)
    if number not in {waiting.failed for waiting in handoff_page.pending(container, handoff)}:
        raise TransitionRefused("This message is on its way already.")
    retry_delivery(container, agent, number)
