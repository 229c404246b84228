"""For everybody: keyboard, screen readers, small and large, light and dark, left and right, three languages."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import PHONE, everywhere, shop_everywhere
from tests.support.stack import tell


@shop_everywhere
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(shop, scheme):
    chat = shop.visit(color_scheme=scheme)
    chat.accessible("closed")
    chat.open()
    chat.accessible("greeting")
    chat.says("where is my order? it's Jane Doe")
    expect(chat.hook("button").first).to_be_visible()
    chat.accessible("buttons")
    chat.hook("button").filter(has_text="10023").click()
    expect(chat.hook("order-card")).to_be_visible()
    chat.accessible("order card, spent buttons")
    chat.picture(f"widget-card-{scheme}")
    chat.hook("menu").click()
    chat.accessible("menu")
    chat.page.keyboard.press("Escape")
    chat.hook("input").fill("x" * 2001)
    chat.accessible("too long")
    chat.hook("input").fill("")
    handoff = chat.asks_for_a_person()
    chat.accessible("queue")
    chat.stack.api("POST", f"/handoffs/{handoff}/claim")
    chat.hears("has joined")
    chat.stack.api("POST", f"/handoffs/{handoff}/reply", text="See https://shop.example/returns")
    chat.hears("shop.example")
    chat.accessible("agent")
    chat.stack.api("POST", f"/handoffs/{handoff}/return", note="done")
    chat.page.locator(".star").nth(2).click()
    chat.accessible("rating")
    chat.page.route("**/webhooks/web/rating", lambda route: route.fulfill(status=500))
    chat.hook("rate-send").click()
    expect(chat.page.get_by_role("alert")).to_have_text("Your rating did not arrive. Please try again.")
    chat.accessible("rating failed")
    chat.page.unroute("**/webhooks/web/rating")
    chat.hook("rate-later").click()
    chat.page.context.set_offline(True)
    chat.says("lost?")
    expect(chat.mine("lost?")).to_have_attribute("data-status", "retrying")
    chat.accessible("offline")
    chat.page.context.set_offline(False)
    expect(chat.mine("lost?")).to_have_attribute("data-status", "confirmed")
    chat.menu("end")
    chat.accessible("ending")
    chat.page.route("**/webhooks/web/end", lambda route: route.fulfill(status=500))
    chat.hook("end-confirm").click()
    expect(chat.page.get_by_role("alert")).to_have_text("The chat could not be ended. Please try again.")
    chat.accessible("ending failed")
    chat.page.unroute("**/webhooks/web/end")
    chat.page.locator(".star").nth(3).click()
    chat.hook("end-confirm").click()
    expect(chat.hook("ended")).to_contain_text("Thank you for your rating!")
    chat.accessible("ended with a rating")


@everywhere
def test_axe_finds_nothing_when_it_failed_or_loads(chat):
    chat.page.route("**/webhooks/web/messages", lambda route: route.fulfill(status=400, body="{}"))
    chat.says("hello")
    expect(chat.mine("hello")).to_have_attribute("data-status", "failed")
    chat.accessible("failed")
    chat.hook("edit").click()
    assert chat.hook("input").input_value() == "hello"
    chat.page.unroute("**/webhooks/web/messages")
    chat.hook("send").click()
    chat.hears("Hello!")
    chat.page.route("**/webhooks/web/stream", lambda route: None)
    chat.page.reload()
    expect(chat.hook("loading")).to_be_visible()
    chat.accessible("loading")
    chat.picture("widget-loading")
    chat.page.unroute_all(behavior="ignoreErrors")


def test_everything_by_keyboard(shop):
    chat = shop.visit()
    press = chat.page.keyboard.press
    chat.hook("launcher").focus()
    press("Enter")
    expect(chat.hook("input")).to_be_focused()
    chat.page.keyboard.type("hello")
    press("Enter")
    chat.hears("Hello!")
    press("Tab")
    expect(chat.hook("send")).to_be_focused()
    press("Tab")
    expect(chat.hook("talk-to-person")).to_be_focused()
    press("Enter")
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    expect(chat.hook("input")).to_be_focused()
    press("Shift+Tab")
    expect(chat.log).to_be_focused()  # so that it can be scrolled
    press("Shift+Tab")
    expect(chat.hook("close")).to_be_focused()
    press("Shift+Tab")
    expect(chat.hook("menu")).to_be_focused()
    press("ArrowDown")
    expect(chat.hook("no-bot")).to_be_focused()
    press("ArrowUp")
    expect(chat.hook("end")).to_be_focused()
    press("Escape")
    expect(chat.hook("menu")).to_be_focused()
    expect(chat.hook("end")).to_be_hidden()
    press("Enter")
    press("ArrowUp")
    press("Enter")
    expect(chat.hook("end-heading")).to_be_focused()
    press("Tab")
    expect(chat.hook("contact")).to_be_focused()  # somebody is coming: where to reach the customer
    press("Tab")
    press("ArrowRight")
    press("ArrowRight")
    expect(chat.page.get_by_role("radio", name="3 of 5 stars")).to_be_checked()
    press("Escape")
    expect(chat.hook("menu")).to_be_focused()
    press("Escape")
    expect(chat.hook("panel")).to_have_count(0)
    expect(chat.hook("launcher")).to_be_focused()


def test_by_keyboard_on_a_phone_too(shop):
    """One that is not on the screen."""
    chat = shop.visit(**PHONE)
    press = chat.page.keyboard.press
    chat.hook("launcher").focus()
    press("Enter")
    expect(chat.hook("panel")).to_be_visible()
    for _ in range(12):
        if chat.hook("input").evaluate("box => box.getRootNode().activeElement === box"):
            break
        press("Tab")
    chat.page.keyboard.type("hello")
    press("Enter")
    chat.hears("Hello!")
    press("Escape")
    expect(chat.hook("panel")).to_have_count(0)
    expect(chat.hook("launcher")).to_be_focused()


def test_on_a_phone_the_panel_is_the_page_and_keeps_the_focus(shop):
    chat = shop.visit(**PHONE).open()
    expect(chat.hook("panel")).to_have_attribute("aria-modal", "true")
    box = chat.hook("panel").bounding_box()
    assert (round(box["width"]), round(box["height"])) == (PHONE["viewport"]["width"], PHONE["viewport"]["height"])
    for key in ["Tab"] * 12 + ["Shift+Tab"] * 12:
        chat.page.keyboard.press(key)
        assert chat.page.evaluate("document.activeElement.tagName") == "SUPPORT-CHAT"
    small = chat.page.evaluate(
        """() => [...document.querySelector("support-chat").shadowRoot.querySelectorAll("button, a, input:not(.sr)")]
          .filter((el) => el.checkVisibility())
          .filter((el) => Math.min(el.getBoundingClientRect().width, el.getBoundingClientRect().height) < 24)
          .map((el) => el.outerHTML.slice(0, 90))"""
    )
    assert small == []  # WCAG 2.5.8


@everywhere
def test_screen_readers_hear_each_message_once(chat):
    expect(chat.log).to_have_attribute("role", "log")
    chat.log.evaluate(
        """log => {
          window.added = [];
          new MutationObserver((changes) => {
            for (const { addedNodes } of changes)
              for (const node of addedNodes)
                if (node.matches?.(".message:not([aria-hidden])")) window.added.push(node.innerText);
          }).observe(log, { childList: true });
        }"""
    )
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")
    expect(chat.mine("payment methods")).to_have_attribute("data-status", "confirmed")
    added = chat.page.evaluate("window.added")
    assert len(added) == 2, added  # the customer's own when it is typed, not again when it is confirmed
    assert re.match(r"You:\s+what payment", added[0])
    assert added[1].startswith("Assistant")
    expect(chat.log).to_have_attribute("aria-busy", "false")
    tell(chat.stack, chat.conversation_id, {"event": "bot", "text": "one"}, {"event": "bot", "text": "two"})
    chat.hears("two")
    assert len(chat.page.evaluate("window.added")) == 4


@shop_everywhere
def test_reduced_motion(shop):
    chat = shop.visit(reduced_motion="reduce").open()
    chat.says("hello")
    moving = chat.page.evaluate(
        """document.querySelector('support-chat').shadowRoot.getAnimations()
          .filter((animation) => animation.playState === 'running').length"""
    )
    assert moving == 0


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("320", {"viewport": {"width": 320, "height": 568}}),
        ("zoom-200", {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}),
        ("zoom-400", {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}),
    ],
)
def test_small_windows_and_large_zoom(shop, name, options):
    chat = shop.visit(**options).open()
    chat.fits()
    chat.says("where is my order? it's Jane Doe")
    chat.hook("button").filter(has_text="10023").click()
    expect(chat.hook("order-card")).to_be_visible()
    chat.fits()
    expect(chat.hook("talk-to-person")).to_be_in_viewport(ratio=1)
    expect(chat.hook("input")).to_be_in_viewport(ratio=1)
    chat.picture(f"widget-{name}")
    chat.hook("menu").click()
    expect(chat.hook("end")).to_be_visible()
    chat.fits()
    chat.hook("end").click()
    chat.fits()
    chat.hook("end-confirm").scroll_into_view_if_needed()
    expect(chat.hook("end-confirm")).to_be_in_viewport(ratio=1)
    expect(chat.hook("talk-to-person")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    "state",
    [
        {"away": True},
        {"position": 12, "wait_minutes": 35},
        {"opens_at": 1795770000, "zone": "Europe/London"},
        {"callback_at": 1795770000, "zone": "America/Argentina/Buenos_Aires"},
    ],
    ids=lambda state: "-".join(state),
)
def test_a_long_header_fits_a_narrow_window_in_every_language(shop, state):
    """The states are the server's (docs/widget-channel.md), whatever it would say at this moment."""
    chat = shop.visit(viewport={"width": 320, "height": 568})
    stream = f"event: state\ndata: {json.dumps({'owner': 'queue', **state})}\n\n"
    chat.page.route(
        "**/webhooks/web/stream", lambda route: route.fulfill(content_type="text/event-stream", body=stream)
    )
    chat.open()
    for language in ("de", "es", "en"):
        chat.page.evaluate(f"document.querySelector('support-chat').lang = '{language}'")
        expect(chat.hook("panel")).to_have_attribute("lang", language)
        expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
        expect(chat.hook("talk-to-person")).to_be_in_viewport(ratio=1)
        chat.fits()
    if state.get("away"):
        expect(chat.hook("status")).to_contain_text("Nobody is at the desk right now.")
        expect(chat.hook("talk-to-person")).to_have_text("A person will answer")
    chat.accessible(f"header: {state}")
    chat.picture(f"widget-header-{'-'.join(state)}")
    chat.page.unroute_all(behavior="ignoreErrors")


