"""Who may use what: the table of rights against the app's own routes, for every role and every scope of a token.

A new route without a line in `baton/desk/auth/permissions.py` fails here, and is refused to everybody when it runs.
"""

from __future__ import annotations

import re

import pytest
from fastapi import Request

from baton.desk.auth.permissions import API, RIGHTS
from baton.desk.auth.roles import Role, Scope
from baton.desk.web import guard
from baton.handoff.outbox.report import Stage
from tests.support.bench import Bench, form_token

ROLES = {"maria": Role.AGENT, "tom": Role.LEAD, "ann": Role.ADMIN}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("rights"))
    for login, role in ROLES.items():
        made.agent(login, role=role)
    made.handoff("h1")
    made.parts.notifier.closing = True  # so that the stream ends as soon as it has begun
    return made


def routes(bench):
    """Every route of the app with each of its methods."""
    return sorted(
        (method, route.path)
        for route in bench.app.routes
        for method in getattr(route, "methods", None) or ()
        if method != "HEAD"
    )


def filled(path):
    return re.sub(r"\{[^}]*\}", "h1", path)


def refused(answer):
    """Whether the guard refused: a sign-in is wanted, or it is forbidden. Signing out leads to the sign-in too."""
    signed_out = "baton_desk=" in answer.headers.get("set-cookie", "")
    to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
    return answer.status_code in (401, 403) or (to_login and not signed_out)


def test_every_route_has_a_line_and_every_line_a_route(bench):
    assert set(routes(bench)) == set(RIGHTS)


def test_a_route_without_a_line_is_refused_to_everybody(bench, caplog):
    fresh = Bench(bench.settings.var_dir)  # the same databases, an app of its own
    fresh.app.add_api_route("/new", lambda request: {"secret": 1}, methods=["GET"])
    answer = fresh.browser("ann").get("/new")
    assert answer.status_code == 403 and "secret" not in answer.text
    assert "GET /new has no line" in caplog.text


def test_only_the_open_routes_answer_a_stranger(bench):
    stranger = bench.browser()
    token = form_token(stranger)
    for method, path in routes(bench):
        right = RIGHTS[method, path]
        if right.signed:
            continue
        answer = stranger.request(method, filled(path), headers={"X-CSRF-Token": token})
        # A wrong password is a 401, and so is a code that nobody waits for; a page that nobody waits for leads back.
        first_step = (method, path) in {("POST", "/login"), ("GET", "/login/code"), ("POST", "/login/code")}
        assert refused(answer) == (not right.open or first_step), path
    opened = {path for (_, path), right in RIGHTS.items() if right.open and not right.signed}
    sign_in = {"/login", "/login/code", "/login/openid", "/login/openid/callback"}
    assert opened == {"/health", "/ready", "/metrics", "/schema/handoff-v1.json", *sign_in}


def test_a_route_for_signed_requests_refuses_what_is_not_signed(bench):
    """Nobody's session or token counts there: a form of another site cannot use one."""
    signed = [line for line, right in RIGHTS.items() if right.signed]
    assert signed == [("POST", "/connectors/{name}/events")]
    browser = bench.browser()
    bench.enter(browser, "ann")
    for method, path in signed:
        for headers in ({"X-CSRF-Token": bench.form_token_of(browser)}, bench.token("ann", Scope)):
            assert browser.request(method, filled(path), headers=headers).status_code == 401


@pytest.mark.parametrize("login", ROLES)
def test_a_role_may_do_what_its_line_says(bench, login):
    for method, path in routes(bench):
        if RIGHTS[method, path].open:
            continue
        browser = bench.browser()
        bench.enter(browser, login)
        answer = browser.request(method, filled(path), headers={"X-CSRF-Token": bench.form_token_of(browser)})
        allowed = ROLES[login].covers(RIGHTS[method, path].role)
        assert refused(answer) != allowed, (method, path, answer.status_code)
        assert answer.status_code < 500, (method, path)


@pytest.mark.parametrize("login", ROLES)
@pytest.mark.parametrize("scope", Scope)
def test_a_token_may_do_what_its_scope_says(bench, login, scope):
    headers = bench.token(login, [scope])
    client = bench.browser()
    for method, path in routes(bench):
        right = RIGHTS[method, path]
        if right.open:
            continue
        answer = client.request(method, filled(path), headers=headers)
        allowed = path.startswith(API + "/") and right.scope is scope and ROLES[login].covers(right.role)
        assert refused(answer) != allowed, (method, path, answer.status_code)


def idle(bench, login):
    bench.clock.forward(minutes=bench.settings.desk_idle_minutes + 1)


def at_its_end(bench, login):
    bench.clock.forward(hours=bench.settings.desk_session_hours + 1)


def closed(bench, login):
    bench.agents.deactivate(login, "ann")


