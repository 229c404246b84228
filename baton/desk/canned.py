"""Canned replies, from `policies/canned_replies.yml`: filled in for a conversation, the fitting one suggested first."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema

from baton.desk import words
from baton.orders.gateway import Order
from baton.watched import FileRefused
from policies.yaml_lines import Problem, parse

VARIABLES = (
    *("customer", "first_name", "agent", "shop"),
    *("order", "status", "expected", "carrier", "tracking", "tracking_url", "total"),
)

_ONE_OR_MORE = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["replies"],
    "additionalProperties": False,
    "properties": {
        "replies": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["key", "title", "text"],
                "additionalProperties": False,
                "properties": {
                    "key": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"},
                    "title": {"type": "string", "minLength": 1, "maxLength": 60},
                    "text": {"type": "string", "minLength": 1, "maxLength": 2000},
                    "suggest": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": dict.fromkeys(("category", "trigger", "status"), _ONE_OR_MORE),
                    },
                },
            },
        }
    },
}


@dataclass(frozen=True)
class Reply:
    """A reply as it stands in the file; `suggest` is None where it is never suggested."""

    key: str
    title: str
    text: str
    suggest: Mapping[str, Any] | None

    def fits(self, facts: Mapping[str, set[str]]) -> bool:
        """Whether it is to be suggested: each thing that is named fits."""
        if self.suggest is None:
            return False
        return all(facts.get(name, set()) & _set(wanted) for name, wanted in self.suggest.items())

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with its variables; what is not known stays as [its name]."""
        known = {name: values.get(name) or f"[{words.plain(name).lower()}]" for name in VARIABLES}
        return self.text.format(**known)


def check(text: str, file: str) -> list[Problem]:
    """Every problem of a file of replies, with its line."""
    value, lines, problems = parse(text, file)
    if problems:
        return problems
    for error in jsonschema.Draft7Validator(_SCHEMA).iter_errors(value):
        path = tuple(error.absolute_path)
        problems.append(Problem(file, lines.of(path), f"{'.'.join(map(str, path)) or 'the file'}: {error.message}"))
    seen: set[str] = set()
    for index, reply in enumerate(value["replies"] if not problems else ()):
        why = _unfillable(reply["text"])
        if why:
            problems.append(Problem(file, lines.of(("replies", index, "text")), f"{reply['key']}: {why}"))
        if reply["key"] in seen:
            problems.append(Problem(file, lines.of(("replies", index)), f"{reply['key']} is there already"))
        seen.add(reply["key"])
    return problems


def read(text: str, file: str) -> tuple[Reply, ...]:
    """The replies of a file's text.

    Raises:
        FileRefused: naming every problem.
    """
    problems = check(text, file)
    if problems:
        raise FileRefused.because("The canned replies", problems)
    return tuple(Reply(r["key"], r["title"], r["text"], r.get("suggest")) for r in parse(text, file)[0]["replies"])


def values(package: Mapping[str, Any], order: Order | None, agent: str, shop: str) -> dict[str, str]:
    """What the variables stand for in a conversation; what is not known is not in it.

    Args:
        package: the handoff package.
        order: the order that it is about.
        agent: the agent's name.
        shop: the shop's name.
    """
    known: dict[str, str | None] = {"customer": package["customer"]["name"], "agent": agent, "shop": shop}
    known["first_name"] = (known["customer"] or "").partition(" ")[0]
    if order is not None:
        shipment = order.shipments[-1] if order.shipments else None
        day = order.expected_on
        known |= {
            "order": order.number,
            "status": order.status.replace("_", " "),
            "expected": f"{day:%A} {day.day} {day:%B}" if day else None,
            "total": words.money(order.total_cents, order.currency),
            "carrier": shipment.carrier if shipment else None,
            "tracking": shipment.tracking_number if shipment else None,
            "tracking_url": shipment.tracking_url if shipment else None,
        }
    elif package["issue"]["order_numbers"]:
        known["order"] = package["issue"]["order_numbers"][-1]
    return {name: value for name, value in known.items() if value}


def facts(package: Mapping[str, Any], order: Order | None) -> dict[str, set[str]]:
    """What `suggest` is held against."""
    found = {"category": {package["issue"]["category"], package["trigger"]["category"]}}
    found["trigger"] = {package["trigger"]["name"]}
    return {**found, "status": {order.status}} if order is not None else found


def _unfillable(text: str) -> str | None:
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        return f"the text cannot be filled in: {error}"
    unknown = named - set(VARIABLES)
    known = ", ".join("{" + name + "}" for name in VARIABLES)
    return f"there is no {', '.join('{' + name + '}' for name in sorted(unknown))}; known: {known}" if unknown else None


def _set(value: Any) -> set[str]:
    return {value} if isinstance(value, str) else set(value)
