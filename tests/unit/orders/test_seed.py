"""The sample shop: odd as a real one, and the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timezone

import sqlalchemy as sa

from baton.base import database
from baton.base.migrations import upgrade
from baton.orders.gateway import NON_STANDARD_STATUSES, STANDARD_STATUSES
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


def test_the_sample_shop_is_as_large_and_as_odd_as_a_real_one(url):
    assert seed(url, NOW.date())
    assert not seed(url, NOW.date())  # once
    orders = SqlOrderGateway(url)
    found = [order for number in range(10001, 10090) if (order := orders.by_number(str(number)))]
    assert len(found) >= 60
    statuses = Counter(order.status for order in found)
    assert set(statuses) >= set(STANDARD_STATUSES) | set(NON_STANDARD_STATUSES)
    assert orders.by_number("10099") is None
    assert len({order.customer.email for order in orders.by_name("maria garcía")}) == 2
    assert orders.by_number("10023").customer.name == "Jane Doe"
    assert any(order.customer.notes for order in found)
    with database.engine(url).connect() as connection:
        customers, products, complex_ones = (
            connection.scalar(sa.text(f"SELECT count(*) FROM {what}"))
            for what in ("customers", "products", "products WHERE complex_spec")
        )
    assert customers >= 30 and products >= 25 and complex_ones >= 3


def test_the_sample_shop_is_the_same_every_time(tmp_path):
    shops = []
    for name in ("one", "two"):
        made = f"sqlite:///{tmp_path / name}.db"
        upgrade("orders", made)
        seed(made, NOW.date())
        shops.append([SqlOrderGateway(made).by_number(str(number)) for number in range(10001, 10090)])
    assert shops[0] == shops[1]


def test_the_sample_shop_is_relative_to_the_day(url):
    seed(url, date(2027, 5, 1))
    order = SqlOrderGateway(url).by_number("10023")
    assert order.expected_on == date(2027, 5, 3)
    assert [c.at for c in order.history] == sorted(c.at for c in order.history)
