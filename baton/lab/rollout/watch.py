"""Follows the conversations of a candidate that runs: notes what it would decide in shadow, counts the arms of a
roll-out, and takes the candidate back or gives it a larger share. The desk's background loop calls `step`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, delete, insert
from sqlalchemy.engine import Connection, Engine

from baton.base.clock import Clock, now
from baton.base.document import FileRefused, read_document
from baton.conversation.event_consumer import EventConsumer, LogSource, OffsetStore
from baton.conversation.event_reader import EventReader
from baton.conversation.tables import FollowerRow
from baton.lab.escalation_log.log import TouchedConversations
from baton.lab.promotion import PromotionRefused
from baton.lab.replay.conversation import LoggedConversation
from baton.lab.rollout import guardrail, store
from baton.lab.rollout.changes import PolicyChanges
from baton.lab.rollout.figures import ArmCounts, read_counts
from baton.lab.rollout.guardrail import Findings
from baton.lab.rollout.shadow import ShadowConversation, shadow
from baton.lab.rollout.store import RolloutEntry
from baton.lab.rollout.tables import RolloutConversationRow, ShadowHandoverRow, ShadowTurnRow
from policies.facts import POLICY_ARM_SLOT
from policies.policy_arm import Arm, ArmRecord, arm_record
from policies.policy_document import PolicyDocument
from policies.rollout import State, with_locks_of

logger = logging.getLogger(__name__)

#: Of several desks one at a time follows the log: whoever checks in, for so many seconds.
LEASE_SECONDS = 2.0
#: Who the history names where the guardrail or a step of the plan acts.
GUARDRAIL, PLAN = "guardrail", "plan"
_OFFSET = "policy rollout "  # and the id of the roll-out: name of the stored offset
_ARMS: Table = RolloutConversationRow.__table__
_TURNS: Table = ShadowTurnRow.__table__
_HANDOVERS: Table = ShadowHandoverRow.__table__


@dataclass(frozen=True)
class Plan:
    """How a roll-out goes on by itself.

    Attributes:
        false_alarms: the chance that a harmless candidate is ever taken back.
        tolerance: by how much what is watched may be more frequent.
        steps: shares that it gets one after the other; empty: somebody raises it.
        step_hours: how long each lasts at least.
        step_conversations: so many of the candidate must be over in each.
        pause: seconds between two looks of the guardrail of one process.
    """

    false_alarms: float = 0.05
    tolerance: float = 0.1
    steps: tuple[float, ...] = ()
    step_hours: float = 24.0
    step_conversations: int = 100
    pause: float = 60.0


class RolloutWatch:
    """Watches the candidate that runs.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        changes: takes a candidate back, or gives it another share.
        plan: how it goes on by itself.
        clock: gives the time.
    """

    def __init__(
        self, engine: Engine, log: EventReader, changes: PolicyChanges, plan: Plan, clock: Clock = now
    ) -> None:
        self._engine = engine
        self._log = log
        self._changes = changes
        self._plan = plan
        self._clock = clock
        self._offsets = OffsetStore(engine)
        self._looked_at = float("-inf")
        self._kept_offset: str | None = ""  # the roll-out besides which no offset is left
        self._following: tuple[str, EventConsumer[str]] | None = None  # by the id of the roll-out
        self._failing: set[str] = set()  # roll-outs of which a failure was logged

    def reset(self) -> None:
        """Take up the stored offset at the next step: another process may have followed the log meanwhile."""
        self._following = None

    def step(self) -> None:
        """One round.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        entry, at = self._changes.running(), self._clock().timestamp()
        self._forget_others(entry)
        if entry is None:
            return
        with self._engine.begin() as connection:
            if not store.check_in(connection, entry, at, LEASE_SECONDS):
                return
        self._consumer(entry).step()
        if at - self._looked_at < self._plan.pause:
            return
        self._looked_at = at
        try:
            if self._changes.settle(entry):
                return
        except FileRefused:
            pass  # the policy on disk is refused, and the one before is in force
        if entry.state is State.SHARE:
            self._guard(entry, at)

    def _forget_others(self, entry: RolloutEntry | None) -> None:
        """Delete the offsets of roll-outs that are over: nobody follows the log for them."""
        running = entry.id if entry is not None else None
        if running != self._kept_offset:
            others = FollowerRow.name.startswith(_OFFSET) & (FollowerRow.name != f"{_OFFSET}{running}")
            with self._engine.begin() as connection:
                connection.execute(delete(FollowerRow).where(others))
            self._kept_offset = running

    def findings(self, entry: RolloutEntry) -> Findings:
        """What the guardrail finds now."""
        return self._look(self._counts(entry))

    def _counts(self, entry: RolloutEntry) -> list[ArmCounts]:
        with self._engine.connect() as connection:
            return read_counts(connection, entry.id, self._clock().timestamp())

    def _look(self, counts: Sequence[ArmCounts]) -> Findings:
        return guardrail.look(counts, self._plan.false_alarms, self._plan.tolerance)

    def _guard(self, entry: RolloutEntry, at: float) -> None:
        counts, plan = self._counts(entry), self._plan
        found = self._look(counts)
        if found.alarm is not None:
            self._changes.take_back(entry, GUARDRAIL, guardrail.reason(found, found.alarm))
            return
        over = sum(each.over for each in counts if each.arm is Arm.CANDIDATE and each.share == entry.share)
        share = guardrail.next_share(
            plan.steps, entry.share, entry.raised_at, at, plan.step_hours, over, plan.step_conversations
        )
        if share is None:
            return
        why = f"{over} conversations with {entry.share:.0%} are over, and nothing speaks against it"
        try:
            self._changes.carry_out(self._changes.prepare_share(share, PLAN, why))
        except PromotionRefused as refused:
            logger.info("The share of the candidate stays: %s", refused)

    # -- following the log --------------------------------------------------------------------------------------

    def _consumer(self, entry: RolloutEntry) -> EventConsumer[str]:
        """Follows what concerns this roll-out; each roll-out has an offset of its own."""
        if self._following is None or self._following[0] != entry.id:
            in_shadow = entry.state is State.SHADOW
            source = TouchedConversations(self._log) if in_shadow else LogSource(self._log, ["slot"], POLICY_ARM_SLOT)
            handler = self._shadowing(entry) if in_shadow else self._counting(entry)
            name = f"{_OFFSET}{entry.id}"
            if self._offsets.get(name) is None:
                self._offsets.set(name, self._log.newest_before(entry.started_at))
            consumer = EventConsumer(name, source, handler, self._offsets, clock=self._clock)
            self._following = (entry.id, consumer)
        return self._following[1]

    def _counting(self, entry: RolloutEntry) -> Callable[[int, str], object]:
        def handle(number: int, conversation_id: str) -> None:
            found = self._log.entry(number)
            record = arm_record(found.event.get("value")) if found is not None else None
            if record is not None and record["rollout"] == entry.id:
                with self._engine.begin() as connection:
                    _put_arm(connection, conversation_id, record)

        return handle

    def _shadowing(self, entry: RolloutEntry) -> Callable[[int, str], object]:
        before = read_document(entry.before, "the policy in force", PolicyDocument)
        candidate = with_locks_of(read_document(entry.candidate, "the candidate", PolicyDocument), before)

        def handle(number: int, conversation_id: str) -> None:
            conversation = LoggedConversation(conversation_id, self._log.events(conversation_id))
            if conversation.began_at < entry.started_at:
                return
            found = shadow(conversation, candidate, before, time.perf_counter)
            if any(turn.failed for turn in found.turns) and entry.id not in self._failing:
                self._failing.add(entry.id)
                logger.error("The candidate in shadow fails in %s; customers notice nothing of it.", conversation_id)
            with self._engine.begin() as connection:
                _put_shadow(connection, entry.id, conversation_id, found)

        return handle


