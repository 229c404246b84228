"""Whether the topics that a candidate gives to the bot have test conversations that pass under it. Pure.

A test conversation of `tests/conversations` names its topic: `capability: problem_report`. `baton test` plays it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import List, Optional

from pydantic import BaseModel, Extra

from policies.policy_document import PolicyDocument

#: So many conversations must show that the bot can do it.
FEWEST = 3
_FREEDOM = ("never", "moderate", "high")


class TestedConversation(BaseModel):
    """One test conversation under a candidate."""

    __test__ = False  # no class of tests

    name: str
    capability: Optional[str]
    passed: bool

    class Config:
        extra = Extra.forbid
        frozen = True


class TestedCandidate(BaseModel):
    """What the test conversations say of a candidate."""

    __test__ = False

    candidate: str  #: hash of its text
    made_at: str  #: ISO 8601
    model: str
    conversations: List[TestedConversation]

    class Config:
        extra = Extra.forbid
        frozen = True


def given_to_bot(candidate: PolicyDocument, in_force: PolicyDocument) -> list[str]:
    """The topics with which the bot would go further than it does now, whatever the number of attempts."""
    names = dict.fromkeys([*in_force.capabilities, *candidate.capabilities])
    return [name for name in names if _freedom(candidate, name) > _freedom(in_force, name)]


def _freedom(policy: PolicyDocument, name: str) -> int:
    return _FREEDOM.index(policy.capability(name).handling)


def lacking(candidate: PolicyDocument, in_force: PolicyDocument, tested: TestedCandidate | None) -> Iterator[str]:
    """What keeps topics from the bot: tests that are missing, fail, or were not run under this very candidate."""
    for name in given_to_bot(candidate, in_force):
        if tested is None or tested.candidate != candidate.hash:
            yield f"capabilities.{name} goes to the bot: test it first (baton test --policy FILE)"
            continue
        own = [each for each in tested.conversations if each.capability == name]
        failed = [each.name for each in own if not each.passed]
        if failed:
            yield f"capabilities.{name} goes to the bot, and its test conversations fail: {', '.join(failed)}"
        elif len(own) < FEWEST:
            yield (
                f"capabilities.{name} goes to the bot with {len(own)} test conversations; it needs {FEWEST} in "
                f"tests/conversations with capability: {name}"
            )
