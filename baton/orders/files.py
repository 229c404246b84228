"""Import files as records: CSV and JSON in one shape, each with the line it stands on. Reads, checks nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from baton.orders.record import KINDS, Kind, Problem, RawRow, kind_of
from baton.orders.table import read_csv

_SPACE = " \t\r\n"


def read(path: Path) -> tuple[list[RawRow], list[Problem]]:
    """All records of a file, and all reasons why some could not be read.

    Args:
        path: a ``.csv`` or ``.json`` file of customers, products or orders (docs/orders.md). Its name tells which,
            or else its columns do; a JSON object may hold all three.
    """
    name = str(path)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".json"):
        return [], [Problem(name, 0, "must be a .csv or a .json file")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [Problem(name, line, "is not in UTF-8; save the file with that encoding")]
    except OSError as error:
        return [], [Problem(name, 0, f"cannot be read: {error.strerror}")]
    if not text.strip():
        return [], [Problem(name, 0, "is empty")]
    return read_csv(path, text) if suffix == ".csv" else _read_json(path, text)


def _read_json(path: Path, text: str) -> tuple[list[RawRow], list[Problem]]:
    rows: list[RawRow] = []
    problems: list[Problem] = []
    try:
        for kind, line, data in _JsonRecords(path, text):
            if not isinstance(data, dict):
                problems.append(Problem(str(path), line, "is not an object in braces"))
            else:
                rows.append(RawRow(kind, str(path), line, data))
    except json.JSONDecodeError as error:
        problems.append(Problem(str(path), error.lineno, f"is not JSON: {error.msg} (column {error.colno})"))
    except RecursionError:
        problems.append(Problem(str(path), 0, "is nested too deeply"))
    if not rows and not problems:
        problems.append(Problem(str(path), 0, "holds no rows"))
    return rows, problems


class _JsonRecords:
    """Goes through a JSON text record by record, because ``json.loads`` forgets on which line each one stood."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text, self.at, self.line, self.counted = path, text, 0, 1, 0
        self.decoder = json.JSONDecoder()

    def __iter__(self) -> Iterator[tuple[Kind, int, Any]]:
        if self._next() == "[":
            yield from self._array(None)
        elif self._next() == "{":
            for section in self._members():
                if section not in KINDS:
                    raise self._error(f"there is no section {section!r}; there are {', '.join(KINDS)}")
                yield from self._array(section)
        else:
            raise self._error("must begin with [ or {")
        if self._next():
            raise self._error("there is something after the end")

    def _members(self) -> Iterator[str]:
        self.at += 1
        while self._next() != "}":
            name, self.at = self.decoder.raw_decode(self.text, self.at)
            self._take(":")
            self._next()
            yield name
            if self._next() != "}":
                self._take(",")
        self.at += 1

    def _array(self, kind: Kind | None) -> Iterator[tuple[Kind, int, Any]]:
        self._take("[")
        while self._next() != "]":
            self.line += self.text.count("\n", self.counted, self.at)
            self.counted = self.at
            data, self.at = self.decoder.raw_decode(self.text, self.at)
            if kind is None:
                kind = kind_of(self.path, set(data) if isinstance(data, dict) else set())
            if kind is None:
                raise self._error(f"neither its name nor its fields tell which it is: {', '.join(KINDS)}")
            yield kind, self.line, data
            if self._next() != "]":
                self._take(",")
        self.at += 1

    def _next(self) -> str:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _take(self, mark: str) -> None:
        if self._next() != mark:
            raise self._error(f"expected {mark}")
        self.at += 1

    def _error(self, message: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self.text, self.at)
