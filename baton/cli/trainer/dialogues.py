"""What is wrong with rules, stories and conversation tests, each by itself and against each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer import slot_values
from baton.cli.trainer.domain_names import Names
from baton.cli.trainer.sources import Source, steps_of

KINDS = ("rules", "stories")
#: As many of the customer's messages as the rule policy looks back (TURNS in baton/rasa_overrides/rule_policy.py).
LONGEST_RULE = 2
#: Filled by Rasa; it is seen by rules although it does not influence the conversation.
_REQUESTED = "requested_slot"
#: Words that people write for `null`.
_NO_FORM = ("none", "nil", "no", "-")
#: Steps by which a form is left before it is complete.
_LEAVES = "action_deactivate_loop"


@dataclass(frozen=True)
class Dialogue:
    """One rule or story."""

    source: Source
    kind: str  #: rules or stories
    place: int
    holder: dict[str, object]
    is_test: bool = False

    @property
    def name(self) -> str:
        return str(self.holder.get(self.kind_name) or "")

    @property
    def kind_name(self) -> str:
        return "rule" if self.kind == "rules" else "story"

    @property
    def path(self) -> KeyPath:
        return (self.kind, self.place)

    @property
    def where(self) -> str:
        return f"{self.source.file}:{self.source.lines.of(self.path)}"

    @property
    def intents(self) -> set[str]:
        """Those that it answers, also as one of several."""
        return {intent for _path, step in self.steps() for intent in _intents(step)}

    @property
    def conditions(self) -> int:
        """How many conditions of the right shape it has."""
        return sum(isinstance(each, dict) for each in _list(self.holder.get("condition")))

    @property
    def running(self) -> set[str]:
        """The forms of which it says that they run already."""
        conditions = _list(self.holder.get("condition"))
        return {str(each["active_loop"]) for each in conditions if isinstance(each, dict) and each.get("active_loop")}

    @property
    def actions(self) -> list[str]:
        return [str(step["action"]) for _path, step in self.steps() if step.get("action")]

    def steps(self) -> Iterator[tuple[KeyPath, dict[str, object]]]:
        """Every step and condition that has the right shape, also those below `or`."""
        for place, step in enumerate(_list(self.holder.get("condition"))):
            if isinstance(step, dict):
                yield (*self.path, "condition", place), step
        for place, step in steps_of(self.holder):
            yield (*self.path, "steps", place), step
            for number, one in enumerate(_list(step.get("or"))):
                if isinstance(one, dict):
                    yield (*self.path, "steps", place, "or", number), one

    def problem(self, path: KeyPath, text: str) -> Problem:
        return self.source.problem(path, text)


def dialogues(sources: Iterable[Source], is_test: bool = False) -> list[Dialogue]:
    """The rules and stories of some files that have the right shape."""
    return [
        Dialogue(source, kind, place, holder, is_test)
        for source in sources
        for kind in KINDS
        for place, holder in enumerate(_list(source.value.get(kind)))
        if isinstance(holder, dict)
    ]


def problems(found: list[Dialogue], known: Names) -> Iterator[Problem]:
    """What rules and stories name that does not exist, and what leads nowhere.

    Args:
        found: rules and stories.
        known: what the domain lists.
    """
    for one in found:
        yield from _unknown_names(one, known)
        if one.kind == "rules":
            yield from _rule(one, known)
    yield from _named_twice(found)
    yield from _checkpoints(found)


def unanswered(found: Iterable[Dialogue], known: Names, signals: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The intents that no rule and no story answers, each with why.

    Args:
        found: rules and stories that are learnt from.
        known: what the domain lists.
        signals: those that must reach a person, which need a rule for the doubtful case.
    """
    answered = {intent.partition("/")[0] for one in found for intent in one.intents}
    for intent in known.intents:
        if intent not in answered:
            doubtful = ", and is only asked back about when it is not sure" if intent in signals else ""
            yield (
                intent,
                f"no rule and no story answers {intent}{doubtful}: the bot would say that it does not understand; "
                f"write one in data/rules/ (steps: `- intent: {intent}`, `- action: utter_{intent}`)",
            )


def form_problems(found: Iterable[Dialogue], known: Names) -> Iterator[tuple[str, str]]:
    """Forms that never begin, or that end in silence, each with why."""
    listed = list(found)
    begun = {action for one in listed for action in one.actions if action not in one.running}
    completed = {form for one in listed for form in _completes(one)}
    for form in known.forms:
        if form not in begun:
            yield form, f"{form} never begins: write a rule with `- action: {form}` and `- active_loop: {form}`"
        elif form not in completed:
            yield (
                form,
                f"nothing follows when {form} is complete: write a rule with the condition `active_loop: {form}` and "
                f"the steps `- action: {form}`, `- active_loop: null`, `- action: ...`",
            )


def never_set(found: Iterable[Dialogue], known: Names, code: frozenset[str]) -> Iterator[Problem]:
    """Conditions on slots that nothing ever fills.

    Args:
        code: the names that stand in the code.
    """
    for one in found:
        for path, step in one.steps():
            for slot in _names_in(step.get("slot_was_set")):
                settings = known.slots.get(slot)
                if slot in code or not isinstance(settings, dict) or settings.get("initial_value") is not None:
                    continue
                kinds = {str(each.get("type")) for each in _list(settings.get("mappings")) if isinstance(each, dict)}
                if kinds == {"custom"}:
                    why = (
                        f"nothing ever fills the slot {slot}, so this never applies: give it a mapping in domain.yml "
                        "that fills it (from_intent, from_entity, from_text), or remove the condition"
                    )
                    yield one.problem(path, why)


