"""``baton orders``: load, seed and look at the order store from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baton.base import clock
from baton.base.document import FileRefused
from baton.base.formatting import MoneyStyle, money
from baton.base.settings import SettingsError
from baton.base.yaml_lines import Problem
from baton.bootstrap import bootstrap
from baton.cli.command_group import CommandGroup
from baton.cli.database import migrated
from baton.connectors.registry import load_settings
from baton.orders.gateway import Order
from baton.orders.imports.importer import ImportRefused, load
from baton.orders.sql_gateway import SqlOrderGateway
from baton.orders.text.order_numbers import canonical

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.group(cls=CommandGroup)
def orders() -> None:
    """The order store: import files, seed the sample shop, show an order."""


@orders.command("import", epilog="Example: baton orders import customers.csv orders.csv --dry-run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Check and load everything, then keep nothing.")
def import_files(files: tuple[Path, ...], dry_run: bool) -> None:
    """Load customers, products and orders from CSV or JSON files.

    Either all of it is loaded or nothing. Records that are in the store already are updated. The files are described in
    docs/orders.md.
    """
    with _store() as url, ExitStack() as stack:
        try:
            counts = load(url, files, clock.now(), dry_run, _Bars(stack), _shop_zone(), _warn)
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
    from baton.orders.sample.seed import seed

    with _store() as url:
        done = seed(url, clock.now().date())
    click.echo("The sample shop is in the store." if done else "The store has orders already; nothing was changed.")


@orders.command("show", epilog="Example: baton orders show 10023")
@click.argument("number")
def show_order(number: str) -> None:
    """Show all that is stored of an order. Personal data: for operators."""
    with _store() as url:
        order = SqlOrderGateway(url).by_number(canonical(number) or number.lstrip("#"))
    if order is None:
        raise click.ClickException(f"there is no order {number}")
    for line in _lines(order):
        click.echo(line)


@contextmanager
def _store() -> Iterator[str]:
    """The URL of the order store, migrated; any error with it is shown in one sentence."""
    try:
        url = load_settings().orders_db
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    with migrated("orders", url):
        yield url


def _shop_zone() -> tzinfo:
    """The time zone of the shop's opening hours; a file that is refused is shown in one sentence."""
    try:
        return bootstrap(load_settings()).hours.zone
    except FileRefused as error:
        raise click.ClickException(str(error)) from error


def _warn(warning: Problem) -> None:
    click.echo(f"warning: {warning}", err=True)


class _Bars:
    """A progress bar for each stage; on a terminal only."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._stage, self._shown = "", 0
        self._bar: ProgressBar[int] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stack.close()
            step = max(1, total // 100)
            bar = click.progressbar(length=total, label=stage.ljust(6), file=sys.stderr, update_min_steps=step)
            self._stage, self._shown, self._bar = stage, 0, self._stack.enter_context(bar)
        if self._bar is not None:
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
        price = money(item.unit_price_cents, order.currency, MoneyStyle.CODE_LAST)
        yield f"  {item.quantity} x {item.name} ({item.sku}) at {price}, {item.shipped} shipped"
    total = money(order.total_cents, order.currency, MoneyStyle.CODE_LAST)
    delivery = money(order.shipping_cents, order.currency, MoneyStyle.CODE_LAST)
    yield f"Total: {total} with {delivery} delivery"
    for parcel in order.shipments:
        yield f"Parcel: {parcel.carrier} {parcel.tracking_number}, {parcel.status}, {parcel.tracking_url or 'no link'}"
    for change in order.history:
        yield f"  {change.at:%Y-%m-%d %H:%M} {change.status}" + (f": {change.note}" if change.note else "")
    for each in order.returns:
        yield f"Return of {each.sku or 'everything'}: {each.status}, {each.reason}"
    for note in customer.notes:
        yield f"Account note {note.kind}: {note.text}"
