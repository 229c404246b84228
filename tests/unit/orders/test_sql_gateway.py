"""What the SQL gateway promises beyond the contract of all gateways (tests/contract/test_order_gateway.py)."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import date

import pytest
import sqlalchemy as sa

from baton.base import database
from baton.orders import sql_gateway, tables
from baton.orders.gateway import OrdersUnavailable
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway


def test_however_many_orders_there_are_the_queries_are_few(url):
    seed(url, date(2026, 11, 24))
    statements = []
    engine = database.engine(url)
    sa.event.listen(engine, "before_cursor_execute", lambda *event: statements.append(event[2]))
    counts = []
    for email in ("jane.doe@example.com", "sean.byrne@example.org"):
        statements.clear()
        orders = SqlOrderGateway(url).by_email(email)
        counts.append((len(orders) > 1, sum(text.lstrip().upper().startswith("SELECT") for text in statements)))
    assert counts == [(True, 7), (False, 7)]  # orders, four kinds of children, two of the customer


def test_lists_are_cut_where_nobody_would_read_on(url, monkeypatch):
    seed(url, date(2026, 11, 24))
    monkeypatch.setattr(sql_gateway, "MOST_PRODUCTS", 2)
    assert len(SqlOrderGateway(url).products("kettle lamp coffee towel speaker")) == 2


DATES = [
    (table, column.name)
    for table in tables.Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, sa.types.TypeDecorator | sa.DateTime | sa.Date)
]


@pytest.mark.parametrize(("table", "column"), DATES, ids=lambda each: str(each))
def test_a_date_that_cannot_be_read_is_an_order_store_that_cannot_and_one_entry_of_the_log(
    tmp_path, caplog, table, column
):
    """SQLite keeps any text as a date; PostgreSQL takes none."""
    url = f"sqlite:///{tmp_path / 'orders.db'}"
    seed(url, date(2026, 11, 24))
    words = "some time soon"
    with database.engine(url).begin() as connection:
        connection.exec_driver_sql(f'UPDATE "{table.name}" SET "{column}" = ?', (words,))
    gateway = SqlOrderGateway(url)
    with caplog.at_level(logging.INFO, "baton"):
        for look in (lambda: gateway.by_number("10023"), lambda: gateway.by_email("jane.doe@example.com")):
            caplog.clear()
            with suppress(OrdersUnavailable):
                assert look()  # the order does not need it
            assert len(caplog.records) <= 1 and words not in caplog.text
