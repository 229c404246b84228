"""The order store: the sample shop, and imports that load everything or nothing."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timezone

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from baton import database
from baton.migrate import upgrade
from baton.orders import commands
from baton.orders.gateway import NON_STANDARD_STATUSES, STANDARD_STATUSES
from baton.orders.importer import ImportRefused, load
from baton.orders.numbers import find_order_numbers
from baton.orders.seed import seed
from baton.orders.sql import SqlOrders
from baton.settings import read
from tests import databases

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
CUSTOMERS = "name,email,line1,city,postcode,country\nAda Byron,ada@example.com,1 Mill Lane,Leeds,LS6 2AB,GB\n"
PRODUCTS = "sku,name,category,price,currency,spec:power\nK1,Kettle,kitchen,20.00,GBP,2 kW\n"
ORDERS = (
    "number,status,placed_at,currency,customer_email,sku,quantity,unit_price,line1,city,postcode,country\n"
    "20001,paid,2026-11-20T10:00:00Z,GBP,ada@example.com,K1,2,20.00,1 Mill Lane,Leeds,LS6 2AB,GB\n"
)


@pytest.fixture(params=databases.KINDS)
def url(request, tmp_path):
    with databases.fresh(request.param, tmp_path) as made:
        upgrade("orders", made)
        yield made


@pytest.fixture
def files(tmp_path):
    def write(**texts):
        paths = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(text)
            paths.append(path)
        return paths

    return write


def test_the_sample_shop_is_as_large_and_as_odd_as_a_real_one(url):
    assert seed(url, NOW.date())
    assert not seed(url, NOW.date())  # once
    orders = SqlOrders(url)
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
        shops.append([SqlOrders(made).by_number(str(number)) for number in range(10001, 10090)])
    assert shops[0] == shops[1]


def test_json_is_imported_as_csv_is(url, tmp_path):
    path = tmp_path / "shop.json"
    address = {"line1": "1 Mill Lane", "city": "Leeds", "postcode": "LS6 2AB", "country": "GB"}
    order = {
        "number": "20001",
        "status": "shipped",
        "placed_at": "2026-11-20T10:00:00Z",
        "currency": "GBP",
        "customer_email": "ada@example.com",
        "address": address,
        "items": [{"sku": "K1", "quantity": 2, "unit_price": "20.00"}],
        "shipments": [{"carrier": "Evri", "tracking_number": "H123"}],
    }
    content = {
        "customers": [{"name": "Ada Byron", "email": "ada@example.com", "address": address}],
        "products": [
            {"sku": "K1", "name": "Kettle", "category": "kitchen", "price": "20.00", "currency": "GBP"},
        ],
        "orders": [order],
    }
    path.write_text(json.dumps(content, indent=1))
    load(url, [path], NOW)
    loaded = SqlOrders(url).by_number("20001")
    assert (loaded.status, loaded.shipments[0].tracking_number) == ("shipped", "H123")
    bad = {**content, "orders": [order, {**order, "number": "20002", "status": "lost in space"}]}
    path.write_text(json.dumps(bad, indent=1))
    with pytest.raises(ImportRefused) as refused:
        load(url, [path], NOW)
    assert [problem.line > 30 for problem in refused.value.problems] == [True]
    assert SqlOrders(url).by_number("20002") is None


def test_the_command_loads_thousands_of_rows_and_a_dry_run_keeps_nothing(tmp_path, files, monkeypatch):
    made = f"sqlite:///{tmp_path / 'orders.db'}"
    head, row = ORDERS.splitlines()
    rows = [row.replace("20001", str(number)) for number in range(20001, 23001)]
    given = files(customers=CUSTOMERS, products=PRODUCTS, orders="\n".join([head, *rows]) + "\n")
    monkeypatch.setattr(commands, "load_settings", lambda: read({"BATON_ORDERS_DB": made}))
    dry = CliRunner().invoke(commands.orders, ["import", "--dry-run", *map(str, given)])
    assert "Dry run" in dry.output and SqlOrders(made).by_number("20001") is None
    done = CliRunner().invoke(commands.orders, ["import", *map(str, given)])
    assert done.exit_code == 0 and "orders: 3000 new, 0 updated" in done.output
    assert SqlOrders(made).by_number("23000") is not None
    wrong = CliRunner().invoke(commands.orders, ["import", str(given[0].with_name("nothing.csv"))])
    assert wrong.exit_code == 1 and "nothing was loaded" in wrong.output and "Traceback" not in wrong.output


def test_the_sample_shop_is_relative_to_the_day(url):
    seed(url, date(2027, 5, 1))
    order = SqlOrders(url).by_number("10023")
    assert order.expected_on == date(2027, 5, 3)
    assert [c.at for c in order.history] == sorted(c.at for c in order.history)


def test_an_import_loads_and_a_second_one_updates(url, files):
    given = files(customers=CUSTOMERS, products=PRODUCTS, orders=ORDERS)
    first = load(url, given, NOW)
    assert {kind: (c.added, c.updated) for kind, c in first.items()} == {
        "customers": (1, 0),
        "products": (1, 0),
        "orders": (1, 0),
    }
    second = load(url, files(orders=ORDERS.replace(",paid,", ",packed,")), NOW)
    assert (second["orders"].added, second["orders"].updated) == (0, 1)
    order = SqlOrders(url).by_number("20001")
    assert order.status == "packed"
    assert order.customer.name == "Ada Byron"
    assert [(i.name, i.quantity) for i in order.items] == [("Kettle", 2)]


def test_every_bad_row_is_named_with_its_line_and_nothing_is_loaded(url, files):
    bad = ORDERS + ORDERS.splitlines()[1].replace("20001", "20002").replace("2026-11-20T10:00:00Z", "yesterday") + "\n"
    bad += ORDERS.splitlines()[1].replace("20001", "20003").replace("K1", "NOPE") + "\n"
    with pytest.raises(ImportRefused) as refused:
        load(url, files(customers=CUSTOMERS, products=PRODUCTS, orders=bad), NOW)
    assert {problem.line for problem in refused.value.problems} == {3, 4}
    assert SqlOrders(url).by_number("20001") is None


@pytest.mark.parametrize("text", ["#10023", "order no. 10 023", "it's 10023 I think", "10-023", "where is 10023?"])
def test_order_numbers_as_people_write_them(text):
    assert find_order_numbers(text) == ["10023"]


@pytest.mark.parametrize("text", ["call 020 7946 0018", "it cost £10023.50", "jane10023@example.com", "on 24.11.2026"])
def test_what_is_no_order_number(text):
    assert find_order_numbers(text) == []
