"""The page on which an admin hands a customer's data out, or erases them."""

from __future__ import annotations

import json

import pytest

from baton.desk.auth.roles import Role
from baton.handoff.records.audit_trail import AuditAction
from tests.support.bench import PASSWORD

EMAIL = "jane@example.net"


@pytest.fixture
def admin(bench):
    bench.agent("root", role=Role.ADMIN)
    client = bench.browser()
    bench.enter(client, "root")
    return client


@pytest.fixture
def jane(bench):
    """A customer who gave an address, and somebody who mentions it."""
    bench.customer("c1", f"I am at {EMAIL}")
    bench.log_event("c1", {"event": "slot", "name": "customer_email", "value": EMAIL})
    bench.customer("c2", f"do you know {EMAIL}?")
    bench.clock.forward(hours=2)


def send(bench, client, path, **fields):
    form = {"csrf": bench.form_token_of(client), "by": "email", "value": EMAIL, **fields}
    return client.post(path, data=form)


def test_a_preview_names_each_conversation_and_takes_what_is_surely_theirs(bench, jane, admin):
    page = send(bench, admin, "/customers").text
    assert page.count('data-test="customers-row"') == 2
    assert 'value="c1" aria-label="Take c1" checked' in page and 'value="c2" aria-label="Take c2" checked' not in page
    assert "given as their own" in page and "somebody else" in page
    (entry,) = bench.parts.audit.read(action=AuditAction.CUSTOMER_LOOKED_UP.value)
    assert EMAIL not in str(entry)


def test_an_export_is_a_file_with_what_was_chosen_only(bench, jane, admin):
    answer = send(bench, admin, "/customers/export", conversation=["c1"])
    assert "attachment" in answer.headers["content-disposition"]
    exported = json.loads(answer.text)
    assert [each["id"] for each in exported["conversations"]] == ["c1"]
    assert bench.parts.audit.read(action=AuditAction.CUSTOMER_EXPORTED.value)


def test_what_the_search_did_not_find_cannot_be_chosen(bench, jane, admin):
    bench.customer("c3", "somebody else's words")
    assert send(bench, admin, "/customers/export", conversation=["c3"]).status_code == 422


def test_an_erasure_needs_its_word(bench, jane, admin):
    answer = send(bench, admin, "/customers/erase", conversation=["c1"], confirmation="yes")
    assert answer.status_code == 409 and "Nothing was erased" in answer.text and bench.log.events("c1")
    answer = send(bench, admin, "/customers/erase", conversation=["c1"], confirmation=" Erase ")
    assert answer.status_code == 200 and 'data-test="erased"' in answer.text
    assert bench.log.events("c1") == [] and bench.log.events("c2") != []
    (entry,) = bench.parts.audit.read(action=AuditAction.CUSTOMER_ERASED.value)
    assert entry.actor == "root" and EMAIL not in str(entry)


@pytest.mark.parametrize("path", ["/customers/export", "/customers/erase", "/customers"])
def test_whoever_finds_the_desk_unlocked_gets_nobodys_data_and_erases_nobody(bench, jane, admin, path):
    """A sign-in of a while ago is no proof of who sits there: the password comes first, then the page again."""
    bench.clock.forward(minutes=30)
    answer = send(bench, admin, path, conversation=["c1"], confirmation="erase")
    assert (answer.status_code, answer.headers["location"]) == (303, "/confirm?next=/customers") and not answer.text
    assert admin.get("/customers").headers["location"] == "/confirm?next=/customers"
    assert bench.log.events("c1") and not bench.parts.audit.read(action=AuditAction.CUSTOMER_EXPORTED.value)
    confirm = {"csrf": bench.form_token_of(admin), "password": PASSWORD, "next": "/customers"}
    assert admin.post("/confirm", data=confirm).headers["location"] == "/customers"
    assert send(bench, admin, path, conversation=["c1"], confirmation="erase").status_code == 200


def test_what_is_open_is_refused_unless_it_is_to_be_ended(bench, jane, admin):
    bench.handoff("h1", "c1")
    fields = {"conversation": ["c1"], "confirmation": "erase"}
    answer = send(bench, admin, "/customers/erase", **fields)
    assert answer.status_code == 409 and "still open" in answer.text and "handoff h1 is queued" in answer.text
    assert send(bench, admin, "/customers/erase", **fields, end="true").status_code == 200
    assert bench.store.get("h1").package["customer"]["email"] is None


@pytest.mark.parametrize("value", ["", "no address"])
def test_what_is_no_address_is_said_so(bench, admin, value):
    assert send(bench, admin, "/customers", value=value).status_code == 422


def test_only_admins_may(bench, jane, maria):
    assert maria.get("/customers").status_code == 403
    assert send(bench, maria, "/customers/erase", conversation=["c1"], confirmation="erase").status_code == 403
