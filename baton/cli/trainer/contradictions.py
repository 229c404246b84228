"""Rules and stories that say two things of one situation, or the same twice. Pure.

What is found here is found in seconds and with its line; `baton train` has Rasa look for the rest, too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from baton.base.yaml_lines import Problem
from baton.cli.trainer.dialogues import Dialogue
from baton.cli.trainer.sources import steps_of


def problems(found: Iterable[Dialogue]) -> Iterator[Problem]:
    """Every contradiction among what is learnt.

    Args:
        found: rules and stories, without tests.
    """
    listed = list(found)
    for kind in ("rules", "stories"):
        yield from _among_themselves([one for one in listed if one.kind == kind])
    yield from _stories_against_rules(listed)


def _among_themselves(dialogues: Iterable[Dialogue]) -> Iterator[Problem]:
    said: dict[str, tuple[str, Dialogue]] = {}
    whole: dict[str, Dialogue] = {}
    for one in dialogues:
        conditions = one.holder.get("condition")
        listed = conditions if isinstance(conditions, list) else []
        start = [bool(one.holder.get("conversation_start")), sorted(_text(condition) for condition in listed)]
        steps = [step for _place, step in steps_of(one.holder)]
        twin = whole.setdefault(_text([start, steps]), one)
        if twin is not one:
            why = f"the {one.kind_name} '{one.name}' says the same as '{twin.name}' in {twin.where}; remove one"
            yield one.problem(one.path, why)
            continue
        for number, (place, step) in enumerate(steps_of(one.holder)):
            if "action" not in step:
                continue
            action, first = said.setdefault(_text([start, steps[:number]]), (str(step["action"]), one))
            if action != str(step["action"]):
                out = "give it a condition" if one.kind == "rules" else "let them differ before it"
                why = (
                    f"the {one.kind_name} '{one.name}' contradicts '{first.name}' in {first.where}: after the same "
                    f"steps one says {step['action']}, the other {action}; remove one, or {out}"
                )
                yield one.problem((*one.path, "steps", place), why)
                break


def _stories_against_rules(listed: Iterable[Dialogue]) -> Iterator[Problem]:
    """Stories that answer a message otherwise than the rule which always answers it: the rule would win."""
    always: dict[str, tuple[str, Dialogue]] = {}
    answers: dict[str, set[str]] = defaultdict(set)
    stories = [one for one in listed if one.kind == "stories"]
    for one in listed:
        pairs = list(_answers(one)) if one.kind == "rules" else []
        for intent, action, _place in pairs:
            answers[intent].add(action)
        if len(pairs) == 1 and not one.conditions and not one.holder.get("conversation_start"):
            steps = [step for _place, step in steps_of(one.holder)]
            if steps[0].keys() == {"intent"}:
                always.setdefault(pairs[0][0], (pairs[0][1], one))
    for one in stories:
        for intent, action, place in _answers(one):
            said, rule = always.get(intent, (action, one))
            if said != action and action not in answers[intent]:
                why = (
                    f"the story '{one.name}' contradicts the rule '{rule.name}' in {rule.where}, which answers "
                    f"{intent} with {said} whatever was said before; change one of them, or give the rule a condition"
                )
                yield one.problem((*one.path, "steps", place), why)


def _answers(one: Dialogue) -> Iterator[tuple[str, str, int]]:
    """Each message, as its intent, with the action right after it and the place of that; not while a form runs."""
    intent, in_form = None, bool(one.running)
    for place, step in steps_of(one.holder):
        if "active_loop" in step:
            in_form = step["active_loop"] is not None
        if intent is not None and isinstance(step.get("action"), str) and not in_form:
            yield intent, str(step["action"]), place
        said = step.get("intent")
        intent = said if isinstance(said, str) and step.keys() <= {"intent", "user"} else None


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)
