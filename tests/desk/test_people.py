"""The page of everybody at the desk: what leads and admins do there, and what is refused."""

from __future__ import annotations

import asyncio
import re

import pytest

from baton.desk.auth.accounts import SignInRefused
from baton.desk.auth.roles import Role
from baton.desk.live.loops import Background
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State
from tests.support.bench import PASSWORD, Bench

SECRET = "whsec_" + "a2V5" * 10 + "a2U="


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    for login, role in (("maria", Role.AGENT), ("tom", Role.LEAD), ("ann", Role.ADMIN)):
        made.agent(login, role=role)
    return made


@pytest.fixture
def does(bench):
    """Sends a form of the page as somebody."""

    def does(path, login="ann", **fields):
        browser = bench.browser()
        bench.enter(browser, login)
        return browser.post(f"/people{path}", data={"csrf": bench.form_token_of(browser), **fields})

    return does


def test_leads_see_who_is_locked_out_and_from_where(bench):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            bench.agents.verify("maria", "wrong", "203.0.113.9")
    browser = bench.browser()
    bench.enter(browser, "tom")
    page = browser.get("/people").text
    assert 'data-test="lock-outs"' in page and "203.0.113.9" in page
    bench.clock.forward(minutes=15)
    assert 'data-test="lock-outs"' not in browser.get("/people").text


def test_leads_see_which_policy_is_in_force_and_that_a_wrong_change_does_not_count(bench, tmp_path, monkeypatch):
    file = tmp_path / "escalation.yml"
    text = bench.parts.policy.path.read_text()
    file.write_text(text)
    monkeypatch.setattr(bench.parts.policy, "path", file)
    pages = {}
    for login in ("maria", "tom"):
        pages[login] = bench.browser()
        bench.enter(pages[login], login)
    first = pages["tom"].get("/team").text
    assert bench.parts.policy().hash[:12] in first and "does not count" not in first

    file.write_text(text.replace("version: 1", "version: none of your business"))
    refused = pages["tom"].get("/team").text
    assert "does not count" in refused and "escalation.yml:3" in refused
    assert bench.parts.policy().hash[:12] in refused  # what stood there before
    assert "does not count" not in pages["maria"].get("/").text  # who cannot mend it is not bothered

    file.write_text(text.replace("version: 1", "version: 2"))
    assert "policy version 2" in pages["tom"].get("/team").text


@pytest.mark.parametrize("most", ["²", "٣", "0", "101", "-1", "x"])
def test_a_limit_that_is_none_is_refused(bench, does, most):
    answer = does("/maria/work", most=most)
    assert answer.status_code == 422 and "1 to 100" in answer.text
    assert bench.agents.get("maria").most is None


@pytest.mark.parametrize("deed", ["duty", "sign-out", "work", "role", "close", "reopen", "reset-password"])
def test_nothing_can_be_done_with_an_account_that_is_not_there(bench, does, deed):
    answer = does(f"/nobody/{deed}", on="true")
    assert answer.status_code == 422 and "no account" in answer.text
    assert not bench.parts.audit.read(actor="ann")


def test_whom_a_lead_puts_on_duty_has_not_been_heard_of(bench, does):
    assert does("/maria/duty", "tom", on="true").status_code == 303
    maria = bench.agents.get("maria")
    assert maria.on_duty and maria.seen_at is None
    bench.handoff("h1")
    bench.parts.offers.step()
    assert bench.parts.offers.open().get("h1") != "maria"


def fresh_password(page):
    """The password that the page shows."""
    return re.search(r'data-test="fresh-password".*?<code>([^<]+)</code>', page)[1]


def test_closing_an_account_hands_back_what_it_had(bench, does):
    bench.handoff("h1")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    assert does("/maria/close").status_code == 303
    assert bench.store.get("h1").state is State.QUEUED and not bench.agents.get("maria").active
    assert does("/ann/close").status_code == 422 and bench.agents.get("ann").active  # nobody closes their own


def test_a_fresh_password_is_shown_once_and_opens_the_account_again(bench, does):
    does("/maria/close")
    page = does("/maria/reopen")
    password = fresh_password(page.text)
    browser = bench.browser()
    bench.enter(browser, "ann")
    assert password not in browser.get("/people").text and "fresh-password" not in browser.get("/people").text
    with pytest.raises(SignInRefused):
        bench.agents.verify("maria", PASSWORD)
    assert bench.agents.verify("maria", password).must_change


