"""Databases for commands: migrated, and any error with one shown in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import click
from sqlalchemy.exc import SQLAlchemyError

from baton.base.database import reason_of
from baton.base.migrations import upgrade
from baton.orders.gateway import OrdersUnavailable

_NAMES = {"desk": "the desk's database (BATON_DESK_DB)", "orders": "the order store (BATON_ORDERS_DB)"}


@contextmanager
def migrated(name: Literal["desk", "orders"], url: str) -> Iterator[None]:
    """A block that uses a database.

    Raises:
        click.ClickException: the database cannot be used, at the start or in the block.
    """
    try:
        upgrade(name, url)
        yield
    except (SQLAlchemyError, OrdersUnavailable, OSError) as error:
        reason = error.__cause__ if isinstance(error, OrdersUnavailable) and error.__cause__ else error
        raise click.ClickException(f"{_NAMES[name]} cannot be used: {reason_of(reason)}") from error
