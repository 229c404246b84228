"""A customer who is signed in at the shop is known in the chat, and only there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.chat import shop_everywhere
from tests.support.stack import until


def account(chat):
    return chat.page.locator("#account")


@shop_everywhere
def test_a_signed_in_customer_is_asked_for_nothing(shop):
    chat = shop.visit()
    account(chat).click()
    expect(account(chat)).to_have_text("Jane Doe · sign out")
    chat.open()
    chat.hook("quick-reply").first.click()
    expect(chat.hook("button")).to_have_count(3)  # her orders, without a question for number, e-mail or postcode
    chat.picture("widget-signed-in")
    chat.hook("button").filter(has_text="10023").click()
    expect(chat.hook("order-card")).to_be_visible()
    handoff = chat.asks_for_a_person()
    customer = chat.stack.api("GET", f"/handoffs/{handoff}")["package"]["customer"]
    assert (customer["name"], customer["email"], customer["verified"]) == ("Jane Doe", "jane.doe@example.com", True)


@shop_everywhere
def test_signing_in_during_the_chat_keeps_it_and_signing_out_leaves_nothing(shop):
    chat = shop.visit().open()
    chat.says("hello")
    chat.hears("Hello!")
    visitor = chat.conversation_id
    chat.hook("close").click()  # on a phone the chat covers the page
    account(chat).click()
    expect(account(chat)).to_have_text("Jane Doe · sign out")
    chat.open()
    until(lambda: chat.page.wait_for_timeout(20) or chat.session["identified"], "the session of a known customer")
    assert chat.conversation_id == visitor
    chat.page.reload()
    chat.hears("Hello!")
    chat.hook("close").click()
    account(chat).click()
    chat.open()
    expect(chat.hook("message")).to_have_count(0)
    chat.says("where is my order?")
    chat.hears("What is the order number?")
    assert chat.conversation_id != visitor
    assert chat.session["identified"] is False


@shop_everywhere
def test_a_page_that_nobody_is_signed_in_on_forgets_who_was(shop):
    """Also when the shop's session ran out while the page was closed."""
    chat = shop.visit()
    account(chat).click()
    chat.open()
    chat.says("hello")
    chat.hears("Hello!")
    before = chat.conversation_id
    chat.page.evaluate("sessionStorage.removeItem('shop-signed-in')")
    chat.page.reload()
    expect(chat.hook("greeting")).to_be_visible()
    expect(chat.hook("message")).to_have_count(0)
    chat.says("hi")
    chat.hears("Hello!")
    assert chat.conversation_id != before


@shop_everywhere
def test_a_shop_that_cannot_say_who_it_is_does_not_stop_the_chat(shop):
    context = shop.browser()
    context.route("**/shop/identity", lambda route: route.fulfill(status=500))
    chat = shop.visit(context)
    account(chat).click()
    chat.open()
    chat.says("hello")
    chat.hears("Hello!")
    assert chat.session["identified"] is False
