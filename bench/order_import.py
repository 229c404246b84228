"""What an import of many orders takes: the real command on a fresh SQLite store."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from baton.base.settings import ROOT

ORDERS = 20_000
CUSTOMERS, PRODUCTS = 4, 2000  # one customer for so many orders; one product for so many orders
_STATUSES = ("placed", "paid", "packed", "shipped")


@dataclass(frozen=True)
class Imported:
    """One import: seconds by the clock and of CPU, and the most memory in MB."""

    orders: int
    seconds: float
    cpu: float
    megabytes: float


def write_files(folder: Path, orders: int) -> list[Path]:
    """Files of made-up orders, customers and products."""
    customers, products = max(1, orders // CUSTOMERS), max(1, orders // PRODUCTS)
    rows = {
        "customers": [("external_id", "email", "name")],
        "products": [("sku", "name", "category", "price", "currency")],
        "orders": [
            (
                *("number", "status", "placed_at", "customer_external_id", "currency", "sku", "quantity", "unit_price"),
                *("line1", "city", "postcode", "country"),
            )
        ],
    }
    rows["customers"] += [(f"K{n}", f"customer{n}@example.com", f"Customer {_letters(n)}") for n in range(customers)]
    rows["products"] += [(f"P-{n}", f"Lamp {_letters(n)}", "lamps", "20.00", "GBP") for n in range(products)]
    for n in range(orders):
        status, day = _STATUSES[n % len(_STATUSES)], f"2026-10-{n % 28 + 1:02}"
        row = (1_000_000 + n, status, day, f"K{n % customers}", "GBP", f"P-{n % products}", n % 3 + 1, "20.00")
        rows["orders"].append((*map(str, row), f"{n % 90 + 1} Mill Lane", "Leeds", "LS6 2AB", "GB"))
    paths = []
    for name, lines in rows.items():
        paths.append(folder / f"{name}.csv")
        with paths[-1].open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
    return paths


def measure(folder: Path, orders: int = ORDERS) -> Imported:
    """Import so many orders at once.

    Raises:
        RuntimeError: the import is refused; with its words.
    """
    paths = write_files(folder, orders)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BATON_")}
    environment |= {"BATON_VAR_DIR": str(folder), "PYTHONPATH": str(ROOT), "BATON_ORDER_NUMBER_FORMAT": "1000001"}
    begin = time.monotonic()
    with (folder / "import.log").open("w+") as log:
        command = [sys.executable, "-m", "baton", "orders", "import", *map(str, paths)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            log.seek(0)
            raise RuntimeError(f"the import failed: {log.read()[-2000:]}")
    return Imported(orders, time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def _letters(number: int) -> str:
    """A number as letters: names with digits in them are no names."""
    letters = ""
    while number >= 0:
        letters, number = chr(97 + number % 26) + letters, number // 26 - 1
    return letters.title()
