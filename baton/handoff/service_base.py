"""What the sides of a handoff service share: messages for the customer, who is there, releasing and closing.

Every message for the customer goes into the conversation log through the outbox, in the transaction of the change that
causes it: the customer reads of nothing that did not happen, and of everything that did.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from baton.base.clock import Clock, now
from baton.base.live_file import LiveFile
from baton.conversation.event_reader import EventReader
from baton.handoff.messages import outgoing
from baton.handoff.messages.outgoing import CustomerMessages, to_rasa
from baton.handoff.messages.wait_estimate import Claim, estimated_wait_minutes
from baton.handoff.outbox import outbox
from baton.handoff.outbox.keys import DeliveryKey
from baton.handoff.package.model import CustomerDetails, HandoffPackage, Issue
from baton.handoff.package.recommended_actions import RecommendedActions
from baton.handoff.presence.availability import AgentAvailability
from baton.handoff.records.ai_opt_out import AiOptOut
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State, Transition
from baton.handoff.records.repository import Disposition, Handoff, HandoffRepository, TransitionRequest
from baton.orders.gateway import OrderGateway
from policies.taxonomy import taxonomy

#: Detail of the package's issue: where the customer asked last to be reached.
CONTACT_DETAIL = "callback_contact"
#: Before the summary of a callback to a number or address that was given often: it may be a stranger's.
OFTEN_CALLED = "[Several callbacks to this number or address were asked for within a day: make sure that it is theirs]"
TRIES = 3  #: at a change while others change the same handoff


class TranscriptMirror(Protocol):
    """Sends each message of a conversation to outside desks (`baton/connectors/message_mirror.py`)."""

    def conversation(self, conversation_id: str) -> None:
        """Send what it has not sent yet of one conversation, at once."""


class HandoffServiceBase:
    """The parts of a `HandoffService`, and what its sides have in common.

    Args:
        store: the handoffs.
        log: the conversation log.
        ai_opt_out: which customers want no AI.
        messages: texts for the customer.
        recommendations: what to do first.
        availability: which agents are there, the opening hours aside.
        orders: the order store; facts of the order go into the recommendation.
        mirror: sends what was said to outside desks before a conversation is closed; None if there are none.
        clock: gives the present moment.
        place_limit: handoffs of one network or browser in an hour that keep their priority.
        may_call: counts a callback to a phone number or an e-mail address, and says whether there were few of them.
    """

    def __init__(
        self,
        store: HandoffRepository,
        log: EventReader,
        ai_opt_out: AiOptOut,
        messages: CustomerMessages,
        recommendations: LiveFile[RecommendedActions],
        availability: AgentAvailability,
        orders: OrderGateway,
        mirror: TranscriptMirror | None = None,
        clock: Clock = now,
        place_limit: int = 20,
        may_call: Callable[[str], bool] = lambda contact: True,
    ) -> None:
        self.store = store
        self._place_limit = place_limit
        self._may_call = may_call
        self.messages = messages
        self._log = log
        self._ai_opt_out = ai_opt_out
        self.recommendations = recommendations
        self._availability = availability
        self._orders = orders
        self._mirror = mirror
        self._clock = clock

    def somebody_is_there(self) -> bool:
        """Whether somebody is there to take a handoff now: in opening hours, and on duty where that is asked for."""
        if not self.messages.hours.is_open(self._clock()):
            return False
        return bool(self._availability.present()) if self.messages.phrases.by_duty else True

    def is_absent(self, login: str | None) -> bool:
        """Whether an agent of this desk is away or was not heard of lately. Of somebody at an outside desk nothing is
        known, so they are not."""
        return login is not None and login not in self._availability.present() and self.store.is_account(login)

    def place(self, handoff: Handoff) -> str:
        """What a waiting customer can count on, as text: place and wait, unless the issue is critical or a colleague
        was named to them."""
        if passed_on(handoff):
            return self.messages.say("passed_on", name=handoff.owner_name)
        position = self.store.ahead_of(handoff) + 1
        return self.messages.waiting(handoff.priority, position, self._wait_minutes(position, handoff.moved_at))

    def set_contact(
        self, handoff: Handoff, contact: str, deliveries: Iterable[outbox.Delivery] = (), has_left: bool = False
    ) -> bool:
        """Store where the customer wants to be reached.

        Args:
            handoff: as it was when that was read.
            contact: a phone number or an e-mail address.
            deliveries: what the customer is told of it.
            has_left: they have ended the chat, so it is where they will be called.
        Returns:
            False if it was done before: then nothing happened.
        """
        if contact_of(handoff) == contact:
            return False
        # In the queue it counts when a time is agreed on.
        called = has_left or handoff.state is State.CALLBACK_DUE
        few = not called or self._may_call(contact)

        def changed(package: HandoffPackage) -> HandoffPackage:
            given = with_contact(package, contact)
            return given if few else often_called(given)

        return self._give(handoff, changed, deliveries)

    def set_name(self, handoff: Handoff, name: str) -> bool:
        """Store whom to ask for; see `set_contact`."""
        return self._give(handoff, lambda package: with_name(package, name))

    def _give(
        self,
        handoff: Handoff,
        changed: Callable[[HandoffPackage], HandoffPackage],
        deliveries: Iterable[outbox.Delivery] = (),
    ) -> bool:
        """Store what the customer gave of themselves; False if the package had it already."""
        messages = list(deliveries)
        for _ in range(TRIES):
            package, at = changed(handoff.package), self._clock().timestamp()
            if package == handoff.package:
                return False
            if self.store.update(handoff, at, AuditAction.CONTACT_GIVEN, messages, package=package):
                return True
            handoff = self.store.get(handoff.id)  # something else of it has changed in this moment
        return False

    def release(
        self, handoff_id: str, by: str | None, because: Mapping[str, object] | None = None, version: int | None = None
    ) -> Handoff:
        """Put the conversation back into the queue; a customer who was promised somebody by name is notified.

        Args:
            by: login of the agent, or `CUSTOMER`; None is the system.
            because: why, for the audit trail.
            version: of the handoff that the decision was based on; any other one refuses it.
        Raises:
            TransitionRefused: the state or the owner does not allow it.
        """
        request = TransitionRequest(
            Transition.RELEASE, by, self._released(self.store.get(handoff_id)), details=because, version=version
        )
        return self.store.move(handoff_id, request)

    def enqueue_message(self, handoff: Handoff, events: Iterable[outgoing.Event], key: str) -> bool:
        """Put a message for the customer into the outbox; the same key twice is once. Returns False then."""
        return self.store.add_delivery(self.message_delivery(handoff, events, key))

    def message_delivery(
        self, handoff: Handoff, events: Iterable[outgoing.Event], key: str | None = None
    ) -> outbox.Delivery:
        """A message for the customer as a delivery, for the transaction of the change that it belongs to."""
        name = DeliveryKey("say", handoff.id, (key or uuid.uuid4().hex,))
        return to_rasa(str(name), handoff.conversation_id, events)

    def current_package(self, handoff: Handoff) -> HandoffPackage:
        """The package of a handoff with what is true of the customer now."""
        return self._ai_opt_out.current(handoff.package)

    def mark_no_ai(self, handoff_id: str, by: str) -> None:
        """Store that the customer wants no AI contact, now and in every later conversation; a second time is nothing.

        Args:
            by: login of the agent, or `CUSTOMER`.
        """
        self._ai_opt_out.mark(self.store.get(handoff_id).package, by)

    def _close(
        self,
        handoff: Handoff,
        transition: Transition,
        by: str | None,
        text: str,
        note: str,
        disposition: Disposition | None = None,
        version: int | None = None,
    ) -> Handoff:
        if self._mirror is not None:
            self._mirror.conversation(handoff.conversation_id)
        no_ai = self._ai_opt_out.applies_to(handoff.package)
        events = self.messages.resume_bot_events(self.messages.say(text), self._clock(), settled(handoff), note, no_ai)
        delivery = to_rasa(str(DeliveryKey(transition.value, handoff.id)), handoff.conversation_id, events)
        request = TransitionRequest(
            transition,
            by,
            # A callback that the customer arranged with the bot never paused it: there is nothing to resume.
            deliveries=(delivery,) if handoff.bot_paused else (),
            details={"note": note} if note else None,
            disposition=disposition,
            version=version,
        )
        return self.store.move(handoff.id, request)

    def _released(self, handoff: Handoff) -> tuple[outbox.Delivery, ...]:
        """What the customer is sent when an agent whose name they know does not go on; nothing without such a name."""
        if handoff.state not in (State.CLAIMED, State.TRANSFERRED) or not handoff.owner or not handoff.owner_name:
            return ()
        at = self._clock()
        there = self.somebody_is_there()
        waiting = replace(handoff, state=State.QUEUED, owner=None, owner_name=None, moved_at=at.timestamp())
        # Outside the opening hours the queue's watcher says so, with times for a callback.
        closed = "" if not self.messages.hours.is_open(at) else self.messages.nobody(at, handoff.priority)
        text = self.messages.say(
            "released", name=handoff.owner_name, place=self.place(waiting) if there else closed
        ).strip()
        return (self.message_delivery(handoff, [outgoing.system(text, at)], f"released-{handoff.version}"),)

    def _may_ask_assistant(self, package: HandoffPackage) -> bool:
        """Whether the bot may talk to this customer meanwhile: not in a critical issue or after an opt-out."""
        return not taxonomy().is_critical(package["priority"]) and not self._ai_opt_out.applies_to(package)

    def _wait_minutes(self, position: int, waiting_since: float) -> int | None:
        claims = [Claim(*times) for times in self.store.recent_claims()]
        return estimated_wait_minutes(claims, position, waiting_since, self._clock().timestamp())


def contact_of(handoff: Handoff) -> str | None:
    """Where the customer can be reached besides the chat: as they said last, else as far as the package knows."""
    return contact_in(handoff.package)


def contact_in(package: HandoffPackage) -> str | None:
    """The same of a package."""
    customer = package["customer"]
    return package["issue"]["details"].get(CONTACT_DETAIL) or customer["phone"] or customer["email"]


def with_contact(package: HandoffPackage, contact: str) -> HandoffPackage:
    """A package whose customer asked to be reached at a phone number or an e-mail address.

    An address that is surely theirs stays what it is: anybody can write another one.
    """
    customer: CustomerDetails = {**package["customer"]}
    if "@" not in contact:
        customer["phone"] = contact
    elif not customer.get("email_verified"):
        customer["email"] = contact
    issue: Issue = {**package["issue"], "details": {**package["issue"]["details"], CONTACT_DETAIL: contact}}
    return {**package, "customer": customer, "issue": issue}


def often_called(package: HandoffPackage) -> HandoffPackage:
    """A package that tells agents that its number or address was given often. The customer reads what everybody reads,
    so that nobody learns whose number is known."""
    summary = package["summary"]
    return package if summary.startswith(OFTEN_CALLED) else {**package, "summary": f"{OFTEN_CALLED} {summary}"}


def with_name(package: HandoffPackage, name: str) -> HandoffPackage:
    """A package whose customer said whom to ask for; the name of an account stays beside it."""
    if package["customer"].get("email_verified"):
        details = {**package["issue"]["details"], "callback_name": name}
        return {**package, "issue": {**package["issue"], "details": details}}
    return {**package, "customer": {**package["customer"], "name": name}}


def passed_on(handoff: Handoff) -> bool:
    """Whether the customer was told who comes next."""
    return handoff.state is State.TRANSFERRED and handoff.owner is not None


def settled(handoff: Handoff) -> dict[str, str]:
    trigger = handoff.package["trigger"]
    return {"trigger": trigger["name"], "category": trigger["category"], "handoff": handoff.id}
