"""The recommended first action: editable rules by category, trigger and order facts. Pure but for reading the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from policies.yaml_lines import Problem, parse

RULES_FILE = Path(__file__).resolve().parents[2] / "policies" / "recommended_actions.yml"

_TEXTS = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
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
                "required": ["when", "do"],
                "additionalProperties": False,
                "properties": {
                    "do": {"type": "string", "minLength": 1},
                    "when": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": False,
                        "properties": {
                            "category": _TEXTS,
                            "trigger": _TEXTS,
                            "status": _TEXTS,
                            "delivered_days": {"type": "integer", "minimum": 0},
                        },
                    },
                },
            },
        },
    },
}
_KNOWN_FACTS = ("order", "status", "delivered_days", "return_until")


@dataclass(frozen=True)
class OrderFacts:
    """What a rule may ask about the order."""

    number: str
    status: str
    delivered_on: date | None = None


def check(text: str, file: str) -> list[Problem]:
    """Every problem of a rules file, with its line."""
    value, lines, problems = parse(text, file)
    if problems:
        return problems
    for error in jsonschema.Draft7Validator(_SCHEMA).iter_errors(value):
        path = tuple(error.absolute_path)
        problems.append(Problem(file, lines.of(path), f"{'.'.join(map(str, path))}: {error.message}"))
    for index, rule in enumerate(value.get("rules", []) if not problems else []):
        try:
            rule["do"].format(**dict.fromkeys(_KNOWN_FACTS, ""))
        except (KeyError, ValueError, IndexError):
            known = ", ".join("{" + name + "}" for name in _KNOWN_FACTS)
            problems.append(Problem(file, lines.of(("rules", index, "do")), f"unknown variable; known: {known}"))
    return problems


@lru_cache(maxsize=4)
def _rules(path: Path, _changed: int) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def recommend(package: Mapping[str, Any], order: OrderFacts | None, today: date, path: Path = RULES_FILE) -> str:
    """The first action for a handoff.

    Args:
        package: the handoff package.
        order: the order that it is about, if one is known.
        today: the day to count from.
        path: the rules file.
    """
    rules = _rules(path, path.stat().st_mtime_ns)
    known = {"category": {package["issue"]["category"], package["trigger"]["category"]}}
    known["trigger"] = {package["trigger"]["name"]}
    facts: dict[str, Any] = {}
    if order is not None:
        known["status"] = {order.status}
        facts = {"order": order.number, "status": order.status.replace("_", " ")}
        if order.delivered_on is not None:
            until = order.delivered_on + timedelta(days=rules["return_window_days"])
            facts["delivered_days"] = (today - order.delivered_on).days
            facts["return_until"] = f"{until:%A} {until.day} {until:%B}"
    for rule in rules["rules"]:
        if _fits(rule["when"], known, facts):
            try:
                return str(rule["do"].format(**facts))
            except KeyError:
                continue  # the rule speaks of a fact that is not known here
    return str(rules["default"])


def _fits(when: Mapping[str, Any], known: Mapping[str, set[str]], facts: Mapping[str, Any]) -> bool:
    for key, wanted in when.items():
        if key == "delivered_days":
            if facts.get("delivered_days") is None or facts["delivered_days"] > wanted:
                return False
        elif not known.get(key, set()) & set([wanted] if isinstance(wanted, str) else wanted):
            return False
    return True


def order_facts(number: str, status: str, delivered_at: datetime | None) -> OrderFacts:
    """Order facts from what an order store gives."""
    return OrderFacts(number, status, delivered_at.date() if delivered_at else None)
