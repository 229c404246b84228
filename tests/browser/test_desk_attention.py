"""What wants an agent's attention, in real browsers: other customers who write, and the list behind the bell."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import becomes, hook
from tests.browser.test_desk_queue import EARS


@pytest.fixture
def bench(desk):
    for login in ("maria", "tom"):
        desk.bench.agent(login)
    desk.bench.agents.set_duty("maria", True)
    for handoff_id in ("h1", "h2"):
        desk.bench.handoff(handoff_id, f"c-{handoff_id}")
        desk.bench.parts.handoffs.claim(handoff_id, "maria", "Maria Smith")
    return desk.bench


def writes(desk, text, conversation="c-h2"):
    desk.bench.clock.forward(seconds=30)
    desk.bench.customer(conversation, text)
    desk.bench.parts.notifier.wake()


def own(page, handoff_id="h2"):
    return page.locator(f'[data-own="{handoff_id}"]')


def test_another_customer_who_writes_shows_sounds_and_is_read_once(desk, bench, opens):
    page = opens("maria", "/handoffs/h1", script=EARS)
    expect(own(page)).to_be_visible()
    hook(page, "bell").click()
    hook(page, "alerts").click()
    page.keyboard.press("Escape")
    tones = page.evaluate("heard.tones")
    writes(desk, "Hello? are you still looking at my order?")
    expect(own(page)).to_contain_text("Hello? are you still looking at my order?")
    expect(own(page).locator('[data-test="own-unread"]')).to_contain_text("1")
    expect(hook(page, "bell-count")).to_have_text("1")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(hook(page, "announce")).to_contain_text("Hello? are you still looking at my order?")
    becomes(page, f"heard.tones > {tones}")
    page.reload()
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    second = page.context.new_page()
    second.goto(f"{desk.url}/account")
    expect(own(second)).to_contain_text("Hello?")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/handoffs/h2$"))
    expect(hook(page, "bell-count")).to_have_text("0")
    expect(hook(second, "own-unread")).to_have_count(0)
    expect(second).not_to_have_title(re.compile(r"^\(1\) "))


def test_the_customer_before_my_eyes_does_not_sound(desk, bench, opens):
    page = opens("maria", "/handoffs/h2", script=EARS)
    hook(page, "bell").click()
    hook(page, "alerts").click()
    page.keyboard.press("Escape")
    tones = page.evaluate("heard.tones")
    writes(desk, "hello?")
    expect(hook(page, "transcript")).to_contain_text("hello?")
    page.wait_for_timeout(1500)
    expect(hook(page, "bell-count")).to_have_text("0")
    assert page.evaluate("heard.tones") == tones


@pytest.mark.parametrize(("width", "height", "scheme"), [(320, 640, "light"), (390, 844, "dark"), (1280, 800, "light")])
def test_alerts_cover_nothing_until_they_are_asked_for(desk, bench, opens, width, height, scheme):
    page = opens("maria", "/handoffs/h1", width=width, height=height, color_scheme=scheme)
    for number in range(8):
        bench.escalate(f"g{number}", f"g{number}", category="fraud", trigger="permanent_category")
    bench.parts.notifier.wake()
    expect(hook(page, "bell-count")).to_have_text("8")
    writes(desk, "hello?")
    expect(hook(page, "bell-count")).to_have_text("9")
    for name in ("transfer-open", "resolve-open", "more-open", "bell", "account"):
        hook(page, name).scroll_into_view_if_needed()
        hook(page, name).click(trial=True)  # fails if anything lies over it
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("a")
    expect(hook(page, "alarm")).to_have_count(9)
    box = page.locator(".alarm-sheet").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    assert Axe().run(page).response["violations"] == []
    expect(hook(page, "alarm").first.get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(hook(page, "bell-count")).to_have_text("8")
    hook(page, "alarm-dismiss-all").click()
    expect(hook(page, "no-alarms")).to_be_visible()
    page.reload()
    expect(hook(page, "bell-count")).to_have_text("0")
