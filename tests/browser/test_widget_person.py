"""From the bot to a person, back, and to the end of the chat."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.chat import everywhere
from tests.support.stack import HTTP, presence, until


def rating(chat):
    return until(lambda: chat.stack.slots(chat.conversation_id)["rating"], "the rating in the log")


@everywhere
def test_waiting_for_a_person_and_getting_one(chat):
    """Place in the queue, who joined, typing both ways, who speaks, and a rating when they have left."""
    there = presence(chat.stack)
    chat.says("where is my order 10023?")
    expect(chat.hook("order-card")).to_be_visible()
    handoff = chat.asks_for_a_person()
    expect(chat.hook("status")).to_contain_text(re.compile(r"You are next|Number \d+ in the queue"))
    expect(chat.hook("talk-to-person")).to_be_disabled()
    expect(chat.hook("talk-to-person")).to_have_text("A person is coming")
    chat.picture("widget-queue")

    chat.stack.api("POST", f"/handoffs/{handoff}/claim")
    chat.hears("has joined the conversation")
    name = (
        chat.message("has joined")
        .locator('[data-test="text"]')
        .inner_text()
        .removesuffix(" has joined the conversation.")
    )
    expect(chat.hook("status")).to_have_text(f"You are talking to {name}")
    expect(chat.hook("talk-to-person")).to_have_text("A person is here")
    assert chat.lines()[-1][0] == "system"

    there.agent_types(chat.conversation_id, name)
    expect(chat.hook("typing")).to_contain_text(f"{name} is writing")
    expect(chat.hook("typing")).to_have_attribute("data-speaker", "agent")
    chat.accessible("a person is typing")
    chat.picture("widget-typing")
    chat.stack.api("POST", f"/handoffs/{handoff}/reply", text="Hello, your kettle comes on Thursday.")
    chat.hears("your kettle comes")
    expect(chat.hook("typing")).to_have_count(0)
    expect(chat.hook("name").last).to_contain_text(name)
    assert there.read(chat.conversation_id).customer == "reading"

    chat.hook("input").type("Thank")
    until(lambda: there.read(chat.conversation_id).customer == "typing", "the customer's typing at the desk")
    chat.hook("input").fill("")
    until(lambda: there.read(chat.conversation_id).customer == "reading", "the end of the typing")
    chat.says("Thank you!")
    chat.picture("widget-agent")

    chat.stack.api("POST", f"/handoffs/{handoff}/return", note="told her the day")
    expect(chat.hook("rate-form")).to_contain_text(f"How was your chat with {name}?")
    expect(chat.hook("input")).to_be_visible()
    expect(chat.hook("rate-send")).to_be_hidden()
    chat.page.locator(".star").nth(3).click()
    chat.hook("comment").fill("Quick and kind")
    chat.picture("widget-rating")
    chat.hook("rate-send").click()
    expect(chat.hook("rate-form")).to_have_count(0)
    expect(chat.hook("toast")).to_have_text("Thank you for your rating!")
    assert (rating(chat)["stars"], rating(chat)["comment"]) == (4, "Quick and kind")
    assert chat.stack.slots(chat.conversation_id)["handoff_id"] is None


@everywhere
def test_a_rating_can_be_left_out(chat):
    handoff = chat.gets_a_person()
    chat.stack.api("POST", f"/handoffs/{handoff}/return", note="settled")
    chat.hook("rate-later").click()
    expect(chat.hook("rate-form")).to_have_count(0)
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")


@everywhere
def test_no_bot_please(chat):
    """It reaches a person at once, and is remembered for this browser's next conversation."""
    chat.menu("no-bot")
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    first = chat.conversation_id
    assert chat.stack.handoffs(first)[0]["trigger"] == "no_ai_contact"
    chat.menu("end")
    chat.hook("end-confirm").click()
    chat.hook("restart").click()
    chat.says("hi")
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    assert chat.conversation_id != first
    assert chat.stack.handoffs(chat.conversation_id)[0]["trigger"] == "no_ai_contact"
    assert "Hello!" not in " ".join(text for _, text in chat.lines())