def _completes(one: Dialogue) -> Iterator[str]:
    """The forms after whose end it goes on."""
    steps = [step for _place, step in steps_of(one.holder)]
    for number, step in enumerate(steps):
        if "active_loop" in step and step["active_loop"] is None and number:
            before = [str(each["action"]) for each in steps[:number] if each.get("action")]
            if before and before[-1] != _LEAVES and any(each.get("action") for each in steps[number + 1 :]):
                yield before[-1]


def _unknown_names(one: Dialogue, known: Names) -> Iterator[Problem]:
    for path, step in one.steps():
        intent = step.get("intent")
        if isinstance(intent, str) and intent.partition("/")[0] not in known.intents:
            yield one.problem(path, f"unknown intent '{intent}'{did_you_mean(intent, known.intents)}")
        for entity in _names_in(step.get("entities")):
            if entity not in known.entities:
                yield one.problem(path, f"unknown entity '{entity}'{did_you_mean(entity, known.entities)}")
        for entity, value in _values_in(step.get("entities")):
            if isinstance(value, (list, dict)):
                yield one.problem(path, f"the entity {entity} has one value: write `- {entity}: ...` for each")
        action = step.get("action")
        if action is not None and str(action) not in known.every_action:
            yield one.problem(path, _unknown_action(str(action), known))
        form = step.get("active_loop")
        if isinstance(form, str) and form not in known.forms:
            hint = "; for no form write null" if form.lower() in _NO_FORM else did_you_mean(form, known.forms)
            yield one.problem(path, f"unknown form '{form}' in active_loop{hint}")
        for slot in _names_in(step.get("slot_was_set")):
            if slot not in known.slots and slot != _REQUESTED:
                yield one.problem(path, f"unknown slot '{slot}'{did_you_mean(slot, known.slots)}")
            elif not _influences(slot, known) and not one.is_test:
                why = (
                    f"the condition on {slot} counts for nothing: the slot does not influence the conversation; set "
                    "influence_conversation: true in domain.yml (not for a slot of type any)"
                )
                yield one.problem(path, why)
        for slot, value in _values_in(step.get("slot_was_set")):
            if fault := slot_values.fault(known.slots.get(slot), value):
                yield one.problem(path, f"the slot {slot} {fault}")


def _unknown_action(action: str, known: Names) -> str:
    hint = did_you_mean(action, known.every_action)
    if action.startswith("utter_"):
        return f"no response {action} in domain.yml{hint or '; write it under responses'}"
    return f"unknown action '{action}'{hint or '; it is no form and no response, and not under actions in domain.yml'}"


def _rule(one: Dialogue, known: Names) -> Iterator[Problem]:
    spoken = [path for path, step in one.steps() if "intent" in step or "user" in step or "or" in step]
    spoken = [path for path in spoken if "or" not in path]
    if len(spoken) > LONGEST_RULE:
        why = (
            f"the rule '{one.name}' spans {len(spoken)} messages of the customer; a rule sees the latest "
            f"{LONGEST_RULE}, so it would never apply; make a story of it (data/stories/)"
        )
        yield one.problem(spoken[LONGEST_RULE], why)
    for path, step in one.steps():
        if "checkpoint" in step:
            yield one.problem(path, "checkpoints are for stories: Rasa refuses them in a rule")


def _named_twice(found: Iterable[Dialogue]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, bool], Dialogue] = {}
    for one in found:
        first = seen.setdefault((one.kind, one.name, one.is_test), one)
        if first is not one and one.name:
            yield one.problem(one.path, f"there is a {one.kind_name} '{one.name}' already, in {first.where}")


def _checkpoints(found: Iterable[Dialogue]) -> Iterator[Problem]:
    begins: dict[str, tuple[Dialogue, KeyPath]] = {}
    ends: dict[str, tuple[Dialogue, KeyPath]] = {}
    for one in found:
        steps = list(steps_of(one.holder))
        for number, (place, step) in enumerate(steps):
            if step.get("checkpoint"):
                (begins if number == 0 else ends).setdefault(
                    str(step["checkpoint"]), (one, (*one.path, "steps", place))
                )
    for name, (one, path) in begins.items():
        if ends.get(name, (None,))[0] is one:
            yield one.problem(path, f"only this story ends with the checkpoint '{name}', so it is never reached")
        elif name not in ends:
            yield one.problem(
                path, f"no story ends with the checkpoint '{name}'{did_you_mean(name, ends)}: never reached"
            )
    for name, (one, path) in ends.items():
        if name not in begins:
            yield one.problem(path, f"no story begins with the checkpoint '{name}'{did_you_mean(name, begins)}")


def _intents(step: dict[str, object]) -> list[str]:
    listed = [step.get("intent"), *(each.get("intent") for each in _list(step.get("or")) if isinstance(each, dict))]
    return [str(intent) for intent in listed if intent]


def _names_in(value: object) -> list[str]:
    """Of slots or entities, each of them alone or with its value."""
    entries = value if isinstance(value, list) else [value] if value else []
    # `- part: A` is a name with a value; in `- {entity: part, role: old}` the name is the value of a key.
    named = [entry["entity"] if isinstance(entry, dict) and "entity" in entry else entry for entry in entries]
    return [str(name) for entry in named for name in (entry if isinstance(entry, dict) else [entry])]


def _values_in(slots: object) -> Iterator[tuple[str, object]]:
    """The slots that are compared with a value, each with it."""
    for entry in _list(slots):
        yield from ((str(name), value) for name, value in entry.items()) if isinstance(entry, dict) else ()


def _influences(slot: str, known: Names) -> bool:
    settings = known.slots.get(slot)
    if slot == _REQUESTED or not isinstance(settings, dict):
        return True
    return settings.get("type") != "any" and settings.get("influence_conversation", True) is not False


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
