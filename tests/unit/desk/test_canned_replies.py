"""Canned replies: checked with lines, filled in, the fitting one suggested."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baton.base.document import read_document
from baton.base.settings import ROOT
from baton.desk.read_models import handoff_page
from baton.desk.store import canned_replies
from baton.desk.store.canned_replies import CannedReplies
from baton.orders.gateway import Shipment
from tests.support.bench import act
from tests.support.documents import problems_of

TEXT = (ROOT / "business" / "canned_replies.yml").read_text()


def one(text="Hello", **more):
    extra = "".join(f"\n    {name}: {value}" for name, value in more.items())
    return f"replies:\n  - key: one\n    title: One\n    text: {text!r}{extra}\n"


def reads():
    return read_document(TEXT, "canned_replies.yml", CannedReplies)


def test_the_file_of_the_project_is_fine():
    replies = reads().replies
    assert len({reply.title for reply in replies}) == len(replies) > 15


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (one("Hi {nmae}"), 4, "unknown variable nmae"),
        (one("Hi {"), 4, "cannot be filled in"),
        (one("Hi {}"), 4, "unknown variable {}"),
        (one(suggest="{mood: bad}"), 5, "mood"),
        (one(colour="red"), 5, "colour"),
        (one() + one()[9:], 5, "one is there already"),
        ("replies: {}", 1, "array"),
    ],
)
def test_every_problem_is_named_with_its_line(text, line, said):
    problems = problems_of(text, CannedReplies, "f.yml")
    assert [(p.split(": ")[0], said in p) for p in problems] == [(f"f.yml:{line}", True)], problems


@pytest.mark.parametrize(
    ("category", "suggested"),
    [("bereavement", "condolences"), ("cancel_change", None), ("fraud", "fraud"), ("order_status", "customs")],
)
def test_the_fitting_reply_comes_first_with_what_is_known(bench, category, suggested):
    bench.agent("maria")
    bench.log_event("c1", {"event": "slot", "name": "customer_name", "value": "Jane Doe"})
    proof = {"order": "10012", "by": "postcode", "at": "2026-11-24T12:00:00+00:00"}
    bench.log_event("c1", {"event": "slot", "name": "proved_orders", "value": [proof]})
    handoff = bench.handoff("h1", "c1", category=category)
    cards = handoff_page.orders(bench.parts, handoff)
    found = handoff_page.replies(bench.parts, handoff, bench.agents.get("maria"), cards)
    assert found[0].suggested and not any(reply.suggested for reply in found[1:])
    assert found[0].key == suggested or suggested is None
    assert "Jane" in found[0].text and "Maria Smith" in found[0].text and "{" not in found[0].text
    tracking = next(reply for reply in found if reply.key == "tracking")
    assert "DHL" in tracking.text and "TR4CK" in tracking.text


def test_nothing_of_an_order_that_was_not_proved_is_suggested_or_filled_in(bench):
    """A stranger writes a number and asks for a person: the first reply must not hold the tracking link."""
    bench.agent("maria")
    handoff = bench.handoff("h1", "c1", category="order_status")
    cards = handoff_page.orders(bench.parts, handoff)
    assert cards and not any(card.proved for card in cards)
    found = handoff_page.replies(bench.parts, handoff, bench.agents.get("maria"), cards)
    assert not any(secret in reply.text for reply in found for secret in ("DHL", "TR4CK", "98.00", "30 Nov"))
    assert not any(reply.key == "customs" and reply.suggested for reply in found)


def test_no_reply_of_the_project_leaves_anything_to_fill_in_however_little_is_known(bench):
    bench.agent("maria")
    handoff = bench.handoff("h1", "c1")
    bench.orders.away = True
    found = handoff_page.replies(
        bench.parts, handoff, bench.agents.get("maria"), handoff_page.orders(bench.parts, handoff)
    )
    assert [reply.text for reply in found if canned_replies.placeholders(reply.text)] == []
    greeting = next(reply for reply in found if reply.key == "greeting")
    assert greeting.text.startswith("Hello, I'm Maria Smith from ")
    without_order = {reply.key: reply.filled({"agent": "Maria", "shop": "Shop"}) for reply in reads().replies}
    assert not any(canned_replies.placeholders(text) for text in without_order.values())
    assert without_order["goodbye"].startswith("Thank you. Write to us")
    assert "the payments of your order right now" in without_order["payment"]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {first_name}, I'm here", "Hello, I'm here"),
        ("Thank you, {first_name}. Bye", "Thank you. Bye"),
        ("Thank you, {first_name}", "Thank you"),
        ("Hi {first_name|there}!", "Hi there!"),
        ("Your order {order|} is late", "Your order is late"),
        ("I ask {carrier} now", "I ask the carrier now"),
        ("{first_name}, all is fine", "all is fine"),
        ("It is {status|on its way: soon}.", "It is on its way: soon."),
        ("Order {order}", "Order [order]"),
        ("{{order}} costs {total}", "{order} costs [total]"),
    ],
)
def test_a_variable_that_is_not_known_becomes_its_fallback(text, filled):
    assert canned_replies.Reply(key="k", title="t", text=text).filled({}) == filled


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello [first name], it is [Order number]", ["[first name]", "[Order number]"]),
        ("Hello {first_name|there}", ["{first_name|there}"]),
        ("By [ your date ]", []),
        ("See [1] and [x], or [our page](https://shop.example)", []),
        ("I'm here {really}", []),
    ],
)
def test_what_is_left_to_fill_in(text, left):
    assert canned_replies.placeholders(text) == left


@pytest.mark.parametrize("over_api", [False, True])
def test_a_reply_with_something_left_to_fill_in_is_refused_and_says_what(bench, over_api):
    bench.agent("maria")
    bench.handoff("h1", "c1")
    browser = bench.browser("maria")
    act(browser, "h1", "claim")
    said = "Order [order] leaves on [day]"
    if over_api:
        path = "/api/v1/handoffs/h1/reply"
        answer = browser.post(path, headers=bench.token("maria"), json={"text": said})
    else:
        answer = act(browser, "h1", "reply", said=said)
    assert answer.status_code == 422 and "fill in [order] and [day] first" in answer.text
    assert bench.parts.outbox.delayed("c1") == []


def test_programs_get_the_bare_variables(bench):
    bench.agent("maria")
    found = bench.browser().get("/api/v1/canned-replies", headers=bench.token("maria")).json()["replies"]
    tracking = next(reply["text"] for reply in found if reply["key"] == "tracking")
    assert "number {tracking}." in tracking and "|" not in tracking


def test_a_format_string_in_a_customers_name_is_only_a_name(bench):
    bench.log_event("c1", {"event": "slot", "name": "customer_name", "value": "{agent.__class__} {0}"})
    values = canned_replies.values(bench.handoff("h1", "c1").package, None, "Maria", "Shop")
    assert canned_replies.Reply(key="k", title="t", text="Hi {customer}").filled(values) == "Hi {agent.__class__} {0}"


def test_every_parcel_is_filled_in(bench):
    handoff = bench.handoff("h1", "c1")
    evri = Shipment("Evri", "H111", "https://track.example/H111", "in_transit", None)
    parcels = (evri, Shipment("DPD", "D222", None, "in_transit", None), replace(evri, tracking_number="H112"))
    found = bench.orders.by_number("10012")
    order = replace(found, shipments=parcels)
    filled = canned_replies.values(handoff.package, order, "Maria", "Hearth & Wire")
    assert (filled["carrier"], filled["tracking"]) == ("Evri and DPD", "H111 and D222 and H112")
    assert filled["tracking_url"] == "https://track.example/H111"
    assert "tracking" not in canned_replies.values(handoff.package, replace(found, shipments=()), "Maria", "H")
