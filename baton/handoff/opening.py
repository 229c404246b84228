"""Opening handoffs: from the decision in the log, and for a callback that the bot arranged."""

from __future__ import annotations

import logging
from dataclasses import replace

from baton.base.log_event import LogEvent
from baton.base.redaction import redact_all
from baton.handoff.messages.outgoing import to_rasa
from baton.handoff.outbox.keys import DeliveryKey
from baton.handoff.package import builder as package
from baton.handoff.package.model import HandoffPackage, reasons_of
from baton.handoff.package.recommended_actions import OrderFacts, is_proved, order_facts
from baton.handoff.service_base import HandoffServiceBase, contact_in, often_called
from baton.orders.gateway import OrdersUnavailable
from policies.decision import DecisionRecord, ReasonRecord
from policies.taxonomy import taxonomy

#: After the advice about an order that nothing shows to be the customer's.
_CHECK = " First make sure that the order is theirs: nothing has proved it."

#: Handoffs of one network or browser are counted over so many seconds.
PLACE_SECONDS = 3600.0

logger = logging.getLogger(__name__)


class HandoffOpening(HandoffServiceBase):
    """Opens handoffs."""

    def open(self, conversation_id: str, events: list[LogEvent], closed_notice_sent: bool = False) -> str | None:
        """Open the handoff that the decision at the end of these events asks for; once, however often it is called.

        Args:
            conversation_id: Rasa's sender id.
            events: all events of the conversation; they are masked here.
            closed_notice_sent: whether the bot says in this turn that nobody is there.
        Returns:
            The id of the handoff that has the conversation, or None if no decision is in force.
        """
        events = redact_all(events)
        decision = package.decision_in(events)
        if decision is None:
            return None
        built = self._build(conversation_id, events, decision)
        # Before the handoff, so that a crash cannot lose it; not when the decision is handled again, because an agent
        # may have lifted it since.
        if built["customer"]["no_ai"] and not self.store.exists(built["id"]):
            self._ai_opt_out.set(conversation_id, package.own_email(built["customer"]))
        at, there = self._clock(), self.somebody_is_there()
        position = self.store.ahead(built["priority"], at.timestamp(), built["id"]) + 1
        waiting = self.messages.waiting(built["priority"], position, self._wait_minutes(position, at.timestamp()))
        with_assistant = not there and self._may_ask_assistant(built)
        text = self.messages.opened(
            built["id"], built["priority"], at, there, waiting, closed_notice_sent, with_assistant
        )
        delivery = to_rasa(str(DeliveryKey("opened", built["id"])), conversation_id, [text])
        if self.store.open(built, [delivery], closed_notice_sent=not there):
            return built["id"]
        return self._active_instead(conversation_id, built)

    def open_missing(self, conversation_id: str) -> str | None:
        """Open from the log what no action opened."""
        return self.open(conversation_id, self._log.events(conversation_id))

    def book_callback(self, booking: str, conversation_id: str, events: list[LogEvent], due_at: float) -> None:
        """Store a callback that the customer arranged with the bot: a handoff with a due time; the bot goes on.

        Args:
            booking: names it; the same one twice is one callback.
            due_at: epoch seconds.
        """
        reason: ReasonRecord = {
            "trigger": "callback",
            "category": "request_callback",
            "reason": "the customer arranged a callback with the bot",
            "evidence": "",
            "turn": 0,
        }
        decision: DecisionRecord = {
            "id": booking,
            "trigger": reason["trigger"],
            "category": reason["category"],
            "turn": reason["turn"],
            "at": self._clock().timestamp(),
            "policy_version": None,
            "policy_hash": None,
            "posture": None,
            "reasons": [reason],
        }
        if self.store.exists(booking):
            return
        built = self._build(conversation_id, redact_all(events), decision)
        contact = contact_in(built)
        if contact is not None and not self._may_call(contact):
            built = {**often_called(built), "priority": max(built["priority"], taxonomy().least_urgent)}
        self.store.open(built, due_at=due_at)

    def _build(self, conversation_id: str, events: list[LogEvent], decision: DecisionRecord) -> HandoffPackage:
        at = self._clock()
        order = self._order(package.latest_order(events))
        built = package.build(conversation_id, events, decision, at.timestamp(), order)
        advice = self.recommendations().advise(built, order, self.messages.hours.local(at).date())
        previous = self.store.newest(conversation_id)
        customer = built["customer"]
        no_ai = customer["no_ai"] or self._ai_opt_out.applies_to(built)
        built = _marked(built, self.store.from_same_place(conversation_id, PLACE_SECONDS), self._place_limit)
        return {
            **built,
            "previous": previous,
            "customer": {**customer, "no_ai": no_ai},
            "recommended_action": advice.text if order is None or is_proved(built, order) else f"{advice.text}{_CHECK}",
        }

    def _active_instead(self, conversation_id: str, built: HandoffPackage) -> str:
        """The handoff in the place of one that was not opened: itself, or the one that has the conversation, which then
        takes over its reason."""
        active = self.store.active_handoff(conversation_id)
        if active is None or active.id == built["id"]:
            return built["id"]
        reason = reasons_of(built["trigger"])[0]
        self.store.raise_priority(active, self._clock().timestamp(), built["priority"], reason)
        return active.id

    def _order(self, number: str | None) -> OrderFacts | None:
        try:
            order = self._orders.by_number(number) if number else None
        except OrdersUnavailable as error:  # the handoff must open, with plainer advice
            logger.warning("No order facts for the recommendation: %s", error.__cause__ or error)
            return None
        if order is None:
            return None
        zone = self.messages.hours.zone
        facts = order_facts(order.number, order.status, order.delivered_at, order.expected_on, zone)
        return replace(facts, owner=order.customer.email)


def _marked(package: HandoffPackage, before: int, limit: int) -> HandoffPackage:
    """A handoff that is one of too many from one network or browser: it is kept, for it may be real, but it waits
    behind the others and says what it is.

    Args:
        before: how many there were within `PLACE_SECONDS`.
        limit: how many of them keep their priority.
    """
    if before < limit:
        return package
    mark = f"[Number {before + 1} from one network or browser within an hour]"
    least = taxonomy().least_urgent
    return {**package, "priority": max(package["priority"], least), "summary": f"{mark} {package['summary']}"}
