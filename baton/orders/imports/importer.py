"""Loads customers, products and orders from files: all of them or none, with every reason why not at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone, tzinfo
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.locks import exclusive
from baton.base.yaml_lines import Problem
from baton.orders.imports.files import read
from baton.orders.imports.moments import shop_zone
from baton.orders.imports.phones import read_phone
from baton.orders.imports.records import KINDS, Fields, Kind, RawRow
from baton.orders.imports.references import References
from baton.orders.imports.row_models import CustomerIn, OrderIn, ProductIn
from baton.orders.imports.writer import ImportCount, Writer
from baton.orders.text.normalise import email_key

#: Called with the stage ("check" or "write"), the rows done and the rows in all.
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Shows nothing."""


class ImportRefused(Exception):
    """Nothing was loaded. ``problems`` holds every reason, in the order of files and lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Batch:
    """Checked rows, each with the row of the file it comes from."""

    customers: list[tuple[RawRow, CustomerIn]] = field(default_factory=list)
    products: list[tuple[RawRow, ProductIn]] = field(default_factory=list)
    orders: list[tuple[RawRow, OrderIn]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)  # optional values that were left out

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.customers) + len(self.products) + len(self.orders)


def load(
    url: str,
    files: Iterable[Path],
    now: datetime,
    dry_run: bool = False,
    progress: Progress = no_progress,
    zone: tzinfo = timezone.utc,
    warn: Callable[[Problem], None] = lambda warning: None,
) -> dict[Kind, ImportCount]:
    """Load files into the order store, in one transaction.

    Args:
        url: SQLAlchemy URL of a migrated order store.
        files: CSV or JSON files as docs/orders.md describes them, in any order.
        now: the moment that a note without a date of its own gets.
        dry_run: do everything, keep nothing.
        progress: called as the work goes on.
        zone: the shop's; a date or a time that names no zone is meant in it.
        warn: called with each optional value that was left out because it cannot be read.
    Returns:
        How many records of each kind were added and how many were updated.
    Raises:
        ImportRefused: something in the files is wrong; nothing was loaded.
        sqlalchemy.exc.SQLAlchemyError: the store cannot be reached.
    """
    raw, problems = _read_all(files)
    with shop_zone(zone):
        batch, bad = check(raw, progress)
    problems += bad
    for warning in batch.warnings:
        warn(warning)
    try:
        with exclusive(url, "orders") as connection, Session(connection, future=True) as session:
            references = References(session, raw, batch.customers, batch.products)
            problems += references.problems(batch.customers, batch.orders)
            if problems:
                raise ImportRefused(_sorted(problems, raw))
            counts = write(session, batch, now, progress)
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    except IntegrityError as error:
        reason = f"the store refuses the rows: {error.orig}"
        raise ImportRefused([Problem("import", 0, reason)]) from error
    return counts


def _read_all(files: Iterable[Path]) -> tuple[list[RawRow], list[Problem]]:
    """The rows of all files, and what cannot be read."""
    raw: list[RawRow] = []
    problems: list[Problem] = []
    for path in files:
        rows, unreadable = read(path)
        raw += rows
        problems += unreadable
    return raw, problems


def check(raw: Sequence[RawRow], progress: Progress = no_progress) -> tuple[Batch, list[Problem]]:
    """The rows that are right in themselves, and why the others are not. Pure but for `moments.shop_zone`.

    Args:
        raw: the records of the files.
        progress: as for ``load``.
    """
    batch = Batch()
    problems: list[Problem] = []
    seen: dict[tuple[str, str], RawRow] = {}
    for done, row in enumerate(raw, 1):
        try:
            if row.kind == "customers":
                customer = CustomerIn.parse_obj(_with_phone(row, batch.warnings))
                keys = [("external_id", customer.external_id), ("email", email_key(customer.email or ""))]
                batch.customers.append((row, customer))
            elif row.kind == "products":
                product = ProductIn.parse_obj(row.data)
                keys = [("sku", product.sku)]
                batch.products.append((row, product))
            else:
                order = OrderIn.parse_obj(row.data)
                keys = [("number", order.number)]
                batch.orders.append((row, order))
            for name, key in keys:
                first = seen.setdefault((name, key), row) if key else row
                if first is not row:
                    reason = f"{name}: {key} is at {first.file}:{first.line} too"
                    problems.append(Problem(row.file, row.line, reason))
        except ValidationError as error:
            problems += _reasons(row, error)
        progress("check", done, len(raw))
    return batch, problems


def write(session: Session, batch: Batch, now: datetime, progress: Progress = no_progress) -> dict[Kind, ImportCount]:
    """Put checked rows into the store. Flushes, does not commit; arguments and result as for ``load``."""
    done = 0

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        progress("write", done, batch.size)

    writer = Writer(session, now, step)
    counts: dict[Kind, ImportCount] = {}
    if batch.products:
        counts["products"] = writer.products([product for _, product in batch.products])
    if batch.customers:
        counts["customers"] = writer.customers([customer for _, customer in batch.customers])
    if batch.orders:
        counts["orders"] = writer.orders([order for _, order in batch.orders])
    return {kind: counts[kind] for kind in KINDS if kind in counts}


def _with_phone(row: RawRow, warnings: list[Problem]) -> Fields:
    """The fields of a customer, without a phone number that cannot be read: what is stored stays."""
    if "phone" not in row.data:
        return row.data
    try:
        return {**row.data, "phone": read_phone(row.data["phone"])}
    except ValueError as error:
        warnings.append(Problem(row.file, row.line, f"{error}; the customer is loaded without it"))
        return {name: value for name, value in row.data.items() if name != "phone"}


class _Undo(Exception):
    """Leaves the transaction of a dry run."""


def _reasons(row: RawRow, error: ValidationError) -> Iterable[Problem]:
    for each in error.errors():
        where = [part for part in each["loc"] if part != "__root__"]
        line = row.line
        if where[:1] == ["items"] and len(where) > 1 and row.item_lines:
            line = row.item_lines[int(where[1])]
        name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
        yield Problem(row.file, line, f"{name}: {each['msg']}" if name else each["msg"])


def _sorted(problems: Iterable[Problem], raw: Sequence[RawRow]) -> list[Problem]:
    files = {name: i for i, name in enumerate(dict.fromkeys(row.file for row in raw))}
    return sorted(dict.fromkeys(problems), key=lambda p: (files.get(p.file, -1), p.file, p.line))
