"""Whether a candidate may come into force, and the document that does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baton.base.document import read_document
from baton.lab import topic_tests
from baton.lab.policy_edit import edited
from baton.lab.policy_history import HistoryEntry, Kind
from baton.lab.replay.result import ReplayResult
from baton.lab.topic_tests import TestedCandidate
from policies.policy_document import PolicyDocument
from policies.taxonomy import taxonomy


class PromotionRefused(Exception):
    """The candidate may not come into force; the text has every reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("The policy in force stays:\n" + "\n".join(f"  {reason}" for reason in reasons))


@dataclass(frozen=True)
class NewPolicy:
    """What comes into force: the candidate with the next version."""

    text: str
    document: PolicyDocument


def reasons_against(
    candidate: PolicyDocument, in_force: PolicyDocument, replay: ReplayResult | None, tested: TestedCandidate | None
) -> list[str]:
    """Every reason for which a candidate may not decide for customers; none if it may.

    Args:
        replay: of this candidate; None: there is none.
        tested: what its test conversations say; None: they were not run.
    """
    return [
        *_evidence(candidate, in_force, replay),
        *weakened(candidate, in_force),
        *_requests(candidate, in_force),
        *topic_tests.lacking(candidate, in_force, tested),
    ]


def weakened(candidate: PolicyDocument, in_force: PolicyDocument) -> Iterator[str]:
    """Every way in which a candidate would hand over less of what is locked than the policy in force."""
    locked = set(taxonomy().locked)
    yield from _counts_later("permanent_category", "locked categories", candidate, in_force)
    missing = sorted(set(in_force.permanent) - set(candidate.permanent))
    if missing:
        yield f"permanent: {', '.join(missing)} would be permanent no more"
    for name, capability in in_force.capabilities.items():
        if capability.handling == "never" and locked & set(capability.signals):
            other = candidate.capabilities.get(name)
            if other is None or set(capability.signals) - set(other.signals):
                yield f"capabilities.{name}: {', '.join(capability.signals)} would be attempted"


def _requests(candidate: PolicyDocument, in_force: PolicyDocument) -> Iterator[str]:
    """Every way in which whoever asks for a person would get one later. A roll-out holds these as they are in both
    arms, so it would show nothing of such a change before it comes into force."""
    yield from _counts_later("explicit_request", "requests for a person", candidate, in_force)
    before, after = (set(each.triggers.explicit_request.signals) for each in (in_force, candidate))
    if before - after:
        yield f"triggers.explicit_request.signals: {', '.join(sorted(before - after))} would bring a person no more"


def _counts_later(trigger: str, what: str, candidate: PolicyDocument, in_force: PolicyDocument) -> Iterator[str]:
    before, after = (each.limit(getattr(each.triggers, trigger).threshold) for each in (in_force, candidate))
    if after > before:
        yield (
            f"triggers.{trigger}.threshold: {what} would count from {after:g} on, not from {before:g}; write the "
            "number in force for the posture that the candidate has"
        )


def renumbered(text: str, version: int) -> NewPolicy:
    """A policy's text with another version.

    Raises:
        FileRefused: the text is refused.
    """
    new = edited(text, {("version",): version})
    return NewPolicy(new, read_document(new, "policy", PolicyDocument))


def next_version(in_force: PolicyDocument, entries: Sequence[HistoryEntry]) -> int:
    """A version that no policy has had."""
    return max([in_force.version, *(each.version for each in entries if each.kind != Kind.APPROVED)]) + 1


def _evidence(candidate: PolicyDocument, in_force: PolicyDocument, replay: ReplayResult | None) -> Iterator[str]:
    again = "replay it again: baton replay --policy FILE"
    if candidate.hash == in_force.hash:
        yield "the candidate is the policy in force"
    if replay is None:
        yield "it was not replayed as it stands: baton replay --policy FILE"
        return
    if replay.candidate.hash != candidate.hash:
        yield f"the replay is of another candidate ({replay.candidate.hash}, not {candidate.hash}); {again}"
    if replay.in_force.hash != in_force.hash:
        yield f"since the replay another policy has come into force ({in_force.hash}); {again}"
    if not replay.conversations:
        yield "the replay is of no conversation: it shows nothing"
    if replay.locked_lost:
        names = sorted({name for loss in replay.losses for name in loss.categories})
        yield f"the replay loses {', '.join(names)} at {replay.locked_lost} messages, and these categories are locked"
