"""The order form over a real count of attempts: guessing leads nowhere, and what is locked looks like what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timezone

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.order_form import OrderForm
from actions.order_state import ASK_PROOF, OrderFormState
from actions.order_texts import ShopDay
from actions.orders import ValidateOrderForm
from baton.base.database import engine
from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import ChatRow
from baton.orders.proof_attempts import Asker, ProofAttempts
from baton.orders.text.order_words import order_words
from tests.support.clock import Clock
from tests.support.databases import migrated
from tests.unit.actions.messages import Customer

DAY = ShopDay(date(2026, 11, 24), timezone.utc)


@pytest.fixture
def desk(tmp_path):
    migrated(tmp_path / "desk.db")
    return engine(f"sqlite:///{tmp_path}/desk.db")


@pytest.fixture
def chat(orders, desk):
    """A fresh chat of a visitor."""
    gate = ProofAttempts(desk, "s" * 32, clock=Clock())

    def made(visitor, identity=None, network=""):
        form = OrderForm(orders, True, DAY, order_words(), gate, Asker(visitor, network or visitor))
        return Customer(form, OrderFormState(identity=identity))

    return made


def guess(chat, visitor, *texts):
    customer = chat(visitor)
    for text in texts:
        customer.write(text)
    return customer


def seen(customer):
    return [(step.ask, step.response, (step.attempt or {}).get("outcome")) for step in customer.steps]


def test_all_postcodes_of_a_district_open_nothing(chat):
    """A guess in each fresh chat, from a network of its own each time, the right one after all others."""
    guesses = [f"SW1A {n}BB" for n in range(1, 10)] + ["SW1A 1AA"]
    for n, code in enumerate(guesses):
        assert guess(chat, f"v{n}", f"where is order 10023? {code}").shown is None


def test_stop_and_thanks_between_guesses_forget_nothing(chat):
    customer = chat("v")
    for n in range(12):
        customer.write(f"where is order 1002{n % 10}? SW1A {n % 9 + 1}AB")
        customer.state = OrderFormState()  # "stop", "thanks"
    customer.write("where is order 10023? SW1A 1AA")
    assert customer.shown is None


def test_other_references_to_the_same_order_are_the_same_order(chat, orders):
    parcel = orders.by_number("10023").shipments[0].tracking_number
    for n, reference in enumerate(["10023", parcel, "HW10023", f"parcel {parcel.lower()}", "order 10023", "#10023"]):
        guess(chat, f"v{n}", f"where is {reference}", f"LS{n + 1} 9ZZ")
    assert guess(chat, "owner", "where is 10023", "SW1A 1AA").shown is None


def test_postcodes_for_a_name_are_counted_for_the_name_however_it_is_written(chat):
    def guess_for(visitor, name, code):
        customer = chat(visitor)
        customer.state = replace(customer.state, name=name, asked=ASK_PROOF)
        customer.write(code)
        return customer

    for n, name in enumerate(["Jane Doe", "jane doe", "JANE  DOE", "Mrs Jane Doe", "Doe, Jane", "jané doe"]):
        assert guess_for(f"v{n}", name, f"SW1A {n + 2}AB").state.proved == ()
    locked = guess_for("owner", "Jane Doe", "SW1A 1AA")
    unknown = guess_for("other", "Zebulon Quackenbush", "SW1A 1AA")
    assert seen(locked) == seen(unknown) and locked.state.proved == ()


def test_locked_wrong_and_unknown_look_the_same(chat):
    for n in range(6):
        guess(chat, f"v{n}", "where is 10023", f"LS{n} 9ZZ")
        guess(chat, f"w{n}", "where is 99998", f"LS{n} 7ZZ")
    locked = guess(chat, "a", "where is 10023", "SW1A 1AA", "jane.doe@example.com")
    gone = guess(chat, "b", "where is 99998", "SW1A 1AA", "jane.doe@example.com")
    wrong = guess(chat, "c", "where is 10047", "SW1A 1ZZ", "jane.doe@example.net")
    unknown = guess(chat, "d", "where is 99997", "SW1A 1ZZ", "jane.doe@example.net")
    assert seen(locked) == seen(gone) == seen(wrong) == seen(unknown)
    assert locked.state.proved == () and locked.failures == 2  # so a person takes over


def test_nobody_can_lock_a_logged_in_customer_out(chat):
    for n in range(9):
        guess(chat, f"v{n}", "where is 10023", f"LS{n} 9ZZ")
    customer = chat("owner", identity="jane.doe@example.com")
    customer.write("where is 10023")
    assert customer.shown == "10023"


def test_an_order_of_one_s_own_is_no_cover_for_guesses_at_another(chat, desk):
    """The right proof of one order takes back nothing of what was tried on the other."""
    for n in range(8):
        guess(chat, f"v{n}", f"10023 and 10035, jane.doe@example.com, H91 T8K{'ABCDEFGH'[n]}")
    assert guess(chat, "x", "10035", "H91 T8KP").shown is None


def test_a_postcode_that_looks_like_a_number_is_not_used_up_by_those_who_share_it(chat):
    for n in range(12):
        assert guess(chat, f"v{n}", "10032 10119").shown == "10032"


def test_a_typing_error_or_two_cost_a_customer_nothing(chat):
    customer = guess(chat, "v", "10023", "SW1A 1AB", "SW1A 1AC", "SW1A 1AA")
    assert customer.shown == "10023"
    assert guess(chat, "v", "10047", "SW1A 1AA").shown == "10047"


def test_leads_read_in_the_trail_what_is_locked(orders, tmp_path):
    """By the action itself: the visitor and the network of the chat count, over all its conversations."""
    migrated(tmp_path / "desk.db")
    container = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders, clock=Clock())
    for n in range(8):
        row = {"conversation_id": f"web-{n}", "visitor": "same", "network": "198.51.100.7", "created_at": 1.0}
        with container.engine.begin() as connection:
            connection.execute(ChatRow.__table__.insert().values(**row))
        message = {
            "text": f"LS{n} 9ZZ",
            "intent": {"name": "inform"},
            "entities": [{"entity": "postcode", "value": f"LS{n} 9ZZ"}],
        }
        slots = {"requested_slot": "customer_email", "order_asked": "10023"}
        tracker = Tracker(f"web-{n}", slots, message, [], False, None, {"name": "order_form"}, "action_listen")
        ValidateOrderForm(container).run(CollectingDispatcher(), tracker, {})
    entries = AuditTrail(container.engine).read(action=AuditAction.PROOF_LOCKED.value)
    assert {entry.details["kind"]: entry.details.get("order") for entry in entries} == {
        "visitor": None,
        "order": "10023",
    }


def run(container, tracker_slots, text, **entities):
    """What the action writes after one message in the form."""
    found = [{"entity": kind, "value": value} for kind, value in entities.items()]
    message = {"text": text, "intent": {"name": "inform"}, "entities": found}
    tracker = Tracker("c1", tracker_slots, message, [], False, None, {"name": "order_form"}, "action_listen")
    events = ValidateOrderForm(container).run(CollectingDispatcher(), tracker, {})
    return {event["name"]: event["value"] for event in events}


def test_the_log_has_which_order_was_proved_by_what_and_when(orders, tmp_path):
    migrated(tmp_path / "desk.db")
    clock = Clock()
    container = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders, clock=clock)
    asked = {"requested_slot": "customer_email", "order_asked": "10023"}
    wrote = run(container, asked, "SW1A 1AA", postcode="SW1A 1AA")
    first = {"order": "10023", "by": "postcode", "at": clock().isoformat()}
    assert (wrote["order_number"], wrote["proved_orders"]) == ("10023", [first])
    assert "verified" not in wrote
    clock.forward(minutes=1)
    again = run(container, {**asked, "order_asked": "10047", "proved_orders": [first]}, "SW1A 1AA", postcode="SW1A 1AA")
    second = {"order": "10047", "by": "postcode", "at": clock().isoformat()}
    assert again["proved_orders"] == [first, second]
    wrong = run(container, {**asked, "order_asked": "10005"}, "SW1A 1AB", postcode="SW1A 1AB")
    assert "proved_orders" not in wrong and wrong["order_number"] is None


def test_without_the_count_nothing_is_shown(orders, tmp_path):
    """The desk's database is away: nobody can tell how often somebody has tried."""
    container = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders, clock=Clock())
    wrote = run(container, {"requested_slot": "customer_email", "order_asked": "10023"}, "…", postcode="SW1A 1AA")
    assert wrote["order_number"] is None and wrote["attempt"]["outcome"] == "unavailable"
