"""What a customer sees and does in a conversation with the bot."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import expect

from tests.browser.chat import everywhere, shop_everywhere
from tests.support.stack import tell


@everywhere
def test_an_order_is_a_card_rather_than_a_wall_of_text(chat):
    chat.says("where is my order 10023?")
    card = chat.hook("order-card")
    expect(card).to_be_visible()
    expect(chat.hook("order-status")).to_have_text("Shipped")
    expect(chat.hook("order-expected")).to_contain_text("Expected")
    expect(chat.hook("order-step")).to_have_text(
        [re.compile(f"^\\s*{label}") for label in ("Placed", "Paid", "Packed", "Shipped", "Out for", "Delivered")]
    )
    states = chat.hook("order-step").evaluate_all("all => all.map(step => step.dataset.state)")
    assert states == ["done", "done", "done", "current", "ahead", "ahead"]
    expect(chat.page.locator("[aria-current=step]")).to_contain_text("Shipped")
    track = chat.hook("track")
    assert track.get_attribute("href").startswith("https://")
    assert (track.get_attribute("target"), "noopener" in track.get_attribute("rel")) == ("_blank", True)
    number = chat.hook("tracking-number").inner_text()
    told = chat.lines()[-1][1]
    assert "is on its way" in told
    assert number not in told
    assert number in " ".join(chat.stack.say(f"rest-{uuid.uuid4().hex}", "where is my order 10023?"))
    box, log = card.bounding_box(), chat.log.bounding_box()
    assert box["y"] >= log["y"], "the card's beginning is not to be seen"
    chat.picture("widget-order")


@everywhere
def test_greeting_quick_replies_and_who_speaks_when(chat):
    expect(chat.hook("greeting")).to_contain_text("Hi!")
    expect(chat.hook("quick-reply")).to_have_count(3)
    chat.picture("widget-greeting")
    chat.hook("quick-reply").nth(1).click()
    chat.hears("Return items")
    expect(chat.hook("typing")).to_have_count(0)
    expect(chat.hook("quick-reply")).to_have_count(0)
    assert [speaker for speaker, _ in chat.lines()] == ["customer", "bot"]
    expect(chat.hook("name").last).to_contain_text("Assistant")
    expect(chat.hook("time").last).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(chat.hook("talk-to-person")).to_be_enabled()


@everywhere
def test_the_bots_buttons_by_keyboard_and_only_once(chat):
    chat.says("where is my order? it's Jane Doe")
    buttons = chat.hook("button")
    expect(buttons.first).to_be_visible()
    chosen = buttons.filter(has_text="10023")
    title = chosen.inner_text()
    chosen.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.hook("order-card")).to_be_visible()
    assert chat.said()[-1] == title
    expect(chosen).to_be_disabled()
    expect(chat.hook("input")).to_be_focused()


@everywhere
def test_links_and_line_breaks(chat):
    chat.says("what can you do?")
    chat.hears("arrange a callback")
    assert chat.lines()[-1][1].count("\n") >= 4
    text = "See https://shop.example/returns?a=1&b=2, or (http://b.example/x).\nSecond line"
    tell(chat.stack, chat.conversation_id, {"event": "bot", "text": text})
    link = chat.message("Second line").locator("a")
    expect(link).to_have_count(2)
    assert link.evaluate_all("all => all.map(a => a.href)") == [
        "https://shop.example/returns?a=1&b=2",
        "http://b.example/x",
    ]
    assert {"noopener", "noreferrer", "nofollow"} <= set(link.first.get_attribute("rel").split())
    chat.fits()
    chat.accessible("links")


@everywhere
def test_a_message_that_is_too_long_is_not_sent_and_says_by_how_much(chat):
    chat.hook("input").fill("x" * 2003)
    expect(chat.hook("counter")).to_have_text("3 characters too many")
    expect(chat.hook("send")).to_be_disabled()
    expect(chat.hook("input")).to_have_attribute("aria-invalid", "true")
    chat.fits()
    chat.accessible("too long")
    chat.hook("input").fill("hello")
    expect(chat.hook("send")).to_be_enabled()


def test_shift_enter_is_a_new_line_and_a_draft_survives_closing(chat):
    chat.hook("input").type("one")
    chat.page.keyboard.press("Shift+Enter")
    chat.hook("input").type("two")
    chat.hook("close").click()
    chat.open()
    assert chat.hook("input").input_value() == "one\ntwo"
    chat.page.keyboard.press("Enter")
    expect(chat.message("one")).to_have_attribute("data-status", "confirmed")
    assert chat.said() == ["one\ntwo"]


@everywhere
def test_unread_messages_are_counted_on_the_launcher(chat):
    chat.says("hello")
    chat.hears("Hello!")
    chat.hook("close").click()
    expect(chat.hook("launcher")).to_be_focused()
    tell(chat.stack, chat.conversation_id, *({"event": "bot", "text": f"news {n}"} for n in (1, 2)))
    expect(chat.hook("unread")).to_have_text("2")
    expect(chat.hook("launcher")).to_have_attribute("aria-label", "Chat with us, 2 unread")
    expect(chat.hook("announcer")).to_have_text("New message from Assistant")
    chat.accessible("unread messages on the launcher")
    chat.picture("widget-unread")
    chat.open()
    chat.hears("news 2")
    chat.hook("close").click()
    expect(chat.hook("unread")).to_have_count(0)


@shop_everywhere
def test_the_conversation_to_take_along(shop):
    context = shop.browser(permissions=["clipboard-read", "clipboard-write"])
    chat = shop.visit(context).open()
    chat.hook("menu").click()
    expect(chat.hook("download")).to_be_disabled()
    expect(chat.hook("end")).to_be_disabled()
    chat.page.keyboard.press("Escape")
    chat.says("where is my order 10023?")
    expect(chat.hook("order-card")).to_be_visible()
    with chat.page.expect_download() as download:
        chat.menu("download")
    assert download.value.suggested_filename.endswith(".txt")
    text = download.value.path().read_text()
    chat.menu("copy")
    expect(chat.hook("toast")).to_have_text("Conversation copied")
    chat.accessible("toast")
    assert chat.page.evaluate("navigator.clipboard.readText()").strip() == text.strip()
    for part in ("Hearth & Wire", "You: where is my order 10023?", "Order 10023: Shipped", "Tracking number: "):
        assert part in text


@everywhere
def test_what_is_new_below_is_offered_while_the_customer_reads_further_up(chat):
    chat.says("hello")
    chat.hears("Hello!")
    tell(chat.stack, chat.conversation_id, *({"event": "bot", "text": f"line {n}"} for n in range(30)))
    chat.hears("line 29")
    chat.log.evaluate("log => log.scrollTo(0, 0)")
    tell(chat.stack, chat.conversation_id, {"event": "bot", "text": "the newest"})
    expect(chat.hook("jump")).to_be_visible()
    assert chat.log.evaluate("log => log.scrollTop") == 0
    chat.accessible("what is new is below")
    chat.hook("jump").click()
    expect(chat.message("the newest")).to_be_in_viewport()
    expect(chat.hook("jump")).to_have_count(0)


@shop_everywhere
def test_the_shops_page_shows_how_to_embed_the_chat(shop):
    chat = shop.visit()
    expect(chat.page.locator("pre")).to_contain_text("/webhooks/web/support-chat.js")
    assert chat.page.evaluate("[...document.images].every(i => i.loading === 'lazy' || i.naturalWidth > 0)")
    chat.accessible("shop", context=None)
    chat.picture("shop")
