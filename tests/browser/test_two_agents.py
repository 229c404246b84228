"""Two agents and a customer in real browsers at once, through the running processes: who gets it, and handing it on."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import hook, pending
from tests.support.stack import ROOT


@pytest.fixture
def agents(browser, stack):
    """Makes accounts on the command line and signs in with their first passwords, which must be changed."""
    contexts = []

    def make(name, role="agent"):
        login = f"{name.split()[0].lower()}-{uuid.uuid4().hex[:6]}"
        command = [sys.executable, "-m", "baton", "agents", "add", login, "--name", name, "--role", role]
        said = subprocess.run(
            command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=True
        ).stdout
        first = max(re.findall(r"\S{10,}", said.replace(login, "")), key=len)
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{stack.desk}/")
        hook(page, "login").fill(login)
        hook(page, "password").fill(first)
        hook(page, "sign-in").click()
        chosen = f"a new one {uuid.uuid4().hex}"
        hook(page, "old-password").fill(first)
        hook(page, "new-password").fill(chosen)
        hook(page, "new-password-again").fill(chosen)
        hook(page, "change-password").click()
        page.wait_for_selector(".connection.live")
        page.login = login
        return page

    yield make
    for context in contexts:
        context.close()


def test_one_gets_it_the_other_is_told_and_it_can_be_handed_on(chat, agents, stack):
    maria, tom = agents("Maria Lopez"), agents("Tom Baker")
    chat.says("where is my order 10023?")
    chat.hears("is on its way")
    handoff = chat.asks_for_a_person()

    for page in (maria, tom):
        page.locator(f'[data-test="row"][data-handoff="{handoff}"]').click()
        expect(hook(page, "transcript")).to_contain_text("where is my order 10023?")
    tom.route("**/stream", lambda route: route.abort())  # he does not see yet what she does
    tom.reload(wait_until="domcontentloaded")
    hook(maria, "claim").click()
    chat.hears("Maria Lopez has joined the conversation")
    hook(tom, "claim").click()
    expect(hook(tom, "notice").first).to_contain_text("Maria Lopez")
    assert stack.handoffs(chat.conversation_id)[0]["owner"] == maria.login
    tom.unroute("**/stream")

    hook(maria, "reply-text").fill("One moment, a colleague knows the carrier.")
    hook(maria, "send").click()
    chat.hears("a colleague knows the carrier")
    hook(maria, "transfer-open").click()
    hook(maria, "transfer-to").select_option(f"agent:{tom.login}")
    hook(maria, "transfer-note").fill("knows the carrier")
    hook(maria, "transfer").click()
    expect(hook(maria, "transfer-open")).to_have_count(0)

    tom.goto(f"{stack.desk}/handoffs/{handoff}")
    expect(hook(tom, "transcript")).to_contain_text("knows the carrier")
    hook(tom, "claim").click()
    chat.hears("Tom Baker has joined the conversation")
    hook(tom, "reply-text").fill("It is on the van, it comes before noon.")
    hook(tom, "send").click()
    chat.hears("it comes before noon")
    chat.says("perfect, thank you")
    expect(hook(tom, "transcript")).to_contain_text("perfect, thank you")

    hook(tom, "resolve-open").click()
    hook(tom, "verdict-right").click()
    expect(hook(tom, "state")).to_have_attribute("data-state", "resolved")
    expect(chat.hook("rate-form")).to_contain_text("Tom Baker")
    (closed,) = stack.handoffs(chat.conversation_id)
    assert (closed["state"], closed["disposition"]["verdict"]) == ("resolved", "right")
    said = [text for speaker, text in chat.lines() if speaker == "agent"]
    assert said == ["One moment, a colleague knows the carrier.", "It is on the van, it comes before noon."]


def test_what_agents_see_of_the_customer_and_the_customer_of_them(chat, agents, stack):
    """Typing, reading and leaving; a reply taken back; notes for colleagues only; back to the bot and to a person."""
    maria, tom = agents("Maria Lopez"), agents("Tom Baker")
    chat.says("what are your opening hours?")
    chat.hears("Monday")
    handoff = chat.asks_for_a_person()
    for page in (maria, tom):
        page.goto(f"{stack.desk}/handoffs/{handoff}")
    hook(maria, "claim").click()
    chat.hears("Maria Lopez has joined the conversation")

    chat.hook("input").press_sequentially("Is any")
    for page in (maria, tom):
        expect(hook(page, "presence")).to_contain_text("typing")
    hook(maria, "reply-text").press_sequentially("One mom")
    expect(chat.hook("typing")).to_be_visible()
    hook(maria, "reply-text").fill("This goes to the wrong one")
    hook(maria, "send").click()
    expect(pending(maria, "This goes to the wrong one")).to_be_visible()
    hook(maria, "undo").click()
    expect(hook(maria, "reply-text")).to_have_value("This goes to the wrong one")
    hook(maria, "reply-text").fill("Good evening, how can I help?")
    hook(maria, "send").click()
    chat.hears("Good evening, how can I help?")
    assert "wrong one" not in str(chat.lines())

    hook(tom, "mode-note").click()
    hook(tom, "note-text").fill("She rang this morning too")
    hook(tom, "note-save").click()
    expect(hook(maria, "transcript")).to_contain_text("She rang this morning too")
    assert "rang this morning" not in str(chat.lines())

    chat.page.goto("about:blank")
    expect(hook(maria, "presence")).to_contain_text("away")
    chat.page.goto(f"{chat.shop.address}/shop/")
    chat.hears("Good evening, how can I help?")
    expect(hook(maria, "presence")).to_contain_text("reading")

    maria.keyboard.press("Escape")
    hook(maria, "return-open").click()
    hook(maria, "return-note").fill("opening hours on the bank holiday are settled")
    hook(maria, "return").click()
    chat.hears("You are talking to the assistant again")
    expect(hook(tom, "state")).to_have_attribute("data-state", "returned")
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")
    again = chat.asks_for_a_person()
    assert again != handoff
    tom.goto(f"{stack.desk}/handoffs/{again}")
    expect(hook(tom, "transcript")).to_contain_text("Good evening, how can I help?")
    hook(tom, "claim").click()
    chat.hears("Tom Baker has joined the conversation")


def test_a_callback_and_a_wish_for_no_bot(chat, agents, stack):
    """One agent keeps the wish and arranges the callback; the other sees it in the queue; the next chat begins with a
    person."""
    maria, tom = agents("Maria Lopez"), agents("Tom Baker")
    handoff = chat.asks_for_a_person()
    maria.goto(f"{stack.desk}/handoffs/{handoff}")
    hook(maria, "claim").click()
    chat.hears("Maria Lopez has joined the conversation")
    hook(maria, "more-open").click()
    hook(maria, "mark-no-ai").click()
    expect(hook(maria, "no-ai")).to_be_visible()
    hook(maria, "schedule-open").click()
    hook(maria, "schedule-due").fill(f"{datetime.now() + timedelta(days=1):%Y-%m-%dT12:00}")
    hook(maria, "schedule-note").fill("about the kettle")
    hook(maria, "schedule").click()
    expect(hook(maria, "state-name")).to_have_text("Callback due")
    expect(chat.hook("status")).to_contain_text("12:00")
    hook(tom, "later").locator(f"#row-{handoff} a").click()
    expect(hook(tom, "history")).to_contain_text("about the kettle")
    tom.wait_for_load_state()  # a key that is pressed while the page loads goes nowhere
    tom.keyboard.press("q")
    chat.menu("end")
    chat.hook("end-confirm").click()
    chat.hook("restart").click()
    chat.says("hi")
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    (wished,) = stack.handoffs(chat.conversation_id)
    assert wished["trigger"] == "no_ai_contact"
    expect(tom.locator(f"#row-{wished['id']}")).to_be_visible()  # waiting, or offered to him already
