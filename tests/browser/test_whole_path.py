"""A customer and an agent in real browsers at once: an order, a person, an answer from the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


def hook(page, name):
    return page.locator(f'[data-test="{name}"]')


@pytest.fixture
def customer(browser, stack):
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(30_000)
    page.goto(f"http://localhost:{stack.rasa_port}/shop/")
    hook(page, "launcher").click()
    return page


@pytest.fixture
def agent(browser, stack):
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{stack.desk}/")
    hook(page, "login").fill(stack.login)
    hook(page, "password").fill(stack.password)
    hook(page, "sign-in").click()
    return page


def says(page, text):
    hook(page, "input").fill(text)
    hook(page, "send").click()


def test_an_order_then_a_person_then_an_answer(customer, agent, stack):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    assert customer.evaluate("[...document.images].every(i => !i.complete || i.naturalWidth > 0)"), (
        "a picture is missing"
    )
    says(customer, "where is my order 10023?")
    expect(hook(customer, "log")).to_contain_text("is on its way")
    expect(hook(customer, "log")).to_contain_text("10023")
    customer.screenshot(path=SCREENSHOTS / "widget-order.png")

    hook(customer, "talk-to-person").click()
    expect(hook(customer, "log")).to_contain_text("passing you to a person")

    waiting = stack.api("GET", "/handoffs?state=queued")["handoffs"]
    handoff = max(waiting, key=lambda h: h["created_at"])["id"]
    row = agent.locator(f'[data-test="row"][data-handoff="{handoff}"]')
    expect(row).to_be_visible()
    row.click()
    expect(hook(agent, "summary").last).to_contain_text("asked for a person")
    expect(hook(agent, "transcript")).to_contain_text("where is my order 10023?")
    hook(agent, "claim").first.click()
    expect(hook(customer, "log")).to_contain_text("has joined the conversation")

    hook(agent, "reply-text").fill("Hello, I have read everything. Your kettle comes on Thursday.")
    hook(agent, "send").click()
    expect(hook(customer, "log")).to_contain_text("I have read everything")
    says(customer, "That is all I wanted to know, where is it now?")
    expect(hook(agent, "transcript")).to_contain_text("That is all I wanted to know")
    customer.screenshot(path=SCREENSHOTS / "widget-agent.png")

    hook(agent, "return-open").first.click()
    hook(agent, "return-note").fill("told her the day")
    hook(agent, "return").first.click()
    expect(hook(customer, "log")).to_contain_text("talking to the assistant again")
    says(customer, "what payment methods do you take?")
    expect(hook(customer, "log")).to_contain_text("PayPal")

    customer.reload()  # the open panel stays open
    expect(hook(customer, "log")).to_contain_text("I have read everything")
    customer.screenshot(path=SCREENSHOTS / "widget-reloaded.png")
