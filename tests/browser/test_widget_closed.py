"""The chat of a shop that is closed: what the real server offers then, and what is made of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.chat import everywhere
from tests.support.stack import Stack, tell

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOMENT = r"\w{3},? \d{1,2} \w{3,4},? (at )?\d\d:\d\d"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """Processes of a shop that is closed until the day after tomorrow, whenever the test runs."""
    folder = tmp_path_factory.mktemp("closed")
    closed = [str(date.today() + timedelta(days=offset)) for offset in (-1, 0, 1)]
    lines = ["time_zone: Europe/London", "hours:", *(f'  {day}: "09:00-18:00"' for day in DAYS)]
    hours = folder / "closed.yml"
    hours.write_text("\n".join([*lines, f"holidays: {closed}"]))
    made = Stack(
        folder, BATON_OPENING_HOURS_FILE=str(hours), BATON_HANDOFF_MESSAGES_FILE="business/handoff_messages.yml"
    )
    made.start()
    yield made
    made.stop()


@everywhere
def test_a_callback_is_offered_when_nobody_is_there_and_agreed_on_with_a_button(chat):
    handoff = chat.asks_for_a_person()
    status, person = chat.hook("status"), chat.hook("talk-to-person")
    expect(status).to_have_text(re.compile(rf"^\s*Our team is back {MOMENT}"))
    assert "09:00" in status.inner_text()
    expect(person).to_have_text("A person will answer")
    times = chat.hook("button").filter(has_text=re.compile(r"^\w{3} \d{1,2} \w{3}, \d\d:\d\d \S+$"))
    expect(times).to_have_count(4)
    expect(chat.hook("button").nth(-2)).to_have_text("I'll wait")
    expect(chat.hook("button").last).to_have_text("Ask the assistant meanwhile")
    chosen = times.nth(1)
    expect(chosen).to_be_enabled()
    chat.fits()
    chat.accessible("callback offer")
    chat.picture("widget-callback")

    note = {"event": "bot", "text": "Something else is new.", "metadata": {"speaker": "system"}}
    tell(chat.stack, chat.conversation_id, note)
    chat.hears("Something else is new.")
    expect(chosen).to_be_enabled()  # a note takes no offer back
    title = chosen.inner_text()
    chosen.click()
    expect(chat.mine(title)).to_have_attribute("data-status", "confirmed")
    chat.hears("Agreed: we come back to you on")
    expect(chosen).to_be_disabled()
    expect(status).to_have_text(re.compile(rf"^\s*We get back to you {MOMENT}"))
    expect(person).to_have_text("We get back to you")
    (said,) = [e for e in chat.stack.events(chat.conversation_id) if (e.get("metadata") or {}).get("title") == title]
    payload = re.fullmatch(rf"handoff:callback:{handoff}:(\d+)", said["metadata"]["payload"])
    (stored,) = chat.stack.handoffs(chat.conversation_id)
    assert stored["state"] == "callback_due"
    assert payload and stored["due_at"] == int(payload[1])
    chat.fits()
    chat.accessible("callback agreed on")
    chat.picture("widget-callback-agreed")


def test_the_time_can_be_changed_while_the_assistant_has_the_conversation(chat):
    chat.asks_for_a_person()
    times = chat.hook("button").filter(has_text=re.compile(r"^\w{3} \d{1,2} \w{3}, \d\d:\d\d \S+$"))
    times.nth(1).click()
    chat.hears("Agreed: we come back to you on")
    chat.hook("button").filter(has_text="Ask the assistant meanwhile").last.click()
    chat.hears("You are talking to the assistant until then.")
    chat.says("what payment methods do you take?")
    chat.hears("PayPal")
    change = chat.hook("button").filter(has_text="Change the time")
    expect(change).to_be_enabled()
    offered = times.count()
    change.click()
    expect(times).to_have_count(2 * offered)
    other = times.nth(offered + 2)
    title = other.inner_text()
    other.click()
    expect(chat.mine(title)).to_have_attribute("data-status", "confirmed")
    expect(chat.message("Agreed: we come back to you on")).to_have_count(2)
