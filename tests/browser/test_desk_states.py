"""The desk when something is in the way: a session that ended, a lock-out, a database that is away, a slow answer."""

from __future__ import annotations

import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy.exc import OperationalError

from baton.desk.auth.roles import Role
from tests.browser.conftest import LINE_AT_THE_TOP, becomes, hook, pending
from tests.support.bench import PASSWORD


@pytest.fixture
def bench(desk):
    for login in ("maria", "tom"):
        desk.bench.agent(login, role=Role.AGENT)
    desk.bench.handoff("h1", "c1")
    return desk.bench


def has_it(bench, opens, login="maria"):
    """A page of the conversation that somebody has."""
    bench.parts.handoffs.claim("h1", login, f"{login.title()} Smith")
    return opens(login, "/handoffs/h1")


def signs_in(page, login, password=PASSWORD):
    hook(page, "login").fill(login)
    hook(page, "password").fill(password)
    hook(page, "sign-in").click()


def accessible(page, where):
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == [], where


def test_a_session_that_ended_is_said_and_the_way_back_leads_to_the_text(desk, bench, opens):
    page = has_it(bench, opens)
    hook(page, "reply-text").fill("Half a sen")
    bench.agents.sign_out_everywhere("maria")
    bench.parts.notifier.wake()
    expect(hook(page, "session-over")).to_be_visible()
    expect(hook(page, "connection-lost")).to_be_hidden()
    expect(page.locator(".connection.live")).to_have_count(0)
    accessible(page, "session over")
    hook(page, "session-over").get_by_role("link").click()
    signs_in(page, "maria")
    expect(page).to_have_url(f"{desk.url}/handoffs/h1")
    expect(hook(page, "reply-text")).to_have_value("Half a sen")


def test_a_press_after_the_session_ended_is_not_lost_either(desk, bench, opens):
    page = has_it(bench, opens)
    page.route("**/stream", lambda route: route.abort())  # the page was not told
    page.reload(wait_until="domcontentloaded")
    hook(page, "reply-text").fill("Nearly sent")
    bench.agents.sign_out_everywhere("maria")
    hook(page, "send").click()
    expect(hook(page, "session-over")).to_be_visible()
    expect(page.locator("#draft-kept")).to_have_text("Not sent. Your text is kept.")
    hook(page, "session-over").get_by_role("link").click()
    signs_in(page, "maria")
    expect(hook(page, "reply-text")).to_have_value("Nearly sent")
    assert bench.log.events("c1")[-1]["event"] != "bot"


def test_each_login_of_one_browser_has_drafts_of_its_own(desk, bench, opens):
    page = has_it(bench, opens)
    hook(page, "reply-text").fill("Maria's words")
    hook(page, "account").click()
    hook(page, "sign-out").click()
    hook(page, "hand-back").click()
    expect(hook(page, "login")).to_be_visible()
    bench.parts.handoffs.claim("h1", "tom", "Tom Smith")
    signs_in(page, "tom")
    page.goto(f"{desk.url}/handoffs/h1")
    expect(hook(page, "reply-text")).to_have_value("")
    hook(page, "reply-text").fill("Tom's words")
    page.reload()
    expect(hook(page, "reply-text")).to_have_value("Tom's words")


def test_five_wrong_passwords_lock_and_the_page_tells_how_long(desk, bench, opens):
    page = opens("maria", wait=False)
    page.context.clear_cookies()
    page.goto(f"{desk.url}/login")
    for _ in range(5):
        signs_in(page, "maria", "a guess")
        expect(hook(page, "login-problem")).to_contain_text("locked out for 15 minutes")
    expect(hook(page, "login")).to_have_value("maria")
    expect(hook(page, "password")).to_be_focused()
    accessible(page, "locked")
    signs_in(page, "maria")
    expect(hook(page, "login-problem")).to_be_visible()
    desk.forward(minutes=15)
    signs_in(page, "maria")
    expect(page).to_have_url(f"{desk.url}/")


def test_a_database_that_is_away_is_said_and_nothing_is_lost(desk, bench, opens, monkeypatch):
    page = has_it(bench, opens)

    def away(*_args, **_more):
        raise OperationalError("select secrets", {}, Exception("the disk is gone"))

    box = hook(page, "reply-text")
    box.fill("It is on its way.")
    with monkeypatch.context() as broken:
        broken.setattr(bench.parts.store, "get", away)
        box.press("Enter")
        expect(page.locator("#draft-kept")).to_have_text("Not sent. Your text is kept.")
        expect(page.locator("#notices")).to_contain_text("A database does not answer right now")
        expect(box).to_have_value("It is on its way.")
        page.reload(wait_until="domcontentloaded")
        expect(hook(page, "error")).to_contain_text("Nothing is lost; try again.")
        assert "secrets" not in page.content() and "disk" not in page.content()
        accessible(page, "503")
    hook(page, "again").click()
    expect(box).to_have_value("It is on its way.")
    box.press("Enter")
    expect(pending(page, "It is on its way.")).to_be_visible()


def test_a_slow_answer_shows_that_it_is_on_its_way(desk, bench, opens, monkeypatch):
    page = opens("maria", "/handoffs/h1")
    go_on, claim = threading.Event(), bench.parts.handoffs.claim

    def slow(*args):
        go_on.wait(20)
        return claim(*args)

    monkeypatch.setattr(bench.parts.handoffs, "claim", slow)
    assert page.evaluate(LINE_AT_THE_TOP) == "none"
    hook(page, "claim").click()
    becomes(page, f"{LINE_AT_THE_TOP} !== 'none'")
    go_on.set()
    expect(hook(page, "owner")).to_have_text("with you")
    becomes(page, f"{LINE_AT_THE_TOP} === 'none'")


EMPTY = {
    "/": ["Nobody is waiting. New conversations appear here by themselves.", "Nothing was closed today yet."],
    "/?q=nobody": ["Nothing fits this view.", "Nothing was closed that fits."],
    "/team": ["Nobody is waiting.", "Nobody was taken today yet."],
    "/audit?who=nobody": ["No entry fits."],
    "/account": ["You have none."],
    "/deliveries": ["Nothing was given up.", "Everything is delivered."],
}


def test_where_nothing_is_it_is_said(desk, opens):
    desk.bench.agent("ann", role=Role.LEAD)
    page = opens("ann")
    for path, words in EMPTY.items():
        page.goto(desk.url + path)
        for each in words:
            expect(page.locator(".empty").filter(has_text=each)).to_be_visible()
        accessible(page, path)


def test_the_waiting_clock_is_a_filter(desk, bench, opens):
    page = opens("maria")
    expect(hook(page, "waiting-count")).to_have_text("1")
    desk.forward(minutes=40)
    bench.handoff("h2", "c2")
    page.goto(f"{desk.url}/?level=past")
    expect(hook(page, "waiting-count")).to_have_text("1")
    expect(page.locator("#row-h1")).to_be_visible()
    hook(page, "filter-open").click()
    hook(page, "filter-level").select_option("near")
    expect(hook(page, "waiting-count")).to_have_text("0")
