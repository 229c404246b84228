"""Every single change of the policy that evidence may speak for. Pure.

None of them touches what is locked: the thresholds of permanent categories and of a request for a person, the list of
permanent categories, and what is never attempted are in no candidate, but to hold them where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from baton.base.document import FileRefused, read_document
from baton.base.yaml_lines import KeyPath
from baton.lab.policy_edit import edited
from baton.lab.promotion import weakened
from policies.policy_document import Capability, PerPosture, PolicyDocument


class Aim(str, Enum):
    """What a change does."""

    LOOSEN = "loosen"  #: fewer handovers, or later ones
    TIGHTEN = "tighten"  #: more handovers, or earlier ones


@dataclass(frozen=True)
class Candidate:
    """One change.

    Attributes:
        title: what it does, in words.
        text: the whole new document.
    """

    title: str
    aim: Aim
    text: str
    document: PolicyDocument


#: Steps of a threshold up and down.
_THRESHOLD_STEPS = (0.05, 0.1, 0.15)
_MOST_THRESHOLD, _LEAST_THRESHOLD = 0.9, 0.1
#: Thresholds that proposals may touch; those of what is locked and of a request for a person are not here.
_THRESHOLDS = ("keyword", "do_not_attempt")
_COUNTS = (
    ("repeated_failure", "same_task"),
    ("repeated_failure", "not_understood"),
    ("repeated_failure", "any_failure"),
    ("complexity", "distinct_problems"),
    ("time", "exchanges"),
)


def candidates(text: str, in_force: PolicyDocument) -> list[Candidate]:
    """Every change that is a valid policy and weakens nothing that is locked.

    Args:
        text: of the policy in force.
    """
    found = []
    for title, aim, changes in [*_thresholds(in_force), *_counts(in_force), *_attempts(in_force), *_posture(in_force)]:
        new = edited(text, changes)
        try:
            document = read_document(new, "candidate", PolicyDocument)
        except FileRefused:
            continue  # launch looser than steady, or a number out of reach
        if not list(weakened(document, in_force)):
            found.append(Candidate(title, aim, new, document))
    return found


_Change = tuple[str, Aim, dict[KeyPath, object]]


def _thresholds(policy: PolicyDocument) -> Iterator[_Change]:
    for name in _THRESHOLDS:
        number: PerPosture = getattr(policy.triggers, name).threshold
        for step in _THRESHOLD_STEPS:
            for aim, moved in ((Aim.LOOSEN, step), (Aim.TIGHTEN, -step)):
                value = round(policy.limit(number) + moved, 2)
                if _LEAST_THRESHOLD <= value <= _MOST_THRESHOLD:
                    title = f"{name}: threshold {policy.limit(number):g} -> {value:g}"
                    yield title, aim, {("triggers", name, "threshold"): _with(policy, number, value)}


def _counts(policy: PolicyDocument) -> Iterator[_Change]:
    for trigger, key in _COUNTS:
        number: PerPosture = getattr(getattr(policy.triggers, trigger), key)
        yield from _stepped(policy, f"{trigger}: {key}", ("triggers", trigger, key), number)


def _attempts(policy: PolicyDocument) -> Iterator[_Change]:
    for name, capability in policy.capabilities.items():
        if capability.handling != "moderate" or capability.attempts is None:
            continue
        yield from _stepped(policy, f"{name}: attempts", ("capabilities", name, "attempts"), capability.attempts)
        yield (
            f"{name}: moderate -> high, the bot keeps it",
            Aim.LOOSEN,
            {("capabilities", name): _high(name, capability)},
        )


def _posture(policy: PolicyDocument) -> Iterator[_Change]:
    """Leaving launch, with what is locked and a request for a person held where they are."""
    if policy.posture != "launch":
        return
    held: dict[KeyPath, object] = {
        ("triggers", name, "threshold"): {"launch": number.launch, "steady": number.launch}
        for name, number in (
            ("permanent_category", policy.triggers.permanent_category.threshold),
            ("explicit_request", policy.triggers.explicit_request.threshold),
        )
    }
    yield "posture: launch -> steady, locked categories as they are", Aim.LOOSEN, {("posture",): "steady", **held}


def _stepped(policy: PolicyDocument, title: str, path: KeyPath, number: PerPosture) -> Iterator[_Change]:
    now = int(policy.limit(number))
    for aim, value in ((Aim.LOOSEN, now + 1), (Aim.TIGHTEN, now - 1)):
        if value >= 1:
            yield f"{title} {now} -> {value}", aim, {path: _with(policy, number, value)}


def _with(policy: PolicyDocument, number: PerPosture, value: float) -> dict[str, float]:
    """A number with another value in the present posture; the other posture follows where it would contradict."""
    launch, steady = _plain(number.launch), _plain(number.steady)
    if policy.posture == "launch":
        return {"launch": value, "steady": max(value, steady)}
    return {"launch": min(value, launch), "steady": value}


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _high(name: str, capability: Capability) -> dict[str, object]:
    kept: dict[str, object] = {"confidence": "high"}
    return kept if capability.category == name else {**kept, "category": capability.category}
