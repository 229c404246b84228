"""``baton orders``: load, seed and look at the order store from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from baton import clock
from baton.migrate import upgrade
from baton.orders.gateway import Order
from baton.orders.importer import ImportRefused, load
from baton.orders.sql import SqlOrders
from baton.settings import SettingsError
from baton.settings import load as load_settings


@click.group()
def orders() -> None:
    """The order store: import files, seed the sample shop, show an order."""


@orders.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Check and load everything, then keep nothing.")
def import_files(files: tuple[Path, ...], dry_run: bool) -> None:
    """Load customers, products and orders from CSV or JSON files.

    Either all of it is loaded or nothing. What is known already is updated. The files are described in
    docs/orders.md.
    """
    with _store() as url, ExitStack() as stack:
        try:
            counts = load(url, files, clock.now(), dry_run, _Bars(stack))
        except ImportRefused as refused:
            stack.close()
            for problem in refused.problems:
                click.echo(str(problem), err=True)
            raise click.ClickException(f"{len(refused.problems)} problem(s), nothing was loaded") from None
    for kind, count in counts.items():
        click.echo(f"{kind}: {count.added} new, {count.updated} updated")
    if dry_run:
        click.echo("Dry run: nothing was kept.")


@orders.command("seed")
def seed_sample() -> None:
    """Fill an empty store with the sample shop."""
    from baton.orders.seed import seed

    with _store() as url:
        done = seed(url, clock.now().date())
    click.echo("The sample shop is in the store." if done else "The store has orders already; nothing was changed.")


@orders.command("show")
@click.argument("number")
def show_order(number: str) -> None:
    """Show all that is stored of an order. Personal data: for operators."""
    with _store() as url:
        order = SqlOrders(url).by_number(number.lstrip("#"))
    if order is None:
        raise click.ClickException(f"there is no order {number}")
    for line in _lines(order):
        click.echo(line)


@contextmanager
def _store() -> Iterator[str]:
    """The URL of the order store, up to date; what goes wrong with it becomes one sentence."""
    try:
        url = load_settings().orders_db
        upgrade("orders", url)
        yield url
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise click.ClickException(f"the order store (BATON_ORDERS_DB) cannot be used: {cause[0]}") from error
    except OSError as error:
        raise click.ClickException(f"the order store (BATON_ORDERS_DB) cannot be used: {error}") from error


class _Bars:
    """A progress bar for each stage; on a terminal only."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._stage, self._shown = "", 0
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stack.close()
            step = max(1, total // 100)
            bar = click.progressbar(length=total, label=stage.ljust(6), file=sys.stderr, update_min_steps=step)
            self._stage, self._shown, self._bar = stage, 0, self._stack.enter_context(bar)
        self._bar.update(done - self._shown)
        self._shown = done


def _lines(order: Order) -> Iterator[str]:
    customer, address = order.customer, order.address
    yield f"Order {order.number}: {order.status}, placed {order.placed_at:%Y-%m-%d %H:%M} UTC"
    if order.expected_on:
        yield f"Expected: {order.expected_on}"
    if order.delivered_at:
        yield f"Delivered: {order.delivered_at:%Y-%m-%d %H:%M} UTC"
    yield f"Customer: {customer.name}, {customer.email or 'no e-mail'}, {customer.phone or 'no phone'}"
    street = " ".join(filter(None, (address.line1, address.line2)))
    yield f"To: {street}, {address.city}, {address.postcode}, {address.country}"
    for item in order.items:
        price = _money(item.unit_price_cents, order.currency)
        yield f"  {item.quantity} x {item.name} ({item.sku}) at {price}, {item.shipped} shipped"
    delivery = _money(order.shipping_cents, order.currency)
    yield f"Total: {_money(order.total_cents, order.currency)} with {delivery} delivery"
    for parcel in order.shipments:
        yield f"Parcel: {parcel.carrier} {parcel.tracking_number}, {parcel.status}, {parcel.tracking_url or 'no link'}"
    for change in order.history:
        yield f"  {change.at:%Y-%m-%d %H:%M} {change.status}" + (f": {change.note}" if change.note else "")
    for each in order.returns:
        yield f"Return of {each.sku or 'everything'}: {each.status}, {each.reason}"
    for note in customer.notes:
        yield f"Account note {note.kind}: {note.text}"


def _money(cents: int, currency: str) -> str:
    return f"{cents // 100}.{cents % 100:02d} {currency}"
