"""No message is lost, none is doubled: tabs, reloads, networks, servers that come and go."""

from __future__ import annotations

import json
import re
import time

from playwright.sync_api import expect

from tests.browser.chat import everywhere, shop_everywhere
from tests.support.stack import tell, until


def in_order_and_once(chat, *texts):
    """Whether the customer's words are shown, and stand in the log, exactly so."""
    for text in texts:
        expect(chat.mine(text)).to_have_attribute("data-status", "confirmed")
    assert chat.said() == list(texts)
    logged = [e["text"] for e in chat.stack.events(chat.conversation_id) if e["event"] == "user"]
    assert logged == list(texts)


def hide(page, hidden=True):
    """What the browser does to a tab that is covered by another."""
    state = "hidden" if hidden else "visible"
    page.evaluate(
        f"Object.defineProperty(document, 'visibilityState', {{ value: '{state}', configurable: true }});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )


def arrives_elsewhere(chat, text):
    """Wait until a stream brings a text to another browser of this customer: it would be here too by then."""
    chat.stack.chat(token=chat.session["token"]).read(lambda items: any(item.get("text") == text for item in items))


@everywhere
def test_two_tabs_show_the_same_conversation(chat):
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")
    other = chat.shop.visit(chat.page.context).open()
    other.hears("PayPal")
    other.says("and what does delivery cost?")
    chat.hears("£3.95")
    chat.says("thanks")
    other.hears("You're welcome")
    assert chat.lines() == other.lines()
    in_order_and_once(chat, "what payment methods do you take?", "and what does delivery cost?", "thanks")
    assert chat.session == other.session


@everywhere
def test_a_message_read_in_one_tab_is_not_unread_in_another(chat):
    chat.says("hello")
    chat.hears("Hello!")
    other = chat.shop.visit(chat.page.context)
    expect(other.hook("launcher")).to_be_visible()
    expect(other.hook("unread")).to_have_count(0)
    tell(chat.stack, chat.conversation_id, {"event": "bot", "text": "news"})
    chat.hears("news")
    expect(other.hook("unread")).to_have_count(0)


@everywhere
def test_a_reload_during_a_reply(chat):
    chat.hook("input").fill("where is my order 10023?")
    chat.page.keyboard.press("Enter")
    chat.page.reload()  # at once: the message may have been sent or not
    expect(chat.hook("order-card")).to_be_visible()
    in_order_and_once(chat, "where is my order 10023?")
    expect(chat.hook("order-card")).to_have_count(1)
    expect(chat.hook("input")).to_be_visible()  # the panel is open as it was


@shop_everywhere
def test_a_message_that_the_server_took_but_whose_answer_was_lost_is_sent_again_and_is_one(shop):
    chat = shop.visit()
    lost = []

    def lose(route):
        answer = route.fetch()
        lost.append(answer.status)
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    # The stream does not bring it either: an open chat would have one already.
    chat.page.route("**/webhooks/web/stream", lambda route: route.abort())
    chat.page.route("**/webhooks/web/messages", lose)
    chat.open()
    chat.says("hello")
    expect(chat.mine("hello")).to_have_attribute("data-status", "accepted")
    assert lost == [202, 202]
    chat.page.unroute("**/webhooks/web/stream")
    chat.hears("Hello!")
    in_order_and_once(chat, "hello")


@everywhere
def test_offline_and_back(chat):
    chat.says("hello")
    chat.hears("Hello!")
    chat.page.context.set_offline(True)
    chat.says("what payment methods do you take?")
    chat.says("and delivery?")
    expect(chat.mine("payment methods")).to_have_attribute("data-status", "retrying")
    expect(chat.hook("connection")).to_have_text("You are offline. Messages are sent when you are back.")
    chat.picture("widget-offline")
    chat.page.context.set_offline(False)
    chat.hears("£3.95")
    expect(chat.hook("connection")).to_be_hidden()
    in_order_and_once(chat, "hello", "what payment methods do you take?", "and delivery?")


@everywhere
def test_the_network_changes_and_the_stream_breaks(chat):
    chat.says("hello")
    chat.hears("Hello!")
    chat.page.route("**/webhooks/web/stream", lambda route: route.abort())
    chat.page.evaluate("window.dispatchEvent(new Event('online'))")  # another network: the old line is given up
    tell(chat.stack, chat.conversation_id, {"event": "bot", "text": "said in between"})
    expect(chat.hook("connection")).to_have_text("Connection lost. Reconnecting…")
    chat.accessible("connection lost")
    chat.page.unroute("**/webhooks/web/stream")
    chat.hears("said in between")
    expect(chat.hook("connection")).to_be_hidden()


@everywhere
def test_a_hidden_tab_closes_its_stream_and_catches_up(chat):
    chat.says("hello")
    chat.hears("Hello!")
    asked = []
    chat.page.on("request", lambda request: asked.append(request) if request.url.endswith("/stream") else None)
    closed = []
    chat.page.on("requestfailed", lambda request: closed.append(request) if request.url.endswith("/stream") else None)
    hide(chat.page)
    until(lambda: chat.page.wait_for_timeout(20) or closed, "the end of the stream")
    tell(chat.stack, chat.conversation_id, *({"event": "bot", "text": f"meanwhile {n}"} for n in (1, 2)))
    arrives_elsewhere(chat, "meanwhile 2")
    assert asked == []
    assert "meanwhile" not in chat.log.inner_text()
    hide(chat.page, False)
    chat.hears("meanwhile 2")
    assert len(asked) == 1
    assert int(asked[0].headers["last-event-id"]) > 0
    assert [text for _, text in chat.lines()][-2:] == ["meanwhile 1", "meanwhile 2"]


@everywhere
def test_what_cannot_be_sent_says_so_and_can_be_tried_again(chat):
    chat.says("hello")
    chat.hears("Hello!")
    chat.page.clock.install()
    chat.page.route("**/webhooks/web/messages", lambda route: route.abort())
    chat.says("what does delivery cost?")
    message = chat.mine("what does delivery cost?")
    deadline = time.monotonic() + 20
    while message.get_attribute("data-status") != "failed" and time.monotonic() < deadline:
        chat.page.clock.run_for(5000)  # more than a minute of tries, in a moment
    expect(message).to_contain_text("Not sent.")
    chat.picture("widget-not-sent")
    chat.page.unroute("**/webhooks/web/messages")
    chat.page.clock.resume()
    chat.hook("retry").click()
    chat.hears("£3.95")
    in_order_and_once(chat, "hello", "what does delivery cost?")


@everywhere
def test_too_fast_is_told_kindly_and_sent_a_moment_later(chat):
    answers = [
        {"status": 429, "headers": {"Retry-After": "5"}, "body": json.dumps({"error": {"code": "too_many"}})},
    ]
    chat.page.route(
        "**/webhooks/web/messages", lambda route: route.fulfill(**answers.pop()) if answers else route.continue_()
    )
    chat.says("hello")
    expect(chat.mine("hello")).to_contain_text("That was quick! It is sent in a moment.")
    chat.accessible("too fast")
    chat.hears("Hello!")
    in_order_and_once(chat, "hello")


def test_the_real_limit_holds_no_message_back_for_good(chat):
    """31 messages in a minute are one too many: it goes out as soon as the server takes it."""
    chat.says("hello")
    chat.hears("Hello!")
    statuses = chat.page.evaluate(
        """async ([url, token]) => {
          const send = (n) => fetch(url, {
            method: "POST",
            headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
            body: JSON.stringify({ client_id: `fast-${n}`, text: "" }),
          });
          const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => send(n)));
          return answers.map((answer) => answer.status);
        }""",
        [f"{chat.shop.address}/webhooks/web/messages", chat.session["token"]],
    )
    assert statuses.count(429) == 1
    chat.says("one more")
    expect(chat.mine("one more")).to_contain_text("That was quick!")


@everywhere
def test_the_session_is_renewed_before_it_ends(chat):
    chat.page.clock.install()
    chat.says("hello")
    chat.hears("Hello!")
    chat.page.reload()
    chat.hears("Hello!")
    before = chat.session
    with chat.page.expect_response(lambda r: r.url.endswith("/session")) as renewal:
        chat.page.clock.fast_forward((before["expires_at"] - time.time() - 60) * 1000)
    assert json.loads(renewal.value.request.post_data)["token"] == before["token"]
    # Within the same second it is the same token: what counts is that the server's answer is kept.
    token = renewal.value.json()["token"]
    until(lambda: chat.page.wait_for_timeout(20) or chat.session["token"] == token, "the new token")
    assert chat.conversation_id == before["conversation_id"]


@everywhere
def test_a_computer_that_slept_longer_than_its_session_goes_on_where_it_was(chat):
    chat.page.clock.install()
    chat.says("hello")
    chat.hears("Hello!")
    chat.page.reload()
    chat.hears("Hello!")
    before, had_token_at = chat.session, time.time()
    asked = []
    chat.page.on("request", lambda request: asked.append(request) if "/webhooks/web/" in request.url else None)
    closed = []
    chat.page.on("requestfailed", lambda request: closed.append(request) if request.url.endswith("/stream") else None)
    hide(chat.page)
    until(lambda: chat.page.wait_for_timeout(20) or closed, "the end of the stream")
    tell(chat.stack, chat.conversation_id, *({"event": "bot", "text": f"meanwhile {n}"} for n in (1, 2)))
    arrives_elsewhere(chat, "meanwhile 2")
    until(lambda: chat.page.wait_for_timeout(20) or time.time() > had_token_at + 1, "another second, for another token")
    chat.page.clock.fast_forward((before["expires_at"] - time.time() + 600) * 1000)
    chat.page.wait_for_timeout(500)
    assert asked == []  # what sleeps asks for nothing, and renews nothing
    assert "meanwhile" not in chat.log.inner_text()

    with chat.page.expect_response(lambda r: r.url.endswith("/session")) as renewal:
        hide(chat.page, False)
    assert json.loads(renewal.value.request.post_data)["token"] == before["token"]
    chat.hears("meanwhile 2")
    assert [text for _, text in chat.lines()][-2:] == ["meanwhile 1", "meanwhile 2"]
    assert chat.conversation_id == before["conversation_id"]
    assert chat.session["token"] == renewal.value.json()["token"] != before["token"]
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")
    in_order_and_once(chat, "hello", "what payment methods do you take?")
    carried = {request.headers.get("authorization") for request in asked if not request.url.endswith("/session")}
    assert carried - {None} == {f"Bearer {chat.session['token']}"}  # the old one is never shown again


@everywhere
def test_the_server_restarts_in_mid_conversation(chat):
    chat.says("hello")
    chat.hears("Hello!")
    chat.stack.kill("rasa")
    chat.says("what payment methods do you take?")
    expect(chat.mine("payment methods")).to_have_attribute("data-status", re.compile("sending|retrying"))
    expect(chat.hook("connection")).to_have_text("Connection lost. Reconnecting…")
    chat.picture("widget-reconnecting")
    until(lambda: chat.page.wait_for_timeout(100) or chat.stack.ready("rasa"), "the restart", 120)
    expect(chat.log).to_contain_text("PayPal", timeout=40_000)
    expect(chat.hook("connection")).to_be_hidden()
    in_order_and_once(chat, "hello", "what payment methods do you take?")
