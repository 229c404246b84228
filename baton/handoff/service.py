"""What happens around a handoff: it is opened from the log, moved by agents, and told to the customer.

Every word for the customer goes into the conversation log through the outbox, in the transaction of the change that
causes it: nothing is said that did not happen, and nothing that happened stays unsaid.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from baton.clock import Clock, now
from baton.handoff import outbox, package, recommend
from baton.handoff.lifecycle import Move, Refused, State
from baton.handoff.store import Handoff, HandoffStore
from baton.handoff.waits import usual_wait
from baton.handoff.wishes import Wishes
from policies.facts import ESCALATION_SLOT, NO_AI_SLOT

logger = logging.getLogger(__name__)

#: Slots that a handover set and that are empty again when the bot listens.
_ESCALATION_SLOTS = ("escalation_trigger", "escalation_category", "handoff_id", ESCALATION_SLOT, "attempt")

_POLICY_FIELDS = ("policy_version", "policy_hash", "posture")

OrderFactsOf = Callable[[str], "recommend.OrderFacts | None"]
Fanout = Callable[[Mapping[str, Any]], Iterable[outbox.Delivery]]


class HandoffService:
    """The desk's verbs.

    Args:
        store: the handoffs.
        log: gives all events of a conversation.
        wishes: customers who want no AI.
        order_facts: what the order store says of an order number.
        fanout: deliveries to outside desks for a new package.
        clock: tells the time.
    """

    def __init__(
        self,
        store: HandoffStore,
        log: Callable[[str], list[dict[str, Any]]],
        wishes: Wishes,
        order_facts: OrderFactsOf = lambda number: None,
        fanout: Fanout = lambda package: (),
        clock: Clock = now,
    ) -> None:
        self.store = store
        self._log = log
        self._wishes = wishes
        self._order_facts = order_facts
        self._fanout = fanout
        self._clock = clock

    def open(self, conversation_id: str, events: list[dict[str, Any]]) -> str | None:
        """Open the handoff that the decision at the end of these events asks for; once, however often it is called.

        Returns:
            Its id, or None if no decision stands.
        """
        decision = package.decision_in(events)
        if decision is None:
            return None
        at = self._clock()
        built = package.build(conversation_id, events, decision, at.timestamp())
        built["recommended_action"] = self._recommend(built, at)
        if built["customer"]["no_ai"]:
            self._wishes.remember(conversation_id, built["customer"]["email"])
        self.store.open(built, self._fanout(built))
        return str(decision["id"])

    def book_callback(self, booking: str, conversation_id: str, events: list[dict[str, Any]], due_at: float) -> None:
        """Store a callback that the customer arranged with the bot: a handoff with a due time; the bot goes on.

        Args:
            booking: names it; the same one twice is one callback.
            due_at: epoch seconds.
        """
        at = self._clock()
        reason = {
            "trigger": "callback",
            "category": "request_callback",
            "reason": "the customer arranged a callback with the bot",
            "evidence": "",
            "turn": 0,
        }
        decision = {**reason, "id": booking, "reasons": [reason], **dict.fromkeys(_POLICY_FIELDS)}
        built = package.build(conversation_id, events, decision, at.timestamp())
        built["recommended_action"] = self._recommend(built, at)
        self.store.open(built, self._fanout(built), due_at=due_at)

    def open_missing(self, conversation_id: str) -> str | None:
        """Open from the log what no action opened."""
        return self.open(conversation_id, self._log(conversation_id))

    def claim(self, handoff_id: str, agent: str, name: str) -> Handoff:
        """An agent takes the conversation; the customer is told who it is."""
        told = self._note(handoff_id, f"{name} has joined the conversation.", speaker_name=name)
        return self.store.move(handoff_id, Move.CLAIM, agent, deliveries=[told])

    def reply(self, handoff_id: str, agent: str, name: str, text: str, client_id: str | None = None) -> str:
        """Say something to the customer.

        Args:
            client_id: names the message; the same one twice is one message.
        Returns:
            The key of its delivery.
        """
        handoff = self.store.get(handoff_id)
        delivery = self._say(handoff, text, "agent", name, key=client_id)
        self.store.say(handoff_id, agent, delivery)
        return delivery.key

    def transfer(self, handoff_id: str, agent: str, to: str | None, team: str | None, note: str, name: str) -> Handoff:
        """Pass the conversation on, with a note for the colleague; the customer is told.

        Args:
            to: login of the colleague, or None for whoever takes it.
            name: what the customer is told of who comes next.
        """
        if not to and not team:
            raise Refused("Say to whom: a colleague or a team.")
        told = self._note(handoff_id, f"You are being passed on to {name}. They can see everything said so far.")
        detail = {"to": to, "team": team, "note": note}
        return self.store.move(handoff_id, Move.TRANSFER, agent, to=to, team=team, deliveries=[told], detail=detail)

    def return_to_bot(self, handoff_id: str, agent: str, note: str) -> Handoff:
        """Give the conversation back: the bot listens again and answers nothing that was said to the person.

        Raises:
            Refused: the customer asked for no AI contact.
        """
        handoff = self.store.get(handoff_id)
        if handoff.package["customer"]["no_ai"] and not self._lifted(handoff_id):
            raise Refused("This customer asked for no AI contact. Lift the wish first if they changed their mind.")
        events = self._resumption(note, "You are talking to the assistant again. Ask for a person whenever you like.")
        told = outbox.Delivery(outbox.RASA, f"return:{handoff_id}", handoff.conversation_id, {"events": events})
        return self.store.move(handoff_id, Move.RETURN, agent, deliveries=[told], detail={"note": note})

    def resolve(self, handoff_id: str, agent: str, disposition: Mapping[str, Any] | None, note: str = "") -> Handoff:
        """Close the conversation; whatever the customer writes next begins with the bot - or, if they asked for no
        AI, with a person."""
        handoff = self.store.get(handoff_id)
        events = self._resumption(note, "This conversation is closed. Write again whenever you need us.")
        told = outbox.Delivery(outbox.RASA, f"resolve:{handoff_id}", handoff.conversation_id, {"events": events})
        return self.store.move(
            handoff_id, Move.RESOLVE, agent, deliveries=[told], disposition=disposition, detail={"note": note}
        )

    def state_for_customer(self, conversation_id: str) -> dict[str, Any]:
        """Who has the conversation, as the customer is shown it: bot, queue (with place and usual wait) or agent."""
        handoff = self.store.open_one(conversation_id)
        if handoff is None:
            return {"owner": "bot"}
        if handoff.state is State.CLAIMED:
            return {"owner": "agent"}
        wait = usual_wait(self.store.recent_waits())
        told: dict[str, Any] = {"owner": "queue", "position": self.store.ahead_of(handoff) + 1}
        return told if wait is None else {**told, "wait_minutes": wait}

    def lift_no_ai(self, handoff_id: str, agent: str) -> None:
        """Take back the no-AI wish on the customer's word; it is kept in the audit trail who did."""
        handoff = self.store.get(handoff_id)
        self._wishes.lift(handoff.conversation_id, handoff.package["customer"]["email"])
        self.store.note(handoff_id, agent, "no_ai_lifted")

    def _lifted(self, handoff_id: str) -> bool:
        return any(entry["what"] == "no_ai_lifted" for entry in self.store.audit(handoff_id))

    def _recommend(self, built: Mapping[str, Any], at: datetime) -> str:
        numbers = built["issue"]["order_numbers"]
        order = None
        try:
            order = self._order_facts(numbers[-1]) if numbers else None
        except Exception as error:  # whatever an order store raises: the handoff must open, with plainer advice
            logger.warning("No order facts for the recommendation: %s", error)
        return recommend.recommend(built, order, at.date())

    def _resumption(self, note: str, words: str) -> list[dict[str, Any]]:
        """Events after which the bot listens: nothing of the handover counts again, no form goes on."""
        cleared = [{"event": "slot", "name": name, "value": None} for name in _ESCALATION_SLOTS]
        return [
            self._bot(words, "system", None),
            {"event": "resume"},
            *cleared,
            {"event": "slot", "name": NO_AI_SLOT, "value": None},
            {"event": "active_loop", "name": None},
            {"event": "slot", "name": "requested_slot", "value": None},
            {"event": "slot", "name": "settled_by_person", "value": note or None},
            {"event": "action", "name": "action_listen"},
        ]

    def _note(self, handoff_id: str, words: str, speaker_name: str | None = None) -> outbox.Delivery:
        return self._say(self.store.get(handoff_id), words, "system", speaker_name)

    def _say(
        self, handoff: Handoff, text: str, speaker: str, name: str | None, key: str | None = None
    ) -> outbox.Delivery:
        event = self._bot(text, speaker, name)
        key = f"say:{handoff.id}:{key or uuid.uuid4().hex}"
        return outbox.Delivery(outbox.RASA, key, handoff.conversation_id, {"events": [event]})

    def _bot(self, text: str, speaker: str, name: str | None) -> dict[str, Any]:
        metadata = {"speaker": speaker, **({"name": name} if name else {})}
        return {"event": "bot", "text": text, "metadata": metadata, "timestamp": self._clock().timestamp()}
