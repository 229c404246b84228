"""Every route of the desk's app against what no well-behaved program sends: an answer, and never a server error.

The routes, their queries and the names of forms' fields are taken from the app, so that a new door is tried without a
line here. Each route gets a few of the odd values, others than the route before: there are thousands of pairs. It is an
admin who sends it, with the form's token: behind the guard is where it could break.
"""

from __future__ import annotations

import re
from itertools import cycle, islice
from urllib.parse import quote_from_bytes

import pytest

from baton.desk.auth.permissions import API
from baton.desk.auth.roles import Role, Scope
from tests.support.bench import Bench
from tests.support.odd import SENT, as_json

FORM = "application/x-www-form-urlencoded"
JSON_FIELDS = ("text", "client_id", "team", "login", "at", "disposition", "outcome", "on", "stars", "contact", "reason")
#: Words for paths, queries and forms. 2**63 is one more than a database's number takes.
WORDS = [b"", b"\0", b"\xff", b"\xed\xa0\x80", "\U0010ffff".encode(), b"-1", b"9" * 400, str(2**63).encode(), b"0"]
WORDS += [b"1e9", b"NaN", "٣".encode(), b"../..", b"2026-13-99", b"9999-12-31", b"0001-01-01", b"%", b"'\"<", b"["]
WORDS += [b"a" * 5_000, b"{}", b"null", b"//x", b"\r\nA: b", b"+15:00", b"2026-11-24T25:61"]
VALUES = (None, True, -1, 2**63, 1e308, "", "\ud800", "\0", "9" * 400, [], [[]], {}, {"a": {"b": []}})


def fields(route):
    """The names of what a route reads from a query or a form."""
    return sorted(each.alias for each in [*route.dependant.query_params, *route.dependant.body_params])


class Some:
    """Goes round a list for ever, a few at a time."""

    def __init__(self, values):
        self._values = cycle(values)

    def take(self, count):
        return list(islice(self._values, count))


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("doors"))
    made.agent("ann", role=Role.ADMIN)
    made.handoff("h1")
    made.parts.notifier.closing = True  # so that a stream ends as soon as it has begun
    return made


def routes(bench):
    return sorted((m, route.path) for route in bench.app.routes for m in (getattr(route, "methods", None) or ()))


def send(bench, method, path, signed=False, **request):
    """A request of the admin's browser, or of a program with their token; checked, whatever it asks."""
    client = bench.browser()
    headers = dict(request.pop("headers", {}))
    if signed:
        headers |= bench.token("ann", Scope)
    else:
        bench.enter(client, "ann")
        headers["X-CSRF-Token"] = bench.form_token_of(client)
    answer = client.request(method, path, headers=headers, **request)
    what = (method, path[:80], str(request)[:200], answer.status_code, answer.text[:300])
    assert answer.status_code < 500 or (path == "/ready" and answer.status_code == 503), what
    assert "Traceback" not in answer.text, what
    if path.startswith(API) and answer.status_code >= 400:
        assert answer.json()["error"]["message"], what


def filled(path, word=b"h1"):
    return re.sub(r"\{[^}]*\}", lambda _: quote_from_bytes(word, safe=""), path)


def changing(bench, api):
    """The routes that change something: those of the API, or the others."""
    return [(m, path) for m, path in routes(bench) if m not in ("GET", "HEAD") and path.startswith(API) == api]


@pytest.mark.parametrize("api", [True, False])
def test_bodies_of_any_bytes(bench, api):
    some = Some(SENT)
    for method, path in changing(bench, api):
        for content, kind in some.take(2):
            send(bench, method, filled(path), api, content=content, headers={"Content-Type": kind} if kind else {})


def test_forms_and_queries_whose_fields_hold_anything(bench):
    some = Some(WORDS)
    for route in bench.app.routes:
        for method in getattr(route, "methods", None) or ():
            path, api = filled(route.path), route.path.startswith(API)
            names = {*fields(route), "q", "at", "id"}
            for _ in range(2):
                pairs = "&".join(f"{name}={quote_from_bytes(*some.take(1))}" for name in sorted(names))
                form = {} if method == "GET" else {"content": pairs, "headers": {"Content-Type": FORM}}
                send(bench, method, f"{path}?{pairs}", api, **form)
            if form:
                send(bench, method, path, api, files={name: ("../x", b"\xff\0", "text/html") for name in names})


def test_json_whose_fields_are_of_any_kind(bench):
    some = Some(VALUES)
    for method, path in changing(bench, api=True):
        for _ in range(3):
            body = as_json(dict(zip(JSON_FIELDS, some.take(len(JSON_FIELDS)), strict=True)))
            send(bench, method, filled(path), True, content=body, headers={"Content-Type": "application/json"})


def test_paths_of_any_bytes(bench):
    some = Some(WORDS)
    for method, path in routes(bench):
        if "{" in path:
            for word in some.take(2):
                send(bench, method, filled(path, word), path.startswith(API))


def test_what_is_tried_is_something(bench):
    """Fields that are read in another way would leave the test of forms empty."""
    named = {name for route in bench.app.routes if getattr(route, "methods", None) for name in fields(route)}
    assert len(routes(bench)) > 90 and {"login", "password", "state", "next", "note", "order"} <= named
