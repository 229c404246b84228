"""What the SQL gateway promises beyond the contract of all gateways (tests/contract/test_order_gateway.py)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from baton.base import database
from baton.orders import sql_gateway
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
