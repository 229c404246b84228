"""Sessions, codes and confirmations as a browser meets them; the parts by themselves are in `unit/desk`."""

from __future__ import annotations

import re

import pyotp
import pytest

from baton.desk.auth.cookies import KNOWN, PENDING, SESSION
from baton.desk.auth.roles import Role
from tests.support.bench import PASSWORD, Bench, form_token, sign_in

SECRETS = {"BATON_SECOND_FACTOR_ROLES": "admin"}


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path, **SECRETS)
    made.agent("maria")
    made.agent("ann", role=Role.ADMIN)
    return made


def entered(bench, login="maria", **session):
    browser = bench.browser()
    bench.enter(browser, login, **session)
    return browser


def post(bench, browser, path, **fields):
    return browser.post(path, data={"csrf": bench.form_token_of(browser), **fields})


def sessions_on(page):
    return page.text.count('data-test="session"')


def set_up(bench, browser):
    """A second factor for whoever is signed in there: the key of their app, and the recovery codes."""
    assert post(bench, browser, "/account/second-factor/begin").status_code == 303
    page = browser.get("/account/second-factor").text
    key = re.search(r'data-test="factor-key">([^<]+)<', page)[1].replace(" ", "")
    assert "<svg" in page and "style=" not in page
    done = post(bench, browser, "/account/second-factor/finish", code=pyotp.TOTP(key).at(bench.clock()))
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code></li>", done.text)
    bench.clock.forward(seconds=30)
    return key, codes


def test_a_session_that_was_planted_is_not_the_one_that_signs_in(bench):
    attacker, victim = entered(bench), bench.browser()
    planted = attacker.cookies[SESSION]
    victim.get("/login")
    victim.cookies.set(SESSION, planted, domain="testserver.local", path="/")
    sign_in(victim, "ann")
    assert attacker.get("/").status_code == 303  # the planted one is over, and ann's is another


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(bench):
    browser, copy = entered(bench), bench.browser()
    copy.cookies.set(SESSION, browser.cookies[SESSION])
    assert copy.get("/account").status_code == 200
    post(bench, browser, "/logout")
    assert copy.get("/account").status_code == 303
    made = copy.post("/account/tokens", data={"csrf": bench.parts.sessions.csrf(copy.cookies[SESSION]), "label": "x"})
    assert made.status_code == 303 and bench.parts.tokens.of("maria") == []


@pytest.mark.parametrize(("mode", "status"), [("cors", 401), ("navigate", 303), (None, 303)])
def test_only_who_opens_a_page_is_led_to_the_sign_in(bench, mode, status):
    headers = {"Sec-Fetch-Mode": mode} if mode else {}
    late = bench.browser().post("/handoffs/h1/read", data={"after": "1"}, headers=headers)
    assert (late.status_code, "location" in late.headers) == (status, status == 303)
    assert "set-cookie" not in late.headers


def test_own_sessions_are_listed_and_ended_one_by_one_and_all_at_once(bench):
    here = bench.browser()
    here.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
    sign_in(here, "maria")
    there, third = entered(bench), entered(bench)
    page = here.get("/account")
    assert (
        sessions_on(page) == 3 and page.text.count('data-test="this-session"') == 1 and "Firefox on Linux" in page.text
    )
    gone = bench.parts.sessions.read(dict(there.cookies)).id
    assert post(bench, here, "/account/sessions/end", session_id=gone).status_code == 303
    assert (there.get("/").status_code, third.get("/").status_code, here.get("/").status_code) == (303, 200, 200)
    assert post(bench, here, "/account/sessions/end", session_id=gone).status_code == 422
    ann = bench.parts.sessions.read(dict(entered(bench, "ann").cookies)).id
    assert post(bench, here, "/account/sessions/end", session_id=ann).status_code == 422  # not hers
    assert post(bench, here, "/account/sessions/end", session_id="١").status_code == 422
    post(bench, here, "/logout", everywhere="true")
    assert third.get("/").status_code == 303


def test_what_a_page_does_by_itself_does_not_keep_a_session_alive(bench):
    bench.handoff("h1")
    browser = entered(bench)
    for _ in range(5):
        bench.clock.forward(minutes=25)
        for path in ("/session", "/attention", "/handoffs/h1/presence"):
            browser.get(path, headers={"HX-Request": "true"})
        post(bench, browser, "/handoffs/h1/read", after="1")
    assert browser.get("/session").status_code == 401
    browser = entered(bench)
    for _ in range(5):
        bench.clock.forward(minutes=25)
        post(bench, browser, "/handoffs/h1/typing")
    assert browser.get("/session").status_code == 204


