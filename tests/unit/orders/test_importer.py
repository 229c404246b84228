"""Imports that load everything or nothing."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from baton.base.settings import read
from baton.cli import orders as commands
from baton.orders.imports.importer import ImportRefused, load
from baton.orders.sql_gateway import SqlOrderGateway

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
CUSTOMERS = "name,email,line1,city,postcode,country\nAda Byron,ada@example.com,1 Mill Lane,Leeds,LS6 2AB,GB\n"
PRODUCTS = "sku,name,category,price,currency,spec:power\nK1,Kettle,kitchen,20.00,GBP,2 kW\n"
ORDERS = (
    "number,status,placed_at,currency,customer_email,sku,quantity,unit_price,line1,city,postcode,country\n"
    "20001,paid,2026-11-20T10:00:00Z,GBP,ada@example.com,K1,2,20.00,1 Mill Lane,Leeds,LS6 2AB,GB\n"
)


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
    loaded = SqlOrderGateway(url).by_number("20001")
    assert (loaded.status, loaded.shipments[0].tracking_number) == ("shipped", "H123")
    bad = {**content, "orders": [order, {**order, "number": "20002", "status": "lost in space"}]}
    path.write_text(json.dumps(bad, indent=1))
    with pytest.raises(ImportRefused) as refused:
        load(url, [path], NOW)
    assert [problem.line > 30 for problem in refused.value.problems] == [True]
    assert SqlOrderGateway(url).by_number("20002") is None


def test_the_command_loads_thousands_of_rows_and_a_dry_run_keeps_nothing(tmp_path, files, monkeypatch):
    made = f"sqlite:///{tmp_path / 'orders.db'}"
    head, row = ORDERS.splitlines()
    rows = [row.replace("20001", str(number)) for number in range(20001, 22001)]
    given = files(customers=CUSTOMERS, products=PRODUCTS, orders="\n".join([head, *rows]) + "\n")
    monkeypatch.setattr(commands, "load_settings", lambda: read({"BATON_ORDERS_DB": made}))
    dry = CliRunner().invoke(commands.orders, ["import", "--dry-run", *map(str, given)])
    assert "Dry run" in dry.output and SqlOrderGateway(made).by_number("20001") is None
    done = CliRunner().invoke(commands.orders, ["import", *map(str, given)])
    assert done.exit_code == 0 and "orders: 2000 new, 0 updated" in done.output
    assert SqlOrderGateway(made).by_number("22000") is not None
    wrong = CliRunner().invoke(commands.orders, ["import", str(given[0].with_name("nothing.csv"))])
    assert wrong.exit_code == 1 and "nothing was loaded" in wrong.output and "Traceback" not in wrong.output


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
    order = SqlOrderGateway(url).by_number("20001")
    assert order.status == "packed"
    assert order.customer.name == "Ada Byron"
    assert [(i.name, i.quantity) for i in order.items] == [("Kettle", 2)]


def test_every_bad_row_is_named_with_its_line_and_nothing_is_loaded(url, files):
    bad = ORDERS + ORDERS.splitlines()[1].replace("20001", "20002").replace("2026-11-20T10:00:00Z", "yesterday") + "\n"
    bad += ORDERS.splitlines()[1].replace("20001", "20003").replace("K1", "NOPE") + "\n"
    with pytest.raises(ImportRefused) as refused:
        load(url, files(customers=CUSTOMERS, products=PRODUCTS, orders=bad), NOW)
    assert {problem.line for problem in refused.value.problems} == {3, 4}
    assert SqlOrderGateway(url).by_number("20001") is None


HEADER = "number,status,placed_at,customer_email,currency,sku,item_name,unit_price"
BERLIN, LOS_ANGELES = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")


def one(url, files, row, more="", zone=timezone.utc):
    given = files(customers=CUSTOMERS, orders=f"{HEADER}{more}\n{row}\n")
    load(url, given, NOW, zone=zone)
    return SqlOrderGateway(url).by_number(row.partition(",")[0])


def test_a_status_is_not_dated_by_the_import(url, files):
    order = one(url, files, "20077,shipped,2025-03-01,ada@example.com,GBP,K1,Kettle,20.00")
    assert [change.status for change in order.history] == ["placed"]
    assert order.status == "shipped" and order.items[0].shipped == 1
    row = "20077,shipped,2025-03-01,ada@example.com,GBP,K1,Kettle,20.00,Evri,H1,2026-11-21"
    dated = one(url, files, row, ",carrier,tracking_number,shipped_at")
    assert [(change.status, str(change.at.date())) for change in dated.history] == [
        ("placed", "2025-03-01"),
        ("shipped", "2026-11-21"),
    ]
    later = one(url, files, "20077,lost,2025-03-01,ada@example.com,GBP,K1,Kettle,20.00")
    assert (later.status, len(later.history)) == ("lost", 2)


@pytest.mark.parametrize("status", ["shipped", "out_for_delivery", "delivered", "customs_hold", "lost"])
def test_what_has_left_the_warehouse_has_all_items_shipped(url, files, status):
    order = one(url, files, f"20078,{status},2026-11-01,ada@example.com,GBP,K1,Kettle,20.00")
    assert order.items[0].shipped == 1 and order.delivered_at is None


def test_times_without_a_zone_are_the_shop_s(url, files):
    order = one(url, files, "20079,paid,2026-07-01T00:30,ada@example.com,GBP,K1,Kettle,20.00", zone=BERLIN)
    assert order.placed_at == datetime(2026, 6, 30, 22, 30, tzinfo=timezone.utc)


def test_an_order_may_be_expected_on_the_day_on_which_it_was_placed_in_the_shop(url, files):
    row = "20080,paid,2026-07-02T01:30:00Z,ada@example.com,GBP,K1,Kettle,20.00,2026-07-01"
    assert one(url, files, row, ",expected_on", LOS_ANGELES).expected_on.isoformat() == "2026-07-01"
    with pytest.raises(ImportRefused, match="was expected before it was placed"):
        one(url, files, row.replace("20080", "20081"), ",expected_on")


def test_an_order_may_be_delivered_on_the_day_on_which_it_was_placed(url, files):
    row = "20082,delivered,2026-11-20T10:00:00Z,ada@example.com,GBP,K1,Kettle,20.00,2026-11-20"
    order = one(url, files, row, ",delivered_at")
    assert [change.at for change in order.history] == sorted(change.at for change in order.history)
    with pytest.raises(ImportRefused, match="was delivered before it was placed"):
        one(url, files, row.replace("20082", "20083").replace("00,2026-11-20", "00,2026-11-19"), ",delivered_at")


@pytest.mark.parametrize(
    ("currency", "price", "units"), [("JPY", "2000", 2000), ("KWD", "12.500", 12500), ("ARS", "20.50", 2050)]
)
def test_prices_of_any_currency(url, files, currency, price, units):
    order = one(url, files, f"20084,Cancelled,2026-11-01,ada@example.com,{currency},K1,Kettle,{price}")
    assert (order.status, order.total_cents, order.currency) == ("cancelled", units, currency)


def test_a_price_with_more_decimals_than_its_currency_is_refused_with_its_line(url, files):
    with pytest.raises(ImportRefused, match=r"orders.csv:2: items\[1\].unit_price: 20.50 must be an amount with no"):
        one(url, files, "20085,paid,2026-11-01,ada@example.com,JPY,K1,Kettle,20.50")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("customers", CUSTOMERS.splitlines()[0] + '\nVera,v@example.com,"1 Mill Lane,Leeds,LS6,GB\n'),
        ("products", PRODUCTS.splitlines()[0] + '\nK9,"5"" pan,kitchen,20.00,GBP,2 kW\n'),
        ("orders", ORDERS.replace("K1", '"5"" pan')),
    ],
)
def test_one_wrong_quote_in_one_file_loads_nothing_of_any(url, files, name, text):
    given = {"customers": CUSTOMERS, "products": PRODUCTS, "orders": ORDERS, name: text}
    with pytest.raises(ImportRefused, match=f"{name}.csv:2: is not CSV"):
        load(url, files(**given), NOW)
    assert SqlOrderGateway(url).by_number("20001") is None and SqlOrderGateway(url).product("K1") is None


@pytest.mark.parametrize(
    ("setting", "numbers"),
    [
        ("#1001", ["#1001", "#1002"]),
        ("SO-2024-0001", ["SO-2024-0001", "SO-2026-0417"]),
        ("FR-10023, DE10023", ["FR-10023", "DE10023"]),
        ("9999, 10000", ["9999", "10000"]),
        ("202600017", ["202600017"]),
    ],
)
def test_order_numbers_of_any_form_are_loaded_as_they_are(url, files, monkeypatch, setting, numbers):
    monkeypatch.setenv("BATON_ORDER_NUMBER_FORMAT", setting)
    rows = "".join(f"{number},paid,2026-11-01,ada@example.com,GBP,K1,Kettle,20.00\n" for number in numbers)
    load(url, files(customers=CUSTOMERS, orders=f"{HEADER}\n{rows}"), NOW)
    gateway = SqlOrderGateway(url)
    assert [gateway.by_number(number).number for number in numbers] == numbers
    assert [gateway.by_number(number.lower().strip("#")).number for number in numbers] == numbers


def test_a_number_of_another_form_is_refused_and_the_setting_is_named(url, files):
    with pytest.raises(ImportRefused, match=r"it has 5 digits .*; BATON_ORDER_NUMBER_FORMAT sets another form"):
        one(url, files, "SO-2024-0001,paid,2026-11-01,ada@example.com,GBP,K1,Kettle,20.00")


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("'+447700900123", "+447700900123"),
        ("\u202a+447700900123\u202c", "+447700900123"),
        ("+44 20 7946 0031 ext. 7", "+44 20 7946 0031 x7"),
        ("n/a", None),
        ("4.47701E+11", None),
        ("ask Ann", None),
    ],
)
def test_an_odd_phone_number_does_not_hold_up_the_file(url, files, given, stored):
    head, row = CUSTOMERS.splitlines()
    warnings = []
    load(
        url,
        files(customers=f"{head},phone\n{row},{given}\n", products=PRODUCTS, orders=ORDERS),
        NOW,
        warn=lambda warning: warnings.append(str(warning)),
    )
    assert SqlOrderGateway(url).by_number("20001").customer.phone == stored
    assert len(warnings) == (stored is None and given != "n/a")
    assert all("customers.csv:2: phone: " in warning for warning in warnings)
