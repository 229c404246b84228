"""The published JSON Schema of the handoff package: every package that is kept or given away fits it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

VERSION = 1
FILE = Path(__file__).resolve().parent / "schema" / f"handoff-v{VERSION}.json"


class InvalidPackage(ValueError):
    """A package does not fit the schema; the text names each place."""


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The schema, as it is published."""
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def check(package: Mapping[str, Any]) -> None:
    """Compare a package with the schema.

    Raises:
        InvalidPackage: naming every place where it does not fit. What the customer wrote is not in the text.
    """
    problems = [
        f"{'.'.join(map(str, error.absolute_path)) or 'the package'} breaks '{error.validator}'"
        for error in jsonschema.Draft7Validator(schema()).iter_errors(dict(package))
    ]
    if problems:
        name = f"handoff-v{VERSION}"
        raise InvalidPackage(f"The package {package.get('id')!r} does not fit {name}: {'; '.join(problems)}")
