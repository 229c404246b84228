"""Deliveries that were given up: the page and the API show them, and anybody at the desk can try them again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from baton.conversation.inbox import MAX_ATTEMPTS
from baton.desk.auth.roles import Role
from baton.handoff.outbox.outbox import RASA, Delivery, Outbox, Stopped, Undeliverable
from baton.handoff.records.audit_trail import AuditAction
from tests.support.bench import Bench, form_token

API = "/api/v1/deliveries"


class Other:
    """Another system that refuses, until it does not."""

    def __init__(self):
        self.refusal = Undeliverable("HTTP 422: <b>the form is incomplete</b>")

    def deliver(self, delivery, again):
        if self.refusal:
            raise self.refusal

    def wait(self, attempts):
        return None


@pytest.fixture
def other():
    return Other()


@pytest.fixture
def bench(tmp_path, other):
    made = Bench(tmp_path)
    made.agent("maria")
    made.handoff("h1", "c1")
    made.parts.outbox = Outbox(made.engine, {RASA: made.chat, "webhook": other}, made.clock)
    made.parts.outbox.add(Delivery("webhook", "opened:h1:webhook", "c1", {"package": {"secret": "words"}}))
    made.parts.outbox.work()
    return made


@pytest.fixture
def call(bench):
    client, token = bench.browser(), bench.token("maria")
    return lambda method, path: client.request(method, path, headers=token)


def test_the_api_lists_what_was_given_up_without_what_it_says(bench, call):
    (found,) = call("GET", f"{API}?state=dead").json()["deliveries"]
    assert found["target"] == "webhook" and found["kind"] == "opened" and found["handoff_id"] == "h1"
    assert found["state"] == "dead" and found["attempts"] == 1 and "HTTP 422" in found["error"]
    assert found["created_at"] == found["dead_at"] == bench.parts.time()
    assert "words" not in str(found)
    assert call("GET", API).json() == call("GET", f"{API}?state=dead").json()
    assert call("GET", f"{API}?state=waiting").json() == {"deliveries": []}


def test_it_is_tried_again_once_and_the_audit_trail_says_by_whom(bench, call, other):
    number = call("GET", API).json()["deliveries"][0]["id"]
    retried = call("POST", f"{API}/{number}/retry")
    assert (retried.status_code, retried.json()["state"]) == (200, "waiting")
    assert call("POST", f"{API}/{number}/retry").json()["error"]["code"] == "refused"
    other.refusal = None
    bench.parts.outbox.work()
    assert call("GET", f"{API}?state=delivered").json()["deliveries"][0]["id"] == number
    assert call("POST", f"{API}/{number}/retry").status_code == 409
    assert ("maria", "retried") in [(e["who"], e["what"]) for e in bench.store.audit("h1")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", f"{API}/99/retry", 404),
        ("POST", f"{API}/0/retry", 422),
        ("POST", f"{API}/x/retry", 422),
        ("GET", f"{API}?state=lost", 422),
        ("GET", f"{API}?limit=0", 422),
    ],
)
def test_a_refusal_says_what_is_wrong(call, method, path, status):
    answer = call(method, path)
    assert answer.status_code == status
    if status == 404:
        assert answer.json()["error"]["message"] == "There is no such delivery."


def test_the_page_shows_them_and_tries_again(bench, other):
    browser = bench.browser("maria")
    page = browser.get("/deliveries").text
    assert "HTTP 422: &lt;b&gt;the form is incomplete&lt;/b&gt;" in page and "Webhook" in page
    action = re.search(r'action="(/deliveries/\d+/retry)"', page)[1]
    assert browser.post(action, data={"csrf": "no"}).status_code == 403
    other.refusal = None
    done = browser.post(action, data={"csrf": form_token(browser, "/deliveries")})
    assert (done.status_code, done.headers["location"]) == (303, "/deliveries")
    bench.parts.outbox.work()
    page = browser.get("/deliveries").text
    assert "Nothing was given up." in page and "Everything is delivered." in page
    late = browser.post(action, data={"csrf": form_token(browser, "/deliveries")})
    assert late.status_code == 409 and "on its way already" in late.text


def test_the_page_says_who_wants_nothing_any_more(bench, other):
    other.refusal = Stopped("HTTP 410")
    bench.parts.outbox.add(Delivery("webhook", "opened:h2:webhook", "c2", {}))
    bench.parts.outbox.work()
    page = bench.browser("maria").get("/deliveries").text
    assert "wants no more deliveries" in page and "baton connectors resume webhook" in page


def test_the_menu_leads_there(bench):
    assert 'href="/deliveries"' in bench.browser("maria").get("/").text


def test_where_the_desk_was_not_chosen_nobody_claims_by_hand(tmp_path):
    key = "whsec_" + "a2V5" * 10 + "a2U="
    chosen = {"BATON_CONNECTORS": "webhook", "BATON_WEBHOOK_URL": "http://127.0.0.1:1", "BATON_WEBHOOK_SECRET": key}
    bench = Bench(tmp_path, **chosen)
    bench.agent("maria")
    bench.handoff("h1", "c1")
    browser = bench.browser("maria")
    refused = browser.post("/handoffs/h1/claim", data={"csrf": form_token(browser, "/handoffs/h1")})
    assert refused.status_code == 409 and "not answered here" in refused.text
    answer = bench.browser().post("/api/v1/handoffs/h1/claim", headers=bench.token("maria"))
    assert answer.status_code == 200  # those who bring their own desk do it by the API


def test_supervisors_see_customers_messages_that_were_given_up_and_have_them_tried_again(bench):
    bench.agent("lena", role=Role.LEAD)
    inbox = bench.parts.inbox
    message = inbox.accept("web-a", "m1", {"text": "<b>odd</b> message"})
    for attempts in range(MAX_ATTEMPTS):
        inbox.failed(replace(message, attempts=attempts), "KeyError: 'intent'")
    assert "odd" not in bench.browser("maria").get("/deliveries").text
    browser = bench.browser("lena")
    page = browser.get("/deliveries").text
    assert "&lt;b&gt;odd&lt;/b&gt; message" in page and "KeyError" in page
    action = f"/deliveries/messages/{message.id}/retry"
    assert f'action="{action}"' in page
    done = browser.post(action, data={"csrf": form_token(browser, "/deliveries")})
    assert done.status_code == 303 and [m.id for m in inbox.waiting("web-a")] == [message.id]
    late = browser.post(action, data={"csrf": form_token(browser, "/deliveries")})
    assert late.status_code == 409
    [entry] = bench.parts.audit.read(action=AuditAction.DELIVERY_RETRIED.value)
    assert (entry.actor, entry.details["message"]) == ("lena", message.id)
