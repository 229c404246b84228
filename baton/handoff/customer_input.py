"""Handles customer messages and button presses while an agent owns, or is queued for, the conversation.

The bot is paused then, so the desk answers what concerns the waiting itself: times for a callback, how to reach the
customer, and a danger that was not there before. Everything else waits for the agent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from baton.base.clock import Clock, now
from baton.base.log_event import LogEvent
from baton.conversation.event_reader import EventReader, LogEntry
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.callback_slots import ButtonPress, parse_payload
from baton.handoff.calendar.callback_time import read_callback_time
from baton.handoff.calendar.confirmation import Answer, read_answer
from baton.handoff.errors import NotFound
from baton.handoff.messages import outgoing
from baton.handoff.package import builder, conversation_facts
from baton.handoff.package.model import Reason
from baton.handoff.records.lifecycle import State, TransitionRefused
from baton.handoff.records.repository import CUSTOMER, Handoff
from baton.handoff.service import HandoffService
from baton.handoff.service_base import contact_of
from policies.callback_changes import callback_change, without_details
from policies.facts import ESCALATION_SLOT
from policies.facts_fold import facts
from policies.policy_document import PolicyDocument
from policies.triggers import Firing, no_ai_contact, permanent_category

logger = logging.getLogger(__name__)

_MESSAGES = ("user", "bot")
_DANGER = "health_safety"


@dataclass(frozen=True)
class Question:
    """What the last message before the customer's asked for."""

    time: bool = False
    again: bool = False  #: it was asked twice
    read_back: float | None = None  #: a time that it asked to confirm; epoch seconds


@dataclass(frozen=True)
class Before:
    """The desk's message that a customer's message follows; empty if somebody else's came last."""

    question: Question = Question()
    buttons: tuple[str, ...] = ()  #: payloads

    @property
    def offers_times(self) -> bool:
        """Whether it offers times for a callback."""
        presses = [parse_payload(payload) for payload in self.buttons]
        return any(press is not None and press.what == callback_slots.CALLBACK for press in presses)


