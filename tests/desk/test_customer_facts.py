"""What becomes known of a customer after the handover, and looking orders up."""

from __future__ import annotations

import pytest

from tests.support.bench import act


def entity(text, kind, value):
    start = text.index(value)
    return {"entity": kind, "value": value, "start": start, "end": start + len(value)}


def says(bench, text, *facts):
    number = bench.customer("c1", text, entities=[entity(text, *fact) for fact in facts])
    bench.parts.customer_input.handle_event(number, "c1")
    return bench.store.get("h1").package


def handed_over(bench, claimed=True):
    bench.log_event("c1", {"event": "user", "text": "a person", "parse_data": {"intent": {"name": "x"}}})
    bench.handoff("h1", text="I want a person")
    package = bench.store.get("h1").package
    package["issue"]["order_numbers"] = []
    bench.store.update(bench.store.get("h1"), bench.parts.time(), package=package)
    bench.clock.forward(seconds=5)
    if claimed:
        bench.parts.handoffs.claim("h1", "maria", "Maria Smith")


@pytest.mark.parametrize("claimed", [True, False])
def test_what_a_customer_writes_after_the_handover_counts(bench, maria, claimed):
    handed_over(bench, claimed)
    assert "Unknown customer" in maria.get("/handoffs/h1").text
    says(bench, "my name is Jane Doe, order 10012", ("person", "Jane Doe"), ("order_number", "10012"))
    package = says(
        bench, "call +447700900456 or jane@example.com", ("phone", "+447700900456"), ("email", "jane@example.com")
    )
    assert package["customer"]["name"] == "Jane Doe" and package["issue"]["order_numbers"] == ["10012"]
    assert (package["customer"]["phone"], package["customer"]["email"]) == ("+447700900456", "jane@example.com")
    since = package["summary"].split("\n")[3]
    assert since.startswith("Since the handover: name Jane Doe, order 10012, e-mail jane@example.com")
    page = maria.get("/handoffs/h1").text
    assert (
        "Jane Doe</h1>" in page and "Desk lamp" in page and "Hello Jane, " in page and "No order was named" not in page
    )
    assert "Not proved" in page  # nobody asked for proof
    assert maria.get("/?q=jane").text.count('data-handoff="h1"') == 1


def test_only_a_name_as_an_answer_is_the_customers_name_and_another_is_not(bench, maria):
    handed_over(bench)
    assert says(bench, "is Tom Smith there?", ("person", "Tom Smith"))["customer"]["name"] is None
    assert says(bench, "Jane Doe.", ("person", "Jane Doe"))["customer"]["name"] == "Jane Doe"


def test_a_message_that_tells_nothing_new_changes_nothing(bench, maria):
    handed_over(bench)
    before = bench.store.get("h1").version
    says(bench, "hello?")
    assert bench.store.get("h1").version == before


@pytest.mark.parametrize("asked", ["10012", "#10012", "jane@example.com", "Jane Doe"])
def test_an_order_is_looked_up_and_the_look_up_is_on_record(bench, maria, asked):
    handed_over(bench)
    answer = act(maria, "h1", "look-up", q=asked)
    assert "Desk lamp" in answer.text and "Not proved" in answer.text and "Jane Doe" in answer.text
    assert [e["detail"]["q"] for e in bench.store.audit("h1") if e["what"] == "looked_up"] == [asked]
    assert "Desk lamp" in act(maria, "h1", "look-up", htmx=False, q=asked).text


def test_a_look_up_that_finds_nothing_says_so(bench, maria):
    handed_over(bench)
    assert "No order was found" in act(maria, "h1", "look-up", q="99999").text
    assert act(maria, "h1", "look-up", q=" ").status_code == 422
    bench.orders.away = True
    assert "does not answer right now" in act(maria, "h1", "look-up", q="10012").text


def test_what_became_known_later_keeps_the_package_as_it_is_published(bench, maria):
    """The summary has a line more then, and one only."""
    handed_over(bench)
    says(bench, "I am Jane Doe", ("person", "Jane Doe"))
    assert act(maria, "h1", "facts", name="Jane\nDoe-Smith", phone="+447700900456").status_code == 200
    answer = bench.browser().get("/api/v1/handoffs/h1", headers=bench.token("maria"))
    assert answer.status_code == 200 and bench.store.get("h1").package["summary"].count("\n") == 3


def test_an_agent_corrects_the_four_facts(bench, maria):
    handed_over(bench)
    facts = {"name": "Jane Doe", "email": "jane@example.com", "phone": "07700 900456", "order": "#10012"}
    assert act(maria, "h1", "facts", **facts).headers["hx-redirect"] == "/handoffs/h1"
    package = bench.store.get("h1").package
    assert [package["customer"][name] for name in ("name", "email", "phone")] == list(facts.values())[:3]
    assert package["issue"]["order_numbers"] == ["10012"] and not package["customer"]["verified"]
    fields = [e["detail"]["fields"] for e in bench.store.audit("h1") if e["what"] == "corrected"]
    assert fields == ["name, email, phone, order"]
    assert act(maria, "h1", "facts", email="no address").status_code == 422
