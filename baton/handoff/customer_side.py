"""The customer's side of a handoff: what they are shown, what they choose while they wait, and that they are gone."""

from __future__ import annotations

from collections.abc import Collection

from baton.base.log_event import LogEvent
from baton.handoff.messages import outgoing
from baton.handoff.package import later_facts
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import OPEN, State, Transition, TransitionRefused
from baton.handoff.records.repository import CUSTOMER, Handoff, TransitionRequest
from baton.handoff.service_base import TRIES, HandoffServiceBase, contact_of, passed_on, settled
from policies.facts import ATTEMPT_SLOT, CALLBACK_BOOKED, CALLBACK_TASK
from policies.taxonomy import taxonomy


class CustomerSide(HandoffServiceBase):
    """What customers do with handoffs."""

    def state_for_customer(self, conversation_id: str) -> dict[str, object]:
        """Who has the conversation, as the customer is shown it: bot, queue (with place and usual wait) or agent."""
        handoff = self.store.active_handoff(conversation_id)
        if handoff is None:
            arranged = self.store.find([State.CALLBACK_DUE], conversation_id=conversation_id, limit=1)
            return {"owner": "bot", **(self._callback(arranged[0]) if arranged else {})}
        if handoff.state is State.CLAIMED:
            return {"owner": "agent", **({"agent": handoff.owner_name} if handoff.owner_name else {})}
        if handoff.state is State.CALLBACK_DUE:
            return {"owner": "queue", **self._callback(handoff)}
        at, hours = self._clock(), self.messages.hours
        opening = hours.next_opening(at)
        if opening is not None and not hours.is_open(at):
            return {"owner": "queue", "opens_at": opening.timestamp(), "zone": hours.zone.key}
        if opening is None or not self.somebody_is_there():
            return {"owner": "queue", "away": True}  # a place and a wait would promise what nobody keeps
        if taxonomy().is_critical(handoff.priority) or passed_on(handoff):
            return {"owner": "queue"}  # no talk of lines in a critical issue; and whoever was named comes by themselves
        position = self.store.ahead_of(handoff) + 1
        place: dict[str, object] = {"owner": "queue", "position": position}
        wait = self._wait_minutes(position, handoff.moved_at)
        return place if wait is None else {**place, "wait_minutes": wait}

    def states_for_customers(self, conversation_ids: Collection[str]) -> dict[str, dict[str, object]]:
        """The same for each of some hundred conversations: most of them are the bot's, and are not asked for one by
        one."""
        known = self.store.with_open_handoff(conversation_ids)
        return {each: self.state_for_customer(each) if each in known else {"owner": "bot"} for each in conversation_ids}

    def _callback(self, handoff: Handoff) -> dict[str, object]:
        return {"callback_at": handoff.due_at, "zone": self.messages.hours.zone.key}

    def add_facts(self, conversation_id: str, event: LogEvent) -> bool:
        """Take what a customer writes after the handover up into the package; False if it tells nothing new."""
        for _ in range(TRIES):
            handoff = self.store.active_handoff(conversation_id)
            if handoff is None:
                return False
            package = later_facts.with_message(handoff.package, event)
            if package == handoff.package:
                return False
            if self.store.update(handoff, self._clock().timestamp(), AuditAction.FACTS_GIVEN, package=package):
                return True
        return False

    def change_callback(
        self, conversation_id: str, contact: str | None, due_at: float | None, name: str | None = None
    ) -> Handoff | None:
        """Change the callback that the customer arranged with the bot, which confirms it in its own words.

        Args:
            contact: where else to reach them; None leaves it.
            due_at: the other time, epoch seconds; None leaves it.
            name: whom else to ask for; None leaves it.
        Returns:
            The callback as it is now, or None if there is none that is still to come.
        Raises:
            TransitionRefused: it has changed in this very moment.
        """
        handoff = self.arranged_callback(conversation_id)
        if handoff is None:
            return None
        if contact is not None and contact != contact_of(handoff):
            self.set_contact(handoff, contact)
        if name is not None:
            self.set_name(self.store.get(handoff.id), name)
        if due_at is not None and due_at != handoff.due_at:
            request = TransitionRequest(Transition.SCHEDULE, CUSTOMER, (), {"due_at": due_at}, due_at=due_at)
            return self.store.move(handoff.id, request)
        return self.store.get(handoff.id)

    def arranged_callback(self, conversation_id: str) -> Handoff | None:
        """The callback that is still to come; None if there is none."""
        arranged = self.store.find([State.CALLBACK_DUE], conversation_id=conversation_id)
        return max(arranged, key=lambda each: each.created_at) if arranged else None

    def cancel_callback(self, conversation_id: str) -> Handoff | None:
        """Close the callback that the customer arranged with the bot and does not want any more.

        Returns:
            The callback as it was, or None if there is none that is still to come.
        Raises:
            TransitionRefused: it has changed in this very moment.
        """
        handoff = self.arranged_callback(conversation_id)
        if handoff is not None:
            request = TransitionRequest(Transition.ABANDON, CUSTOMER, (), {"note": "cancelled by the customer"})
            self.store.move(handoff.id, request)
        return handoff

    def wait(self, handoff: Handoff, key: str, text: str = "waiting") -> None:
        """The customer would rather wait than be called back.

        Args:
            key: names the choice; the same one twice is one.
            text: name of the text that says so, with the place in the queue.
        Raises:
            TransitionRefused: somebody has the conversation.
        """
        if handoff.state is State.CALLBACK_DUE:
            handoff = self.release(handoff.id, CUSTOMER, version=handoff.version)
        place = self.place(handoff)
        plain = text == "waiting" and taxonomy().is_critical(handoff.priority)  # no word of a queue there
        said = place if plain else self.messages.say(text, place=place)
        self.enqueue_message(handoff, [outgoing.system(said, self._clock())], key)

    def offer(self, handoff: Handoff, *lines: str) -> outgoing.Event:
        """Times for a callback, after some words of its own; with the way to the assistant while nobody is there."""
        with_assistant = (
            handoff.state is State.QUEUED and not self.somebody_is_there() and self._may_ask_assistant(handoff.package)
        )
        return self.messages.offer(handoff.id, handoff.priority, self._clock(), *lines, with_assistant=with_assistant)

    def confirm_offer(self, handoff: Handoff, key: str) -> None:
        """Answer a customer who writes something else while times for a callback are offered: what they can count on,
        and that the offer stands.

        Args:
            key: names the answer; the same one twice is one.
        """
        if handoff.state is State.CALLBACK_DUE:
            state = self.messages.say("agreed_stands", when=self.messages.moment(handoff.due_at or 0.0))
        elif self.somebody_is_there():
            state = self.place(handoff)
        else:
            state = self.messages.nobody(self._clock(), handoff.priority)
        self.enqueue_message(
            handoff, [outgoing.system(self.messages.say("still_offered", state=state), self._clock())], key
        )

    def with_assistant(self, handoff: Handoff, key: str) -> Handoff:
        """The customer talks to the bot until the callback, or until somebody is there again.

        Args:
            key: names the choice; the same one twice is one.
        Raises:
            TransitionRefused: the issue is not one for the bot, or somebody is there.
        """
        waits = handoff.state is State.QUEUED
        if not self._may_ask_assistant(handoff.package) or (waits and self.somebody_is_there()):
            raise TransitionRefused("A person answers this.")
        if waits:
            text = self.messages.say("with_assistant_waiting")
        else:
            text = self.messages.say("with_assistant", when=self.messages.moment(handoff.due_at or 0.0))
        events = self.messages.resume_bot_events(text, self._clock(), settled(handoff), "")
        if not waits:  # the bot knows that there is a callback, and takes corrections of it
            booked = {"task": CALLBACK_TASK, "outcome": CALLBACK_BOOKED, "detail": ""}
            events.insert(-1, outgoing.slot(ATTEMPT_SLOT, booked))
        delivery = self.message_delivery(handoff, events, key)
        request = TransitionRequest(Transition.MEANWHILE, CUSTOMER, (delivery,), version=handoff.version)
        return self.store.move(handoff.id, request)

    def abandon(self, handoff: Handoff, text: str) -> Handoff:
        """Close a conversation whose customer does not come back.

        Args:
            text: name of the text that is left for the customer.
        Raises:
            TransitionRefused: it has changed meanwhile.
        """
        return self._close(handoff, Transition.ABANDON, None, text, "", version=handoff.version)

    def chat_ended(self, conversation_id: str, contact: str | None) -> str | None:
        """The customer has ended the chat: what cannot reach them any more leaves the queue.

        Args:
            contact: where to reach them instead, as they have just said; None if they said nothing.
        Returns:
            Where somebody gets back to them; None if nobody does.
        """
        reached_at = None
        for handoff in self.store.find(OPEN, conversation_id=conversation_id):
            if contact is not None:
                self.set_contact(handoff, contact, has_left=True)
            current = self.store.get(handoff.id)
            if current.open and not self.close_if_unreachable(current):
                reached_at = contact_of(current) or reached_at
        return reached_at

    def close_if_unreachable(self, handoff: Handoff) -> bool:
        """Close a handoff that waits although its customer has ended the chat, unless there is another way to reach
        them. A critical issue stays: a person looks at it all the same.

        Returns:
            Whether it was closed.
        """
        if handoff.state is State.CLAIMED or contact_of(handoff) or taxonomy().is_critical(handoff.priority):
            return False
        try:
            self.abandon(handoff, "chat_ended")
        except TransitionRefused:
            return False  # somebody has taken it in this very moment
        return True