class CustomerInputHandler:
    """Reacts to the customer's messages, once to each.

    Args:
        service: the handoffs.
        log: the conversation log.
        policy: gives the policy in force: which categories are severe.
        clock: gives the present moment.
    """

    def __init__(
        self, service: HandoffService, log: EventReader, policy: Callable[[], PolicyDocument], clock: Clock = now
    ) -> None:
        self._service = service
        self._log = log
        self._policy = policy
        self._clock = clock

    def handle_event(self, number: int, conversation_id: str) -> None:
        """React to the message of this number in the log; a second time it does nothing."""
        entry = self._log.entry(number)
        if entry is None:
            return
        button_press = parse_payload(payload_of(entry.event))
        handoff = self._service.store.active_handoff(conversation_id)
        key = f"heard-{number}"
        try:
            if button_press is not None:
                self._button(button_press, conversation_id, key)
            elif handoff is not None and self._later_than(handoff, entry):
                self._message(handoff, entry, key)
        except TransitionRefused as refusal:
            # Somebody took the conversation in this moment, or it was done before: the person sees the message.
            logger.info("Message %s needs no answer of the desk's: %s", number, refusal)
        if button_press is None and handoff is not None and self._later_than(handoff, entry):
            self._service.add_facts(conversation_id, entry.event)

    def _button(self, button_press: ButtonPress, conversation_id: str, key: str) -> None:
        """A button: it counts for the handoff that it was offered for, and as long as that is possible."""
        try:
            handoff = self._service.store.get(button_press.handoff_id)
        except NotFound:
            return
        if handoff.conversation_id != conversation_id:
            return
        waiting = handoff.state in (State.QUEUED, State.CALLBACK_DUE)
        if handoff.state in (State.CLAIMED, State.TRANSFERRED):
            return  # whoever has the conversation reads it
        at = self._clock()
        if not waiting:
            self._reply(handoff, key, self._service.messages.say("offer_over"))
        elif button_press.what == callback_slots.CALLBACK and button_press.due_at is not None:
            self._book(handoff, button_press.due_at, key)
        elif button_press.what == callback_slots.OTHER_TIME:
            self._ask_time(handoff, key, "ask_time", at)
        elif button_press.what == callback_slots.WAIT:
            self._service.wait(handoff, key)
        elif button_press.what == callback_slots.MEANWHILE:
            self._service.with_assistant(handoff, key)

    def _message(self, handoff: Handoff, entry: LogEntry, key: str) -> None:
        if self._wants_no_ai(entry):
            self._service.mark_no_ai(handoff.id, CUSTOMER)
        firing = self._more_severe(handoff, entry)
        if firing is not None:
            self._raise_priority(handoff, firing, key)
        elif handoff.state in (State.QUEUED, State.CALLBACK_DUE):
            self._waiting(handoff, entry, key)

    def _waiting(self, handoff: Handoff, entry: LogEntry, key: str) -> None:
        """What a customer writes while nobody has the conversation: where to reach them, a time, or anything else."""
        before, details = self._before(entry), conversation_facts.mentioned([entry.event])
        text = conversation_facts.display_text(entry.event)
        change = callback_change(
            text, details["phones"], details["emails"], details["names"], just_agreed=bool(before.buttons)
        )
        if change is not None and change.cancels and handoff.state is State.CALLBACK_DUE:
            self._service.wait(handoff, key, "callback_not_wanted")
            return
        contact = change.contact if change is not None else None
        if contact is None and handoff.state is State.CALLBACK_DUE:
            wanted = details["phones"] or ([] if contact_of(handoff) else details["emails"])
            contact = wanted[-1] if wanted else None
        if contact is not None and contact != contact_of(handoff):
            thanks = outgoing.system(self._service.messages.say("contact", contact=contact), self._clock())
            self._service.set_contact(handoff, contact, [self._service.message_delivery(handoff, [thanks], key)])
        rest = without_details(text, details["phones"], details["emails"])
        if change is not None and change.time:
            self._time(handoff, rest, entry, Question(time=True), f"{key}-time" if contact else key)
        elif contact is not None:
            return
        elif before.question.time:
            self._time(handoff, rest, entry, before.question, key)
        elif before.offers_times:
            self._service.confirm_offer(handoff, key)

    # -- callbacks ------------------------------------------------------------------------------------------

    def _time(self, handoff: Handoff, text: str, entry: LogEntry, question: Question, key: str) -> None:
        """A time in the customer's own words, for a callback or for another time of the one that is agreed on: it is
        read back, and a yes to that books it."""
        hours = self._service.messages.hours
        written = datetime.fromtimestamp(float(entry.event.get("timestamp") or 0.0), timezone.utc)
        agreed = datetime.fromtimestamp(handoff.due_at, timezone.utc) if handoff.due_at is not None else None
        named = question.read_back  # "but not before 4" is on the day that was read back
        known = datetime.fromtimestamp(named, timezone.utc) if named is not None else agreed
        reading = read_callback_time(text, written, hours, known)
        answer = read_answer(text) if question.read_back is not None else Answer.OTHER
        if agreed is not None and reading.due == agreed:
            return  # that is what was agreed on
        if reading.due is not None and callback_slots.fits(hours, reading.due.timestamp(), self._clock()):
            event = self._service.messages.confirm_time(handoff.id, reading.due, self._clock(), reading.zone)
            self._service.enqueue_message(handoff, [event], key)
        elif reading.anytime:
            self._service.enqueue_message(handoff, [self._service.offer(handoff)], key)
        elif question.read_back is not None and answer is Answer.YES and not reading.partly:
            self._book(handoff, question.read_back, key)
        elif answer is Answer.NO and not reading.partly:
            self._ask_time(handoff, key, "ask_time", self._clock())
        elif not question.again:
            self._ask_time(handoff, key, "bad_time", self._clock(), again=True)

    def _book(self, handoff: Handoff, due_at: float, key: str) -> None:
        if callback_slots.fits(self._service.messages.hours, due_at, self._clock()):
            self._service.schedule(handoff.id, CUSTOMER, due_at, key=key)
        else:
            self._ask_time(handoff, key, "bad_time", self._clock(), again=True)

    def _ask_time(self, handoff: Handoff, key: str, text: str, at: datetime, again: bool = False) -> None:
        """Ask for a time; where the bot has the conversation, only buttons can answer."""
        messages = self._service.messages
        if not handoff.bot_paused:
            self._service.enqueue_message(handoff, [self._service.offer(handoff)], key)
            return
        buttons = messages.times(handoff.id, at) if again else ()
        asks: dict[str, object] = {outgoing.ASKS: outgoing.ASKS_TIME, **({"again": True} if again else {})}
        self._service.enqueue_message(handoff, [outgoing.system(messages.say(text), at, buttons, **asks)], key)

    # -- what counts from here on ---------------------------------------------------------------------------

    def _wants_no_ai(self, entry: LogEntry) -> bool:
        """Whether this text asks for no AI contact. An opt-out in the message's metadata is stored by the channel:
        handled here again, it would set an opt-out that an agent has just lifted."""
        conversation = facts([{**entry.event, "event": "user", "metadata": {}}])
        return any(True for _ in no_ai_contact(conversation, self._policy()))

    # -- a more severe issue---------------------------------------------------------------------------------

    def _more_severe(self, handoff: Handoff, entry: LogEntry) -> Firing | None:
        """A permanent category that this message names, if it is more severe than what the handoff came for."""
        conversation = facts([{**entry.event, "event": "user"}])
        firings = sorted(permanent_category(conversation, self._policy()), key=lambda firing: firing.severity)
        more_severe = [v for v in firings if builder.priority([v.category]) < handoff.priority]
        return more_severe[0] if more_severe else None

    def _raise_priority(self, handoff: Handoff, firing: Firing, key: str) -> None:
        events = self._log.events(handoff.conversation_id)
        reason: Reason = {
            "trigger": firing.trigger,
            "category": firing.category,
            "reason": firing.reason,
            "evidence": firing.evidence,
            "turn": sum(conversation_facts.counts(event) for event in events),
        }
        at, urgent = self._clock(), builder.priority([firing.category])
        if handoff.state is State.CALLBACK_DUE:  # that cannot wait until then
            handoff = self._service.release(handoff.id, CUSTOMER, version=handoff.version)
        texts = [self._service.messages.say("danger")] if firing.category == _DANGER else []
        texts += [] if self._service.somebody_is_there() else [self._service.messages.nobody(at, urgent)]
        silent = not texts or handoff.state is State.CLAIMED
        delivery = (
            [] if silent else [self._service.message_delivery(handoff, [outgoing.system(" ".join(texts), at)], key)]
        )
        self._service.store.raise_priority(handoff, at.timestamp(), urgent, reason, delivery)

    # -- reading the log ------------------------------------------------------------------------------------

    def _before(self, entry: LogEntry) -> Before:
        """What the last message before the customer's asked for, or offered."""
        before = [e for e in self._log.latest(entry.conversation_id, _MESSAGES, limit=20) if e.id < entry.id]
        event: LogEvent = before[0].event if before else {}
        metadata = event.get("metadata") or {}
        if metadata.get("speaker") != "system":
            return Before()
        buttons = tuple(str(button.get("payload")) for button in (event.get("data") or {}).get("buttons") or ())
        asks = metadata.get("asks") == outgoing.ASKS_TIME
        read_back = metadata.get(outgoing.READ_BACK)
        question = Question(asks, bool(metadata.get("again")), read_back if isinstance(read_back, float) else None)
        return Before(question, buttons)

    def _later_than(self, handoff: Handoff, entry: LogEntry) -> bool:
        """Whether a message came after the decision that the handoff comes from."""
        decided = [
            e.id
            for e in self._log.latest(entry.conversation_id, ["slot"], limit=50)
            if e.event.get("name") == ESCALATION_SLOT and _id(e.event.get("value")) == handoff.id
        ]
        if decided:
            return entry.id > max(decided)
        return float(entry.event.get("timestamp") or 0.0) > handoff.created_at

    def _reply(self, handoff: Handoff, key: str, text: str) -> None:
        self._service.enqueue_message(handoff, [outgoing.system(text, self._clock())], key)


def payload_of(event: LogEvent) -> str:
    """The payload of a button that a user event stands for, else its text."""
    return str((event.get("metadata") or {}).get("payload") or event.get("text") or "")


def _id(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else None
