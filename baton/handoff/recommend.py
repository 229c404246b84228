"""The recommended first action: editable rules by category, trigger and order facts; the first that fits counts."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import jsonschema

from baton.handoff.details import TOPICS
from baton.orders.gateway import STATUSES
from baton.watched import FileRefused, Watched
from policies.document import PolicyDocument
from policies.triggers import TRIGGERS
from policies.yaml_lines import Problem, parse

CALLBACK = "callback"  # the trigger of a callback that the customer arranged with the bot
_TRIGGERS = (*TRIGGERS, CALLBACK)

#: Categories that triggers give of themselves.
_OF_TRIGGERS = frozenset(
    {"explicit_request", "no_ai", "order_lookup", "not_understood", "any_failure", "several_problems", "unresolved"}
)

#: What is advised when there are no rules that can be read.
PLAIN = "Read the conversation, greet the customer, and answer their last message."


def _one_or_more(values: Collection[str] | None = None) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string"} if values is None else {"enum": list(values)}
    return {"if": {"type": "array"}, "then": {"items": one, "minItems": 1}, "else": one}


_SCHEMA = {
    "type": "object",
    "required": ["rules", "default", "return_window_days"],
    "additionalProperties": False,
    "properties": {
        "default": {"type": "string", "minLength": 1},
        "return_window_days": {"type": "integer", "minimum": 1},
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "when", "do"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "do": {"type": "string", "minLength": 1},
                    "when": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": False,
                        "properties": {
                            "category": _one_or_more(),
                            "trigger": _one_or_more(_TRIGGERS),
                            "status": _one_or_more(STATUSES),
                            "return_window": {"enum": ["open", "closed"]},
                            "verified": {"type": "boolean"},
                            "delivered_days": {"type": "integer", "minimum": 0},
                            "late_days": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}
#: What a rule's text may name.
VARIABLES = ("order", "status", "delivered_days", "return_until", "late_days")


class RulesError(FileRefused):
    """The rules are refused; `problems` names every reason with file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("The recommended actions are refused:\n" + "\n".join(f"  {p}" for p in problems))


@dataclass(frozen=True)
class OrderFacts:
    """What a rule may ask about the order."""

    number: str
    status: str
    delivered_on: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True)
class Advice:
    """A recommended action and the rule it comes from; no rule is the default."""

    text: str
    rule: str | None = None


def categories(policy: PolicyDocument) -> frozenset[str]:
    """Every category that a handoff can have under a policy."""
    named = {capability.category for capability in policy.capabilities.values()} | set(policy.capabilities)
    return frozenset(named | set(policy.permanent) | set(policy.keyword_signals) | set(TOPICS) | _OF_TRIGGERS)


def check(text: str, file: str, categories: Collection[str] | None = None) -> list[Problem]:
    """Every problem of a rules file, with its line.

    Args:
        categories: those that the policy knows; None if any will do.
    """
    value, lines, problems = parse(text, file)
    if problems:
        return problems
    for error in jsonschema.Draft7Validator(_SCHEMA).iter_errors(value):
        path = tuple(error.absolute_path)
        where = ".".join(map(str, path)) or "the document"
        problems.append(Problem(file, lines.of(path), f"{where}: {error.message}"))
    if problems:
        return sorted(problems, key=lambda problem: problem.line)
    seen: dict[str, int] = {}
    for index, rule in enumerate(value["rules"]):
        for key, why in _faults(rule, value["rules"][:index], categories):
            problems.append(Problem(file, lines.of(("rules", index, *key)), why))
        if rule["name"] in seen:
            first = lines.of(("rules", seen[rule["name"]]))
            problems.append(Problem(file, lines.of(("rules", index)), f"{rule['name']} is there already, line {first}"))
        seen.setdefault(rule["name"], index)
    return problems


def _faults(
    rule: Mapping[str, Any], before: list[Mapping[str, Any]], categories: Collection[str] | None
) -> list[tuple[tuple[str, ...], str]]:
    """What the schema cannot say of a rule, each with its place."""
    found: list[tuple[tuple[str, ...], str]] = []
    try:
        unknown = _variables(rule["do"]) - set(VARIABLES)
    except ValueError as error:
        return [(("do",), f"the text cannot be filled in: {error}")]
    if unknown:
        known = ", ".join("{" + name + "}" for name in VARIABLES)
        found.append((("do",), f"unknown variable {', '.join(sorted(unknown))}; known: {known}"))
    if categories is not None:
        strange = _set(rule["when"].get("category", [])) - set(categories)
        if strange:
            why = f"no policy gives the category {', '.join(sorted(strange))}; known: {', '.join(sorted(categories))}"
            found.append((("when", "category"), why))
    covered = next((other["name"] for other in before if _covers(other, rule)), None)
    if covered:
        found.append(((), f"{rule['name']} is never reached: {covered} above fits whenever it does"))
    return found


