"""A record of an import file before it is checked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["customers", "products", "orders"]
KINDS: tuple[Kind, ...] = ("customers", "products", "orders")

#: The fields of a record as a file gives them: nothing is known of their types yet.
Fields = dict[str, Any]


@dataclass
class RawRow:
    """A record as a file gives it. An order of a CSV file may have a line for each of its items."""

    kind: Kind
    file: str
    line: int
    data: Fields
    item_lines: list[int] = field(default_factory=list)


def kind_of(path: Path, columns: set[str]) -> Kind | None:
    """What a file holds: by its name if that says exactly one kind, else by its columns; None if neither tells."""
    named = [kind for kind in KINDS if kind[:-1] in path.stem.lower()]
    if len(named) == 1:
        return named[0]
    if "number" in columns:
        return "orders"
    if "sku" in columns:
        return "products"
    return "customers" if columns & {"email", "external_id"} else None