@everywhere
def test_ending_the_chat_with_a_rating_revokes_the_session_in_every_tab(chat):
    chat.says("hello")
    chat.hears("Hello!")
    token, conversation_id = chat.session["token"], chat.conversation_id
    other = chat.shop.visit(chat.page.context)
    other.open()
    other.hears("Hello!")
    chat.menu("end")
    expect(chat.hook("end-heading")).to_be_focused()
    chat.hook("end-cancel").click()
    expect(chat.hook("input")).to_be_visible()
    chat.menu("end")
    chat.page.locator(".star").nth(4).click()
    chat.hook("comment").fill("All good")
    chat.picture("widget-end")
    chat.hook("end-confirm").click()
    expect(chat.hook("ended")).to_contain_text("Thank you for your rating!")
    expect(chat.hook("status")).to_have_text("Chat ended")
    chat.hears("Hello!")  # still there to read and to take along
    expect(chat.hook("ended-download")).to_be_enabled()
    chat.picture("widget-ended")
    expect(other.hook("ended")).to_be_visible()
    headers = {"Authorization": f"Bearer {token}"}
    for method, name in (("GET", "stream"), ("POST", "messages"), ("POST", "rating")):
        url = f"{chat.stack.rasa}/webhooks/web/{name}"
        assert HTTP.request(method, url, headers=headers, timeout=30).status_code == 401
    value = until(lambda: chat.stack.slots(conversation_id)["rating"], "the rating in the log")
    assert (value["stars"], value["comment"]) == (5, "All good")
    chat.hook("restart").click()
    expect(chat.hook("greeting")).to_be_visible()
    expect(chat.hook("message")).to_have_count(0)
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")
    assert chat.conversation_id != conversation_id


@everywhere
def test_a_person_can_be_asked_for_while_ending_the_chat_and_after_it(chat):
    chat.says("hello")
    chat.hears("Hello!")
    ended = chat.conversation_id
    chat.menu("end")
    chat.hook("end-confirm").click()
    expect(chat.hook("ended")).to_be_visible()
    chat.fits()
    chat.accessible("ended, with the way to a person")
    chat.hook("talk-to-person").click()
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    assert chat.conversation_id != ended
    expect(chat.hook("message").first).to_have_attribute("data-speaker", "customer")  # nothing of the last chat
    chat.menu("end")
    expect(chat.hook("talk-to-person")).to_have_text("A person is coming")
    expect(chat.hook("talk-to-person")).to_be_disabled()
    chat.hook("end-confirm").click()
    chat.hook("restart").click()
    chat.says("hello")
    chat.hears("Hello!")
    chat.menu("end")
    expect(chat.hook("end-form")).to_be_visible()
    chat.fits()
    chat.hook("talk-to-person").click()
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    expect(chat.hook("end-form")).to_have_count(0)
    expect(chat.hook("input")).to_be_visible()
    chat.hears("Hello!")  # the chat goes on


@everywhere
def test_a_comment_without_stars_counts_too(chat):
    chat.says("hello")
    chat.hears("Hello!")
    conversation_id = chat.conversation_id
    chat.menu("end")
    chat.hook("comment").fill("Nice, but slow")
    chat.hook("end-confirm").click()
    expect(chat.hook("ended")).to_be_visible()
    value = until(lambda: chat.stack.slots(conversation_id)["rating"], "the comment in the log")
    assert (value["stars"], value["comment"]) == (None, "Nice, but slow")


def test_a_double_click_asks_for_a_person_once(chat):
    """However long the answer takes: whoever presses twice has asked once."""
    waiting = []
    chat.page.route("**/webhooks/web/messages", lambda route: waiting.append(route))
    chat.hook("talk-to-person").dblclick()
    expect(chat.hook("talk-to-person")).to_be_disabled()
    until(lambda: chat.page.wait_for_timeout(20) or waiting, "the message on its way")
    for route in waiting:
        route.continue_()
    chat.page.unroute("**/webhooks/web/messages")
    expect(chat.hook("status")).to_have_attribute("data-owner", "queue")
    assert chat.said() == ["I'd like to talk to a person"]


@everywhere
def test_a_message_that_is_kept_is_said_to_be_saved(chat):
    state = 'event: state\ndata: {"owner": "bot", "delayed": %s}\n\n'
    chat.hook("input").fill("where is my order?")

    def says(delayed):
        chat.page.route(
            "**/webhooks/web/stream",
            lambda route: route.fulfill(content_type="text/event-stream", body=state % delayed),
        )
        chat.page.reload()

    says("true")
    expect(chat.hook("connection")).to_contain_text("Your message is saved.")
    expect(chat.hook("status")).to_have_text("Automated assistant, answers later than usual")
    chat.accessible("a message is kept")
    chat.page.unroute("**/webhooks/web/stream")
    chat.page.reload()
    expect(chat.hook("status")).to_have_text("Automated assistant, answers at once")
    expect(chat.hook("connection")).to_have_text("")
