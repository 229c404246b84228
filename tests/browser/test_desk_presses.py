"""A press on the conversation page does what its button says, whatever comes in while it is pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from baton.desk.auth.roles import Role
from baton.handoff.records.lifecycle import State
from tests.browser.conftest import LINE_AT_THE_TOP, hook
from tests.support.stack import until


@pytest.fixture
def bench(desk):
    for login in ("maria", "tom"):
        desk.bench.agent(login, role=Role.AGENT)
    desk.bench.handoff("h1", "c1")
    return desk.bench


def offered(bench, login):
    """With somebody on duty, what waits is offered to them."""
    bench.agents.set_duty(login, True)
    until(lambda: bench.parts.offers.open() == {"h1": login}, "the offer")


def holds_while(page, button, happens):
    """Hold a button down while something happens and the page gets a refresh; a frame later it would be drawn.

    Any refresh that comes during the press will do: while one waits for its end, the page asks for no other.
    """
    button.hover()  # waits until it stands still
    with page.expect_response(lambda answer: "/live?" in answer.url) as answer:
        page.mouse.down()
        happens()
    answer.value.finished()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_an_offer_in_the_middle_of_a_press_does_not_take_it(desk, bench, opens):
    page = opens("maria", "/handoffs/h1")
    holds_while(page, hook(page, "claim"), lambda: offered(bench, "maria"))
    page.mouse.up()
    expect(hook(page, "owner")).to_have_text("with you")
    assert bench.store.get("h1").owner == "maria"


def test_what_is_drawn_anew_takes_the_focus_from_no_button(desk, bench, opens):
    page = opens("maria", "/handoffs/h1")
    hook(page, "claim").focus()
    offered(bench, "maria")
    expect(hook(page, "decline")).to_be_visible()
    expect(hook(page, "claim")).to_be_focused()
    page.keyboard.press("Enter")
    expect(hook(page, "owner")).to_have_text("with you")


def test_a_line_in_the_middle_of_a_press_does_not_move_the_button(desk, bench, opens):
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    page = opens("maria", "/handoffs/h1")
    hook(page, "reply-text").fill("It is on its way.")
    hook(page, "send").click()
    holds_while(page, hook(page, "undo"), lambda: bench.customer("c1", "Where is it?"))
    page.mouse.up()
    expect(hook(page, "reply-text")).to_have_value("It is on its way.")
    expect(hook(page, "transcript")).to_contain_text("Where is it?")


def test_what_came_in_shows_when_the_press_ends_elsewhere(desk, bench, opens):
    page = opens("maria", "/handoffs/h1")
    holds_while(page, hook(page, "claim"), lambda: bench.customer("c1", "Where is it?"))
    page.mouse.move(10, 400)
    page.mouse.up()
    expect(hook(page, "transcript")).to_contain_text("Where is it?")
    assert bench.store.get("h1").state is State.QUEUED


def test_the_slower_one_is_told_even_if_the_page_knew_before(desk, bench, opens):
    """The button is gone when the answer to it comes: a refresh was faster."""
    page = opens("tom", "/handoffs/h1")
    answers = []

    def claimed_before(route):
        # Not earlier: a refresh might take the button away before it can be pressed.
        bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
        answers.append((route, route.fetch()))

    page.route("**/claim", claimed_before)
    hook(page, "claim").click()
    expect(hook(page, "claim")).to_have_count(0)
    until(lambda: page.wait_for_timeout(20) or answers, "the answer")
    for route, answer in answers:
        route.fulfill(response=answer)
    expect(hook(page, "notice")).to_contain_text("Maria Smith was faster and has this conversation")


def test_refreshes_show_no_line_at_the_top(desk, bench, opens):
    page = opens("maria", "/handoffs/h1", wait=False)
    waiting = []
    page.route("**/live?*", lambda route: waiting.append(route))
    page.reload()
    until(lambda: page.wait_for_timeout(20) or waiting, "the refresh that follows the loading")
    assert page.evaluate(LINE_AT_THE_TOP) == "none"
    for route in waiting:
        route.continue_()