@shop_everywhere
def test_larger_text_alone(shop):
    """WCAG 1.4.12: the customer's own spacing of letters, words and lines cuts nothing off."""
    chat = shop.visit().open()
    chat.page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          const spacing = ["line-height: 1.5", "letter-spacing: .12em", "word-spacing: .16em"];
          sheet.replaceSync(`* { ${spacing.map((rule) => `${rule} !important`).join(";")} }`);
          document.querySelector("support-chat").shadowRoot.adoptedStyleSheets.push(sheet);
        }"""
    )
    chat.says("where is my order 10023?")
    expect(chat.hook("order-card")).to_be_visible()
    chat.fits()


@shop_everywhere
@pytest.mark.parametrize("language", ["de", "es"])
def test_the_other_languages(shop, language):
    chat = shop.visit()
    chat.page.evaluate(f"document.querySelector('support-chat').lang = '{language}'")
    words = {
        "de": (
            *("Mit uns chatten", "Mit einem Menschen sprechen", "Wo ist meine Bestellung?"),
            "Ich möchte mit einem Menschen sprechen",
        ),
        "es": (
            *("Chatea con nosotros", "Hablar con una persona", "¿Dónde está mi pedido?"),
            "Quiero hablar con una persona",
        ),
    }[language]
    expect(chat.hook("launcher")).to_have_attribute("aria-label", words[0])
    chat.open()
    expect(chat.hook("talk-to-person")).to_have_text(words[1])
    expect(chat.hook("quick-reply").first).to_have_text(words[2])
    chat.fits()
    chat.accessible(f"greeting, {language}")
    chat.hook("talk-to-person").click()  # said in the bot's language, and shown in the page's
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    expect(chat.mine(words[3])).to_have_attribute("data-status", "confirmed")
    assert chat.said() == [words[3]]
    (said,) = [e for e in chat.stack.events(chat.conversation_id) if e["event"] == "user"]
    assert said["text"] == "I'd like to talk to a person"
    chat.fits()
    chat.accessible(f"queue, {language}")
    chat.picture(f"widget-{language}")


@shop_everywhere
def test_right_to_left(shop):
    chat = shop.visit()
    chat.page.evaluate("document.documentElement.dir = 'rtl'")
    launcher = chat.hook("launcher").bounding_box()
    assert launcher["x"] < 100
    chat.open()
    chat.says("where is my order 10023?")
    expect(chat.hook("order-card")).to_be_visible()
    tell(chat.stack, chat.conversation_id, {"event": "bot", "text": "مرحبا! طلبك 10023 في الطريق."})
    chat.hears("مرحبا")
    mine, theirs = (
        chat.mine("10023").locator(".bubble").bounding_box(),
        chat.message("مرحبا").locator(".bubble").bounding_box(),
    )
    assert mine["x"] < theirs["x"]
    label, dot = chat.hook("order-step").first.locator(".step-label"), chat.hook("order-step").first.locator(".dot")
    assert label.evaluate("el => getComputedStyle(el).textAlign") in ("right", "-webkit-match-parent")
    assert label.bounding_box()["x"] < dot.bounding_box()["x"]
    chat.fits()
    chat.accessible("right to left")
    chat.picture("widget-rtl")


@shop_everywhere
def test_the_shop_decides_how_it_looks(shop):
    chat = shop.visit(color_scheme="dark")
    chat.page.evaluate("document.querySelector('support-chat').theme = 'light'")
    chat.page.evaluate(
        "document.querySelector('support-chat').style.setProperty('--support-chat-accent', 'rgb(0, 0, 200)')"
    )
    chat.open()
    background = "el => getComputedStyle(el).backgroundColor"
    assert chat.hook("send").evaluate(background) == "rgb(0, 0, 200)"
    assert chat.hook("panel").evaluate(background) == "rgb(255, 255, 255)"
    chat.page.evaluate("document.querySelector('support-chat').theme = 'auto'")
    assert chat.hook("panel").evaluate(background) != "rgb(255, 255, 255)"
