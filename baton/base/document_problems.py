"""Says in plain words what is wrong with a value of a YAML document. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError

from baton.base.yaml_lines import KeyPath, Lines, Problem

#: One thing wrong with a document whose shape is fine: the keys and indexes that lead to it, and why.
Fault = tuple[KeyPath, str]


def shown(value: object) -> str:
    """A YAML value in a message."""
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return ("keys with values" if isinstance(value, dict) else "a list") if value else "empty"
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)


def dotted(path: KeyPath) -> str:
    """Keys and indexes as a message names them."""
    return ".".join(map(str, path))


def close_name(value: object, known: Collection[str]) -> str:
    """ " (did you mean order_status?)" behind a wrong name; nothing where no name is near."""
    close = get_close_matches(str(value), known, 1)
    return f" (did you mean {close[0]}?)" if close else ""


def unnamed_keys(value: object, path: KeyPath) -> Iterator[Fault]:
    """Keys that are no text: `7:` or `yes:`."""
    if isinstance(value, dict):
        before: object = None
        for key, below in value.items():
            if not isinstance(key, str):
                # `{launch: 0,4}` is read as `{launch: 0, 4: null}`
                comma = below is None and isinstance(before, int) and isinstance(key, int)
                way_out = f"; if {before},{key} was meant, write {before}.{key} with a point" if comma else ""
                yield (*path, key), f"a name must be a word, not {shown(key)}{way_out}"
            yield from unnamed_keys(below, (*path, key))
            before = below
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from unnamed_keys(below, (*path, index))


def problems_of(
    error: ValidationError, value: object, lines: Lines, file: str, model: type[BaseModel]
) -> list[Problem]:
    """Pydantic's errors in plain words, each where it is in the file."""
    problems = []
    for one in error.errors():
        path = tuple(part for part in one["loc"] if part != "__root__")
        kind, limits = one["type"], one.get("ctx") or {}
        missing, unknown = kind == "value_error.missing", kind == "value_error.extra"
        where = path[:-1] if missing or unknown else lines.nearest(path)
        if missing:
            text = f"missing {path[-1]}"
        elif unknown:
            known = [field.alias for field in _part_at(model, where).__fields__.values()]
            text = f"unknown {path[-1]!r}; known: {', '.join(known)}{close_name(path[-1], known)}"
        else:
            text = _reason(kind, limits, _value_at(value, where), one["msg"])
        line = lines.of(path if unknown else where)
        problems.append(Problem(file, line, f"{dotted(where)}: {text}" if where else text))
    return list(dict.fromkeys(problems))


def _reason(kind: str, limits: dict[str, object], value: object, message: str) -> str:
    """One of pydantic's errors about a value, in plain words."""
    name, limit = kind.rpartition(".")[2], limits.get("limit_value")
    if name in ("not_ge", "not_gt"):
        return f"{shown(value)} is too small; {'at least' if name == 'not_ge' else 'more than'} {limit}"
    if name in ("not_le", "not_lt"):
        return f"{shown(value)} is too large; {'at most' if name == 'not_le' else 'less than'} {limit}"
    if name in ("min_length", "min_items"):
        return "must not be empty" if limit == 1 else f"too short; at least {limit}"
    if name in ("max_length", "max_items"):
        return f"too long; at most {limit}{' characters' if name == 'max_length' else ''}"
    if name == "unique_items":
        return "the same is listed twice"
    if name == "const":
        permitted = limits["permitted"]
        names = [str(one) for one in permitted] if isinstance(permitted, tuple) else []
        return f"{shown(value)} is not one of: {', '.join(names)}{close_name(value, names)}"
    if kind == "type_error.str":  # deeper than `_exact` looks: `no` in a list of a mapping
        return f"must be text, not {shown(value)}; put it into quotes"
    if name == "regex":
        pattern = str(limits["pattern"])
        small = str(value).lower()
        near = (small, str(value).upper(), re.sub(r"\W+", "_", small).strip("_"))
        meant = next((one for one in near if re.match(pattern, one)), None)
        hint = f" (did you mean {meant}?)" if meant else ""
        return f"{shown(value)} is no valid name; it must match {pattern}{hint}"
    return message


def _part_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    """The model of the mapping at a path."""
    for part in path:
        field = next((field for field in model.__fields__.values() if field.alias == part), None)
        if field is not None and isinstance(field.type_, type) and issubclass(field.type_, BaseModel):
            model = field.type_  # an index or a free key belongs to the same field
    return model


def _value_at(value: object, path: KeyPath) -> object:
    for part in path:
        assert isinstance(value, (dict, list))
        value = value[part]  # type: ignore[index]
    return value
