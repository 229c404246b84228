"""Two agents and a customer in real browsers at once, through the running processes: who gets it, and handing it on."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import hook
from tests.stack import ROOT


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