def _put_arm(connection: Connection, conversation_id: str, record: ArmRecord) -> None:
    key = {"rollout_id": record["rollout"], "conversation_id": conversation_id}
    condition = (_ARMS.c.rollout_id == key["rollout_id"]) & (_ARMS.c.conversation_id == conversation_id)
    connection.execute(delete(_ARMS).where(condition))
    connection.execute(insert(_ARMS).values(**key, arm=record["arm"], share=record["share"]))


def _put_shadow(connection: Connection, rollout_id: str, conversation_id: str, found: ShadowConversation) -> None:
    key = {"rollout_id": rollout_id, "conversation_id": conversation_id}
    for table in (_TURNS, _HANDOVERS):
        condition = (table.c.rollout_id == rollout_id) & (table.c.conversation_id == conversation_id)
        connection.execute(delete(table).where(condition))
    turns = [
        {
            **key,
            "turn": turn.turn,
            "at": turn.at,
            "logged_trigger": turn.logged[0] if turn.logged else None,
            "logged_category": turn.logged[1] if turn.logged else None,
            "candidate_trigger": turn.candidate[0] if turn.candidate else None,
            "candidate_category": turn.candidate[1] if turn.candidate else None,
            "milliseconds": turn.milliseconds,
            "failed": turn.failed,
        }
        for turn in found.turns
    ]
    handovers = [
        {
            **key,
            "number": number,
            "change": each.change.value,
            "trigger": each.shown.trigger,
            "category": each.shown.category,
            "logged_turn": each.logged.turn if each.logged is not None else None,
            "candidate_turn": each.candidate.turn if each.candidate is not None else None,
        }
        for number, each in enumerate(found.handovers)
    ]
    for table, rows in ((_TURNS, turns), (_HANDOVERS, handovers)):
        if rows:
            connection.execute(insert(table), rows)
