"""Whether rules and stories are written as Rasa reads them: their keys, steps and conditions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer.dialogues import KINDS, Dialogue
from baton.cli.trainer.domain_names import HANDOFF, HANDOFF_NOT_READ
from baton.cli.trainer.sources import Source

_STEP_KEYS = tuple("intent user entities action bot active_loop slot_was_set slot checkpoint or metadata".split())
_LISTEN = "action_listen"
#: What a step does; one that has two of these is two steps.
_DOES = tuple("intent user action bot active_loop slot_was_set checkpoint or".split())
#: What Rasa reads below `or:`.
_ALTERNATIVES = ("intent", "user", "slot_was_set")
_FLAGS = ("conversation_start", "wait_for_user_input")
_CONDITION_KEYS = ("active_loop", "slot_was_set")
_KEYS = {
    "rules": tuple("rule steps condition conversation_start wait_for_user_input metadata".split()),
    "stories": tuple("story steps metadata".split()),
}


def problems(sources: Iterable[Source], found: Iterable[Dialogue]) -> Iterator[Problem]:
    """Everything wrong with how rules and stories are written.

    Args:
        sources: the files.
        found: their rules and stories.
    """
    for source in sources:
        for kind in KINDS:
            yield from _listed(source, kind)
    for one in found:
        yield from _keys(one)
        yield from _steps(one)
        yield from _conditions(one)
        yield from _leads_nowhere(one)


def _listed(source: Source, kind: str) -> Iterator[Problem]:
    name = "rule" if kind == "rules" else "story"
    if kind not in source.value:
        return
    listed = source.value[kind]
    if not isinstance(listed, list) or not listed:
        what = "is a list" if listed else "holds nothing; write a list"
        yield source.problem((kind,), f"{kind} {what}: `- {name}: name`")
        return
    for place, one in enumerate(listed):
        if not isinstance(one, dict):
            yield source.problem((kind, place), f"'{one}' is no {name}: write `- {name}: name` and its steps below")


def _keys(one: Dialogue) -> Iterator[Problem]:
    keys = _KEYS[one.kind]
    if not one.name.strip():
        yield one.problem(one.path, f"a {one.kind_name} needs a name: `- {one.kind_name}: what it is about`")
    elif not isinstance(one.holder[one.kind_name], str):
        yield one.problem(one.path, f"{one.name} is no text, and Rasa refuses it as a name: put it into quotes")
    for key in one.holder:
        if key not in keys:
            yield one.problem((*one.path, key), f"a {one.kind_name} has no key '{key}'{did_you_mean(key, keys)}")
    for key in _FLAGS:
        if not isinstance(one.holder.get(key, True), bool):
            yield one.problem((*one.path, key), f"{key} is '{one.holder[key]}'; write true or false")
    metadata = one.holder.get("metadata")
    if isinstance(metadata, dict) and HANDOFF in metadata:
        yield one.problem((*one.path, "metadata", HANDOFF), HANDOFF_NOT_READ)


def _steps(one: Dialogue) -> Iterator[Problem]:
    steps = one.holder.get("steps")
    if not isinstance(steps, list) or not steps:
        yield one.problem(one.path, f"{one.kind_name} '{one.name}' needs steps: a list of `- intent:` and `- action:`")
        return
    for place, step in enumerate(steps):
        where = (*one.path, "steps", place)
        if not isinstance(step, dict):
            yield one.problem(where, f"'{step}' is no step: write `- intent: {step}` or `- action: {step}`")
            continue
        for key in step:
            if key not in _STEP_KEYS:
                yield one.problem((*where, key), f"a step has no key '{key}'{did_you_mean(key, _STEP_KEYS)}")
        yield from _values(one, where, step)
        yield from _does_one_thing(one, where, step)


def _does_one_thing(one: Dialogue, where: KeyPath, step: dict[str, object]) -> Iterator[Problem]:
    """Steps of which Rasa would read one half, or that nothing in the pipeline learns from."""
    does = [key for key in _DOES if key in step]
    if "intent" in does and "user" in does:
        does.remove("user")  # what the customer wrote may stand beside what it means
    if len(does) > 1:
        both = " and ".join(does)
        yield one.problem(where, f"a step does one thing, and this has {both}: begin the second with a dash of its own")
    if not one.is_test and "user" in step and "intent" not in step:
        yield one.problem(where, "`user:` alone is learnt from by nothing here: write `- intent: ...`")
    if not one.is_test and "bot" in step:
        why = "`bot:` is learnt from by nothing here: write the words as a response, and `- action: utter_...`"
        yield one.problem(where, why)


def _values(one: Dialogue, where: KeyPath, step: dict[str, object]) -> Iterator[Problem]:
    """What stands behind `intent:`, `action:` and `or:`."""
    for key in ("intent", "action"):
        if key in step and not isinstance(step[key], str):
            several = "; for several write `or:` with a list of `- intent: ...`" if key == "intent" else ""
            if isinstance(step[key], bool):
                several = "; yes, no, on and off are none"
            yield one.problem((*where, key), f"`{key}:` needs one name behind it{several}")
    entities = step.get("entities", [])
    if not isinstance(entities, list):
        yield one.problem((*where, "entities"), "entities is a list: `- name`, or `- name: value`, on each line")
    if "checkpoint" in step and (not isinstance(step["checkpoint"], (str, int)) or step["checkpoint"] == ""):
        yield one.problem((*where, "checkpoint"), "`checkpoint:` needs a name behind it")
    yield from _slots(one, where, step)
    if step.get("action") == _LISTEN and not one.is_test:
        yield one.problem((*where, "action"), f"Rasa puts {_LISTEN} in by itself: take it out")
    if "active_loop" in step and not isinstance(step["active_loop"], (str, type(None))):
        yield one.problem((*where, "active_loop"), "`active_loop:` needs the name of a form behind it, or null")
    if "or" not in step:
        return
    alternatives = step["or"]
    if not isinstance(alternatives, list) or not all(isinstance(each, dict) for each in alternatives):
        yield one.problem((*where, "or"), "`or:` needs a list below it: `- intent: ...` on each line")
    elif len(alternatives) < 2:
        yield one.problem((*where, "or"), "`or:` has one alternative only: write it without `or:`")
    for number, each in enumerate(alternatives if isinstance(alternatives, list) else ()):
        if isinstance(each, dict) and each.keys().isdisjoint(_ALTERNATIVES):
            why = "`or:` is between intents or slots; write a story for each action"
            yield one.problem((*where, "or", number), why)


def _slots(one: Dialogue, where: KeyPath, step: dict[str, object]) -> Iterator[Problem]:
    """What stands below `slot_was_set:`, whose values Rasa leaves out unless each has a dash of its own."""
    if "slot_was_set" not in step:
        return
    slots = step["slot_was_set"]
    if slots in (None, "", [], {}):
        yield one.problem((*where, "slot_was_set"), "`slot_was_set:` needs `- name` or `- name: value` on lines below")
    elif not isinstance(slots, list):
        yield one.problem(
            (*where, "slot_was_set"), "slot_was_set is a list: `- name`, or `- name: value`, on each line"
        )


def _conditions(one: Dialogue) -> Iterator[Problem]:
    where = (*one.path, "condition")
    conditions = one.holder.get("condition", [])
    if one.kind != "rules":
        return
    if not isinstance(conditions, list):
        yield one.problem(where, "condition is a list: `- active_loop: ...` or `- slot_was_set: ...` on each line")
        return
    if "condition" in one.holder and not conditions:
        yield one.problem(where, "there is no condition below: write one, or take the line out")
    for place, condition in enumerate(conditions):
        if not isinstance(condition, dict):
            yield one.problem((*where, place), f"'{condition}' is no condition: write `- active_loop: {condition}`")
            continue
        yield from _slots(one, (*where, place), condition)
        for key in condition:
            if key not in _CONDITION_KEYS:
                hint = did_you_mean(key, _CONDITION_KEYS) or "; it has active_loop or slot_was_set"
                yield one.problem((*where, place), f"a condition has no key '{key}'{hint}")
    forms = {str(each["active_loop"]) for each in conditions if isinstance(each, dict) and "active_loop" in each}
    if len(forms) > 1:
        both = " and ".join(sorted(forms))
        yield one.problem(where, f"never applies: {both} cannot run at the same time; keep one of them")


def _leads_nowhere(one: Dialogue) -> Iterator[Problem]:
    """Rules and stories in which the bot does nothing, and rules that nothing leads to."""
    steps = [step for _place, step in one.steps()]
    if not steps or not one.holder.get("steps"):
        return
    if not any(step.keys() & {"action", "bot", "active_loop", "checkpoint"} for step in steps[one.conditions :]):
        yield one.problem(one.path, f"{one.kind_name} '{one.name}' has no `- action:`: the bot would do nothing")
    last = list(one.steps())[-1]
    if "intent" in last[1] and "or" not in last[0] and len(steps) > 1 and not one.is_test:
        name = f"the {one.kind_name} '{one.name}'"
        why = f"{name} ends with a message that gets no answer: write the `- action: ...` below it"
        yield one.problem(last[0], why)
    begins = one.conditions or one.holder.get("conversation_start") or len(steps) > 1
    if one.kind == "rules" and not begins and "action" in steps[0]:
        why = f"nothing leads to the rule '{one.name}': put `- intent: ...` before the action, or give it a condition"
        yield one.problem(one.path, why)
