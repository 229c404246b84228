"""Looks after those who wait: notes that it takes longer, callbacks that are due, customers who do not come back.

Each run reads the handoffs as they are; whatever it does is compare-and-set, so any number of processes may run it at
once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, false, or_
from sqlalchemy.sql import ColumnElement

from baton.base.clock import Clock, now
from baton.conversation.event_reader import EventReader
from baton.handoff.messages import outgoing
from baton.handoff.messages.outgoing import to_rasa
from baton.handoff.outbox import outbox
from baton.handoff.package import builder
from baton.handoff.presence.presence import Presence
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State, TransitionRefused
from baton.handoff.records.queries import moved_at
from baton.handoff.records.repository import Handoff
from baton.handoff.records.tables import HandoffRow
from baton.handoff.service import HandoffService
from policies.taxonomy import taxonomy

RUN_SECONDS = 5.0
#: How often customers who went away, and flags that do not fit, are looked for.
ROUND_SECONDS = 60.0
#: A bot that talks although a person has the conversation is made silent after this time: the turn that opens a
#: handoff needs a moment until its own messages are in the log.
SETTLE_SECONDS = 30.0

_MESSAGES, _FLAGS = ("user", "bot"), ("pause", "resume")


class QueueWatcher:
    """Does what is due; the desk's background loop calls `run_once` again and again.

    Args:
        service: the handoffs.
        log: the conversation log.
        presence: who looks at which conversation.
        clock: tells the time.
    """

    def __init__(self, service: HandoffService, log: EventReader, presence: Presence, clock: Clock = now) -> None:
        self._service = service
        self._store = service.store
        self._log = log
        self._presence = presence
        self._clock = clock
        self._next_run = self._next_slow_run = 0.0

    def run_once(self) -> None:
        """Do what is due now."""
        at = self._clock()
        if at.timestamp() < self._next_run:
            return
        self._next_run = at.timestamp() + RUN_SECONDS
        for handoff in self._store.callbacks(at.timestamp(), notified=False):
            self._notify_due(handoff, at)
        late = self._service.messages.phrases.late_after
        for handoff in self._store.callbacks(at.timestamp() - late, notified=True):
            self._apologise(handoff, at)
        ended = self._ended_chats()
        for handoff in self._store.each([State.QUEUED, State.TRANSFERRED], self._reminder_due(at)):
            if handoff.id not in ended:
                self._remind(handoff, at)
        if at.timestamp() >= self._next_slow_run:
            self._next_slow_run = at.timestamp() + ROUND_SECONDS
            for handoff in self._store.each(
                [State.QUEUED, State.CLAIMED, State.TRANSFERRED], self._maybe_abandoned(at)
            ):
                self._close_abandoned(handoff, at)
            self._repause_bots(at)

    def _notify_due(self, handoff: Handoff, at: datetime) -> None:
        """Say at the desk that a callback is due: to whoever arranged it, or to the team if they are not there."""
        absent = self._service.is_absent(handoff.owner)
        self._store.update(
            handoff,
            at.timestamp(),
            AuditAction.CALLBACK_DUE,
            due_notified_at=at.timestamp(),
            owner=None if absent else handoff.owner,
            owner_name=None if absent else handoff.owner_name,
        )

    def _ended_chats(self) -> frozenset[str]:
        """Ids of what waits although its customer has ended the chat: nobody would read a note there. What cannot be
        reached in another way leaves the queue."""
        ended = self._store.with_ended_chat([State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE])
        return frozenset(handoff.id for handoff in ended if not self._service.close_if_unreachable(handoff))

    def _apologise(self, handoff: Handoff, at: datetime) -> None:
        """Tell a customer whom nobody called back that we are sorry, with other times, and remind the desk; once."""
        messages, due_at = self._service.messages, handoff.due_at or 0.0
        event = self._service.offer(handoff, messages.say("late", when=messages.moment(due_at)))
        delivery = self._service.message_delivery(handoff, [event], f"late-{int(due_at)}")
        if not outbox.there(self._store.engine, [delivery]):
            self._store.update(handoff, at.timestamp(), AuditAction.CALLBACK_LATE, [delivery])

    def _remind(self, handoff: Handoff, at: datetime) -> None:
        """Tell a waiting customer that everybody has gone, that somebody is back, or that it takes longer."""
        messages, seconds = self._service.messages, at.timestamp()
        opened = messages.hours.opened_at(at)
        if opened is None:
            if not handoff.closed_notice_sent:
                event = self._service.offer(handoff, messages.nobody(at, handoff.priority))
                delivery = self._service.message_delivery(handoff, [event], f"closed-{handoff.version}")
                self._store.update(
                    handoff, seconds, AuditAction.CLOSED_NOTICE_SENT, [delivery], closed_notice_sent=True
                )
            return
        if handoff.closed_notice_sent:
            if self._service.somebody_is_there():
                event = outgoing.system(messages.say("open_again", place=self._service.place(handoff)), at)
                delivery = self._service.message_delivery(handoff, [event], f"open-{handoff.version}")
                self._store.update(handoff, seconds, AuditAction.OPEN_NOTICE_SENT, [delivery], closed_notice_sent=False)
            return
        waited = seconds - max(handoff.moved_at, opened.timestamp())
        passed = sum(after <= waited for after in messages.phrases.remind_after)
        if passed > handoff.reminders_sent:
            critical = taxonomy().is_critical(handoff.priority)
            place = None if critical else self._service.place(handoff)
            event = self._service.offer(
                handoff, messages.say("severe_longer") if critical else messages.say("longer", place=place)
            )
            delivery = self._service.message_delivery(handoff, [event], f"longer-{handoff.id}-{passed}")
            self._store.update(handoff, seconds, AuditAction.LONGER_NOTICE_SENT, [delivery], reminders_sent=passed)

    def _close_abandoned(self, handoff: Handoff, at: datetime) -> None:
        """Close a conversation whose customer does not come back. A critical issue waits for its agent for ever."""
        times = self._service.messages.phrases
        answered = handoff.state is not State.QUEUED
        limit = at.timestamp() - (times.silent_after if answered else times.gone_after)
        if handoff.moved_at > limit or (not answered and taxonomy().is_critical(handoff.priority)):
            return
        if not self._is_silent(handoff, answered, limit) or self._customer_present(handoff, limit):
            return
        try:
            self._service.abandon(handoff, "abandoned" if answered else "unanswered")
        except TransitionRefused:
            pass  # somebody has just done something with it

    def _is_silent(self, handoff: Handoff, answered: bool, limit: float) -> bool:
        """Whether nobody has written since a moment (epoch seconds), and it is not the agent's turn.

        Args:
            answered: whether an agent has had the conversation; then the last message must be the agent's.
        """
        speakers = ("customer", "agent") if answered else ("customer",)
        messages = [
            entry.event
            for entry in self._log.latest(handoff.conversation_id, _MESSAGES, limit=50)
            if builder.speaker(entry.event) in speakers
        ]
        if not messages or float(messages[0].get("timestamp") or 0.0) > limit:
            return False
        return not answered or builder.speaker(messages[0]) == "agent"

    def _customer_present(self, handoff: Handoff, limit: float) -> bool:
        """Whether the customer has the chat open, or had it since a moment (epoch seconds)."""
        seen = self._presence.read(handoff.conversation_id)
        return seen.customer in ("reading", "typing") or (seen.customer_since or 0.0) > limit

    def _repause_bots(self, at: datetime) -> None:
        """Rasa's paused flag follows the handoff: a bot that talks in between is made silent."""
        for silent in self._store.bot_paused(at.timestamp() - SETTLE_SECONDS):
            flags = self._log.latest_of_each(silent, _FLAGS)
            for conversation_id, handoff_id in silent.items():
                number, flag = flags.get(conversation_id, (0, ""))
                if flag != "pause":
                    delivery = to_rasa(f"pause:{handoff_id}:{number}", conversation_id, [{"event": "pause"}])
                    self._store.add_delivery(delivery)

    def _reminder_due(self, at: datetime) -> ColumnElement:
        """What holds of the waiting handoffs that `_remind` may have something to say to: with thousands that wait,
        only these are read. It is a second too wide, so that rounding leaves nobody out."""
        opened, seconds = self._service.messages.hours.opened_at(at), at.timestamp()
        if opened is None:
            return HandoffRow.closed_notice_sent.is_(False)
        waited_longest = seconds - opened.timestamp()
        longer = [
            and_(HandoffRow.reminders_sent <= number, moved_at <= seconds - after + 1.0)
            for number, after in enumerate(self._service.messages.phrases.remind_after)
            if after <= waited_longest
        ]
        open_again = [HandoffRow.closed_notice_sent.is_(True)] if self._service.somebody_is_there() else []
        return or_(false(), *longer, *open_again)

    def _maybe_abandoned(self, at: datetime) -> ColumnElement:
        """What holds of the handoffs whose customer may have gone for good."""
        times, queued = self._service.messages.phrases, State.QUEUED.value
        return or_(
            and_(HandoffRow.state == queued, moved_at <= at.timestamp() - times.gone_after + 1.0),
            and_(HandoffRow.state != queued, moved_at <= at.timestamp() - times.silent_after + 1.0),
        )
