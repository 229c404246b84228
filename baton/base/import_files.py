"""Reads the files that people import: their text, and the rows of those in CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from baton.base.yaml_lines import Problem

DELIMITERS = ",;\t"  # the first of those that are as frequent in the header


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The text of a file, and why there is none: it cannot be read, is not in UTF-8, or is empty."""
    name = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return "", [Problem(name, line, "is not in UTF-8; save the file with that encoding")]
    except OSError as error:
        return "", [Problem(name, 0, f"cannot be read: {error.strerror}")]
    return text, [] if text.strip() else [Problem(name, 0, "is empty")]


def delimiter_of(text: str) -> str:
    """What is between the cells of a CSV text, by its first line: comma, semicolon or tab."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def rows(text: str, delimiter: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the number of their first line: a quoted cell may run over several.

    Quotes are taken strictly: where one is missing the rows end, and `problems` gets the line on which the row begins.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    before = 0
    try:
        for values in reader:
            line, before = before + 1, reader.line_num
            if any(value.strip() for value in values):
                yield line, values
    except csv.Error as error:
        problems.append(Problem(file, before + 1, f"is not CSV: {error}"))
