"""The text that a customer agrees to before the first message: shown, accessible, on a phone too, remembered."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.chat import everywhere

CONSENT = {
    "text": "We keep this chat for 90 days, to answer you.",
    "link": "https://shop.example/privacy",
    "version": "1",
}


def asked(chat, version="1"):
    """As a server with BATON_CONSENT_TEXT serves the script."""
    chat.page.add_init_script(f"globalThis.supportChatConsent = {json.dumps({**CONSENT, 'version': version})}")
    chat.page.reload()
    if chat.hook("launcher").is_visible():
        chat.hook("launcher").click()
    return chat.hook("consent")


@everywhere
def test_nothing_is_sent_before_the_customer_agrees_and_then_what_they_wanted_to_say_is(chat):
    sent = []
    chat.page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/messages") else None)
    consent = asked(chat)
    expect(consent).to_contain_text("90 days")
    expect(chat.hook("consent-link")).to_have_attribute("href", CONSENT["link"])
    expect(chat.hook("input")).to_have_count(0)
    chat.accessible("consent")
    chat.hook("talk-to-person").click()
    expect(consent).to_be_focused()
    assert sent == []
    chat.hook("consent-agree").click()
    expect(chat.mine("I'd like to talk to a person")).to_have_attribute("data-status", "confirmed")
    expect(consent).to_have_count(0)


def test_it_is_remembered_and_another_text_is_asked_anew(chat):
    asked(chat)
    chat.hook("consent-agree").press("Enter")
    expect(chat.hook("input")).to_be_focused()
    chat.page.reload()
    expect(chat.hook("input")).to_be_visible()
    expect(asked(chat, version="2")).to_be_visible()
