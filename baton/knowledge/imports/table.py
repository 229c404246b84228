"""Questions and answers in a CSV table. Pure."""

from __future__ import annotations

import re

from baton.base.import_files import delimiter_of, rows
from baton.base.text import strip_control, tidy
from baton.base.yaml_lines import Problem
from baton.knowledge.imports.entry import Entries, Entry

NEEDED = ("question", "answer")
COLUMNS = (*NEEDED, "id", "topic", "wordings")
#: Between the wordings of one cell.
_BETWEEN = re.compile(r"[|\n]")


def read_table(text: str, file: str) -> Entries:
    """The questions of a CSV text with a header line.

    Args:
        text: comma, semicolon or tab between the cells.
        file: its name, for messages.
    """
    entries = Entries()
    lines = rows(text, delimiter_of(text), file, entries.problems)
    header_line, first = next(lines, (1, []))
    header = [tidy(cell).lower() for cell in first]
    while header and not header[-1]:
        header.pop()  # spreadsheets write columns that were only coloured
    entries.problems += [Problem(file, header_line, why) for why in _bad_header(header)]
    if entries.problems:
        return entries
    for line, values in lines:
        while len(values) > len(header) and not values[-1].strip():
            values.pop()
        if len(values) != len(header):
            why = f"has {len(values)} cells, but the header has {len(header)}; put a text with commas in quotes"
            entries.problems.append(Problem(file, line, why))
            continue
        cells = {name: strip_control(tidy(value)) for name, value in zip(header, values, strict=True)}
        lacking = [name for name in NEEDED if not cells[name]]
        entries.problems += [Problem(file, line, f"{name}: is empty") for name in lacking]
        if not lacking:
            wordings = tuple(part.strip() for part in _BETWEEN.split(cells.get("wordings", "")) if part.strip())
            given = (cells["question"], cells["answer"], cells.get("id", ""), cells.get("topic", ""))
            entries.found.append(Entry(line, *given, wordings))
    return entries


def _bad_header(header: list[str]) -> list[str]:
    twice = [f"column {name!r} is there twice" for name in sorted({n for n in header if header.count(n) > 1})]
    known = ", ".join(COLUMNS)
    unknown = [f"there is no column {name!r}; there are {known}" for name in header if name not in COLUMNS]
    return twice + unknown + [f"column {name!r} is missing" for name in NEEDED if name not in header]
