"""What happens around a handoff: it is opened from the log, moved by agents, and told to the customer.

Every word for the customer goes into the conversation log through the outbox, in the transaction of the change that
causes it: nothing is said that did not happen, and nothing that happened stays unsaid.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from baton.clock import Clock, now
from baton.handoff import appointments, marks, outbox, package, telling
from baton.handoff.lifecycle import Move, Refused, State
from baton.handoff.recommend import OrderFacts, Recommendations
from baton.handoff.store import CUSTOMER, Handoff, HandoffStore
from baton.handoff.telling import Telling, to_rasa
from baton.handoff.waits import usual_wait
from baton.handoff.wishes import Wishes
from baton.redact import redact_all

logger = logging.getLogger(__name__)

_POLICY_FIELDS = ("policy_version", "policy_hash", "posture")

OrderFactsOf = Callable[[str], "OrderFacts | None"]
Fanout = Callable[[Mapping[str, Any]], Iterable[outbox.Delivery]]


class HandoffService:
    """The desk's verbs.

    Args:
        store: the handoffs.
        log: gives all events of a conversation.
        wishes: customers who want no AI.
        telling: words for the customer.
        recommendations: what to do first.
        on_duty: whether somebody is at the desk, the opening hours aside.
        order_facts: what the order store says of an order number.
        fanout: deliveries to outside desks for a new package.
        last_words: called with a conversation before it is closed: what was said in it must reach them first.
        clock: tells the time.
    """

    def __init__(
        self,
        store: HandoffStore,
        log: Callable[[str], list[dict[str, Any]]],
        wishes: Wishes,
        telling: Telling,
        recommendations: Recommendations,
        on_duty: Callable[[], bool] = lambda: True,
        order_facts: OrderFactsOf = lambda number: None,
        fanout: Fanout = lambda package: (),
        last_words: Callable[[str], None] = lambda conversation_id: None,
        clock: Clock = now,
    ) -> None:
        self.store = store
        self.telling = telling
        self._log = log
        self._wishes = wishes
        self.recommendations = recommendations
        self._on_duty = on_duty
        self._order_facts = order_facts
        self._fanout = fanout
        self._last_words = last_words
        self._clock = clock

    # -- opening --------------------------------------------------------------------------------------------

    def open(self, conversation_id: str, events: list[dict[str, Any]], told_closed: bool = False) -> str | None:
        """Open the handoff that the decision at the end of these events asks for; once, however often it is called.

        Args:
            conversation_id: Rasa's sender id.
            events: all events of the conversation; they are masked here.
            told_closed: whether the bot says in this turn that nobody is there.
        Returns:
            The id of the handoff that stands, or None if no decision does.
        """
        events = redact_all(events)
        decision = package.decision_in(events)
        if decision is None:
            return None
        built = self._build(conversation_id, events, decision)
        if built["customer"]["no_ai"]:
            self._wishes.remember(conversation_id, package.own_email(built["customer"]))
        at, there = self._clock(), self.somebody_is_there()
        place = (
            self.store.ahead(built["priority"], at.timestamp(), built["id"]) + 1,
            usual_wait(self.store.recent_waits()),
        )
        words = self.telling.opened(built["id"], built["priority"], at, there, place, told_closed)
        told = to_rasa(f"opened:{built['id']}", conversation_id, [words])
        if self.store.open(built, [told, *self._fanout(built)], told_closed=not there):
            return str(built["id"])
        return self._standing(conversation_id, built)

    def open_missing(self, conversation_id: str) -> str | None:
        """Open from the log what no action opened."""
        return self.open(conversation_id, self._log(conversation_id))

    def book_callback(self, booking: str, conversation_id: str, events: list[dict[str, Any]], due_at: float) -> None:
        """Store a callback that the customer arranged with the bot: a handoff with a due time; the bot goes on.

        Args:
            booking: names it; the same one twice is one callback.
            due_at: epoch seconds.
        """
        reason = {
            "trigger": "callback",
            "category": "request_callback",
            "reason": "the customer arranged a callback with the bot",
            "evidence": "",
            "turn": 0,
        }
        decision = {**reason, "id": booking, "reasons": [reason], **dict.fromkeys(_POLICY_FIELDS)}
        built = self._build(conversation_id, redact_all(events), decision)
        self.store.open(built, self._fanout(built), due_at=due_at)

    def somebody_is_there(self) -> bool:
        """Whether somebody is there to take a handoff now: in opening hours, and on duty where that is asked for."""
        if not self.telling.hours.is_open(self._clock()):
            return False
        return self._on_duty() if self.telling.phrases.by_duty else True

    # -- agents ---------------------------------------------------------------------------------------------

    def claim(self, handoff_id: str, agent: str, name: str) -> Handoff:
        """An agent takes the conversation; the bot is silent from here, and the customer is told who it is."""
        handoff = self.store.get(handoff_id)
        joined = telling.system(self.telling.say("joined", name=name), self._clock(), name=name)
        told = self.told(handoff, [joined, {"event": "pause"}])
        return self.store.move(handoff_id, Move.CLAIM, agent, name=name, deliveries=[told])

    def reply(self, handoff_id: str, agent: str, name: str, text: str, client_id: str | None = None) -> str:
        """Say something to the customer.

        Args:
            client_id: names the message; the same one twice is one message.
        Returns:
            The key of its delivery.
        """
        delivery = self.said_by_agent(self.store.get(handoff_id), name, text, client_id)
        self.store.say(handoff_id, agent, delivery)
        return delivery.key

    def said_by_agent(self, handoff: Handoff, name: str, text: str, client_id: str | None = None) -> outbox.Delivery:
        """An agent's words as the delivery that takes them into the log; nothing is kept or sent by this.

        Args:
            client_id: names the message; the same one twice is one message.
        """
        return self.told(handoff, [telling.agent(redact_all(text), self._clock(), name)], client_id)

    def transfer(self, handoff_id: str, agent: str, to: str | None, team: str | None, note: str, name: str) -> Handoff:
        """Pass the conversation on, with a note for the colleague; the customer is told.

        Args:
            to: login of the colleague, or None for whoever takes it.
            name: what the customer is told of who comes next.
        """
        if not to and not team:
            raise Refused("Say to whom: a colleague or a team.")
        handoff = self.store.get(handoff_id)
        told = self.told(handoff, [telling.system(self.telling.say("transferred", name=name), self._clock())])
        detail = {"to": to, "team": team, "note": note}
        return self.store.move(
            handoff_id, Move.TRANSFER, agent, to=to, team=team, name=name, deliveries=[told], detail=detail
        )

    def schedule(self, handoff_id: str, by: str, due_at: float, note: str = "", key: str | None = None) -> Handoff:
        """Agree on a callback; the customer is told when.

        Args:
            by: login of the agent, or `CUSTOMER`.
            due_at: epoch seconds.
            note: for whoever calls.
            key: names the agreement; the same one twice is one.
        Raises:
            Refused: nobody is there at that time, or the state does not allow it.
        """
        handoff = self.store.get(handoff_id)
        if not appointments.fits(self.telling.hours, due_at, self._clock()):
            raise Refused(f"Nobody is there at that time. We are here {self.telling.hours.in_words()}.")
        when = self.telling.moment(due_at)
        contact = contact_of(handoff)
        words = (
            self.telling.say("booked_contact", when=when, contact=contact)
            if contact
            else self.telling.say("booked", when=when)
        )
        told = self.told(handoff, [telling.system(words, self._clock(), self._after_booking(handoff))], key)
        detail = {"due_at": due_at, **({"note": note} if note else {})}
        return self.store.move(handoff_id, Move.SCHEDULE, by, due_at=due_at, deliveries=[told], detail=detail)

    def return_to_bot(self, handoff_id: str, agent: str, note: str) -> Handoff:
        """Give the conversation back: the bot listens again and answers nothing that was said to the person.

        Raises:
            Refused: the customer asked for no AI contact.
        """
        handoff = self.store.get(handoff_id)
        if self._wants_no_ai(handoff):
            raise Refused("This customer asked for no AI contact. Lift the wish first if they changed their mind.")
        return self._close(handoff, Move.RETURN, agent, "returned", note)

    def resolve(self, handoff_id: str, agent: str, disposition: Mapping[str, Any] | None, note: str = "") -> Handoff:
        """Close the conversation; whatever the customer writes next begins with the bot - or, if they asked for no
        AI, with a person."""
        return self._close(self.store.get(handoff_id), Move.RESOLVE, agent, "resolved", note, disposition)

    def lift_no_ai(self, handoff_id: str, agent: str) -> None:
        """Take back the no-AI wish on the customer's word; it is kept in the audit trail who did."""
        handoff = self.store.get(handoff_id)
        self._wishes.lift(handoff.conversation_id, package.own_email(handoff.package["customer"]))
        self.store.note(handoff_id, agent, "no_ai_lifted")

    def keep_no_ai(self, handoff: Handoff) -> Handoff:
        """Keep that the customer asked for no AI contact while a person has, or is about to have, the conversation.

        Returns:
            The handoff as it stands then.
        """
        customer = handoff.package["customer"]
        if self._wishes.stands(handoff.conversation_id, package.own_email(customer)):
            return handoff
        kept = {**handoff.package, "customer": {**customer, "no_ai": True}}
        marks.mark(self.store, handoff, self._clock().timestamp(), package=kept)
        self.store.note(handoff.id, CUSTOMER, "no_ai_marked")
        self._wishes.remember(handoff.conversation_id, package.own_email(customer))
        return self.store.get(handoff.id)

    # -- the customer ---------------------------------------------------------------------------------------

    def state_for_customer(self, conversation_id: str) -> dict[str, Any]:
        """Who has the conversation, as the customer is shown it: bot, queue (with place and usual wait) or agent."""
        handoff = self.store.open_one(conversation_id)
        if handoff is None:
            return {"owner": "bot"}
        if handoff.state is State.CLAIMED:
            return {"owner": "agent", **({"agent": handoff.owner_name} if handoff.owner_name else {})}
        if handoff.state is State.CALLBACK_DUE:
            return {"owner": "queue", "callback_at": handoff.due_at, "zone": self.telling.hours.zone.key}
        at, hours = self._clock(), self.telling.hours
        if not hours.is_open(at):
            return {"owner": "queue", "opens_at": hours.next_opening(at).timestamp(), "zone": hours.zone.key}
        if not self.somebody_is_there():
            return {"owner": "queue", "away": True}  # a place and a wait would promise what nobody keeps
        told: dict[str, Any] = {"owner": "queue", "position": self.store.ahead_of(handoff) + 1}
        wait = usual_wait(self.store.recent_waits())
        return told if wait is None else {**told, "wait_minutes": wait}

    def place(self, handoff: Handoff) -> str:
        """Where a waiting customer stands, in words."""
        wait = usual_wait(self.store.recent_waits())
        return self.telling.phrases.place(self.store.ahead_of(handoff) + 1, wait)

    def wait(self, handoff: Handoff, key: str) -> None:
        """The customer would rather wait than be called back.

        Args:
            key: names the wish; the same one twice is one.
        Raises:
            Refused: somebody has the conversation.
        """
        if handoff.state is State.CALLBACK_DUE:
            handoff = self.store.move(handoff.id, Move.RELEASE, CUSTOMER, version=handoff.version)
        words = self.telling.say("waiting", place=self.place(handoff))
        self.tell(handoff, [telling.system(words, self._clock())], key)

    def with_assistant(self, handoff: Handoff, key: str) -> Handoff:
        """The customer talks to the bot until the callback.

        Args:
            key: names the wish; the same one twice is one.
        Raises:
            Refused: the matter is not one for the bot, or there is no callback.
        """
        if not self._may_have_assistant(handoff):
            raise Refused("A person answers this.")
        words = self.telling.say("with_assistant", when=self.telling.moment(handoff.due_at or 0.0))
        events = self.telling.resumption(words, self._clock(), _settled(handoff), "")
        told = self.told(handoff, events, key)
        return self.store.move(handoff.id, Move.MEANWHILE, CUSTOMER, deliveries=[told], version=handoff.version)

    def tell(self, handoff: Handoff, events: Iterable[telling.Event], key: str) -> bool:
        """Put words for the customer into the outbox; the same key twice is once. Returns False then."""
        return self.store.tell(self.told(handoff, events, key))

    def told(self, handoff: Handoff, events: Iterable[telling.Event], key: str | None = None) -> outbox.Delivery:
        """Words for the customer as a delivery, for the transaction of the change that they belong to."""
        return to_rasa(f"say:{handoff.id}:{key or uuid.uuid4().hex}", handoff.conversation_id, events)

    def abandon(self, handoff: Handoff, words: str) -> Handoff:
        """Close a conversation whose customer does not come back.

        Args:
            words: name of the text that is left for the customer.
        Raises:
            Refused: it has changed meanwhile.
        """
        return self._close(handoff, Move.ABANDON, None, words, "", version=handoff.version)

    # -- parts ----------------------------------------------------------------------------------------------

    def _build(self, conversation_id: str, events: list[dict[str, Any]], decision: Mapping[str, Any]) -> dict[str, Any]:
        at = self._clock()
        order = self._order(package.latest_order(events))
        built = package.build(conversation_id, events, decision, at.timestamp(), order)
        advice = self.recommendations.advise(built, order, self.telling.hours.local(at).date())
        previous = self.store.newest(conversation_id)
        return {**built, "previous": previous, "recommended_action": advice.text}

    def _standing(self, conversation_id: str, built: Mapping[str, Any]) -> str:
        """The handoff that stands in the place of one that was not opened: itself, or the one that holds the
        conversation, which then takes over its reason."""
        holder = self.store.open_one(conversation_id)
        if holder is None or holder.id == built["id"]:
            return str(built["id"])
        trigger = built["trigger"]
        reason = {"trigger": trigger["name"], **{k: trigger[k] for k in ("category", "reason", "evidence", "turn")}}
        marks.urge(self.store, holder, self._clock().timestamp(), built["priority"], reason)
        return holder.id

    def _close(
        self,
        handoff: Handoff,
        move: Move,
        by: str | None,
        words: str,
        note: str,
        disposition: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> Handoff:
        self._last_words(handoff.conversation_id)
        no_ai = self._wants_no_ai(handoff)
        events = self.telling.resumption(self.telling.say(words), self._clock(), _settled(handoff), note, no_ai)
        told = to_rasa(f"{move.value}:{handoff.id}", handoff.conversation_id, events)
        return self.store.move(
            handoff.id,
            move,
            by,
            # A callback that the bot arranged never held it: there is nothing to give back.
            deliveries=[told] if handoff.holds_bot else [],
            disposition=disposition,
            detail={"note": note} if note else None,
            version=version,
        )

    def _after_booking(self, handoff: Handoff) -> list[telling.Button]:
        change = telling.button(
            self.telling.say("change_time"), appointments.payload(appointments.OTHER_TIME, handoff.id)
        )
        if not self._may_have_assistant(handoff):
            return [change]
        meanwhile = appointments.payload(appointments.MEANWHILE, handoff.id)
        return [change, telling.button(self.telling.say("meanwhile"), meanwhile)]

    def _may_have_assistant(self, handoff: Handoff) -> bool:
        """Whether the bot may talk to this customer until the callback: never in a grave matter or against a wish."""
        return handoff.priority > package.GRAVE and not self._wants_no_ai(handoff)

    def _wants_no_ai(self, handoff: Handoff) -> bool:
        """Whether the customer asked for no AI contact: here, or ever since by whatever way."""
        customer = handoff.package["customer"]
        if self._wishes.stands(handoff.conversation_id, package.own_email(customer)):
            return True
        lifted = any(entry["what"] == "no_ai_lifted" for entry in self.store.audit(handoff.id))
        return bool(customer["no_ai"]) and not lifted

    def _order(self, number: str | None) -> OrderFacts | None:
        try:
            return self._order_facts(number) if number else None
        except Exception as error:  # whatever an order store raises: the handoff must open, with plainer advice
            logger.warning("No order facts for the recommendation: %s", error)
            return None


def contact_of(handoff: Handoff) -> str | None:
    """Where the customer can be reached besides the chat, as far as the package knows."""
    customer = handoff.package["customer"]
    return customer["phone"] or customer["email"]


def _settled(handoff: Handoff) -> dict[str, Any]:
    trigger = handoff.package["trigger"]
    return {"trigger": trigger["name"], "category": trigger["category"], "handoff": handoff.id}
