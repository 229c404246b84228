"""The agents' side of a handoff: taking it, answering, passing it on, closing it."""

from __future__ import annotations

from baton.base.redaction import redact_all
from baton.handoff.calendar import callback_slots
from baton.handoff.messages import outgoing
from baton.handoff.outbox import outbox
from baton.handoff.package import later_facts
from baton.handoff.package.model import HandoffPackage
from baton.handoff.records import refusals
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State, Transition, TransitionRefused
from baton.handoff.records.repository import CUSTOMER, Disposition, Handoff, TransitionRequest
from baton.handoff.service_base import TRIES, HandoffServiceBase, contact_of, often_called


class AgentSide(HandoffServiceBase):
    """What agents do with handoffs."""

    def claim(self, handoff_id: str, agent: str, name: str) -> Handoff:
        """An agent takes the conversation; the bot is silent from here, and the customer is told who it is."""
        handoff = self.store.get(handoff_id)
        joined = outgoing.system(self.messages.say("joined", name=name), self._clock(), name=name)
        delivery = self.message_delivery(handoff, [joined, {"event": "pause"}])
        request = TransitionRequest(Transition.CLAIM, agent, (delivery,), name=name)
        return self.store.move(handoff_id, request)

    def take_over(self, handoff_id: str, agent: str, name: str) -> Handoff:
        """A lead takes the conversation from a colleague; the customer is told who it is now.

        Raises:
            TransitionRefused: nobody has it, or the lead themselves.
        """
        handoff = self.store.get(handoff_id)
        if handoff.state is State.CLAIMED and handoff.owner == agent:
            raise refusals.claimed_already(handoff.owner, agent)
        joined = outgoing.system(self.messages.say("joined", name=name), self._clock(), name=name)
        delivery = self.message_delivery(handoff, [joined, {"event": "pause"}])
        details = {"from": handoff.owner}
        request = TransitionRequest(
            Transition.TAKE_OVER, agent, (delivery,), details, name=name, version=handoff.version
        )
        return self.store.move(handoff_id, request)

    def claim_silently(self, handoff_id: str, agent: str) -> Handoff:
        """Take the conversation over without a message to the customer, to close it at once."""
        return self.store.move(handoff_id, TransitionRequest(Transition.CLAIM, agent))

    def reply(self, handoff_id: str, agent: str, name: str, text: str, client_id: str | None = None) -> str:
        """Send a message to the customer.

        Args:
            client_id: names the message; the same one twice is one message.
        Returns:
            The key of its delivery.
        """
        delivery = self.agent_reply_delivery(self.store.get(handoff_id), name, text, client_id)
        self.store.add_reply(handoff_id, agent, delivery)
        return delivery.key

    def reply_from_desk(
        self, handoff: Handoff, agent: str, name: str, text: str, client_id: str, delay: float
    ) -> tuple[str, bool]:
        """Send a message to the customer that an agent wrote at this desk; it is in the audit trail.

        Args:
            agent: login.
            client_id: names the message; the same one twice is one message.
            delay: seconds for which it can be cancelled before it goes out.
        Returns:
            The key of its delivery, and whether it is new: not, if it was stored before.
        """
        delivery = self.agent_reply_delivery(handoff, name, text, client_id)
        new = self.store.add_reply(handoff.id, agent, delivery, delay)
        if new:
            self.store.note(handoff.id, agent, AuditAction.REPLIED, {"key": delivery.key})
        return delivery.key, new

    def note(self, handoff_id: str, agent: str, text: str) -> None:
        """Store a note for colleagues.

        Raises:
            NotFound: there is no such handoff.
        """
        self.store.get(handoff_id)
        self.store.note(handoff_id, agent, AuditAction.NOTE_WRITTEN, {"note": text})

    def hand_back(self, login: str) -> int:
        """Put everything that an agent has back into the queue, because their account is closed, and notify the
        customers; says how much that was."""
        held = self.store.find((State.CLAIMED, State.TRANSFERRED), owner=login)
        for handoff in held:
            self.release(handoff.id, None, {"because": f"the account {login} was closed"})
        return len(held)

    def agent_reply_delivery(
        self, handoff: Handoff, name: str, text: str, client_id: str | None = None
    ) -> outbox.Delivery:
        """An agent's message as the delivery that takes it into the log; nothing is stored or sent by this.

        Args:
            client_id: names the message; the same one twice is one message.
        """
        return self.message_delivery(handoff, [outgoing.agent(redact_all(text), self._clock(), name)], client_id)

    def transfer(self, handoff_id: str, agent: str, to: str | None, team: str | None, note: str, name: str) -> Handoff:
        """Transfer the conversation, with a note for the colleague; the customer is notified.

        Args:
            to: login of the colleague, or None for whoever takes it.
            name: what the customer is told of who comes next.
        """
        if not to and not team:
            raise TransitionRefused("Say to whom: a colleague or a team.")
        handoff = self.store.get(handoff_id)
        delivery = self.message_delivery(
            handoff, [outgoing.system(self.messages.say("transferred", name=name), self._clock())]
        )
        detail = {"to": to, "team": team, "note": note}
        request = TransitionRequest(Transition.TRANSFER, agent, (delivery,), detail, to=to, team=team, name=name)
        return self.store.move(handoff_id, request)

    def schedule(self, handoff_id: str, by: str, due_at: float, note: str = "", key: str | None = None) -> Handoff:
        """Agree on a callback; the customer reads when it is.

        Args:
            by: login of the agent, or `CUSTOMER`.
            due_at: epoch seconds.
            note: for whoever calls.
            key: names the agreement; the same one twice is one.
        Raises:
            TransitionRefused: nobody is there at that time, or the state does not allow it.
        """
        handoff = self.store.get(handoff_id)
        if not callback_slots.fits(self.messages.hours, due_at, self._clock()):
            raise TransitionRefused(f"Nobody is there at that time. We are here {self.messages.hours.in_words()}.")
        when = self.messages.moment(due_at)
        contact = contact_of(handoff)
        text = (
            self.messages.say("booked_contact", when=when, contact=contact)
            if contact
            else self.messages.say("booked", when=when)
        )
        delivery = self.message_delivery(
            handoff, [outgoing.system(text, self._clock(), self._after_booking(handoff))], key
        )
        detail: dict[str, object] = {"due_at": due_at, **({"note": note} if note else {})}
        request = TransitionRequest(Transition.SCHEDULE, by, (delivery,), detail, due_at=due_at)
        moved = self.store.move(handoff_id, request)
        first = by == CUSTOMER and handoff.state is not State.CALLBACK_DUE
        if first and contact and not self._may_call(contact):
            self.store.update(moved, self._clock().timestamp(), package=often_called(moved.package))
            return self.store.get(handoff_id)
        return moved

    def return_to_bot(self, handoff_id: str, agent: str, note: str) -> Handoff:
        """Return the conversation: the bot listens again and does not answer what was written to the agent.

        Raises:
            TransitionRefused: the customer asked for no AI contact.
        """
        handoff = self.store.get(handoff_id)
        self.check_return(handoff)
        return self._close(handoff, Transition.RETURN, agent, "returned", note)

    def resolve(self, handoff_id: str, agent: str, disposition: Disposition | None, note: str = "") -> Handoff:
        """Close the conversation; whatever the customer writes next begins with the bot - or, if they asked for no
        AI, with a person."""
        return self._close(self.store.get(handoff_id), Transition.RESOLVE, agent, "resolved", note, disposition)

    def rate(self, handoff_id: str, agent: str, disposition: Disposition) -> Handoff:
        """Store what an agent thinks of a closed handover; what is None stays as it was.

        Raises:
            NotFound: there is no such handoff.
            TransitionRefused: it is still open.
        """
        handoff = self.store.get(handoff_id)
        if handoff.open:
            raise TransitionRefused("This conversation is still open.")
        none: Disposition = {"verdict": None, "bot_could": None}
        rating: Disposition = {**none, **(handoff.disposition or none)}
        if disposition["verdict"] is not None:
            rating["verdict"] = disposition["verdict"]
        if disposition["bot_could"] is not None:
            rating["bot_could"] = disposition["bot_could"]
        if "category" in disposition:
            rating["category"] = disposition["category"]
        return self.store.rate(handoff_id, rating, agent)

    def check_return(self, handoff: Handoff) -> None:
        """Refuse the return to the bot of a customer who wants no AI contact.

        Raises:
            TransitionRefused: the customer asked for no AI contact.
        """
        if self._ai_opt_out.applies_to(handoff.package):
            raise TransitionRefused(
                "This customer asked for no AI contact. Lift the wish first if they changed their mind."
            )

    def lift_no_ai(self, handoff_id: str, agent: str) -> None:
        """Take the opt-out back on the customer's word; the audit trail keeps who did."""
        self._ai_opt_out.clear(self.store.get(handoff_id).package, agent)

    def correct_facts(self, handoff_id: str, by: str, changes: dict[str, str | None], order: str | None) -> Handoff:
        """Store what an agent knows better of the customer: name, e-mail address, phone, order.

        Args:
            changes: `name`, `email`, `phone`; what is empty stays as it is.
            order: number of an order that it is about.
        Raises:
            NotFound: there is no such handoff.
            TransitionRefused: somebody else changed it at the same moment.
        """
        for _ in range(TRIES):
            handoff = self.store.get(handoff_id)
            package = later_facts.corrected(handoff.package, [order] if order else [], changes)
            if package == handoff.package:
                return handoff
            if self.store.update(handoff, self._clock().timestamp(), package=package):
                fields = [name for name, value in {**changes, "order": order}.items() if value]
                was, is_now = _facts(handoff.package), _facts(package)
                details = {"fields": ", ".join(fields), "before": was, "after": is_now}
                self.store.note(handoff_id, by, AuditAction.FACTS_CORRECTED, details)
                return self.store.get(handoff_id)
        raise TransitionRefused(refusals.CONCURRENT_CHANGE)

    def _after_booking(self, handoff: Handoff) -> list[outgoing.Button]:
        change = outgoing.button(
            self.messages.say("change_time"), callback_slots.payload(callback_slots.OTHER_TIME, handoff.id)
        )
        if not self._may_ask_assistant(handoff.package):
            return [change]
        return [change, self.messages.assistant_button(handoff.id)]


def _facts(package: HandoffPackage) -> dict[str, object]:
    """What an agent may correct, for the audit trail."""
    customer = package["customer"]
    known = {name: value for name, value in customer.items() if name in ("name", "email", "phone")}
    return {**known, "orders": list(package["issue"]["order_numbers"])}
