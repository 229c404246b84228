"""Import files as records: CSV and JSON in one shape, each with its line. Reads, checks nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from json.decoder import JSONArray  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from pathlib import Path

from baton.base.import_files import read_text
from baton.base.yaml_lines import Problem
from baton.orders.imports.csv_reader import read_csv
from baton.orders.imports.records import KINDS, Fields, Kind, RawRow, kind_of


def read(path: Path) -> tuple[list[RawRow], list[Problem]]:
    """All records of a file, and all reasons why some could not be read.

    Args:
        path: a ``.csv`` or ``.json`` file of customers, products or orders (docs/orders.md). Its name says which,
            or else its columns do; a JSON object may hold all three.
    """
    name = str(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".json"):
        return [], [Problem(name, 0, "must be a .csv or a .json file")]
    text, unreadable = read_text(path)
    if unreadable:
        return [], unreadable
    return read_csv(path, text) if suffix == ".csv" else _read_json(path, text)


def _read_json(path: Path, text: str) -> tuple[list[RawRow], list[Problem]]:
    try:
        rows, problems = _json_rows(path, text, _LocatingDecoder().decode(text))
    except json.JSONDecodeError as error:
        return [], [Problem(str(path), error.lineno, f"is not JSON: {error.msg} (column {error.colno})")]
    except ValueError:  # Python reads no number of more than 4300 digits
        return [], [Problem(str(path), 0, "holds a number that is too long")]
    except RecursionError:
        return [], [Problem(str(path), 0, "is nested too deeply")]
    except _Refused as refused:
        return [], [Problem(str(path), 0, str(refused))]
    if not rows and not problems:
        problems.append(Problem(str(path), 0, "holds no rows"))
    return rows, problems


def _json_rows(path: Path, text: str, document: object) -> tuple[list[RawRow], list[Problem]]:
    rows: list[RawRow] = []
    problems: list[Problem] = []
    for kind, records in _sections(path, document):
        line, counted = 1, 0
        for offset, data in zip(records.offsets, records, strict=True):
            line, counted = line + text.count("\n", counted, offset), offset
            if isinstance(data, dict):
                rows.append(RawRow(kind, str(path), line, data))
            else:
                problems.append(Problem(str(path), line, "is not an object in braces"))
    return rows, problems


def _sections(path: Path, document: object) -> Iterator[tuple[Kind, _LocatedList]]:
    """The lists of a file: the file itself, or the sections of the object that it holds."""
    if isinstance(document, _LocatedList):
        first = document[0] if document else None
        kind = kind_of(path, set(first) if isinstance(first, dict) else set())
        if kind is None and document:
            raise _Refused(f"neither its name nor its fields say which it is: {', '.join(KINDS)}")
        yield kind or "orders", document
    elif isinstance(document, dict):
        for section, records in document.items():
            if section not in KINDS:
                raise _Refused(f"there is no section {section!r}; there are {', '.join(KINDS)}")
            if not isinstance(records, _LocatedList):
                raise _Refused(f"the section {section!r} is not a list in brackets")
            yield section, records
    else:
        raise _Refused("must begin with [ or {")


class _Refused(Exception):
    """The file as a whole cannot be imported."""


class _LocatedList(list[object]):
    """A JSON array that knows at which character each of its elements begins."""

    offsets: list[int]


class _LocatingDecoder(json.JSONDecoder):
    """Decodes arrays to `_LocatedList`, because `json.loads` forgets on which line a record was; refuses a field that
    is given twice, of which `json.loads` would drop one. Only the standard library's scanner in Python, which it also
    has for machines without the one in C, lets arrays be decoded in another way."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique)
        self.parse_array = _located_array
        self.scan_once = py_make_scanner(self)


def _located_array(start: tuple[str, int], scan: Callable[[str, int], object]) -> tuple[_LocatedList, int]:
    offsets: list[int] = []

    def scan_and_note(text: str, offset: int) -> object:
        offsets.append(offset)
        return scan(text, offset)

    values, end = JSONArray(start, scan_and_note)
    located = _LocatedList(values)
    located.offsets = offsets
    return located, end


def _unique(pairs: list[tuple[str, object]]) -> Fields:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"{twice!r} is given twice in one object")
    return fields
