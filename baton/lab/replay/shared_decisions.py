"""Decides for many policies on the same facts, and asks a trigger once for all that have the same numbers for it. Pure.

Proposals are single changes: of nine triggers eight see what they see under the policy in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from baton.lab.replay.conversation import DecisionPoint
from policies.decision import Decision, by_severity, decide, decision_on, open_to_decide
from policies.policy_document import PolicyDocument
from policies.triggers import TRIGGERS, Firing

#: What is decided at a point under a policy.
Decide = Callable[[DecisionPoint, PolicyDocument], "Decision | None"]

#: The parts of a policy that each trigger looks at, beside the posture. A test compares the outcome with `decide`.
_LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "permanent_category": ("permanent", "triggers.permanent_category"),
    "no_ai_contact": ("triggers.permanent_category",),
    "explicit_request": ("triggers.explicit_request",),
    "keyword": ("triggers.keyword",),
    "do_not_attempt": ("permanent", "never", "triggers.do_not_attempt"),
    "repeated_failure": ("triggers.repeated_failure",),
    "moderate_limit": ("capabilities",),
    "complexity": ("triggers.complexity",),
    "time": ("triggers.time",),
}


def decide_at(point: DecisionPoint, policy: PolicyDocument) -> Decision | None:
    """What is decided at a point under a policy."""
    return decide(point.facts, policy)


class TriggerKeys:
    """What each of some policies gives each trigger to look at: the same number for the same content.

    Args:
        first: the policy from which the others differ a little.
        others: all others that are asked for.
    """

    def __init__(self, first: PolicyDocument, others: Iterable[PolicyDocument]) -> None:
        self.first = first
        numbers: dict[tuple[str, str], int] = {}

        def keys(policy: PolicyDocument) -> dict[str, int]:
            seen = [(trigger, _content(policy, _LOOKS_AT[trigger])) for trigger in TRIGGERS]
            return {each[0]: numbers.setdefault(each, len(numbers)) for each in seen}

        usual = keys(first)
        self._changed = {
            policy.hash: tuple((trigger, key) for trigger, key in keys(policy).items() if key != usual[trigger])
            for policy in (first, *others)
        }

    def changed(self, policy: PolicyDocument) -> tuple[tuple[str, int], ...]:
        """The triggers that look at something else than under the first policy, with the number of it."""
        return self._changed[policy.hash]


class SharedDecisions:
    """The decisions of some policies in one conversation.

    Args:
        keys: of these policies.
    """

    def __init__(self, keys: TriggerKeys) -> None:
        self._keys = keys
        self._usual: dict[int, dict[str, tuple[Firing, ...]]] = {}  # under the first policy, by the point's place
        self._fired: dict[tuple[int, int], tuple[Firing, ...]] = {}  # under the others, by place and key

    def __call__(self, point: DecisionPoint, policy: PolicyDocument) -> Decision | None:
        facts, place = point.facts, point.place
        if not open_to_decide(facts):
            return None
        fired = self._usual.get(place)
        if fired is None:
            found = {name: tuple(trigger(facts, self._keys.first)) for name, trigger in TRIGGERS.items()}
            fired = self._usual[place] = {name: each for name, each in found.items() if each}
        for name, key in self._keys.changed(policy):
            of_this = self._fired.get((place, key))
            if of_this is None:
                of_this = self._fired[place, key] = tuple(TRIGGERS[name](facts, policy))
            if of_this != fired.get(name, ()):
                fired = {**fired, name: of_this}
        if not fired:
            return None
        in_order = (firing for name in TRIGGERS for firing in fired.get(name, ()))
        return decision_on(facts, by_severity(in_order), policy)


def _content(policy: PolicyDocument, parts: Iterable[str]) -> str:
    found: list[object] = [policy.posture]
    for part in parts:
        value: object = policy
        for name in part.split("."):
            value = getattr(value, name)
        found.append(value)
    return repr(found)
