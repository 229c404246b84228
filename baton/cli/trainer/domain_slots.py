"""What is wrong with the slots of a domain, and with what fills them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from baton.base.document_problems import shown
from baton.base.yaml_lines import KeyPath, Problem, did_you_mean
from baton.cli.trainer import slot_values
from baton.cli.trainer.domain_names import Names, some
from baton.cli.trainer.sources import Source

_TYPES = tuple("text bool categorical float list any".split())
_KEYS = tuple("type influence_conversation mappings values initial_value min_value max_value".split())
_MAPPINGS = tuple("custom from_entity from_intent from_text from_trigger_intent".split())
_MAPPING_KEYS = tuple("type entity role group intent not_intent value conditions action".split())
_CONDITION_KEYS = ("active_loop", "requested_slot")
#: Types of Rasa 2.
_OLD_TYPES = {"unfeaturized": "; write `type: any` with `influence_conversation: false`"}
#: What counts for slots of one type only.
_OF_TYPE = {"values": "categorical", "min_value": "float", "max_value": "float"}
#: Keys of a mapping that hold one name.
_ONE_NAME = ("entity", "role", "group", "action")
#: What a mapping must say beside its type.
_NEEDS = {"from_entity": ("entity",), "from_intent": ("value",), "from_trigger_intent": ("value",)}


def problems(domain: Source, known: Names) -> Iterator[Problem]:
    """Everything wrong with the slots."""
    for name, settings in known.slots.items():
        where: KeyPath = ("slots", name)
        if not isinstance(settings, dict) or not settings.get("type"):
            yield domain.problem(where, f"slot {name} needs a type: {', '.join(_TYPES)}")
            continue
        for key in settings:
            if key not in _KEYS:
                yield domain.problem((*where, key), f"slot {name} has no key '{key}'{did_you_mean(key, _KEYS)}")
        kind = settings["type"]
        if kind not in _TYPES:
            hint = _OLD_TYPES.get(str(kind)) or did_you_mean(kind, _TYPES)
            why = f"slot {name} has the unknown type '{kind}'{hint} ({', '.join(_TYPES)})"
            yield domain.problem((*where, "type"), why)
        for why in _values(settings):
            yield domain.problem(where, f"slot {name} {why}")
        influences = settings.get("influence_conversation", True)
        if not isinstance(influences, bool):
            why = f"slot {name}: influence_conversation is '{influences}'; write true or false"
            yield domain.problem((*where, "influence_conversation"), why)
        if kind == "any" and settings.get("influence_conversation") is True:
            why = f"slot {name} is of type any, which cannot influence the conversation: Rasa refuses that; write false"
            yield domain.problem((*where, "influence_conversation"), why)
        mappings = settings.get("mappings")
        if not isinstance(mappings, list) or not mappings:
            why = f"slot {name} needs mappings, or nothing fills it: `mappings: [{{type: custom}}]`"
            yield domain.problem(where, why)
            continue
        for place, mapping in enumerate(mappings):
            for why in _mapping(known, mapping):
                yield domain.problem((*where, "mappings", place), f"slot {name}: {why}")


def _values(settings: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the values that a slot may have, and begins with."""
    for key, kind in _OF_TYPE.items():
        if key in settings and settings["type"] in _TYPES and settings["type"] != kind:
            yield f"is of type {settings['type']}, where {key} counts for nothing: write `type: {kind}`, or take it out"
    values = settings.get("values")
    if settings["type"] == "categorical":
        if not isinstance(values, list) or not values:
            yield "is categorical and needs its values: `values: [one, two]`"
            return
        for place, value in enumerate(values):
            if isinstance(value, (bool, list, dict)) or value is None:
                yield f"has {shown(value)} among its values: put yes, no and the like into quotes"
            elif str(value).lower() in [str(one).lower() for one in values[:place]]:
                yield f"has the value {value} twice"
    least, most = settings.get("min_value", 0.0), settings.get("max_value", 1.0)
    if settings["type"] == "float":
        if not _is_number(least) or not _is_number(most):
            yield "needs numbers for min_value and max_value"
        elif least >= most:  # type: ignore[operator]
            yield f"has no number between its min_value {least} and its max_value {most}"
    if why := slot_values.fault(settings, settings.get("initial_value")):
        yield f"begins with an initial_value that it cannot have: it {why}"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _mapping(known: Names, mapping: Any) -> Iterator[str]:
    if not isinstance(mapping, dict):
        yield f"{shown(mapping)} is no mapping: write `- type: {mapping if mapping in _MAPPINGS else 'custom'}`"
        return
    kind = mapping.get("type")
    if kind not in _MAPPINGS:
        yield f"unknown mapping {shown(kind)}{did_you_mean(kind, _MAPPINGS)} ({', '.join(_MAPPINGS)})"
        return
    for key in mapping:
        if key not in _MAPPING_KEYS:
            yield f"a mapping has no key '{key}'{did_you_mean(key, _MAPPING_KEYS)}"
    for key in _NEEDS.get(kind, ()):
        if mapping.get(key) is None:
            yield f"a mapping {kind} fills nothing without `{key}: ...`"
    for key in _ONE_NAME:
        if isinstance(mapping.get(key), (list, dict)):
            yield f"{key} needs one name behind it; for several write a mapping for each"
    for key, listed in (("entity", known.entities), ("intent", known.intents), ("not_intent", known.intents)):
        what = "entity" if key == "entity" else "intent"
        for name in some(mapping.get(key)):
            if not isinstance(name, str):
                yield f"{key} names {shown(name)}, which is no {what}"
            elif name not in listed:
                yield f"unknown {what} '{name}'{did_you_mean(name, listed)}"
    if not isinstance(mapping.get("conditions", []), list):
        yield "conditions is a list: `- active_loop: ...` with a dash"
    conditions = some(mapping.get("conditions"))
    if kind == "from_text" and not conditions:
        yield "it would take every message for its value; write the form below conditions: `- active_loop: ...`"
    for condition in conditions:
        yield from _condition(known, condition)


def _condition(known: Names, condition: Any) -> Iterator[str]:
    if not isinstance(condition, dict):
        yield f"'{condition}' is no condition: write `- active_loop: {condition}`"
        return
    for key in condition:
        if key not in _CONDITION_KEYS:
            yield f"a condition has no key '{key}'{did_you_mean(key, _CONDITION_KEYS)}"
    for key, what, listed in (("active_loop", "form", known.forms), ("requested_slot", "slot", known.slots)):
        name = condition.get(key)
        if isinstance(name, (list, dict)):
            yield f"{key} needs one name behind it; for several write a condition for each"
        elif name and str(name) not in listed:
            yield f"unknown {what} '{name}' in {key}{did_you_mean(name, listed)}"
