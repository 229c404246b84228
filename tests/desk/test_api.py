"""The JSON API: the same verbs, the same rules, errors in one shape."""

from __future__ import annotations

import json
from datetime import timedelta

import jsonschema
import pytest

from baton.base import database
from baton.desk.auth.permissions import RIGHTS
from baton.handoff.records.lifecycle import State
from tests.support.bench import Bench, form_token

API = "/api/v1/handoffs"


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    made.agent("maria")
    made.agent("tom")
    made.handoff("h1", "c1")
    return made


@pytest.fixture
def call(bench):
    """Calls as somebody by a token."""
    client = bench.browser()
    tokens = {login: bench.token(login) for login in ("maria", "tom")}

    def call(method, path, body=None, login="maria"):
        return client.request(method, path, json=body, headers=tokens[login])

    return call


def error(answer):
    found = answer.json()
    assert set(found) == {"error"} and set(found["error"]) == {"code", "message"}
    return found["error"]["code"]


def test_health_needs_no_sign_in(bench):
    assert bench.browser().get("/health").json() == {"status": "ok"}


def test_ready_needs_no_sign_in_and_says_why_not(bench, monkeypatch):
    assert bench.browser().get("/ready").json() == {"ready": True}
    monkeypatch.setattr(bench.log, "engine", database.engine("postgresql://127.0.0.1:1/x"))
    answer = bench.browser().get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "reasons": ["conversation log: OperationalError"]}


def test_the_list_filters_by_state_and_conversation(bench, call):
    bench.handoff("h2", "c2")
    call("POST", f"{API}/h2/claim")
    ids = lambda query: [h["id"] for h in call("GET", API + query).json()["handoffs"]]  # noqa: E731
    assert ids("") == ["h1", "h2"]
    assert ids("?state=queued") == ["h1"]
    assert ids("?state=queued&state=claimed") == ["h1", "h2"]
    assert ids("?conversation_id=c2") == ["h2"]
    assert ids("?limit=1") == ["h1"]


def test_the_list_is_searched_as_in_the_desk(bench, call):
    bench.log_event("c2", {"event": "slot", "name": "customer_name", "value": "Élodie Dubois"})
    bench.handoff("h2", "c2", text="I want a person, order 10034")
    found = lambda q: [h["id"] for h in call("GET", f"{API}?q={q}").json()["handoffs"]]  # noqa: E731
    assert found("elodie") == found("10034") == found("dub%20elo") == ["h2"]
    assert found("elodie%20smith") == found("%00x") == []
    assert found("") == found("%20") == ["h1", "h2"]
    assert found("10034&state=claimed") == []


def test_one_handoff_has_package_state_and_the_transcript_from_the_log(bench, call):
    bench.customer("c1", "and one more thing")
    found = call("GET", f"{API}/h1").json()
    assert found["handoff"]["state"] == "queued"
    assert found["package"]["schema_version"] == 1 and found["package"]["trigger"]["name"] == "explicit_request"
    assert [line["text"] for line in found["transcript"]] == ["I want a person, order 10012", "and one more thing"]
    assert ("maria", "viewed") in [(e["who"], e["what"]) for e in bench.store.audit("h1")]


def test_the_package_fits_the_schema_that_is_served(bench, call):
    served = bench.browser().get("/schema/handoff-v1.json")  # by whoever has no token, too
    assert served.headers["content-type"] == "application/schema+json"
    schema = served.json()
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    due_at = (bench.clock() + timedelta(days=1)).timestamp()
    call("POST", f"{API}/h1/claim")
    call("POST", f"{API}/h1/schedule", {"due_at": due_at})
    bench.handoff("h2", "c2", trigger="no_ai_contact", category="no_ai")
    for handoff_id in ("h1", "h2"):
        package = call("GET", f"{API}/{handoff_id}").json()["package"]
        assert list(validator.iter_errors(package)) == []
        assert list(validator.iter_errors({**package, "priority": "high"}))  # it is no schema that takes anything


def test_the_whole_life_of_a_handoff(bench, call):
    assert call("POST", f"{API}/h1/claim").json()["owner"] == "maria"
    accepted = call("POST", f"{API}/h1/reply", {"text": "Hello", "client_id": "message-1"})
    assert accepted.status_code == 202
    assert call("POST", f"{API}/h1/reply", {"text": "Hello", "client_id": "message-1"}).json() == accepted.json()
    assert [p["text"] for p in call("GET", f"{API}/h1").json()["pending"]][-1] == "Hello"
    assert call("POST", f"{API}/h1/transfer", {"to": "tom", "note": "yours"}).json()["state"] == "transferred"
    assert call("POST", f"{API}/h1/claim", login="tom").json()["owner"] == "tom"
    closed = call("POST", f"{API}/h1/resolve", {"verdict": "right", "bot_could": False}, login="tom").json()
    assert (closed["state"], closed["disposition"]) == ("resolved", {"verdict": "right", "bot_could": False})


def test_return_and_resolve_take_no_body_too(bench, call):
    bench.handoff("h2", "c2")
    call("POST", f"{API}/h1/claim")
    call("POST", f"{API}/h2/claim")
    assert call("POST", f"{API}/h1/return").json()["state"] == "returned"
    assert call("POST", f"{API}/h2/resolve").json()["state"] == "resolved"


