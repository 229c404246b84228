"""What the bot says while orders cannot be looked up, or what is found is garbage: a sentence and an attempt in the
log, never a crash."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from functools import partial

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.order_replies import ActionShowOrder
from actions.orders import AskOrderCandidates, ValidateOrderForm
from actions.products import ActionAnswerProduct
from baton.base import database, migrations
from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.orders.gateway import OrdersUnavailable
from baton.orders.sample.seed import seed
from baton.orders.sql_gateway import SqlOrderGateway


class Unreachable:
    def __getattr__(self, name):
        def method(text):
            raise OrdersUnavailable("the order store is away")

        return method


@pytest.fixture
def run(run_on):
    return partial(run_on, Unreachable())


@pytest.fixture
def run_on(tmp_path):
    settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_ORDER_PROOF": "none"})

    def run(orders, action, text, **slots):
        container = bootstrap(settings, orders=orders)
        message = {"text": text, "intent": {"name": "inform"}, "entities": []}
        loop = {"name": "order_form"} if "requested_slot" in slots else {}
        tracker = Tracker("c1", slots, message, [], False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        events = action(container).run(dispatcher, tracker, {})
        return {e["name"]: e["value"] for e in events}, [m["response"] or m["text"] for m in dispatcher.messages]

    return run


@pytest.mark.parametrize(
    ("action", "text", "slots"),
    [
        (ActionAnswerProduct, "how bright is the lamp?", {}),
        (ActionShowOrder, "where is it?", {"order_number": "10023"}),
        (
            ValidateOrderForm,
            "jane@example.com",
            {"requested_slot": "customer_email", "identity": {"email": "j@e.org"}},
        ),
        (AskOrderCandidates, "Jane Doe", {"order_candidates": ["10023", "10024"]}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_every_action_says_so_and_notes_a_failed_attempt(run, action, text, slots):
    events, responses = run(action, text, **slots)
    assert responses == ["utter_lookup_unavailable"]
    assert events["attempt"]["outcome"] == "unavailable"
    assert events.get("requested_slot") is None


#: Columns that nobody checks: a SQLite file that another program writes may hold anything in each of them.
COLUMNS = [
    ("orders", "status"),
    ("orders", "placed_at"),
    ("orders", "expected_on"),
    ("orders", "total_cents"),
    ("orders", "currency"),
    ("order_items", "name"),
    ("order_items", "quantity"),
    ("customers", "email"),
    ("customers", "verified_since"),
    ("shipments", "tracking_number"),
    ("shipments", "shipped_at"),
    ("status_history", "at"),
]
GARBAGE = ("", "yesterday \U0001f4a9 \x00", 1e300, b"\xff\xfe")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "orders.db"
    migrations.upgrade("orders", f"sqlite:///{path}")
    seed(f"sqlite:///{path}", date.today())
    database.engine(f"sqlite:///{path}").dispose()
    return path


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_store_that_holds_garbage_is_no_crash(run_on, shop, tmp_path, table, column):
    for number, value in enumerate(GARBAGE):
        path = tmp_path / f"{number}.db"
        shutil.copy(shop, path)
        with sqlite3.connect(path) as connection:
            connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
        connection.close()
        for action in (ActionShowOrder, AskOrderCandidates):
            events, said = run_on(SqlOrderGateway(f"sqlite:///{path}"), action, "where is it?", order_number="10023")
            assert said and all(said)
            if said == ["utter_lookup_unavailable"]:
                assert events["attempt"]["outcome"] == "unavailable"