def test_lifetimes_are_settings(tmp_path):
    short = Bench(tmp_path, BATON_DESK_IDLE_MINUTES="10", BATON_DESK_SESSION_HOURS="1")
    short.agent("maria")
    browser = entered(short)
    for minutes, status in ((9, 200), (10, 303)):
        short.clock.forward(minutes=minutes)
        assert browser.get("/account").status_code == status
    browser = entered(short)
    for _ in range(6):
        short.clock.forward(minutes=9, seconds=50)
        assert browser.get("/account").status_code == 200
    short.clock.forward(minutes=1)
    assert browser.get("/account").status_code == 303


def test_a_token_is_made_only_by_whoever_has_just_shown_who_they_are(bench):
    browser = entered(bench)
    bench.clock.forward(minutes=15)
    refused = post(bench, browser, "/account/tokens", label="x", scopes="handoffs:read")
    assert (refused.status_code, refused.headers["location"]) == (303, "/confirm?next=/account")
    assert bench.parts.tokens.of("maria") == [] and 'data-test="confirm-first"' in browser.get("/account").text
    before = browser.cookies[SESSION]
    assert post(bench, browser, "/confirm", password="wrong").status_code == 422
    assert post(bench, browser, "/confirm", password=PASSWORD, next="//evil").headers["location"] == "/"
    assert browser.cookies[SESSION] != before
    made = post(bench, browser, "/account/tokens", label="x", scopes="handoffs:read", days="7")
    (token,) = bench.parts.tokens.of("maria")
    assert made.status_code == 200 and token.expires_at == bench.parts.time() + 7 * 24 * 3600
    assert post(bench, browser, "/account/tokens", label="x", scopes="handoffs:read", days="91").status_code == 422
    assert post(bench, browser, "/account/tokens", label="x", scopes="handoffs:read", days="²").status_code == 422


def test_a_token_ends_and_its_owner_is_warned_on_every_page(bench):
    headers = bench.token("maria")
    bench.clock.forward(days=75)
    assert "token-ends-soon" not in entered(bench).get("/").text
    bench.clock.forward(days=2)
    page = entered(bench).get("/").text
    assert "token-ends-soon" in page and "22 Feb 2027" in page
    bench.clock.forward(days=12, hours=23)
    assert bench.browser().get("/api/v1/me", headers=headers).status_code == 200
    bench.clock.forward(hours=1)
    assert bench.browser().get("/api/v1/me", headers=headers).status_code == 401
    assert "ended" in entered(bench).get("/account").text


def test_a_closed_account_gets_none_of_its_tokens_back(bench):
    headers = bench.token("maria")
    bench.agents.deactivate("maria")
    bench.agents.reopen("maria")
    assert bench.browser().get("/api/v1/me", headers=headers).status_code == 401


def test_an_admin_is_told_of_tokens_that_outlive_a_new_password_and_ends_them(bench):
    headers = bench.token("maria")
    ann = entered(bench, "ann", second_factor=True)
    page = post(bench, ann, "/people/maria/reset-password").text
    assert "go on: 1" in page and 'data-test="revoke-tokens"' in page
    assert post(bench, ann, "/people/maria/revoke-tokens").status_code == 303
    assert bench.browser().get("/api/v1/me", headers=headers).status_code == 401


def test_after_the_password_a_code_is_asked_for(bench):
    key, codes = set_up(bench, entered(bench))
    assert len(codes) == 10
    browser = bench.browser()
    first = sign_in(browser, "maria", next="/account")
    assert first.headers["location"] == "/login/code" and SESSION not in browser.cookies
    assert browser.get("/").headers["location"].startswith("/login")  # one step alone opens nothing
    token = form_token(browser, "/login/code")
    assert browser.post("/login/code", data={"csrf": token, "code": "000000"}).status_code == 401
    assert browser.post("/login/code", data={"code": "000000"}).status_code == 403  # another site's form
    done = browser.post("/login/code", data={"csrf": token, "code": pyotp.TOTP(key).at(bench.clock())})
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    page = browser.get("/account").text
    assert "on, 10 recovery codes left" in page and codes[0] not in page
    assert codes[0] not in browser.get("/account/second-factor").text  # shown once
    lost = bench.browser()
    sign_in(lost, "maria")
    answer = lost.post("/login/code", data={"csrf": form_token(lost, "/login/code"), "code": codes[0].upper()})
    assert answer.status_code == 303 and "9 recovery codes" in lost.get("/account").text


@pytest.mark.parametrize("change", ["late", "reset", "closed"])
def test_the_second_step_is_over_when_it_is_late_or_trust_has_ended(bench, change):
    key, _ = set_up(bench, entered(bench))
    browser = bench.browser()
    sign_in(browser, "maria")
    token = form_token(browser, "/login/code")
    {
        "late": lambda: bench.clock.forward(minutes=10),
        "reset": lambda: bench.agents.reset_password("maria"),
        "closed": lambda: bench.agents.deactivate("maria"),
    }[change]()
    code = pyotp.TOTP(key).at(bench.clock())
    answer = browser.post("/login/code", data={"csrf": token, "code": code})
    assert answer.status_code == 401 and "too long" in answer.text and SESSION not in browser.cookies