def in_another_role(bench, login):
    bench.agents.set_role(login, Role.ADMIN if login != "ann" else Role.AGENT, "operator")


def with_a_new_password(bench, login):
    bench.agents.reset_password(login, by="ann")


ENDS = (idle, at_its_end, closed, in_another_role, with_a_new_password)


@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_is_over_opens_no_route(tmp_path, end):
    """Whose person was taken away, whose time is over, or whose rights are others now: the cookie is worth nothing."""
    bench = Bench(tmp_path)
    for login, role in ROLES.items():
        bench.agent(login, role=role)
    bench.handoff("h1")
    bench.parts.notifier.closing = True
    browsers = {login: bench.browser() for login in ROLES}
    for login, browser in browsers.items():
        bench.enter(browser, login)
        assert browser.get("/account").status_code == 200
    for login, browser in browsers.items():
        end(bench, login)
        headers = {"X-CSRF-Token": bench.form_token_of(browser)}
        for method, path in routes(bench):
            if not RIGHTS[method, path].open:
                answer = browser.request(method, filled(path), headers=headers)
                assert refused(answer) and "h1" not in answer.text, (login, method, path, answer.status_code)


#: What every agent may do with a colleague's conversation: read it, and write a note for whoever has it.
WITH_A_COLLEAGUES = {
    ("GET", "/handoffs/{handoff_id}"),
    ("GET", "/handoffs/{handoff_id}/live"),
    ("GET", "/handoffs/{handoff_id}/presence"),
    ("POST", "/handoffs/{handoff_id}/note"),
    ("POST", "/handoffs/{handoff_id}/look-up"),
    ("POST", "/handoffs/{handoff_id}/read"),
    ("GET", f"{API}/handoffs/{{handoff_id}}"),
    ("POST", f"{API}/handoffs/{{handoff_id}}/note"),
}
FIELDS = {
    "said": "Hello",
    "text": "Hello",
    "note": "Note",
    "to": "agent:tom",
    "team": "returns",
    "due": "2026-11-25T11:00",
    "due_at": "2026-11-25T11:00:00Z",
    "verdict": "right",
    "bot_could": "yes",
    "name": "Eve",
    "email": "eve@evil.example",
    "q": "10012",
    "number": "1",
    "on": "true",
}


@pytest.mark.parametrize("state", ["claimed", "resolved"])
def test_an_agent_does_nothing_with_a_colleagues_conversation(tmp_path, state):
    bench = Bench(tmp_path)
    for login in ("maria", "otto"):
        bench.agent(login)
    bench.agent("tom", role=Role.LEAD)
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "maria", "Maria")
    if state == "resolved":
        bench.parts.handoffs.resolve("h1", "maria", None, "")
    bench.deliver()

    def standing():
        handoff = bench.store.get("h1")
        waiting = [(each.target, each.handoff_id) for each in bench.parts.deliveries.find(Stage.WAITING)]
        said = [entry.event for entry in bench.log.conversation("c1")]
        return handoff.state, handoff.owner, handoff.version, handoff.package, waiting, said

    browser, token, before = bench.browser(), bench.token("otto", Scope), standing()
    bench.enter(browser, "otto")
    tried = [line for line in routes(bench) if "{handoff_id}" in line[1] and line not in WITH_A_COLLEAGUES]
    for method, path in tried:
        if path.startswith(API):
            browser.request(method, filled(path), headers=token, json=dict(FIELDS))
        else:
            browser.request(method, filled(path), data={"csrf": bench.form_token_of(browser), **FIELDS})
        assert standing() == before, (method, path)
    assert len(tried) > 25


def test_no_form_is_taken_without_its_token(bench):
    browser = bench.browser()
    bench.enter(browser, "ann")
    for method, path in routes(bench):
        if method != "GET" and not RIGHTS[method, path].open:
            answer = browser.request(method, filled(path), data={"csrf": "0" * 64})
            assert answer.status_code == 403, (method, path)


def test_pages_of_leads_are_in_nobody_elses_header(bench):
    browser = bench.browser()
    bench.enter(browser, "maria")
    assert "/audit" not in browser.get("/").text
    bench.enter(browser, "tom")
    assert 'href="/audit"' in browser.get("/").text


def test_the_guard_is_told_the_pattern_and_not_the_path(bench):
    seen = []

    @bench.app.get("/probe/{name}")
    def probe(name: str, request: Request) -> str:
        seen.append(guard.route_path(request))
        return name

    RIGHTS["GET", "/probe/{name}"] = RIGHTS["GET", "/login"]
    try:
        assert bench.browser().get("/probe/x").status_code == 200
    finally:
        del RIGHTS["GET", "/probe/{name}"]
        bench.app.router.routes.pop()
    assert seen == ["/probe/{name}"]
