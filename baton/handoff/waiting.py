"""Looks after those who wait: notes that it takes longer, callbacks that are due, customers who do not come back.

Each look is a look at the handoffs as they stand; whatever it does is compare-and-set, so any number of processes may
look at once.
"""

from __future__ import annotations

from datetime import datetime

from baton.clock import Clock, now
from baton.handoff import marks, outbox, package, telling
from baton.handoff.lifecycle import Refused, State
from baton.handoff.presence import Presence
from baton.handoff.service import HandoffService
from baton.handoff.store import Handoff
from baton.handoff.telling import to_rasa
from baton.log.reader import LogReader

LOOK_SECONDS = 5.0
#: How often customers who went away, and flags that do not fit, are looked for.
ROUND_SECONDS = 60.0
#: A bot that talks although a person has the conversation is made silent after this time: the turn that opens a
#: handoff needs a moment until its own words stand in the log.
SETTLE_SECONDS = 30.0

#: Entry of the audit trail for a callback that nobody has kept.
LATE = "late"

_SAID = ("user", "bot")


class Waiting:
    """One look at a time; the desk's background loop calls `look` again and again.

    Args:
        service: the handoffs.
        log: the conversation log.
        presence: who looks at which conversation.
        clock: tells the time.
    """

    def __init__(self, service: HandoffService, log: LogReader, presence: Presence, clock: Clock = now) -> None:
        self._service = service
        self._store = service.store
        self._log = log
        self._presence = presence
        self._clock = clock
        self._next_look = self._next_round = 0.0

    def look(self) -> None:
        """Do what is due now."""
        at = self._clock()
        if at.timestamp() < self._next_look:
            return
        self._next_look = at.timestamp() + LOOK_SECONDS
        for handoff in self._store.callbacks(at.timestamp(), told=False):
            marks.mark(self._store, handoff, at.timestamp(), "due", due_told_at=at.timestamp())
        late = self._service.telling.phrases.late_after
        for handoff in self._store.callbacks(at.timestamp() - late, told=True):
            self._apologise(handoff, at)
        for handoff in self._store.each([State.QUEUED, State.TRANSFERRED]):
            self._wait(handoff, at)
        if at.timestamp() >= self._next_round:
            self._next_round = at.timestamp() + ROUND_SECONDS
            for handoff in self._store.each([State.QUEUED, State.CLAIMED, State.TRANSFERRED]):
                self._leave(handoff, at)
            for handoff in self._store.each([State.QUEUED, State.CLAIMED, State.TRANSFERRED, State.CALLBACK_DUE]):
                self._mend(handoff, at)

    def _apologise(self, handoff: Handoff, at: datetime) -> None:
        """Tell a customer whom nobody called back that we are sorry, with other times, and remind the desk; once."""
        words, due_at = self._service.telling, handoff.due_at or 0.0
        event = words.offer(handoff.id, at, words.say("late", when=words.moment(due_at)))
        told = self._service.told(handoff, [event], f"late-{int(due_at)}")
        if not outbox.there(self._store.engine, [told]):
            marks.mark(self._store, handoff, at.timestamp(), LATE, [told])

    def _wait(self, handoff: Handoff, at: datetime) -> None:
        """Tell a waiting customer that everybody has gone, that somebody is back, or that it takes longer."""
        words, seconds = self._service.telling, at.timestamp()
        opened = words.hours.opened_at(at)
        if opened is None:
            if not handoff.told_closed:
                event = words.offer(handoff.id, at, words.nobody(at, handoff.priority))
                told = self._service.told(handoff, [event], f"closed-{handoff.version}")
                marks.mark(self._store, handoff, seconds, "told_closed", [told], told_closed=True)
            return
        if handoff.told_closed:
            if self._service.somebody_is_there():
                event = telling.system(words.say("open_again", place=self._service.place(handoff)), at)
                told = self._service.told(handoff, [event], f"open-{handoff.version}")
                marks.mark(self._store, handoff, seconds, "told_open", [told], told_closed=False)
            return
        waited = seconds - max(handoff.moved_at, opened.timestamp())
        passed = sum(after <= waited for after in words.phrases.remind_after)
        if passed > handoff.reminded:
            event = words.offer(handoff.id, at, words.say("longer", place=self._service.place(handoff)))
            told = self._service.told(handoff, [event], f"longer-{handoff.id}-{passed}")
            marks.mark(self._store, handoff, seconds, "told_longer", [told], reminded=passed)

    def _leave(self, handoff: Handoff, at: datetime) -> None:
        """Close a conversation whose customer does not come back. A grave matter waits for its person for ever."""
        limits = self._service.telling.phrases
        answered = handoff.state is not State.QUEUED
        limit = at.timestamp() - (limits.silent_after if answered else limits.gone_after)
        if handoff.moved_at > limit or (not answered and handoff.priority <= package.GRAVE):
            return
        spoken = [
            entry.event
            for entry in self._log.latest(handoff.conversation_id, _SAID, limit=50)
            if package.speaker(entry.event) in (("customer", "agent") if answered else ("customer",))
        ]
        if not spoken or float(spoken[0].get("timestamp") or 0.0) > limit:
            return
        seen = self._presence.read(handoff.conversation_id)
        here = seen.customer in ("reading", "typing") or (seen.customer_since or 0.0) > limit
        if here or (answered and package.speaker(spoken[0]) != "agent"):
            return  # they are there, or it is our turn
        try:
            self._service.abandon(handoff, "abandoned" if answered else "unanswered")
        except Refused:
            pass  # somebody has just done something with it

    def _mend(self, handoff: Handoff, at: datetime) -> None:
        """Rasa's paused flag follows the handoff: a bot that talks in between is made silent."""
        if not handoff.holds_bot or handoff.moved_at > at.timestamp() - SETTLE_SECONDS:
            return
        flags = self._log.latest(handoff.conversation_id, ["pause", "resume"])
        if not flags or flags[0].event.get("event") != "pause":
            last = flags[0].id if flags else 0
            self._store.tell(to_rasa(f"pause:{handoff.id}:{last}", handoff.conversation_id, [{"event": "pause"}]))
