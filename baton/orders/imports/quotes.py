"""Rows that a misplaced quote has swallowed: well-formed CSV, and yet other people's rows in one cell. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

_LONGEST_SHOWN = 40  # characters of a swallowed line in a message: it may hold personal data

_AMOUNT = r"-?[0-9]+([.,][0-9]+)?"
_EMAIL = r"\S[^\s@]*@\S+"
#: Columns whose values are recognised at a glance. A line in which all of those that it has fit is a row. Each shape
#: can fit a cell in one way only, so that a cell that does not fit is refused in one pass.
_SHAPES = {
    "number": r"[^\s0-9]*[0-9]\S*",
    "status": r"[\w -]{2,40}",
    "placed_at": r"[0-9]{4}-.*",
    "currency": r"[A-Za-z]{3}",
    "email": _EMAIL,
    "customer_email": _EMAIL,
    "price": _AMOUNT,
    "unit_price": _AMOUNT,
    "quantity": r"[0-9]+",
    "stock": r"[0-9]+",
}


def swallowed_line(header: Sequence[str], values: Sequence[str], delimiter: str) -> str | None:
    """The beginning of a line that looks like a row of its own inside of a cell; None if there is none.

    Two rows whose quotes are both wrong can close each other's: ``1,"5"" pan`` and, lines below, ``7,2" pot"``.

    Args:
        header: names of the columns.
        values: the cells of a row, as many.
        delimiter: what is between two cells.
    """
    for column, value in enumerate(values):
        for line in value.splitlines()[1:]:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            # The last line of the cell ends where the cell does, so it has no more cells than come before that.
            if len(cells) > column and len(cells) > 1 and _looks_like_row(header, cells):
                return line[:_LONGEST_SHOWN]
    return None


def _looks_like_row(header: Sequence[str], cells: Sequence[str]) -> bool:
    if _SHAPES.keys().isdisjoint(header):
        return len(cells) == len(header)
    known = [(_SHAPES[name], cell.strip()) for name, cell in zip(header, cells, strict=False) if name in _SHAPES]
    return all(not cell or re.fullmatch(shape, cell) for shape, cell in known) and any(cell for _, cell in known)
