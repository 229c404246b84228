"""Messages that mean harm or are merely strange, long conversations, pages that may not use the chat."""

from __future__ import annotations

import time
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.chat import everywhere, shop_everywhere
from tests.support.stack import tell

HOSTILE = {
    "html": '<h1>big</h1><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>',
    "link": 'javascript:window.hacked=1 https://a.example/"onmouseover="window.hacked=1 <a href="javascript:1">x</a>',
    "template": "${window.hacked=1} {{hacked}} <!--?lit$1$--> `x`",
    "long": "W" * 900,
    "rtl": "\u202eabc\u202d \u2067شكرا\u2069 https://a.example/\u202egpj.exe ok",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 zalgo h̷̡̛ḙ̸ ends",
}
THANKS = {"intent": {"name": "thank", "confidence": 1.0}}
TAGS = "h1, img, script, iframe, b, [onerror], [onmouseover]"


def sticks_out(chat):
    """How far the log's content is wider than the log."""
    return chat.log.evaluate("log => log.scrollWidth - log.clientWidth")


@everywhere
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_text_for_everybody(chat, name):
    chat.says(HOSTILE[name])
    expect(chat.hook("message").nth(1)).to_be_visible()
    tell(
        chat.stack,
        chat.conversation_id,
        {"event": "bot", "text": HOSTILE[name], "metadata": {"speaker": "agent", "name": HOSTILE[name][:90]}},
        {"event": "bot", "text": HOSTILE[name], "metadata": {"speaker": "system"}},
        {"event": "bot", "text": "pick", "data": {"buttons": [{"title": HOSTILE[name], "payload": "x"}]}},
        {
            "event": "bot",
            "text": "card",
            "data": {
                "custom": {
                    "card": {
                        "kind": "order",
                        "number": HOSTILE[name],
                        "status": HOSTILE[name],
                        "status_text": HOSTILE[name],
                        "steps": [{"label": HOSTILE[name], "done": True, "current": True, "at": HOSTILE[name]}],
                        "tracking_url": "javascript:window.hacked=1",
                        "tracking_number": HOSTILE[name],
                        "expected": HOSTILE[name],
                        "items": [{"name": HOSTILE[name], "quantity": 1}],
                    }
                }
            },
        },
    )
    expect(chat.hook("order-card")).to_be_visible()
    assert chat.said()[0] == HOSTILE[name]
    assert chat.log.locator(TAGS).count() == 0
    assert chat.hook("track").count() == 0
    assert all(
        href.startswith("https://a.example/") for href in chat.log.locator("a").evaluate_all("a => a.map(x => x.href)")
    )
    assert chat.page.evaluate("window.hacked") is None
    assert sticks_out(chat) == 0
    if name in ("html", "long"):
        chat.picture(f"widget-hostile-{name}")


@everywhere
def test_text_with_a_slash_is_text(chat):
    chat.says("/restart")
    expect(chat.hook("message").nth(1)).to_be_visible()
    assert chat.said() == ["/restart"]
    assert not [e for e in chat.stack.events(chat.conversation_id) if e["event"] == "restart"]


@everywhere
def test_two_hundred_messages_are_there_in_order_and_quickly(chat):
    chat.says("hello")
    chat.hears("Hello!")
    events = [
        {"event": "user", "text": f"question {n}", "message_id": uuid.uuid4().hex, "parse_data": THANKS}
        if n % 2 == 0
        else {"event": "bot", "text": f"answer {n}\nwith a second line and https://shop.example/{n}"}
        for n in range(198)
    ]
    tell(chat.stack, chat.conversation_id, *events)
    start = time.monotonic()
    chat.page.reload()
    expect(chat.message("answer 197")).to_be_in_viewport()
    assert time.monotonic() - start < 5
    expect(chat.hook("message")).to_have_count(200)
    shown = [text.split("\n")[0] for _, text in chat.lines()][2:]
    assert shown == [e["text"].split("\n")[0] for e in events]
    start = time.monotonic()
    chat.says("what payment methods do you take?")
    expect(chat.message("PayPal")).to_be_in_viewport()
    assert time.monotonic() - start < 5
    assert chat.log.get_attribute("aria-busy") == "false"


PAGE = """<!doctype html><html lang="de"><title>shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><body>
<script src="{server}/webhooks/web/support-chat.js" data-auto data-heading="Laden" async></script></body></html>"""


def elsewhere(shop, origin):
    """The widget on a shop's own page, embedded by one tag, allowed what docs/widget.md asks for and no more."""
    context = shop.browser()
    page = PAGE.format(server=shop.address)
    headers = {
        "Content-Type": "text/html",
        "Content-Security-Policy": f"default-src 'none'; script-src {shop.address}; connect-src {shop.address}",
    }
    context.route(f"{origin}/**", lambda route: route.fulfill(body=page, headers=headers))
    return shop.visit(context, f"{origin}/").open()


@shop_everywhere
def test_one_tag_on_the_page_of_an_allowed_origin(shop):
    chat = elsewhere(shop, "http://shop.test")
    expect(chat.hook("title")).to_have_text("Laden")
    expect(chat.hook("talk-to-person")).to_have_text("Mit einem Menschen sprechen")
    chat.says("wo ist meine Bestellung? where is order 10023?")
    expect(chat.hook("order-card")).to_be_visible()
    chat.menu("end")
    chat.page.locator(".star").nth(3).click()
    chat.hook("end-confirm").click()
    with chat.page.expect_download():
        chat.hook("ended-download").click()
    assert chat.hook("panel").evaluate("el => getComputedStyle(el).position") == "fixed"  # its styles are in force


@shop_everywhere
def test_a_page_of_another_origin_gets_nowhere(shop):
    chat = elsewhere(shop, "http://evil.test")
    chat.says("hello")
    expect(chat.mine("hello")).to_have_attribute("data-status", "retrying")
    assert chat.session == {}
