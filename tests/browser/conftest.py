"""One browser for all browser tests: a customer's page in it, and the desk's pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from baton.desk.auth.cookies import SESSION
from tests.browser.chat import PATIENCE_MS, PHONE, Chat, Shop
from tests.browser.live_desk import LiveDesk
from tests.support.stack import until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    # Pages at made-up addresses ask a server on this machine, which browsers do not let the open web do.
    "--disable-features=BlockInsecurePrivateNetworkRequests,LocalNetworkAccessChecks",
]
#: Its value is not "none" while the line shows that something pressed is on its way.
LINE_AT_THE_TOP = "getComputedStyle(document.body, '::before').content"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"


@pytest.fixture(scope="package")
def browser():
    """The system's Chromium. Of the package, not the session: Playwright's event loop would be in the way of others."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)  # the machine may be busy with other things
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def shop(request, browser, stack):
    """Opens the demo shop in fresh browsers, with `shop_everywhere` also at a phone's size; afterwards nothing may have
    gone wrong in any of them."""
    made = Shop(browser, stack, PHONE if getattr(request, "param", "desktop") == "phone" else None)
    yield made
    made.close()


@pytest.fixture
def chat(request, shop) -> Chat:
    """A customer at a desktop, or with `everywhere` also at a phone, who has opened the chat."""
    return shop.visit(**(PHONE if getattr(request, "param", "desktop") == "phone" else {})).open()


@pytest.fixture
def desk(tmp_path):
    made = LiveDesk(tmp_path / "var")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def opens(browser, desk):
    """Opens the desk as somebody, signed in; every page's errors are the test's."""
    contexts, problems = [], []

    def opens(login, path="/", width=1280, height=800, script="", wait=True, session=None, **more):
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        value = desk.bench.session_cookie(login, **session or {})
        context.add_cookies([{"name": SESSION, "value": value, "url": desk.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: problems.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(desk.url + path, wait_until="domcontentloaded")
        if wait:
            page.wait_for_selector(".connection.live")
        return page

    yield opens
    for context in contexts:
        context.close()
    assert problems == []


def hook(page, name):
    return page.locator(f'[data-test="{name}"]')


def press_key(page, key):
    """Press a key as soon as the page listens to keys, which is after it is seen."""
    expect(page.locator("html[data-keys=listening]")).to_be_attached()
    page.keyboard.press(key)


def pending(page, words):
    """The line with these words that has not gone out yet; lines of the system's own may be pending beside it."""
    return hook(page, "pending-line").filter(has_text=words)


def becomes(page, expression):
    """Wait until an expression is true on the page. Playwright's own wait evaluates it again inside the page, which the
    desk's Content-Security-Policy forbids as soon as the first look was too early."""
    until(lambda: page.evaluate(expression), expression)