def test_a_cookie_for_one_step_is_none_for_another(bench):
    set_up(bench, entered(bench))
    browser = bench.browser()
    sign_in(browser, "maria")
    pending = browser.cookies[PENDING]
    for name in (SESSION, KNOWN):
        other = bench.browser()
        other.cookies.set(name, pending)
        assert other.get("/").status_code == 303
        assert sign_in(other, "maria").headers["location"] == "/login/code"
    forged = bench.browser()
    forged.cookies.set(PENDING, pending[:-2] + ("AA" if not pending.endswith("AA") else "BB"))
    assert forged.get("/login/code").headers["location"] == "/login"


def test_a_role_that_needs_a_second_factor_gets_no_further_before_there_is_one(bench):
    browser = bench.browser()
    sign_in(browser, "ann")
    for path in ("/", "/people", "/account", "/handoffs/h1"):
        assert browser.get(path).headers["location"] == "/account/second-factor", path
    assert browser.get("/api/v1/me").json()["error"]["code"] == "second_factor_required"
    assert browser.get("/stream").status_code == 303
    before = browser.cookies[SESSION]
    set_up(bench, browser)
    assert browser.cookies[SESSION] != before and browser.get("/people").status_code == 200
    removed = post(bench, browser, "/account/second-factor/remove")
    assert removed.status_code == 422 and "needs a second factor" in removed.text
    assert entered(bench).get("/").status_code == 200  # an agent's does not


def test_a_second_factor_is_removed_and_made_anew_by_its_owner(bench):
    browser, other = entered(bench), entered(bench)
    set_up(bench, browser)
    assert other.get("/").status_code == 303
    assert len(re.findall(r"<li><code>", post(bench, browser, "/account/second-factor/recovery-codes").text)) == 10
    assert post(bench, browser, "/account/second-factor/remove").status_code == 303
    assert "off" in browser.get("/account").text and sign_in(bench.browser(), "maria").headers["location"] == "/"
    bench.clock.forward(minutes=15)
    late = post(bench, browser, "/account/second-factor/begin")
    assert late.headers["location"] == "/confirm?next=/account/second-factor"


def test_an_admin_resets_a_second_factor_that_was_lost(bench):
    set_up(bench, entered(bench))
    ann = entered(bench, "ann", second_factor=True)
    assert 'data-test="reset-second-factor"' in ann.get("/people").text
    assert post(bench, ann, "/people/maria/reset-second-factor").status_code == 303
    assert sign_in(bench.browser(), "maria").headers["location"] == "/"
    (entry,) = bench.parts.audit.read(action="second_factor_reset")
    assert (entry.actor, entry.details) == ("ann", {"account": "maria"})
    assert post(bench, ann, "/people/maria/reset-second-factor").status_code == 422


def test_a_stranger_at_the_same_address_does_not_lock_out_a_browser_that_has_signed_in_before(bench):
    own = bench.browser()
    sign_in(own, "maria")
    post(bench, own, "/logout")
    stranger = bench.browser()
    for _ in range(6):
        assert sign_in(stranger, "maria", "wrong").status_code == 401
    assert sign_in(bench.browser(), "maria").status_code == 401
    assert sign_in(own, "maria").status_code == 303
    planted = bench.browser()
    planted.cookies.set(KNOWN, own.cookies[KNOWN])
    assert sign_in(planted, "ann", "wrong").status_code == 401  # it counts for the accounts that it names alone


def test_in_production_without_a_secret_it_says_what_is_missing(tmp_path):
    secrets = {
        f"BATON_{name}": f"0123456789abcdef-{name:-<24}"
        for name in ("SESSION_SECRET", "DESK_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")
    }
    bench = Bench(tmp_path, BATON_ENV="production", BATON_ALLOWED_ORIGINS="https://shop.example", **secrets)
    bench.agent("maria")
    browser = bench.browser()
    browser.cookies.set(f"__Host-{SESSION}", bench.session_cookie("maria"))
    page = browser.get("https://testserver/account/second-factor")
    assert page.status_code == 200 and "BATON_SECOND_FACTOR_SECRET" in page.text


def test_codes_and_keys_of_all_kinds_are_refused_in_words(bench):
    browser = entered(bench)
    post(bench, browser, "/account/second-factor/begin")
    for code in ("", "123", "abcdef", "\u0661" * 6, "\x00"):
        answer = post(bench, browser, "/account/second-factor/finish", code=code)
        assert answer.status_code == 422 and "does not count" in answer.text
