"""What may be done with a candidate: each plan is checked whole and changes nothing, so that one can look at it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from baton.base import database
from baton.base.clock import Clock, now
from baton.base.document import load_document, read_document
from baton.lab import policy_history, promotion
from baton.lab.policy_history import HistoryEntry, Kind
from baton.lab.promotion import PromotionRefused
from baton.lab.replay.result import ReplayResult
from baton.lab.rollout import store
from baton.lab.rollout.store import RolloutEntry
from baton.lab.topic_tests import TestedCandidate
from policies.policy_document import PolicyDocument
from policies.rollout import State

#: A whole share: the candidate comes into force.
WHOLE = 1.0


@dataclass(frozen=True)
class Evidence:
    """What speaks for a candidate: its replay, the hash of that, and what its test conversations say."""

    replay: ReplayResult | None = None
    digest: str | None = None
    tested: TestedCandidate | None = None


@dataclass(frozen=True)
class Plan:
    """A change that may be carried out.

    Attributes:
        entry: of the history.
        rollout: the roll-out that begins, or that the change is about.
        text: what comes into force; None: the policy in force stays.
        begins: whether the roll-out is a new one.
    """

    entry: HistoryEntry
    rollout: RolloutEntry | None = None
    text: str | None = None
    begins: bool = False


class PolicyPlans:
    """Plans for the policy and for its candidate.

    Args:
        url: of the desk's database, migrated.
        policy: the file of the policy in force.
        approvals: how many people must say so before customers meet a candidate.
        clock: gives the time of entries.
    """

    def __init__(self, url: str, policy: Path, approvals: int = 1, clock: Clock = now) -> None:
        self._url = url
        self._engine = database.engine(url)
        self._policy = policy
        self._approvals = approvals
        self._clock = clock

    # -- what there is ------------------------------------------------------------------------------------------

    def running(self) -> RolloutEntry | None:
        """The candidate that runs, in shadow or for a share."""
        with self._engine.connect() as connection:
            return store.running(connection)

    def evidence(self, text: str) -> Evidence:
        """What is kept of a candidate, by its text."""
        with self._engine.connect() as connection:
            found = store.candidate(connection, candidate_document(text).hash)
        if found is None:
            return Evidence()
        replay = ReplayResult.parse_raw(found.replay) if found.replay else None
        digest = hashlib.sha256(found.replay.encode()).hexdigest() if found.replay else None
        return Evidence(replay, digest, TestedCandidate.parse_raw(found.tests) if found.tests else None)

    def reasons_against(self, text: str, evidence: Evidence) -> list[str]:
        """Every reason for which a candidate may not decide for customers.

        Raises:
            FileRefused: it is no policy, or the one in force is none.
        """
        return promotion.reasons_against(candidate_document(text), self._in_force(), evidence.replay, evidence.tested)

    def waiting(self, text: str) -> HistoryEntry | None:
        """The approval of a candidate that waits for a second person."""
        history = policy_history.read(self._policy)
        return policy_history.waiting(history, candidate_document(text).hash, self._in_force().hash)

    # -- what may be done ---------------------------------------------------------------------------------------

    def prepare(self, kind: Kind, text: str, evidence: Evidence, by: str, why: str, share: float = WHOLE) -> Plan:
        """A candidate that begins: in shadow (`SHADOW`), for a share (`SHARE`), or in force (`PROMOTED`).

        Where two people must say so, the first of them gets the plan of an approval.

        Raises:
            PromotionRefused: with every reason at once.
            FileRefused: it is no policy, or the one in force is none.
            BadHistory: the history cannot be read.
        """
        in_force, document = self._in_force(), candidate_document(text)
        history = policy_history.read(self._policy)
        self._nothing_runs()
        first = None
        if kind is not Kind.SHADOW:
            reasons = promotion.reasons_against(document, in_force, evidence.replay, evidence.tested)
            if reasons:
                raise PromotionRefused(reasons)
            first = policy_history.waiting(history, document.hash, in_force.hash)
            if self._approvals > 1 and first is not None and _same(first.by, by):
                raise PromotionRefused([f"{first.by} has approved it already; it needs another person"])
            kind = Kind.APPROVED if self._approvals > 1 and first is None else kind
        elif document.hash == in_force.hash:
            raise PromotionRefused(["the candidate is the policy in force"])
        new = promotion.renumbered(text, self._next_version(in_force, history))
        entry = self._entry(kind, by, why, new.document, in_force, document.hash, new.text)
        entry = replace(entry, evidence=evidence.digest, approved_by=first.by if first else None)
        if kind is Kind.APPROVED:
            return Plan(entry)
        if kind is Kind.PROMOTED:
            return Plan(entry, text=new.text)
        return self._beginning(replace(entry, share=share if kind is Kind.SHARE else 0.0))

    def prepare_share(self, share: float, by: str, why: str) -> Plan:
        """Another share for the candidate that customers meet; a whole one brings it into force.

        Raises:
            PromotionRefused: none is rolled out, or the policy that it is compared with is in force no more.
        """
        entry = self._rolled_out()
        in_force, candidate = self._in_force(), candidate_document(entry.candidate)
        if in_force.hash != entry.before_hash:
            raise PromotionRefused(
                [
                    f"another policy ({in_force.hash}) has come into force since the roll-out began: what was replayed "
                    "and rolled out says nothing of it; take the candidate back and replay it again"
                ]
            )
        kind = Kind.PROMOTED if share >= WHOLE else Kind.SHARE
        history = self._entry(kind, by, why, candidate, in_force, entry.replayed_hash, entry.candidate)
        history = replace(history, evidence=entry.evidence, share=share)
        return Plan(history, entry, entry.candidate if kind is Kind.PROMOTED else None)

    def prepare_end(self, by: str, why: str) -> Plan:
        """No more of the candidate that runs: a shadow stops, a roll-out is taken back.

        Raises:
            PromotionRefused: none runs.
        """
        entry = self.running()
        if entry is None:
            raise PromotionRefused(["no candidate runs: there is nothing to stop"])
        kind = Kind.STOPPED if entry.state is State.SHADOW else Kind.TAKEN_BACK
        candidate = candidate_document(entry.candidate)
        return Plan(
            self._entry(kind, by, why, candidate, self._in_force(), entry.replayed_hash, entry.candidate), entry
        )

    def prepare_rollback(self, by: str, why: str) -> Plan:
        """Back to the policy before the one in force, under a new version; a candidate that runs is ended first.

        Raises:
            PromotionRefused: it is not known, or would weaken a locked category.
        """
        self._nothing_runs()
        in_force, history = self._in_force(), policy_history.read(self._policy)
        came = policy_history.came_with(history, in_force.hash)
        if came is None:
            name = policy_history.history_file(self._policy).name
            why_not = (
                f"{name} does not know the policy in force ({in_force.hash}): it was not brought in by baton promote"
            )
            raise PromotionRefused([f"{why_not}, so there is nothing to go back to"])
        before = candidate_document(came.previous_text)
        weaker = list(promotion.weakened(before, in_force))
        if weaker:
            raise PromotionRefused(weaker)
        new = promotion.renumbered(came.previous_text, self._next_version(in_force, history))
        return Plan(
            self._entry(Kind.ROLLED_BACK, by, why, new.document, in_force, before.hash, new.text), text=new.text
        )

    # -- parts --------------------------------------------------------------------------------------------------

    def _beginning(self, entry: HistoryEntry) -> Plan:
        at = self._time()
        begun = RolloutEntry(
            id=hashlib.sha256(f"{entry.hash}:{at}".encode()).hexdigest()[:12],
            state=State.SHADOW if entry.kind is Kind.SHADOW else State.SHARE,
            share=entry.share or 0.0,
            candidate=entry.text,
            candidate_version=entry.version,
            candidate_hash=entry.hash,
            replayed_hash=entry.candidate_hash,
            before=entry.previous_text,
            before_hash=entry.previous_hash,
            evidence=entry.evidence,
            started_at=at,
            started_by=entry.by,
            why=entry.why,
            raised_at=at,
        )
        return Plan(entry, begun, begins=True)

    def _entry(
        self,
        kind: Kind,
        by: str,
        why: str,
        new: PolicyDocument,
        in_force: PolicyDocument,
        candidate_hash: str,
        text: str,
    ) -> HistoryEntry:
        return HistoryEntry(
            at=self._clock().isoformat(timespec="seconds"),
            kind=kind,
            by=by,
            why=why,
            version=new.version,
            hash=new.hash,
            previous_version=in_force.version,
            previous_hash=in_force.hash,
            candidate_hash=candidate_hash,
            evidence=None,
            previous_text=self._policy.read_text(encoding="utf-8"),
            text=text,
        )

    def _in_force(self) -> PolicyDocument:
        return load_document(self._policy, PolicyDocument)

    def _next_version(self, in_force: PolicyDocument, history: list[HistoryEntry]) -> int:
        with self._engine.connect() as connection:
            used = [entry.candidate_version for entry in store.latest(connection, 1)]
        return max([promotion.next_version(in_force, history), *(version + 1 for version in used)])

    def _nothing_runs(self) -> None:
        entry = self.running()
        if entry is not None:
            how = "in shadow" if entry.state is State.SHADOW else f"for {entry.share:.0%} of new conversations"
            raise PromotionRefused([f"version {entry.candidate_version} runs {how}: stop it first"])

    def _rolled_out(self) -> RolloutEntry:
        entry = self.running()
        if entry is None or entry.state is not State.SHARE:
            raise PromotionRefused(["no candidate is rolled out; name one: baton promote CANDIDATE --share 10%"])
        return entry

    def _time(self) -> float:
        return self._clock().timestamp()


def candidate_document(text: str) -> PolicyDocument:
    """A candidate, by its text.

    Raises:
        FileRefused: it is no policy.
    """
    return read_document(text, "candidate", PolicyDocument)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