def test_a_callback_is_agreed_on_by_its_moment(bench, call):
    call("POST", f"{API}/h1/claim")
    due = (bench.clock() + timedelta(days=1)).timestamp()
    kept = call("POST", f"{API}/h1/schedule", {"due_at": due, "note": "after lunch"}).json()
    assert (kept["state"], kept["due_at"], kept["due"]) == ("callback_due", due, False)
    assert bench.store.audit("h1")[-1]["detail"] == {"due_at": due, "note": "after lunch"}
    assert call("GET", f"{API}?due=true").json() == {"handoffs": []}
    assert error(call("POST", f"{API}/h1/schedule", {"due_at": bench.parts.time()})) == "refused"  # it is past
    assert error(call("POST", f"{API}/h1/schedule", {"due_at": due + 12 * 3600})) == "refused"  # nobody is there


def test_only_whoever_has_it_types(bench, call):
    assert error(call("POST", f"{API}/h1/typing")) == "refused"
    call("POST", f"{API}/h1/claim")
    assert call("POST", f"{API}/h1/typing").status_code == 204
    assert bench.parts.presence.read("c1").agent_typing == "Maria Smith"
    assert call("POST", f"{API}/h1/typing", {"typing": False}).status_code == 204
    assert bench.parts.presence.read("c1").agent_typing is None
    bench.parts.presence.customer_here("c1")
    assert call("GET", f"{API}/h1").json()["customer"] == "reading"


def test_a_transfer_to_a_team_is_for_whoever_takes_it(bench, call):
    call("POST", f"{API}/h1/claim")
    assert call("POST", f"{API}/h1/transfer", {"team": "returns"}).json()["team"] == "returns"
    assert call("POST", f"{API}/h1/claim", login="tom").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", f"{API}/none", None, 404, "not_found"),
        ("POST", f"{API}/none/claim", None, 404, "not_found"),
        ("GET", f"{API}/{'x' * 40}", None, 422, "invalid"),
        ("GET", f"{API}?state=sleeping", None, 422, "invalid"),
        ("GET", f"{API}?limit=0", None, 422, "invalid"),
        ("GET", f"{API}?conversation_id=%00", None, 422, "invalid"),
        ("POST", f"{API}/h1/reply", {"text": "Hi"}, 409, "refused"),
        ("POST", f"{API}/h1/reply", {}, 422, "invalid"),
        ("POST", f"{API}/h1/reply", {"text": "Hi", "to": "x"}, 422, "invalid"),
        ("POST", f"{API}/h1/reply", {"text": " "}, 422, "invalid"),
        ("POST", f"{API}/h1/reply", {"text": "Hi", "client_id": "a b"}, 422, "invalid"),
        ("POST", f"{API}/h1/transfer", {"note": "x"}, 409, "refused"),
        ("POST", f"{API}/h1/return", {"note": "x" * 3000}, 422, "invalid"),
        ("POST", f"{API}/h1/resolve", {"verdict": "great"}, 422, "invalid"),
        ("GET", "/api/v1/nothing", None, 404, "not_found"),
        ("DELETE", f"{API}/h1", None, 405, "method_not_allowed"),
    ],
)
def test_a_refusal_has_one_shape(call, method, path, body, status, code):
    answer = call(method, path, body)
    assert (answer.status_code, error(answer)) == (status, code)


def test_words_that_no_database_takes_are_cleaned(bench, call):
    call("POST", f"{API}/h1/claim")
    answer = bench.browser().post(
        f"{API}/h1/reply", content=b'{"text": "a\\ud800\\u0000b"}', headers={**bench.token("maria")}
    )
    assert answer.status_code == 202
    assert bench.parts.outbox.pending("c1")[-1].payload["events"][0]["text"] == "ab"


def test_an_unforeseen_error_is_no_stack_trace(bench, call, monkeypatch):
    def broken(*args, **more):
        raise RuntimeError("secret")

    monkeypatch.setattr(bench.parts.store, "find", broken)
    answer = call("GET", API)
    assert (answer.status_code, error(answer)) == (500, "internal") and "secret" not in answer.text


def test_a_session_needs_the_forms_token_to_change_something(bench):
    browser = bench.browser("maria")
    assert browser.post(f"{API}/h1/claim").status_code == 403
    token = form_token(browser, "/handoffs/h1")
    assert browser.post(f"{API}/h1/claim", headers={"X-CSRF-Token": token}).status_code == 200
    assert bench.store.get("h1").state is State.CLAIMED


def test_the_api_describes_itself(call):
    described = call("GET", "/api/v1/openapi.json").json()
    operations = {(method.upper(), path) for path, found in described["paths"].items() for method in found}
    wanted = {route for route in RIGHTS if route[1].startswith("/api/v1/")} - {("GET", "/api/v1/openapi.json")}
    assert operations == wanted
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert "`stats:read`" in described["paths"]["/api/v1/stats"]["get"]["description"]


@pytest.mark.parametrize("bad", ["\ud800", "to\x00m"])
@pytest.mark.parametrize("field", ["to", "team", "\ud800"])
def test_what_no_database_takes_is_refused_and_no_error(bench, field, bad):
    client = bench.browser()
    client.post(f"{API}/h1/claim", headers=bench.token("maria"))
    headers = {**bench.token("maria"), "Content-Type": "application/json"}
    answer = client.post(f"{API}/h1/transfer", content=json.dumps({field: bad}), headers=headers)
    assert (answer.status_code, error(answer)) == (422, "invalid")
