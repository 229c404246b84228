"""Who gets in: signing in, lock-out, forged forms, and every route without a sign-in."""

from __future__ import annotations

import re

import jwt
import pytest

from baton.base.settings import SECRET_NAMES
from baton.desk.auth.cookies import SESSION
from baton.desk.auth.roles import Role
from tests.support.bench import PASSWORD, Bench, act, form_token, sign_in


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_a_forged_form_changes_nothing(bench):
    bench.agent("maria")
    bench.handoff("h1")
    browser = bench.browser("maria")
    assert act(browser, "h1", "claim", csrf="").status_code == 403
    other = bench.browser("maria")
    assert act(browser, "h1", "claim", csrf=form_token(other, "/handoffs/h1")).status_code == 403
    assert bench.store.get("h1").owner is None


def test_a_sign_in_form_belongs_to_its_browser(bench):
    bench.agent("maria")
    elsewhere = form_token(bench.browser())
    browser = bench.browser()
    browser.get("/login")
    data = {"login": "maria", "password": PASSWORD, "csrf": elsewhere}
    assert browser.post("/login", data=data).status_code == 403


def test_a_sign_in_leads_where_one_wanted_to_go(bench):
    bench.agent("maria")
    browser = bench.browser()
    asked = browser.get("/handoffs/h1")
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=/handoffs/h1")
    assert sign_in(browser, "maria", next="/handoffs/h1").headers["location"] == "/handoffs/h1"


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_a_sign_in_leads_to_no_other_site(bench, bad):
    bench.agent("maria")
    assert sign_in(bench.browser(), "maria", next=bad).headers["location"] == "/"


def test_a_refused_sign_in_does_not_tell_why(bench):
    bench.agent("maria")
    browser = bench.browser()
    wrong, unknown = sign_in(browser, "maria", "wrong"), sign_in(browser, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("maria", "") == unknown.text.replace("nobody", "")


def test_the_sixth_try_is_too_late_until_the_lock_is_over(bench):
    bench.agent("maria")
    browser = bench.browser()
    for _ in range(5):
        sign_in(browser, "maria", "wrong")
    assert sign_in(browser, "maria").status_code == 401
    bench.clock.forward(minutes=15)
    assert sign_in(browser, "maria").status_code == 303


def test_a_stranger_behind_the_proxy_locks_out_nobody_else_and_cannot_make_up_addresses(tmp_path):
    bench = Bench(tmp_path / "proxied", BATON_TRUST_PROXY="true")
    bench.agent("maria")
    browser = bench.browser()

    def from_address(forwarded, password=PASSWORD):
        browser.headers["X-Forwarded-For"] = forwarded
        return sign_in(browser, "maria", password).status_code

    for number in range(5):
        assert from_address(f"10.0.0.{number}, 203.0.113.9", "wrong") == 401
    assert from_address("10.0.0.77, 203.0.113.9") == 401
    assert from_address("198.51.100.7") == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(bench, tmp_path):
    bench.agent("maria")
    cookie = sign_in(bench.browser(), "maria").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
    secrets = {f"BATON_{name.upper()}": f"0123456789abcdef-{name:-<24}" for name in SECRET_NAMES}
    strict = Bench(tmp_path / "p", BATON_ENV="production", BATON_ALLOWED_ORIGINS="https://shop.example", **secrets)
    answer = strict.browser().get("/login")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "__Host-" in answer.headers["set-cookie"]  # no sibling domain can set it
    assert "strict-transport-security" in answer.headers


def test_a_session_ends_with_the_account_and_cannot_be_forged(bench):
    bench.agent("maria")
    browser = bench.browser("maria")
    assert browser.get("/").status_code == 200
    forged = jwt.encode({"sub": "maria", "epoch": 0, "key": "k", "until": 9e9}, "x" * 32, "HS256")
    stranger = bench.browser()
    for cookie in (forged, "nonsense", jwt.encode({"sub": "maria", "until": 9e9}, "", "none")):
        stranger.cookies.set(SESSION, cookie)
        assert stranger.get("/").status_code == 303
    bench.agents.deactivate("maria")
    assert browser.get("/").status_code == 303


def test_signing_out_everywhere_ends_the_other_browsers(bench):
    bench.agent("maria")
    here, there = bench.browser("maria"), bench.browser("maria")
    here.post("/logout", data={"csrf": form_token(here, "/password")})
    assert (here.get("/").status_code, there.get("/").status_code) == (303, 200)
    here = bench.browser("maria")
    here.post("/logout", data={"csrf": form_token(here, "/password"), "everywhere": "true"})
    assert there.get("/").status_code == 303


def test_the_first_password_is_changed_before_anything_else(bench):
    bench.agent("maria", must_change=True)
    browser = bench.browser("maria")
    for path in ("/", "/handoffs/h1"):
        assert browser.get(path).headers["location"] == "/password"
    assert browser.get("/api/v1/handoffs").json()["error"]["code"] == "password_change_required"
    token = form_token(browser, "/password")
    fields = {"csrf": token, "old": PASSWORD, "new": "another lamp, brighter"}
    assert browser.post("/password", data={**fields, "again": "different"}).status_code == 422
    assert browser.post("/password", data={**fields, "old": "wrong", "again": fields["new"]}).status_code == 422
    assert browser.post("/password", data={**fields, "again": fields["new"]}).status_code == 303
    assert browser.get("/").status_code == 200


def test_a_token_opens_the_api_and_no_page(bench):
    bench.agent("maria")
    token = bench.token("maria")
    stranger = bench.browser()
    assert stranger.get("/api/v1/handoffs", headers=token).status_code == 200
    assert stranger.get("/", headers=token).status_code == 303
    answer = stranger.get("/api/v1/handoffs", headers={"Authorization": "Bearer no"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_bad_token_is_not_rescued_by_a_session(bench):
    bench.agent("maria")
    browser = bench.browser("maria")
    assert browser.get("/api/v1/handoffs", headers={"Authorization": "Bearer no"}).status_code == 401


def test_every_answer_carries_the_security_headers(bench):
    stranger = bench.browser()
    for path in ("/login", "/health", "/nothing", "/static/desk.css", "/api/v1/handoffs"):
        headers = stranger.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"] and "unsafe" not in str(headers)
        assert headers["x-content-type-options"] == "nosniff"
    assert stranger.get("/login").headers["cache-control"] == "no-store"


def test_an_answer_to_a_crash_carries_them_too(bench, monkeypatch):
    def crash(*_):
        raise RuntimeError("a secret")

    bench.agent("maria")
    browser = bench.browser("maria")
    monkeypatch.setattr(bench.parts.agents, "get", crash)
    answer = browser.get("/")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY" and answer.headers["cache-control"] == "no-store"


def test_no_page_holds_an_inline_script_or_style(bench):
    bench.agent("maria")
    bench.handoff("h1")
    browser = bench.browser("maria")
    bench.agent("ann", role=Role.ADMIN)
    browser = bench.browser("ann")
    for path in ("/", "/handoffs/h1", "/password", "/nothing", "/account", "/team", "/people", "/audit", "/?q=jane"):
        page = browser.get(path).text
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://(?!track\.example|www\.w3\.org)", page
        ), path


def test_a_huge_form_is_refused(bench):
    bench.agent("maria")
    bench.handoff("h1")
    browser = bench.browser("maria")
    answer = act(browser, "h1", "reply", said="x" * 200_000)
    assert answer.status_code in (400, 413)