def _covers(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether the first rule is taken whenever the second would fit."""
    try:
        if not _variables(first["do"]) <= _variables(second["do"]):
            return False  # it may be passed over where the second is not
    except ValueError:
        return False  # told as a fault of its own
    return all(key in second["when"] and _narrower(key, second["when"][key], of) for key, of in first["when"].items())


def _narrower(key: str, value: Any, of: Any) -> bool:
    if key == "delivered_days":
        return bool(value <= of)
    if key == "late_days":
        return bool(value >= of)
    return _set(value) <= _set(of)


def _set(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list) else {value}


def _variables(text: str) -> set[str]:
    """The names in braces.

    Raises:
        ValueError: a brace stands alone.
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class Recommendations:
    """The rules of a file: read again when it changed; a wrong file leaves those before it in force.

    Args:
        path: the rules file.
    """

    def __init__(self, path: Path) -> None:
        none: Mapping[str, Any] = {"rules": [], "default": PLAIN, "return_window_days": 1}
        self.file: Watched[Mapping[str, Any]] = Watched(path, read, otherwise=none)

    def advise(self, package: Mapping[str, Any], order: OrderFacts | None, today: date) -> Advice:
        """The first action for a handoff. Never fails: a handoff must not wait for advice.

        Args:
            package: the handoff package.
            order: the order that it is about, if one is known.
            today: the day to count from, in the shop's time zone.
        """
        return advise(self.file(), package, order, today)


def read(text: str, file: str) -> Mapping[str, Any]:
    """The rules of a text.

    Raises:
        RulesError: with every problem at once.
    """
    problems = check(text, file)
    if problems:
        raise RulesError(problems)
    rules: Mapping[str, Any] = parse(text, file)[0]
    return rules


def advise(rules: Mapping[str, Any], package: Mapping[str, Any], order: OrderFacts | None, today: date) -> Advice:
    """The first rule that fits and whose variables are known, else the default. Pure."""
    known = {
        "category": {package["issue"]["category"], package["trigger"]["category"]},
        "trigger": {package["trigger"]["name"]},
        "verified": {package["customer"]["verified"]},
    }
    facts = _facts(order, today, rules["return_window_days"]) if order else {}
    if order:
        known["status"] = {order.status}
    if "return_window" in facts:
        known["return_window"] = {facts["return_window"]}
    for rule in rules["rules"]:
        if _fits(rule["when"], known, facts) and _variables(rule["do"]) <= set(facts):
            return Advice(str(rule["do"].format(**facts)), str(rule["name"]))
    return Advice(str(rules["default"]))


def _facts(order: OrderFacts, today: date, window_days: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"order": order.number, "status": order.status.replace("_", " ")}
    if order.delivered_on is not None:
        until = order.delivered_on + timedelta(days=window_days)
        days = (today - order.delivered_on).days
        facts["days"] = days
        facts["delivered_days"] = "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
        facts["return_until"] = f"{until:%A} {until.day} {until:%B}"
        facts["return_window"] = "open" if today <= until else "closed"
    elif order.expected_on is not None and today > order.expected_on:
        late = (today - order.expected_on).days
        facts["late"] = late
        facts["late_days"] = "1 day" if late == 1 else f"{late} days"
    return facts


def _fits(when: Mapping[str, Any], known: Mapping[str, set[Any]], facts: Mapping[str, Any]) -> bool:
    for key, wanted in when.items():
        if key == "delivered_days":
            if facts.get("days") is None or facts["days"] > wanted:
                return False
        elif key == "late_days":
            if facts.get("late", 0) < wanted:
                return False
        elif not known.get(key, set()) & _set(wanted):
            return False
    return True


def order_facts(
    number: str, status: str, delivered_at: datetime | None, expected_on: date | None, zone: tzinfo
) -> OrderFacts:
    """Order facts from what an order store gives.

    Args:
        delivered_at: aware.
        zone: the shop's; what arrives late in the evening arrived on another day elsewhere.
    """
    return OrderFacts(number, status, delivered_at.astimezone(zone).date() if delivered_at else None, expected_on)
