"""When nobody is there: said at once, with a callback that the customer books in the chat while the bot is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.stack import Stack, until

EMERGENCY = "our night line 020 7946 0999"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """A shop that is closed until the day after tomorrow, whenever the test runs."""
    folder = tmp_path_factory.mktemp("night")
    closed = [date.today() + timedelta(days=offset) for offset in (-1, 0, 1)]
    lines = ["time_zone: Europe/London", "hours:", *(f'  {day}: "09:00-18:00"' for day in DAYS)]
    hours = folder / "closed.yml"
    hours.write_text("\n".join([*lines, f"holidays: {[str(day) for day in closed]}"]))
    made = Stack(
        folder,
        BATON_OPENING_HOURS_FILE=str(hours),
        BATON_HANDOFF_MESSAGES_FILE="business/handoff_messages.yml",
        BATON_EMERGENCY_CONTACT=EMERGENCY,
        BATON_ORDER_PROOF="none",
    )
    made.start()
    yield made
    made.stop()


def system(items):
    return [item for item in items if item["speaker"] == "system"]


def told(items):
    return [item["text"] for item in system(items)]


def test_a_callback_is_booked_in_the_chat_while_the_bot_is_silent(night):
    chat = night.chat()
    chat.send("I want to talk to a person")
    items = chat.read(lambda items: bool(system(items)))
    bot = [item["text"] for item in items if item["speaker"] == "bot"]
    assert "passing you to a person" in bot[0] and "Our team is back" in bot[1]
    offer = system(items)[0]
    titles = [button["title"] for button in offer["buttons"]]
    assert titles[-3:] == ["Another time", "I'll wait", "Ask the assistant meanwhile"]

    first = offer["buttons"][0]
    assert chat.send(first["title"], payload=first["payload"]).status_code == 202
    items = chat.read(lambda items: len(system(items)) > 1)
    assert system(items)[-1]["text"].startswith("Agreed: we come back to you on")
    handoff = night.handoffs(chat.conversation_id)[0]
    assert handoff["state"] == "callback_due" and handoff["holds_bot"] and not handoff["due"]

    chat.send("please bring the papers for 10023")
    until(
        lambda: any("bring the papers" in e.get("text", "") for e in night.events(chat.conversation_id)),
        "the message in the log",
    )
    spoken = [e for e in night.events(chat.conversation_id) if e["event"] == "bot" and not e["metadata"].get("speaker")]
    assert len(spoken) == 2  # the bot said the two sentences of the handover, and nothing since

    chat.send("Another time", payload=offer["buttons"][-3]["payload"])
    chat.read(lambda items: any("Which day and time suits you?" in text for text in told(items)))
    chat.send("next friday afternoon")
    chat.read(lambda items: any("Friday" in text and "14:00" in text for text in told(items)[-1:]))
    chat.send("yes please")
    chat.read(lambda items: any(t.startswith("Agreed: we come back to you on Friday") for t in told(items)[-1:]))


def test_a_grave_matter_gets_a_fitting_word_and_the_emergency_contact_at_once(night):
    told = night.say("test-night", "my son burned his hand on your kettle, it is on fire")
    assert night.slots("test-night")["escalation_category"] == "health_safety"
    assert "Your safety comes first" in told[0] and EMERGENCY in told[0]
    assert "Our team is back" in told[1] and EMERGENCY in told[1]
    notes = until(
        lambda: [e for e in night.events("test-night") if (e.get("metadata") or {}).get("speaker") == "system"],
        "the words of the desk",
    )
    assert "handoff:callback:" not in str(notes)  # nobody in danger is put off to another day


def test_somebody_who_takes_the_callback_up_early_is_announced(night):
    chat = night.chat()
    chat.send("a human being please")
    handoff = until(lambda: night.handoffs(chat.conversation_id), "the handoff")[0]["id"]
    first = system(chat.read(lambda items: bool(system(items))))[0]["buttons"][0]
    chat.send(first["title"], payload=first["payload"])
    until(lambda: night.handoffs(chat.conversation_id)[0]["state"] == "callback_due", "the callback")
    night.api("POST", f"/handoffs/{handoff}/claim")
    items = chat.read(lambda items: any("has joined" in item["text"] for item in system(items)))
    assert items[-1]["name"]
