"""The published JSON Schema of the handoff package: every package that is stored or sent conforms to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, is_typeddict

import jsonschema
from typing_extensions import NotRequired, get_type_hints

from baton.handoff.package.model import Definition, HandoffPackage, Keywords

VERSION: Literal[1] = 1
FILE = Path(__file__).resolve().parent / "schema" / f"handoff-v{VERSION}.json"

Schema = dict[str, object]

_HEAD: Schema = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": f"urn:baton:handoff:{VERSION}",
    "title": f"Handoff package, version {VERSION}",
    "description": (
        "Everything a person needs to take a conversation over. Within version 1 fields may be added: ignore what you "
        "do not know. All times are ISO 8601 in UTC. Card numbers, IBANs, passwords and security codes are masked."
    ),
}
_SIMPLE = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


class InvalidPackage(ValueError):
    """A package does not conform to the schema; the text names each place."""


@lru_cache(maxsize=1)
def schema() -> Schema:
    """The schema, as it is published."""
    loaded: Schema = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def generate() -> Schema:
    """The schema of the types in `model`: what the published file must say."""
    definitions: Schema = {}
    body = _of(HandoffPackage, definitions)
    return {**_HEAD, **body, "definitions": definitions}


def check(package: HandoffPackage) -> None:
    """Compare a package with the schema.

    Raises:
        InvalidPackage: naming every place where it does not conform. What the customer wrote is not in the text.
    """
    problems = [
        f"{'.'.join(map(str, error.absolute_path)) or 'the package'} breaks '{error.validator}'"
        for error in jsonschema.Draft7Validator(schema()).iter_errors(dict(package))
    ]
    if problems:
        name = f"handoff-v{VERSION}"
        raise InvalidPackage(f"The package {package.get('id')!r} does not fit {name}: {'; '.join(problems)}")


def _of(annotation: object, definitions: Schema) -> Schema:
    """The schema of one type; named ones are added to `definitions` and referred to."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if is_typeddict(annotation):
        return _object(annotation, definitions)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:], definitions)
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if origin in (Union, UnionType):
        if all(one in _SIMPLE for one in arguments):
            return {"type": [_SIMPLE[one] for one in arguments]}
        return {"anyOf": [_of(one, definitions) for one in arguments]}
    if isinstance(annotation, type) and annotation in _SIMPLE:
        return {"type": _SIMPLE[annotation]}
    raise TypeError(f"The schema of the handoff package cannot express {annotation!r}.")


def _object(annotation: object, definitions: Schema) -> Schema:
    hints: Mapping[str, object] = get_type_hints(annotation, include_extras=True)
    optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    fields = {name: get_args(hint)[0] if name in optional else hint for name, hint in hints.items()}
    return {
        "type": "object",
        "required": [name for name in fields if name not in optional],
        "properties": {name: _of(hint, definitions) for name, hint in fields.items()},
    }


def _annotated(annotation: object, metadata: tuple[object, ...], definitions: Schema) -> Schema:
    result = _of(annotation, definitions)
    for item in metadata:
        if isinstance(item, Definition):
            definitions[item.name] = result
            result = {"$ref": f"#/definitions/{item.name}"}
        elif isinstance(item, Keywords):
            result = {**result, **item.keywords}
            if "enum" in result:
                result.pop("type", None)  # as in the other enumerations: the values say it
        else:
            raise TypeError(f"{item!r} is neither schema keywords nor a Definition.")
    return result
