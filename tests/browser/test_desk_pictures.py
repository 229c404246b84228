"""The pictures of the desk for the documents, of a day as it might be: queue, a conversation, the lead's page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import shop_day
from tests.browser.chat import SCREENSHOTS
from tests.browser.conftest import hook, pending
from tests.browser.live_desk import LiveDesk


@pytest.fixture
def desk(tmp_path):
    made = LiveDesk(tmp_path / "var", shop=True)
    shop_day.fill(made)  # before the loops look: it sets the clock back and forth
    made.bench.parts.offers.step()  # and what has sounded before is not in the pictures
    made.bench.parts.alerts.step()
    made.start()
    yield made
    made.stop()


@pytest.fixture(params=[(1280, 800, ""), (820, 1180, "-820")], ids=["desktop", "tablet"])
def size(request):
    return request.param


def take(page, name, size, whole=False):
    """Keep a picture, in which nothing may be cut off sideways."""
    page.wait_for_timeout(300)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}{size[2]}.png", full_page=whole)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert cut(page) == [], name


def cut(page):
    """Badges and names of bars whose words do not fit."""
    return page.evaluate(
        """() => [
          ...[...document.querySelectorAll(".badge")]
            .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth),
          ...[...document.querySelectorAll("text.label")].filter((e) => e.getBBox().x < 0),
        ].map((e) => e.textContent)"""
    )


def test_a_day_at_the_desk(desk, opens, size):
    bench, (width, height, _) = desk.bench, size
    page = opens("maria", width=width, height=height)
    expect(hook(page, "row").first).to_be_visible()
    # Whatever is over its limit at this hour has sounded before the page was opened.
    assert bench.parts.alerts.step() == 0
    expect(hook(page, "alarm").first).to_be_hidden()  # the list waits behind the bell
    take(page, "desk-queue", size)

    bench.parts.handoffs.claim("h-jane", "maria", "Maria Lopez")
    page.goto(f"{desk.url}/handoffs/h-jane", wait_until="domcontentloaded")
    page.wait_for_selector(".connection.live")
    hook(page, "reply-text").fill("Hello Jane, I have your order in front of me. One moment, I am asking the carrier.")
    hook(page, "send").click()
    expect(pending(page, "One moment")).to_be_visible()
    desk.forward(seconds=6)
    expect(page.locator('.transcript [data-speaker="agent"]')).to_contain_text("One moment")
    bench.parts.presence.customer_here("c-h-jane")
    expect(hook(page, "presence")).to_contain_text("reading")
    page.mouse.move(0, 0)
    take(page, "desk-conversation", size)

    page = opens("alex", "/team", width=width, height=height)
    take(page, "desk-team", size, whole=True)
