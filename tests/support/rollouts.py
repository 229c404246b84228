"""Candidates that run, for tests."""

from __future__ import annotations

from dataclasses import replace

from baton.base.document import read_document
from baton.lab.policy_edit import edited
from baton.lab.rollout.store import RolloutEntry
from policies.policy_document import PolicyDocument
from policies.rollout import State
from tests.support.clock import START
from tests.support.replays import LAUNCH, TEXT

#: The emotional signal counts from 0.6 on.
CALMER_TEXT = edited(TEXT, {("triggers", "keyword", "threshold"): {"launch": 0.6, "steady": 0.6}})
CALMER_IN_FORCE = edited(CALMER_TEXT, {("version",): 2})


def entry(**changes):
    """A candidate with a tenth of the conversations."""
    document = read_document(CALMER_IN_FORCE, "candidate", PolicyDocument)
    at = START.timestamp()
    made = RolloutEntry(
        id="r1",
        state=State.SHARE,
        share=0.1,
        candidate=CALMER_IN_FORCE,
        candidate_version=2,
        candidate_hash=document.hash,
        replayed_hash=read_document(CALMER_TEXT, "candidate", PolicyDocument).hash,
        before=TEXT,
        before_hash=LAUNCH.hash,
        evidence=None,
        started_at=at,
        started_by="jo",
        why="calm words",
        raised_at=at,
    )
    return replace(made, **changes)
