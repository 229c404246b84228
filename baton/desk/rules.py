"""How the desk works, from `policies/desk.yml`: service level, limits, teams. Checked whole before it counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema

from baton.desk import words
from baton.watched import FileRefused, Watched
from policies.yaml_lines import Lines, Problem, parse

EVERYTHING_ELSE = "everything_else"
LEVELS = {name.lower(): number for number, name in words.PRIORITIES.items()}  # urgent: 1 ... normal: 4

_MINUTES = {"type": "number", "exclusiveMinimum": 0, "maximum": 10_080}
_NAME = "^[a-z][a-z0-9_-]{0,62}$"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "service_level",
        "warn_at_percent",
        "conversations_at_a_time",
        "offer_seconds",
        "pass_on_minutes",
        "undo_seconds",
        "teams",
    ],
    "properties": {
        "service_level": {
            "type": "object",
            "additionalProperties": False,
            "required": list(LEVELS),
            "properties": dict.fromkeys(LEVELS, _MINUTES),
        },
        "warn_at_percent": {"type": "number", "minimum": 1, "maximum": 99},
        "conversations_at_a_time": {"type": "integer", "minimum": 1, "maximum": 100},
        "offer_seconds": {"type": "number", "minimum": 5, "maximum": 3600},
        "pass_on_minutes": _MINUTES,
        "undo_seconds": {"type": "number", "minimum": 0, "maximum": 60},
        "teams": {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {
                _NAME: {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name", "takes"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 60},
                        "takes": {
                            "oneOf": [
                                {"const": EVERYTHING_ELSE},
                                {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                            ]
                        },
                    },
                }
            },
            "additionalProperties": False,
        },
    },
}


@dataclass(frozen=True)
class Rules:
    """How the desk works. Times are in seconds."""

    limits: Mapping[int, float]  #: by priority: seconds of opening time until somebody has taken it
    warn_at: float  #: share of the limit from which on the clock warns
    most: int
    offer_seconds: float
    pass_on_seconds: float
    undo_seconds: float
    teams: Mapping[str, str]  #: id and name of each team, in the file's order
    takes: Mapping[str, str]  #: category: team
    rest: str  #: the team that takes everything else

    def team_of(self, category: str, set_team: str | None = None) -> str:
        """The team that a handoff is for: the one it was passed on to, or the one that takes its category."""
        passed_on = set_team is not None and set_team in self.teams
        return str(set_team) if passed_on else self.takes.get(category, self.rest)

    def limit(self, priority: int) -> float:
        """Seconds of opening time that a handoff of this priority may wait."""
        return self.limits.get(priority, max(self.limits.values()))


#: The rules as they stand in the file now.
RulesFile = Watched[Rules]


def check(text: str, file: str, categories: Collection[str] | None = None) -> list[Problem]:
    """Every problem of a rules file, with its line.

    Args:
        categories: those that there are; None does not look at them.
    """
    value, lines, problems = parse(text, file)
    if problems:
        return problems
    for error in jsonschema.Draft7Validator(_SCHEMA).iter_errors(value):
        path = tuple(error.absolute_path)
        named = ".".join(map(str, path))
        problems.append(Problem(file, lines.of(path), f"{named}: {error.message}" if named else error.message))
    return problems or _teams(value["teams"], lines, file, categories)


def read(text: str, file: str) -> Rules:
    """The rules of a file's text.

    Raises:
        FileRefused: naming every problem.
    """
    problems = check(text, file)
    if problems:
        raise FileRefused.because("The desk's rules", problems)
    value, _, _ = parse(text, file)
    teams = value["teams"]
    return Rules(
        limits={LEVELS[name]: minutes * 60.0 for name, minutes in value["service_level"].items()},
        warn_at=value["warn_at_percent"] / 100,
        most=value["conversations_at_a_time"],
        offer_seconds=float(value["offer_seconds"]),
        pass_on_seconds=value["pass_on_minutes"] * 60.0,
        undo_seconds=float(value["undo_seconds"]),
        teams={key: team["name"] for key, team in teams.items()},
        takes={c: key for key, team in teams.items() if team["takes"] != EVERYTHING_ELSE for c in team["takes"]},
        rest=next(key for key, team in teams.items() if team["takes"] == EVERYTHING_ELSE),
    )


def _teams(teams: Mapping[str, Any], lines: Lines, file: str, categories: Collection[str] | None) -> list[Problem]:
    problems = []
    rest = [key for key, team in teams.items() if team["takes"] == EVERYTHING_ELSE]
    if len(rest) != 1:
        why = f"exactly one team takes {EVERYTHING_ELSE}; here it is {len(rest)}"
        problems.append(Problem(file, lines.of(("teams",)), f"teams: {why}"))
    taken: dict[str, str] = {}
    for key, team in teams.items():
        for index, category in enumerate(team["takes"] if key not in rest else ()):
            line = lines.of(("teams", key, "takes", index))
            if category in taken:
                problems.append(Problem(file, line, f"teams.{key}: {taken[category]} takes {category} already"))
            elif categories is not None and category not in categories:
                problems.append(Problem(file, line, f"teams.{key}: there is no category {category}"))
            taken.setdefault(category, key)
    return problems