def test_an_account_is_made_with_its_first_password_on_the_page(bench):
    made = bench.browser()
    bench.enter(made, "ann")
    fields = {"csrf": bench.form_token_of(made), "login": "noor", "name": "Noor Haddad", "teams": "returns"}
    page = made.post("/people", data=fields)
    assert page.status_code == 200 and bench.agents.verify("noor", fresh_password(page.text)).must_change
    assert bench.agents.get("noor").teams == {"returns"}
    assert made.post("/people", data=fields).status_code == 422  # it is there already


def test_a_token_of_somebodys_is_ended(bench, does):
    bench.parts.tokens.create("maria", "wallboard")
    (token,) = bench.parts.tokens.of("maria")
    assert does("/tom/revoke-token", token_id=token.id).status_code == 422  # it is not his
    assert does("/maria/revoke-token", token_id=token.id).status_code == 303
    assert bench.parts.tokens.of("maria") == []


def test_a_token_of_ones_own_is_shown_once(bench):
    browser = bench.browser()
    bench.enter(browser, "maria")
    fields = {"csrf": bench.form_token_of(browser), "label": "wallboard", "scopes": "handoffs:read"}
    page = browser.post("/account/tokens", data=fields).text
    token = re.search(r"baton_[A-Za-z0-9_-]{20,}", page)[0]
    headers = {"Authorization": f"Bearer {token}"}
    stranger = bench.browser()
    assert stranger.get("/api/v1/handoffs", headers=headers).status_code == 200
    assert token not in browser.get("/account").text and "wallboard" in browser.get("/account").text
    (kept,) = bench.parts.tokens.of("maria")
    revoked = browser.post("/account/tokens/revoke", data={"csrf": fields["csrf"], "token_id": kept.id})
    assert revoked.status_code == 303 and stranger.get("/api/v1/handoffs", headers=headers).status_code == 401
    assert browser.post("/account/tokens", data={**fields, "label": " "}).status_code == 422


def test_the_trail_is_narrowed_and_paged(bench):
    for number in range(120):
        bench.parts.audit.add("maria" if number % 2 else "tom", AuditAction.VIEWED, f"h{number}", number=number)
    bench.clock.forward(days=1)
    bench.parts.audit.add("tom", AuditAction.SEARCHED, q="jane")
    browser = bench.browser()
    bench.enter(browser, "tom")
    rows = lambda query: browser.get(f"/audit{query}").text.count('data-test="trail-row"')  # noqa: E731
    first = browser.get("/audit")
    assert first.text.count('data-test="trail-row"') == 100
    older = re.search(r'href="([^"]+)" data-test="audit-older"', first.text)[1].replace("&amp;", "&")
    assert browser.get(older).text.count('data-test="trail-row"') == len(bench.parts.audit.read(limit=500)) - 100
    assert (rows("?who=maria"), rows("?who=tom&what=searched"), rows("?handoff=h7")) == (60, 1, 1)
    assert rows("?day=2026-11-25") == 2 and rows("?day=nonsense") == 100


def test_searches_sign_outs_and_locks_are_in_the_trail(bench):
    browser = bench.browser()
    bench.enter(browser, "maria")
    browser.get("/")
    browser.get("/?q=jane")
    browser.get("/?q=jane", headers={"HX-Request": "true"})  # the page updates itself
    browser.post("/logout", data={"csrf": bench.form_token_of(browser)})
    for _ in range(6):
        with pytest.raises(SignInRefused):
            bench.agents.verify("tom", "wrong")
    found = [(entry.actor, entry.action) for entry in reversed(bench.parts.audit.read()) if entry.actor != "operator"]
    assert found == [
        ("maria", "listed"),
        ("maria", "searched"),
        ("maria", "signed_out"),
        *[("tom", "sign_in_failed")] * 5,
        ("tom", "locked"),
    ]
    assert bench.parts.audit.read(action="searched")[0].details == {"q": "jane"}


def test_nothing_is_offered_where_conversations_are_not_answered_here(tmp_path):
    chosen = {
        "BATON_CONNECTORS": "webhook",
        "BATON_WEBHOOK_URL": "http://127.0.0.1:1",
        "BATON_WEBHOOK_SECRET": SECRET,
    }
    for folder, environ, offered in (("a", {}, {"h1": "maria"}), ("b", chosen, {})):
        bench = Bench(tmp_path / folder, **environ)
        bench.agent("maria")
        bench.agents.set_duty("maria", True)
        bench.handoff("h1")
        asyncio.run(Background(bench.parts)._assign())
        assert bench.parts.offers.open() == offered
