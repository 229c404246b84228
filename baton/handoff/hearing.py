"""What a customer writes or presses while a person has, or is about to have, the conversation.

The bot is silent then, so the desk answers what only concerns the waiting itself: times for a callback, how to be
reached, and a danger that was not there before. Everything else waits for the person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from baton.clock import Clock, now
from baton.handoff import appointments, details, marks, package, telling
from baton.handoff.appointments import Press, pressed
from baton.handoff.lifecycle import Move, Refused, State
from baton.handoff.service import HandoffService, contact_of
from baton.handoff.store import CUSTOMER, Handoff, NotFound
from baton.handoff.times import callback_time
from baton.log.reader import Entry, LogReader
from policies.document import PolicyDocument
from policies.facts import ESCALATION_SLOT, facts
from policies.triggers import Verdict, no_ai_contact, permanent_category

logger = logging.getLogger(__name__)

_SAID = ("user", "bot")
_DANGER = "health_safety"


@dataclass(frozen=True)
class Asked:
    """What the last words before a message asked for."""

    time: bool = False
    again: bool = False  #: it was asked twice


class Hearing:
    """Reacts to the customer's messages, once to each.

    Args:
        service: the handoffs.
        log: the conversation log.
        policy: gives the policy in force: which words are grave.
        clock: tells the time.
    """

    def __init__(
        self, service: HandoffService, log: LogReader, policy: Callable[[], PolicyDocument], clock: Clock = now
    ) -> None:
        self._service = service
        self._log = log
        self._policy = policy
        self._clock = clock

    def heard(self, number: int, conversation_id: str) -> None:
        """React to the message of this number in the log; a second time it does nothing."""
        entry = self._log.entry(number)
        if entry is None:
            return
        press = pressed(payload_of(entry.event))
        handoff = self._service.store.open_one(conversation_id)
        key = f"heard-{number}"
        try:
            if press is not None:
                self._pressed(press, conversation_id, key)
            elif handoff is not None and self._later_than(handoff, entry):
                self._said(handoff, entry, key)
        except Refused as refusal:
            # Somebody took the conversation in this moment, or it was done before: the person sees the message.
            logger.info("Message %s needs no answer of the desk's: %s", number, refusal)

    def _pressed(self, press: Press, conversation_id: str, key: str) -> None:
        """A button: it counts for the handoff that it was offered for, and as long as that is possible."""
        try:
            handoff = self._service.store.get(press.handoff_id)
        except NotFound:
            return
        if handoff.conversation_id != conversation_id:
            return
        waiting = handoff.state in (State.QUEUED, State.CALLBACK_DUE)
        if handoff.state in (State.CLAIMED, State.TRANSFERRED):
            return  # whoever has the conversation reads it
        at = self._clock()
        if not waiting:
            self._tell(handoff, key, self._service.telling.say("offer_over"))
        elif press.what == appointments.CALLBACK and press.due_at is not None:
            self._book(handoff, press.due_at, key)
        elif press.what == appointments.OTHER_TIME:
            self._ask_time(handoff, key, "ask_time", at)
        elif press.what == appointments.WAIT:
            self._service.wait(handoff, key)
        elif press.what == appointments.MEANWHILE and handoff.state is State.CALLBACK_DUE:
            self._service.with_assistant(handoff, key)

    def _said(self, handoff: Handoff, entry: Entry, key: str) -> None:
        if self._wants_no_ai(entry):
            handoff = self._service.keep_no_ai(handoff)
        grave = self._grave(handoff, entry)
        if grave is not None:
            self._urge(handoff, grave, key)
        elif handoff.state is State.QUEUED or handoff.state is State.CALLBACK_DUE:
            asked = self._asked(entry)
            if asked.time:
                self._time(handoff, entry, asked, key)
            elif handoff.state is State.CALLBACK_DUE and contact_of(handoff) is None:
                self._contact(handoff, entry, key)

    # -- callbacks ------------------------------------------------------------------------------------------

    def _time(self, handoff: Handoff, entry: Entry, asked: Asked, key: str) -> None:
        """A time in the customer's own words."""
        hours = self._service.telling.hours
        written = datetime.fromtimestamp(float(entry.event.get("timestamp") or 0.0), timezone.utc)
        due = callback_time(details.words(entry.event), written, hours)
        if due is not None and appointments.fits(hours, due.timestamp(), self._clock()):
            self._service.schedule(handoff.id, CUSTOMER, due.timestamp(), key=key)
        elif not asked.again:
            self._ask_time(handoff, key, "bad_time", self._clock(), again=True)

    def _book(self, handoff: Handoff, due_at: float, key: str) -> None:
        if appointments.fits(self._service.telling.hours, due_at, self._clock()):
            self._service.schedule(handoff.id, CUSTOMER, due_at, key=key)
        else:
            self._ask_time(handoff, key, "bad_time", self._clock(), again=True)

    def _ask_time(self, handoff: Handoff, key: str, text: str, at: datetime, again: bool = False) -> None:
        """Ask for a time; where the bot has the conversation only buttons can answer."""
        words = self._service.telling
        if not handoff.holds_bot:
            self._service.tell(handoff, [words.offer(handoff.id, at)], key)
            return
        buttons = words.times(handoff.id, at) if again else ()
        asks: dict[str, Any] = {telling.ASKS: telling.ASKS_TIME, **({"again": True} if again else {})}
        self._service.tell(handoff, [telling.system(words.say(text), at, buttons, **asks)], key)

    def _contact(self, handoff: Handoff, entry: Entry, key: str) -> None:
        """A number or an address to be reached at, once a callback is agreed on."""
        found = details.mentioned([entry.event])
        for kind in ("phone", "email"):
            given = found[f"{kind}s"]
            if given:
                customer = {**handoff.package["customer"], kind: given[-1]}
                words = self._service.telling.say("contact", contact=given[-1])
                told = self._service.told(handoff, [telling.system(words, self._clock())], key)
                kept = {**handoff.package, "customer": customer}
                marks.mark(self._service.store, handoff, self._clock().timestamp(), "contact", [told], package=kept)
                return

    # -- what counts from here on ---------------------------------------------------------------------------

    def _wants_no_ai(self, entry: Entry) -> bool:
        """Whether these words ask for no AI. A wish that comes with the message is the channel's to keep: heard here
        again, it would undo a wish that an agent has just lifted."""
        known = facts([{**entry.event, "event": "user", "metadata": {}}])
        return any(True for _ in no_ai_contact(known, self._policy()))

    # -- a graver matter ------------------------------------------------------------------------------------

    def _grave(self, handoff: Handoff, entry: Entry) -> Verdict | None:
        """A permanent category that this message names, if it is graver than what the handoff came for."""
        known = facts([{**entry.event, "event": "user"}])
        fired = sorted(permanent_category(known, self._policy()), key=lambda verdict: verdict.gravity)
        graver = [v for v in fired if package.priority([v.category]) < handoff.priority]
        return graver[0] if graver else None

    def _urge(self, handoff: Handoff, verdict: Verdict, key: str) -> None:
        events = self._log.events(handoff.conversation_id)
        reason = {
            "trigger": verdict.trigger,
            "category": verdict.category,
            "reason": verdict.reason,
            "evidence": verdict.evidence,
            "turn": sum(details.counts(event) for event in events),
        }
        at, urgent = self._clock(), package.priority([verdict.category])
        if handoff.state is State.CALLBACK_DUE:  # that cannot wait until then
            handoff = self._service.store.move(handoff.id, Move.RELEASE, CUSTOMER, version=handoff.version)
        words = [self._service.telling.say("danger")] if verdict.category == _DANGER else []
        words += [] if self._service.somebody_is_there() else [self._service.telling.nobody(at, urgent)]
        silent = not words or handoff.state is State.CLAIMED
        told = [] if silent else [self._service.told(handoff, [telling.system(" ".join(words), at)], key)]
        marks.urge(self._service.store, handoff, at.timestamp(), urgent, reason, told)

    # -- reading the log ------------------------------------------------------------------------------------

    def _asked(self, entry: Entry) -> Asked:
        """What the last words before a message asked for."""
        before = [e for e in self._log.latest(entry.conversation_id, _SAID, limit=20) if e.id < entry.id]
        metadata: Mapping[str, Any] = before[0].event.get("metadata") or {} if before else {}
        if metadata.get("speaker") != "system" or metadata.get(telling.ASKS) != telling.ASKS_TIME:
            return Asked()
        return Asked(time=True, again=bool(metadata.get("again")))

    def _later_than(self, handoff: Handoff, entry: Entry) -> bool:
        """Whether a message came after the decision that the handoff comes from."""
        decided = [
            e.id
            for e in self._log.latest(entry.conversation_id, ["slot"], limit=50)
            if e.event.get("name") == ESCALATION_SLOT and _id(e.event.get("value")) == handoff.id
        ]
        if decided:
            return entry.id > max(decided)
        return float(entry.event.get("timestamp") or 0.0) > handoff.created_at

    def _tell(self, handoff: Handoff, key: str, text: str) -> None:
        self._service.tell(handoff, [telling.system(text, self._clock())], key)


def payload_of(event: Mapping[str, Any]) -> str:
    """The payload of a button that a user event stands for, else its text."""
    return str((event.get("metadata") or {}).get("payload") or event.get("text") or "")


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else None
