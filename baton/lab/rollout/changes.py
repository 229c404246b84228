"""Brings candidates to customers and takes them back: in shadow, for a share, into force. One change at a time, each in
the policy's history and in the audit trail. What may be done is planned in `plans.py`.
"""

from __future__ import annotations

import logging

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from baton.base.locks import exclusive
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.lab import policy_history
from baton.lab.policy_history import HistoryEntry, Kind
from baton.lab.promotion import PromotionRefused
from baton.lab.rollout import store
from baton.lab.rollout.plans import Plan, PolicyPlans, candidate_document
from baton.lab.rollout.store import RolloutEntry
from policies.rollout import State

logger = logging.getLogger(__name__)

LOCK = "policy rollout"
_ACTIONS = {
    Kind.APPROVED: AuditAction.POLICY_APPROVED,
    Kind.PROMOTED: AuditAction.POLICY_PROMOTED,
    Kind.ROLLED_BACK: AuditAction.POLICY_ROLLED_BACK,
    Kind.SHADOW: AuditAction.POLICY_SHADOW,
    Kind.SHARE: AuditAction.POLICY_SHARE,
    Kind.STOPPED: AuditAction.POLICY_STOPPED,
    Kind.TAKEN_BACK: AuditAction.POLICY_TAKEN_BACK,
}


class PolicyChanges(PolicyPlans):
    """Carries out what was planned, and what nobody plans: a guardrail's word, and what a crash has left."""

    def keep(self, text: str, **results: str) -> None:
        """Keep a candidate with the result of its replay (`replay`) or of its test conversations (`tests`)."""
        with exclusive(self._url, LOCK) as connection:
            store.save_evidence(connection, candidate_document(text).hash, text, self._time(), **results)

    def carry_out(self, plan: Plan) -> None:
        """Do what was prepared.

        The file of the policy comes last: a crash before it changes nothing, and `settle` puts right what one after it
        leaves. Whoever only begins or ends a candidate is not held up by a history that cannot be written.

        Raises:
            PromotionRefused: something else has happened since.
            OSError: the policy or its history cannot be written; nothing has changed.
        """
        with exclusive(self._url, LOCK) as connection:
            running = store.running(connection)
            wanted = plan.rollout.id if plan.rollout is not None and not plan.begins else None
            if (running.id if running is not None else None) != wanted:
                raise PromotionRefused(["another candidate was begun or ended in the meantime"])
            if self._in_force().hash != plan.entry.previous_hash:
                raise PromotionRefused(["another policy has come into force in the meantime"])
            if plan.rollout is not None and plan.begins:
                store.add(connection, plan.rollout)
            elif plan.rollout is not None:
                store.change(connection, plan.rollout, **self._changed(plan.entry))
            self._record(connection, plan.entry)
            self._write_history(plan)
            if plan.text is not None:
                policy_history.put_in_force(self._policy, plan.text)
        logger.info(
            "Policy %s (%s): %s by %s.", plan.entry.version, plan.entry.hash, plan.entry.kind.value, plan.entry.by
        )

    def _changed(self, entry: HistoryEntry) -> dict[str, object]:
        """The columns of a roll-out that a change of it concerns."""
        at = self._time()
        if entry.kind is Kind.SHARE:
            return {"share": entry.share, "raised_at": at}
        states = {Kind.PROMOTED: State.PROMOTED, Kind.STOPPED: State.STOPPED, Kind.TAKEN_BACK: State.ROLLED_BACK}
        return {
            "state": states[entry.kind],
            "ended_at": at,
            "ended_by": entry.by,
            "reason": entry.why,
            "noticed_by": entry.by,
        }

    def take_back(self, rollout: RolloutEntry, by: str, reason: str) -> bool:
        """Take a roll-out back without anybody's word; False if it was over already.

        The database decides: it counts even where the policy's folder cannot be written.
        """
        candidate = candidate_document(rollout.candidate)
        before = candidate_document(rollout.before)
        entry = self._entry(Kind.TAKEN_BACK, by, reason, candidate, before, rollout.replayed_hash, rollout.candidate)
        with exclusive(self._url, LOCK) as connection:
            over = {"state": State.ROLLED_BACK, "ended_at": self._time(), "ended_by": by, "reason": reason}
            if not store.change(connection, rollout, **over):
                return False
            self._record(connection, entry)
        self._write_history(Plan(entry, rollout))
        logger.warning("Candidate policy %s (%s) was taken back: %s", entry.version, entry.hash, reason)
        return True

    def settle(self, rollout: RolloutEntry) -> bool:
        """Put right what a crash or an edit by hand has left: a candidate that is in force by now, or that was compared
        with a policy that is in force no more. Whether there was anything."""
        in_force = self._in_force()
        if in_force.hash == rollout.before_hash:
            return False
        at, in_file = self._time(), in_force.hash == rollout.candidate_hash
        state = State.PROMOTED if in_file else State.STOPPED
        reason = "it is in force" if in_file else "another policy came into force"
        with exclusive(self._url, LOCK) as connection:
            ended = {"state": state, "ended_at": at, "ended_by": "system", "reason": reason}
            return store.change(connection, rollout, **ended)

    def notice(self, by: str) -> None:
        """A lead has seen what the guardrail took back."""
        with exclusive(self._url, LOCK) as connection:
            for each in store.unnoticed(connection):
                store.change(connection, each, noticed_by=by)

    def _write_history(self, plan: Plan) -> None:
        try:
            policy_history.add(self._policy, plan.entry)
        except OSError as error:
            if plan.text is not None or plan.entry.kind is Kind.APPROVED:
                raise
            logger.error("The policy's history cannot be written (%s); the audit trail has it.", error.strerror)

    def _record(self, connection: Connection, entry: HistoryEntry) -> None:
        details = {"version": entry.version, "hash": entry.hash, "why": entry.why}
        details |= {"share": entry.share} if entry.share else {}
        with Session(connection, future=True) as session:
            AuditTrail.record(session, self._time(), entry.by, _ACTIONS[entry.kind], None, details)
            session.flush()
