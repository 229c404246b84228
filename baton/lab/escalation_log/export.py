"""Writes the escalation log to a file: CSV that no spreadsheet takes for formulas, JSON lines, or Parquet."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Boolean, Float, Integer
from sqlalchemy.types import TypeEngine

from baton.lab.escalation_log.entry import COLUMNS, Entry, entry_values
from baton.lab.escalation_log.store import ENTRIES

#: A cell that begins with one of these is a formula to a spreadsheet (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Where a spreadsheet that expects other separators than commas begins a cell within ours, with what it passes over
#: there, and what may follow: many countries' take semicolons, and then quotes do not hold a cell together.
_CELL_WITHIN = re.compile(r"([;\t\r\n][;\s\"']*)([=+\-@＝＋－＠]?)")
#: Passed over at the beginning of a cell by some, or not seen.
_PASSED_OVER = " \u00a0\u200b\ufeff\"'"
_AT_ONCE = 5000
NO_PARQUET = "Parquet needs the library pyarrow, which is not installed. Install it, or choose --format csv or jsonl."


class ExportImpossible(Exception):
    """The file cannot be written; the text says why and what to do."""


def write_csv(entries: Iterable[Entry], file: TextIO) -> int:
    """Write CSV with a header. Lists are JSON; an apostrophe stands before what would be a formula, also within a cell
    where a spreadsheet may begin another one: JSON lines hold every text as it is.

    Returns:
        How many entries were written.
    """
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    return _each(entries, lambda values: writer.writerow([cell(value) for value in values.values()]))


def write_jsonl(entries: Iterable[Entry], file: TextIO) -> int:
    """Write one JSON object a line. Returns how many."""
    return _each(entries, lambda values: file.write(json.dumps(values, ensure_ascii=False) + "\n"))


def write_parquet(entries: Iterable[Entry], path: Path) -> int:
    """Write Parquet; lists are JSON. Returns how many.

    Raises:
        ExportImpossible: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ExportImpossible(NO_PARQUET) from error
    schema = pyarrow.schema([(name, _arrow_type(pyarrow, name)) for name in COLUMNS])
    number = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in _batches(entries):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            number += len(rows)
    return number


def _each(entries: Iterable[Entry], write: Callable[[dict[str, object]], object]) -> int:
    written = 0
    for entry in entries:
        write(entry_values(entry))
        written += 1
    return written


def _batches(entries: Iterable[Entry]) -> Iterator[list[dict[str, object]]]:
    remaining = iter(entries)
    while rows := [{k: _plain(v) for k, v in entry_values(e).items()} for e in islice(remaining, _AT_ONCE)]:
        yield rows


_ARROW_TYPES: dict[type[TypeEngine], str] = {Float: "float64", Integer: "int64", Boolean: "bool_"}


def _arrow_type(pyarrow: Any, name: str) -> Any:
    return getattr(pyarrow, _ARROW_TYPES.get(type(ENTRIES.c[name].type), "string"))()


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def cell(value: object) -> object:
    """A value as a cell of CSV that no spreadsheet takes for a formula; lists are JSON."""
    text = _plain(value)
    if isinstance(text, str):
        text = text.replace("\0", "")  # the writer takes none, and no reader needs one
    if isinstance(text, bool):
        return "true" if text else "false"
    if not isinstance(text, str):
        return "" if text is None else text
    text = _CELL_WITHIN.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[0], text)
    return "'" + text if text.lstrip(_PASSED_OVER).startswith(_FORMULA) else text
