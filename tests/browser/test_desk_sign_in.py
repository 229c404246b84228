"""Signing in as people do it, at a desktop and at a phone's size: password, second factor, sessions, the provider."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from baton.base.clock import now
from baton.base.settings import ROOT
from baton.desk.auth.roles import Role
from tests.browser.chat import PATIENCE_MS
from tests.browser.conftest import hook
from tests.browser.live_desk import LiveDesk
from tests.support import openid_provider
from tests.support.bench import PASSWORD
from tests.support.stack import free_port

PICTURES = ROOT / "var" / "screenshots"
SIZES = [(1280, 800, "light"), (390, 780, "dark")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk with a provider, where agents need a second factor after a password."""
    port = free_port()
    url = f"http://localhost:{port}"
    with openid_provider.running(tmp_path_factory.mktemp("provider"), f"{url}/login/openid/callback") as issuer:
        made = LiveDesk(
            tmp_path_factory.mktemp("desk"),
            port=port,
            clock=now,  # the provider's is the real one
            BATON_DESK_URL=url,
            BATON_SECOND_FACTOR_ROLES="agent",
            BATON_OPENID_ISSUER=issuer,
            BATON_OPENID_NAME="Example login",
            BATON_OPENID_CLIENT_ID=openid_provider.CLIENT_ID,
            BATON_OPENID_CLIENT_SECRET=openid_provider.CLIENT_SECRET,
            BATON_OPENID_ROLES="desk-leads=lead",
            BATON_OPENID_CREATE_AGENTS="true",
        )
        made.start()
        yield made
        made.stop()


@pytest.fixture(params=SIZES, ids=["desktop", "phone"])
def page(request, browser, desk):
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    made = context.new_page()
    made.set_default_timeout(PATIENCE_MS)
    problems = []
    # A style or script that the Content-Security-Policy forbids is an error of the console.
    made.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.size = request.node.callspec.id
    yield made
    context.close()
    # The browser's own line about a 401 or 422, which is what the page shows, is none.
    assert [each for each in problems if "the server responded with a status of 4" not in each] == []


def look(page, name):
    """What anybody must be able to use: axe finds nothing, nothing sticks out to the side; and a picture of it."""
    found = [
        f"{each['id']}: {[n['html'][:120] for n in each['nodes']]}" for each in Axe().run(page).response["violations"]
    ]
    assert found == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(PICTURES) / f"sign-in-{page.size}-{name}.png", full_page=True)


def sign_in(page, desk, login):
    page.goto(f"{desk.url}/login")
    hook(page, "login").fill(login)
    hook(page, "password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_somebody_sets_up_a_second_factor_and_signs_in_with_it(desk, page):
    login = f"agent-{page.size}"
    desk.bench.agent(login)
    page.goto(f"{desk.url}/login")
    look(page, "1-sign-in")
    sign_in(page, desk, login)
    expect(page).to_have_url(f"{desk.url}/account/second-factor")
    look(page, "2-required")
    hook(page, "factor-begin").press("Enter")  # by the keyboard, here and below
    expect(hook(page, "qr").locator("svg")).to_be_visible()
    look(page, "3-scan")
    hook(page, "by-hand").locator("summary").press("Enter")
    key = hook(page, "factor-key").inner_text().replace(" ", "")
    hook(page, "first-code").fill("000000")
    hook(page, "first-code").press("Enter")
    expect(hook(page, "factor-problem")).to_be_visible()
    # The code that ends just now would be refused, rightly: the one after it counts as well.
    first = int(now().timestamp() // 30)
    hook(page, "first-code").fill(pyotp.TOTP(key).generate_otp(first))
    hook(page, "first-code").press("Enter")
    expect(hook(page, "recovery-codes").locator("li")).to_have_count(10)
    recovery = hook(page, "recovery-codes").locator("li").first.inner_text()
    look(page, "4-recovery-codes")
    hook(page, "codes-kept").press("Enter")
    expect(hook(page, "factor-state")).to_contain_text("on, 10 recovery codes left")
    expect(hook(page, "this-session")).to_have_count(1)
    look(page, "5-account")

    page.context.clear_cookies()
    sign_in(page, desk, login)
    expect(hook(page, "code")).to_be_focused()
    look(page, "6-code")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(hook(page, "code-problem")).to_be_visible()
    expect(hook(page, "code")).to_be_focused()
    page.keyboard.type(recovery)
    page.keyboard.press("Enter")
    page.wait_for_selector(".connection.live")
    page.goto(f"{desk.url}/account")
    expect(hook(page, "session")).to_have_count(2)
    hook(page, "session-end").press("Enter")
    expect(hook(page, "session")).to_have_count(1)


def test_somebody_signs_in_with_the_provider_and_reads_why_not(desk, page):
    page.goto(f"{desk.url}/login")
    hook(page, "openid").press("Enter")
    page.get_by_label("Name").fill("guest")
    page.get_by_label("Password").fill(openid_provider.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You have no access to the desk")).to_be_visible()
    look(page, "7-refused")
    page.context.clear_cookies()
    hook(page, "to-login").press("Enter")
    hook(page, "openid").press("Enter")
    page.get_by_label("Name").fill("tom")
    page.get_by_label("Password").fill(openid_provider.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".connection.live")
    page.goto(f"{desk.url}/account")
    expect(hook(page, "identity")).to_contain_text("linked with Example login")
    page.goto(f"{desk.url}/confirm")
    look(page, "8-confirm")


def test_a_page_that_is_open_says_at_once_that_its_session_was_ended_elsewhere(desk, page):
    login = f"open-{page.size}"
    desk.bench.agent(login)
    value = desk.bench.session_cookie(login, second_factor=True)
    page.context.add_cookies([{"name": "baton_desk", "value": value, "url": desk.url}])
    page.goto(desk.url)
    page.wait_for_selector(".connection.live")
    desk.bench.agents.set_role(login, Role.LEAD)
    expect(hook(page, "session-over")).to_contain_text("Your session has ended")
