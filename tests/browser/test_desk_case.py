"""The conversation page in real browsers: everything at a glance, and every action, with two agents and a customer."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy.exc import OperationalError

from baton.desk.auth.roles import Role
from baton.handoff.records.lifecycle import State
from baton.handoff.records.tables import ChatRow
from tests.browser.conftest import hook, pending
from tests.support.stack import until


@pytest.fixture
def bench(desk):
    for login, role in (("maria", Role.AGENT), ("tom", Role.AGENT)):
        desk.bench.agent(login, role=role)
    return desk.bench


def mine(bench, opens, login="maria", **changes):
    """A conversation that somebody has, open in their browser."""
    bench.handoff("h1", "c1", **changes)
    bench.parts.handoffs.claim("h1", login, f"{login.title()} Smith")
    return opens(login, "/handoffs/h1")


def said(bench, speaker="agent"):
    """What the customer reads of somebody."""
    events = bench.log.events("c1")
    return [e["text"] for e in events if e["event"] == "bot" and e["metadata"].get("speaker") == speaker]


def goes_out(desk):
    desk.forward(seconds=6)


def test_everything_is_there_at_a_glance(desk, bench, opens):
    words = "I rang twice, wrote twice, and now the parcel is stuck: I want to speak to a human being about it today"
    for number in range(3):
        tried = {"task": "order_status", "detail": "10012", "outcome": "found" if number else "not_found"}
        bench.log_event("c1", {"event": "slot", "name": "attempt", "value": tried})
    account = {"customer_id": "7", "email": "jane@example.com", "name": "Jane Doe"}
    bench.log_event("c1", {"event": "slot", "name": "identity", "value": account})
    bench.handoff("h1", "c1", text=words, evidence="speak to a human being")
    page = opens("maria", "/handoffs/h1", height=800)
    seen = {
        "customer": "Jane Doe",
        "verified": "Logged in",
        "trigger": "Asked for a person",
        "evidence": "speak to a human being",
        "attempts": "not found",
        "recommended-action": ".",
        "summary": "Jane Doe",
        "order": "Customs hold",
        "data": "jane@example.com",
        "reply-text": "",
    }
    hook(page, "claim").click()
    expect(hook(page, "reply-text")).to_be_visible()
    for name, text in seen.items():
        element = hook(page, name).first
        expect(element).to_contain_text(text) if text else None
        box = element.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 800 and box["x"] + box["width"] <= 1280, name
    for panel in ("facts", "order-facts"):
        assert hook(page, panel).evaluate("e => e.scrollHeight <= e.clientHeight"), panel
    expect(hook(page, "transcript").locator("mark")).to_have_text("speak to a human being")
    expect(hook(page, "order").get_by_role("link")).to_have_attribute("href", "https://track.example/TR4CK")


def test_two_claim_at_once_and_the_slower_one_is_told(desk, bench, opens):
    bench.handoff("h1", "c1")
    maria, tom = opens("maria", "/handoffs/h1"), opens("tom", "/handoffs/h1")
    # Tom's page learns of nothing before he presses, as in the second in which both press.
    tom.route("**/live?*", lambda route: route.abort())
    maria.keyboard.press("c")
    expect(hook(maria, "owner")).to_have_text("with you")
    hook(tom, "claim").click()
    expect(hook(tom, "notice")).to_contain_text("Maria Smith was faster and has this conversation")
    expect(hook(tom, "owner")).to_have_text("Maria Smith")
    expect(hook(tom, "reply-text")).to_have_count(0)
    until(lambda: said(bench, "system") == ["Maria Smith has joined the conversation."], "the customer to be told")


def test_a_reply_by_keyboard_from_the_canned_ones_can_be_taken_back(desk, bench, opens):
    proof = {"order": "10012", "by": "email", "at": bench.clock().isoformat()}
    bench.log_event("c1", {"event": "slot", "name": "proved_orders", "value": [proof]})
    page = mine(bench, opens)
    page.keyboard.press("r")
    page.keyboard.type("/")
    expect(hook(page, "canned")).to_be_visible()
    page.keyboard.type("tracking number")
    expect(hook(page, "canned-reply").locator("visible=true")).to_have_count(1)
    page.keyboard.press("Enter")
    box = hook(page, "reply-text")
    expect(box).to_have_value(re.compile("with DHL, number TR4CK.*https://track.example/TR4CK"))
    page.keyboard.press("Enter")
    expect(pending(page, "with DHL").locator("[data-undo]")).to_be_visible()
    expect(box).to_have_value("")
    page.keyboard.press("Control+z")
    expect(box).to_have_value(re.compile("with DHL"))
    expect(hook(page, "pending-line")).to_have_count(0)
    goes_out(desk)
    assert said(bench) == []
    box.fill("It is on its way.")
    page.keyboard.press("Enter")
    expect(hook(page, "pending-line")).to_be_visible()
    goes_out(desk)
    expect(page.locator('[data-speaker="agent"]')).to_contain_text("It is on its way.")
    expect(hook(page, "pending-line")).to_have_count(0)
    assert said(bench) == ["It is on its way."]


def test_the_suggested_reply_and_what_is_left_to_fill_in(desk, bench, opens):
    page = mine(bench, opens, category="cancel_change")
    expect(hook(page, "suggestion")).to_contain_text("I'm Maria Smith")
    page.keyboard.press("s")
    box = hook(page, "reply-text")
    expect(box).to_have_value(re.compile("^Hello, I'm Maria Smith"))
    expect(hook(page, "suggestion")).to_be_hidden()
    box.fill("It leaves on [day], promised.")
    for send in (lambda: page.keyboard.press("Enter"), lambda: hook(page, "send").click()):
        send()
        expect(page.locator("#draft-kept")).to_have_text("Not sent: fill in [day] first, or take it out.")
        assert box.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "[day]"
    assert bench.parts.outbox.delayed("c1") == []
    page.keyboard.type("Monday")
    page.keyboard.press("Enter")
    expect(pending(page, "It leaves on Monday, promised.")).to_be_visible()


def test_unsent_text_is_kept_and_a_failed_reply_too(desk, bench, opens):
    page = mine(bench, opens)
    hook(page, "reply-text").fill("Half a sen")
    hook(page, "mode-note").click()
    hook(page, "note-text").fill("half a note")
    page.reload()
    expect(hook(page, "reply-text")).to_have_value("Half a sen")
    hook(page, "mode-note").click()
    expect(hook(page, "note-text")).to_have_value("half a note")
    hook(page, "mode-reply").click()
    page.route("**/reply", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator("#draft-kept")).to_contain_text("Not sent")
    expect(hook(page, "reply-text")).to_have_value("Half a sen")
    page.unroute("**/reply")
    page.keyboard.press("Enter")
    expect(pending(page, "Half a sen")).to_be_visible()


def test_nothing_is_lost_of_what_is_typed_while_the_page_changes(desk, bench, opens):
    page, tom = mine(bench, opens), opens("tom", "/handoffs/h1")
    box, note = hook(page, "reply-text"), hook(tom, "note-text")
    box.press_sequentially("Good m")
    box.evaluate("box => (box.marked = true)")
    # The page asks with what it knew before the claim, as it does when the answers cross.
    page.locator("#state").evaluate("state => (state.dataset.key = '1.0.0')")
    bench.customer("c1", "hello?")
    bench.parts.notifier.wake()
    expect(hook(page, "line").last).to_contain_text("hello?")
    expect(page.locator("#state")).not_to_have_attribute("data-key", "1.0.0")
    assert box.evaluate("box => box.marked"), "the box was drawn anew under the agent's fingers"
    note.press_sequentially("He c")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(hook(tom, "state-name")).to_have_text("Resolved")
    expect(hook(tom, "composer")).to_contain_text("This conversation is closed here")  # another composer
    tom.keyboard.type("alled")
    expect(note).to_have_value("He called")


def test_a_note_is_for_colleagues_only(desk, bench, opens):
    page = mine(bench, opens)
    tom = opens("tom", "/handoffs/h1")
    hook(tom, "note-text").fill("He called this morning: be quick")
    hook(tom, "note-save").click()
    expect(hook(page, "note")).to_contain_text("He called this morning")
    expect(hook(page, "note")).to_contain_text("Note by Tom Smith")
    bench.customer("c1", "hello?")
    bench.parts.notifier.wake()
    expect(hook(page, "line").last).to_contain_text("hello?")
    assert "called this morning" not in str(bench.log.events("c1"))


def test_both_sides_see_each_other(desk, bench, opens):
    page = mine(bench, opens)
    presence, seen = bench.parts.presence, hook(page, "presence")
    desk.forward(seconds=1)
    presence.customer_here("c1")
    expect(seen).to_contain_text("The customer is reading")
    edges = [page.locator(where).bounding_box() for where in ("#composer", ".talk")]
    assert edges[0]["x"] + edges[0]["width"] <= edges[1]["x"] + edges[1]["width"], "the composer covers the order"
    desk.forward(seconds=1)
    presence.customer_types("c1")
    expect(seen).to_contain_text("typing")
    desk.forward(seconds=7)
    expect(seen).to_contain_text("reading")  # the typing that stopped without a word
    presence.customer_left("c1")
    expect(seen).to_contain_text("away since")
    hook(page, "reply-text").press_sequentially("Hel")
    until(lambda: presence.read("c1").agent_typing == "Maria Smith", "the customer to see the typing")
    hook(page, "reply-text").press("Enter")
    until(lambda: presence.read("c1").agent_typing is None, "the typing to end with the reply")


def test_passing_on_to_a_colleague_and_to_a_team(desk, bench, opens):
    page, tom = mine(bench, opens), opens("tom")
    page.keyboard.press("t")
    hook(page, "transfer-to").select_option("agent:tom")
    hook(page, "transfer-note").fill("knows the carrier")
    hook(page, "transfer").click()
    expect(hook(tom, "alarm").filter(has_text="Passed on to you")).to_have_count(1)
    expect(tom.locator("#row-h1")).to_contain_text("For you")
    tom.locator("#row-h1 a").click()
    expect(hook(tom, "history")).to_contain_text("knows the carrier")
    hook(tom, "claim").click()
    hook(tom, "transfer-open").click()
    hook(tom, "transfer-to").select_option("team:returns")
    hook(tom, "transfer").click()
    expect(hook(page, "state-name")).to_have_text("Passed on")
    expect(page.locator("#standing")).to_contain_text("Returns and refunds")
    until(lambda: any("our team Returns and refunds" in text for text in said(bench, "system")), "the customer to know")


def test_back_to_the_bot_and_the_wish_for_none(desk, bench, opens):
    page = mine(bench, opens)
    hook(page, "more-open").click()
    hook(page, "mark-no-ai").click()
    expect(hook(page, "no-ai")).to_be_visible()
    page.keyboard.press("b")
    expect(hook(page, "return")).to_have_count(0)
    page.keyboard.press("Escape")
    hook(page, "more-open").click()
    hook(page, "lift").click()
    expect(hook(page, "no-ai")).to_have_count(0)
    page.keyboard.press("b")
    hook(page, "return-note").fill("sent a new one")
    hook(page, "return").click()
    expect(hook(page, "state-name")).to_have_text("Back with the bot")
    assert [e["what"] for e in bench.store.audit("h1") if "no_ai" in e["what"]] == ["no_ai_marked", "no_ai_lifted"]


def test_a_callback_is_arranged_in_opening_hours_only(desk, bench, opens):
    page = mine(bench, opens)
    page.keyboard.press("l")
    night = bench.parts.hours.local(bench.clock() + timedelta(hours=12))
    hook(page, "schedule-due").fill(f"{night:%Y-%m-%dT%H:%M}")
    hook(page, "schedule").click()
    expect(hook(page, "notice")).to_contain_text("Nobody is there at that time")
    assert bench.store.get("h1").state is State.CLAIMED
    due = bench.parts.hours.local(bench.clock() + timedelta(hours=1))
    hook(page, "schedule-due").fill(f"{due:%Y-%m-%dT%H:%M}")
    hook(page, "schedule").click()
    expect(hook(page, "state-name")).to_have_text("Callback due")


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        (["e", "Enter"], None),
        (["e", "2"], {"verdict": "too_early", "bot_could": None}),
    ],
)
def test_resolving_takes_one_key_more_or_less(desk, bench, opens, keys, kept):
    page = mine(bench, opens)
    opening, answer = keys
    page.keyboard.press(opening)
    expect(page.locator("details.menu[open]")).to_be_visible()
    page.keyboard.press(answer)
    expect(hook(page, "state-name")).to_have_text("Resolved")
    assert bench.store.get("h1").disposition == kept


def test_a_panel_has_the_focus_as_soon_as_its_key_is_pressed(desk, bench, opens):
    """In the same task: the next key of somebody fast finds its place, however busy the browser is."""
    page = mine(bench, opens)
    presses = "key => { document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })); return at(); }"
    page.evaluate("window.at = () => document.activeElement.dataset.test")
    assert page.evaluate(presses, "e") == "resolve-skip"
    assert page.evaluate(presses, "b") == "return-note"
    expect(hook(page, "return-note")).to_have_value("")


def test_enter_gives_no_verdict_by_accident(desk, bench, opens):
    page = mine(bench, opens)
    page.keyboard.press("e")
    hook(page, "bot-could-yes").check()
    hook(page, "bot-could-yes").press("Enter")
    expect(hook(page, "state-name")).to_have_text("Resolved")
    assert bench.store.get("h1").disposition == {"verdict": None, "bot_could": True}
    hook(page, "rate-open").click()
    hook(page, "bot-could-no").check()
    hook(page, "bot-could-no").press("Enter")
    expect(hook(page, "verdict-right")).to_be_visible()
    assert bench.store.get("h1").disposition == {"verdict": None, "bot_could": True}


def test_the_whole_judgement_and_a_later_one(desk, bench, opens):
    page = mine(bench, opens)
    page.keyboard.press("e")
    hook(page, "bot-could-yes").check()
    hook(page, "category-fix").select_option("refund")
    hook(page, "verdict-unnecessary").click()
    expect(hook(page, "rating")).to_contain_text(
        "Unnecessary; the bot could have done it; category corrected to Refund"
    )
    expect(hook(page, "rate-open")).to_have_count(0)
    wanted = {"verdict": "unnecessary", "bot_could": True, "category": "refund"}
    assert bench.store.get("h1").disposition == wanted


def test_earlier_conversations_are_one_click_away(desk, bench, opens):
    with bench.engine.begin() as connection:
        for number, conversation in enumerate(("c0", "c-bot", "c1")):
            values = {
                "conversation_id": conversation,
                "visitor": "v1",
                "created_at": bench.clock().timestamp() + number,
            }
            connection.execute(ChatRow.__table__.insert().values(**values))
    bench.handoff("h0", "c0", category="refund")
    bench.customer("c-bot", "what are your opening hours?")
    desk.forward(minutes=1)
    bench.handoff("h1", "c1")
    page = opens("maria", "/handoffs/h1")
    earlier = hook(page, "earlier").get_by_role("link")
    expect(earlier).to_have_count(2)
    earlier.filter(has_text="With the bot only").click()
    expect(hook(page, "transcript")).to_contain_text("what are your opening hours?")
    page.go_back()
    earlier.filter(has_text="Refund").click()
    expect(page).to_have_url(re.compile("/handoffs/h0$"))
    viewed = [entry.details for entry in bench.parts.audit.read(actor="maria", action="viewed")]
    assert {"conversation_id": "c-bot"} in viewed


def test_a_whole_conversation_without_a_mouse(desk, bench, opens):
    bench.handoff("h1", "c1")
    page = opens("maria")
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".connection.live")
    page.keyboard.press("c")
    expect(hook(page, "reply-text")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("Good morning")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("1")
    expect(hook(page, "state-name")).to_have_text("Resolved")
    until(lambda: said(bench) == ["Good morning"], "the reply that went out before the end")
    page.keyboard.press("q")
    expect(page).to_have_url(f"{desk.url}/")


def held_up(bench, patch, fails=False):
    """The server keeps replies waiting until the event is set; then they are said, or a database fails."""
    go_on, say = threading.Event(), bench.parts.handoffs.agent_reply_delivery

    def slow(*args, **named):
        go_on.wait(20)
        if fails:
            raise OperationalError("insert", {}, Exception("the disk is gone"))
        return say(*args, **named)

    patch.setattr(bench.parts.handoffs, "agent_reply_delivery", slow)
    return go_on


def test_a_reply_on_its_way_is_not_overtaken_by_the_end(desk, bench, opens, monkeypatch):
    page = mine(bench, opens)
    go_on = held_up(bench, monkeypatch)
    box = hook(page, "reply-text")
    box.fill("Good morning")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(page.locator("#draft-kept")).to_have_text("Sending…")
    page.keyboard.type("How can I")  # the next message, while the first is on its way
    for key in ("Escape", "e", "1"):
        page.keyboard.press(key)
    assert bench.store.get("h1").state is State.CLAIMED
    go_on.set()
    expect(hook(page, "state-name")).to_have_text("Resolved")
    until(lambda: said(bench) == ["Good morning"], "the reply that was sent before the end")


def test_a_conversation_does_not_end_with_a_reply_that_did_not_arrive(desk, bench, opens, monkeypatch):
    page = mine(bench, opens)
    box = hook(page, "reply-text")
    with monkeypatch.context() as broken:
        go_on = held_up(bench, broken, fails=True)
        box.fill("It is on its way.")
        box.press("Enter")
        box.press_sequentially("Anything else?")
        for key in ("Escape", "e", "1"):
            page.keyboard.press(key)
        go_on.set()
        expect(hook(page, "notice")).to_contain_text("Nothing was done, because your reply was not sent")
        expect(box).to_have_value("It is on its way.\nAnything else?")
        assert bench.store.get("h1").state is State.CLAIMED
    page.keyboard.press("Escape")
    box.press("Enter")
    expect(hook(page, "pending-line")).to_be_visible()
    for key in ("Escape", "e", "1"):
        page.keyboard.press(key)
    expect(hook(page, "state-name")).to_have_text("Resolved")
    until(lambda: said(bench) == ["It is on its way.\nAnything else?"], "the reply")


def test_what_is_new_is_shown_however_many_refreshes_are_on_their_way(desk, bench, opens):
    bench.handoff("h1", "c1")
    page = opens("maria", "/handoffs/h1")
    held, holds = {"live": [], "presence": []}, [True]

    def hold(route):
        """Have the desk answer now, and the page wait for it."""
        kind = re.search(r"/(live|presence)", route.request.url)[1]
        held[kind].append((route, route.fetch())) if holds else route.continue_()

    def arrives(kind):
        until(lambda: page.wait_for_timeout(20) or held[kind], f"a request of {kind}")

    def answer(kind):
        route, response = held[kind].pop(0)
        route.fulfill(response=response)

    refresh = "window.dispatchEvent(new Event('online'))"
    page.route(re.compile(r"/handoffs/h1/(live|presence)"), hold)
    page.evaluate(refresh)
    arrives("presence")
    answer("presence")
    arrives("live")
    bench.customer("c1", "are you there?")
    page.evaluate(refresh)
    holds.clear()
    for kind in held:
        while held[kind]:
            answer(kind)
    expect(hook(page, "line").last).to_contain_text("are you there?")


def test_a_key_leads_to_the_marked_words(desk, bench, opens):
    bench.handoff("h1", "c1")
    for number in range(60):
        bench.customer("c1", f"and another thing, number {number}")
    bench.parts.handoffs.claim("h1", "maria", "Maria Smith")
    page = opens("maria", "/handoffs/h1")
    mark = hook(page, "transcript").locator("mark")
    expect(hook(page, "line").last).to_be_in_viewport()
    expect(mark).not_to_be_in_viewport()
    page.keyboard.press("m")
    expect(mark).to_be_in_viewport()
    bench.customer("c1", "are you there?")
    bench.parts.notifier.wake()
    expect(hook(page, "line").last).to_contain_text("are you there?")
    expect(mark).to_be_in_viewport()  # whoever looks back is not pulled away by what comes in


def test_single_keys_can_be_switched_off(desk, bench, opens):
    bench.handoff("h1", "c1")
    page = opens("maria", "/handoffs/h1")
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("q")
    expect(hook(page, "claim")).to_be_visible()
    assert bench.store.get("h1").state is State.QUEUED
