"""``baton orders`` with a store that cannot be used."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from baton.base.settings import read
from baton.cli import database
from baton.cli import orders as commands
from baton.orders.gateway import OrdersUnavailable
from baton.orders.sql_gateway import SqlOrderGateway


@pytest.fixture
def run(monkeypatch):
    def run(url, *command):
        monkeypatch.setattr(commands, "load_settings", lambda: read({"BATON_ORDERS_DB": url}))
        result = CliRunner().invoke(commands.orders, command)
        return result.exit_code, result.output.strip()

    return run


@pytest.mark.parametrize("command", [("seed",), ("show", "10023"), ("import", "orders.csv")])
def test_a_store_that_cannot_be_reached_is_one_sentence(run, command):
    code, output = run("postgresql://nobody@127.0.0.1:1/nothing", *command)
    assert code == 1
    assert output.startswith("Error: the order store (BATON_ORDERS_DB) cannot be used: ")
    assert len(output.splitlines()) == 1


def test_so_is_one_that_goes_away_in_the_middle(run, monkeypatch, tmp_path):
    def gone(self, number):
        raise OrdersUnavailable("the order store cannot be reached") from ConnectionError("no route to host")

    monkeypatch.setattr(SqlOrderGateway, "by_number", gone)
    assert run(f"sqlite:///{tmp_path / 'orders.db'}", "show", "10023") == (
        1,
        "Error: the order store (BATON_ORDERS_DB) cannot be used: no route to host",
    )


def test_an_error_that_is_not_the_databases_stays_what_it_is(tmp_path):
    with pytest.raises(KeyError), database.migrated("orders", f"sqlite:///{tmp_path / 'orders.db'}"):
        raise KeyError("a fault of the program")


def test_an_order_is_shown_with_its_amounts(run, tmp_path):
    url = f"sqlite:///{tmp_path / 'orders.db'}"
    assert run(url, "seed") == (0, "The sample shop is in the store.")
    code, output = run(url, "show", "#10023")
    assert code == 0
    assert output.startswith("Order 10023: ") and "Customer: Jane Doe, jane.doe@example.com" in output
    assert " GBP, " in output and " GBP delivery" in output
    assert run(url, "show", "99999") == (1, "Error: there is no order 99999")
