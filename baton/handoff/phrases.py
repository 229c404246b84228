"""What a waiting customer is told, and when: the texts and times of `policies/handoff.yml`, checked."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

from policies.yaml_lines import Problem, parse

#: Every text, and what it may name.
TEXTS: dict[str, tuple[str, ...]] = {
    "next_in_line": (),
    "in_line": ("position",),
    "usual_wait": ("wait",),
    "wait_unknown": (),
    "longer": ("place",),
    "open_again": ("place",),
    "joined": ("name",),
    "transferred": ("name",),
    "closed": ("next_opening",),
    "nobody": (),
    "grave": ("emergency_contact",),
    "offer": (),
    "other_time": (),
    "wait_here": (),
    "ask_time": ("opening_hours",),
    "bad_time": ("opening_hours",),
    "booked": ("when",),
    "booked_contact": ("when", "contact"),
    "contact": ("contact",),
    "late": ("when",),
    "change_time": (),
    "meanwhile": (),
    "with_assistant": ("when",),
    "waiting": ("place",),
    "offer_over": (),
    "danger": ("emergency_contact",),
    "returned": (),
    "resolved": (),
    "abandoned": (),
    "unanswered": (),
}
HOURS_AND_DUTY = "hours_and_duty"
LATE_MINUTES = 15  # unless the file says otherwise

_POSITIVE = {"type": "number", "exclusiveMinimum": 0}
_SCHEMA = {
    "type": "object",
    "required": ["somebody_is_there", "times", "callback", "texts"],
    "additionalProperties": False,
    "properties": {
        "somebody_is_there": {"enum": [HOURS_AND_DUTY, "hours"]},
        "times": {
            "type": "object",
            "required": ["remind_after_minutes", "silent_hours", "gone_hours"],
            "additionalProperties": False,
            "properties": {
                "remind_after_minutes": {"type": "array", "items": _POSITIVE},
                "silent_hours": _POSITIVE,
                "gone_hours": _POSITIVE,
            },
        },
        "callback": {
            "type": "object",
            "required": ["choices", "from_minutes"],
            "additionalProperties": False,
            "properties": {
                "choices": {"type": "integer", "minimum": 1, "maximum": 8},
                "from_minutes": {"type": "number", "minimum": 0},
                "late_minutes": _POSITIVE,
            },
        },
        "texts": {
            "type": "object",
            "required": list(TEXTS),
            "additionalProperties": False,
            "properties": {name: {"type": "string", "minLength": 1} for name in TEXTS},
        },
    },
}


class PhrasesError(ValueError):
    """The file is wrong; the text says where."""


@dataclass(frozen=True)
class Phrases:
    """The texts, and when they are said. Times in seconds."""

    texts: Mapping[str, str]
    remind_after: tuple[float, ...]
    silent_after: float
    gone_after: float
    choices: int
    first_choice: float
    late_after: float
    by_duty: bool

    def say(self, text: str, /, **variables: object) -> str:
        """A text, filled in."""
        return self.texts[text].format(**variables)

    def place(self, position: int, wait_minutes: int | None) -> str:
        """Where the customer stands and how long it usually takes, honest about not knowing."""
        line = self.say("next_in_line") if position <= 1 else self.say("in_line", position=position)
        if wait_minutes is None:
            return f"{line} {self.say('wait_unknown')}"
        minutes = "a minute" if wait_minutes == 1 else f"{wait_minutes} minutes"
        return f"{line} {self.say('usual_wait', wait=minutes)}"


def load(path: Path) -> Phrases:
    """Read the file.

    Raises:
        PhrasesError: naming everything that is wrong, with its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PhrasesError(f"{path.name}: cannot be read: {error}") from error
    problems = check(text, path.name)
    if problems:
        raise PhrasesError("\n".join(map(str, problems)))
    value = parse(text, path.name)[0]
    times, callback = value["times"], value["callback"]
    return Phrases(
        texts=value["texts"],
        remind_after=tuple(minutes * 60.0 for minutes in sorted(times["remind_after_minutes"])),
        silent_after=times["silent_hours"] * 3600.0,
        gone_after=times["gone_hours"] * 3600.0,
        choices=callback["choices"],
        first_choice=callback["from_minutes"] * 60.0,
        late_after=callback.get("late_minutes", LATE_MINUTES) * 60.0,
        by_duty=value["somebody_is_there"] == HOURS_AND_DUTY,
    )


def check(text: str, file: str) -> list[Problem]:
    """Every problem of the file, with its line."""
    value, lines, problems = parse(text, file)
    if problems:
        return problems
    for error in jsonschema.Draft7Validator(_SCHEMA).iter_errors(value):
        path = tuple(error.absolute_path)
        where = ".".join(map(str, path)) or "the document"
        problems.append(Problem(file, lines.of(path), f"{where}: {error.message}"))
    texts: Any = value.get("texts") if isinstance(value, dict) else None
    for name, said in texts.items() if isinstance(texts, dict) else ():
        why = _fault(name, said) if name in TEXTS and isinstance(said, str) else None
        if why:
            problems.append(Problem(file, lines.of(("texts", name)), f"texts.{name}: {why}"))
    return sorted(problems, key=lambda problem: problem.line)


def _fault(name: str, said: str) -> str | None:
    try:
        named = {variable for _, variable, _, _ in string.Formatter().parse(said) if variable is not None}
    except ValueError as error:
        return f"cannot be filled in: {error}"
    strange = named - set(TEXTS[name])
    known = ", ".join("{" + variable + "}" for variable in TEXTS[name]) or "none"
    return f"unknown variable {', '.join(sorted(strange))}; known: {known}" if strange else None
