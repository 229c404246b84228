"""Each process is really killed: no message and no handoff is lost, and the chat goes on."""

from __future__ import annotations

import pytest

from tests.support.stack import USUAL, Stack, until


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """Processes of its own: other tests would find them dead."""
    with Stack(tmp_path_factory.mktemp("killed"), **USUAL) as running:
        yield running


@pytest.mark.parametrize("name", ["actions", "desk", "rasa"])
def test_a_killed_process_loses_nothing(stack, name):
    chat = stack.chat()
    chat.send("hello", "before")
    chat.read(lambda items: any(i["speaker"] == "bot" for i in items))
    stack.kill(name)
    if name != "rasa":
        # Rasa still takes messages: a handover asked for now must not get lost either.
        chat.send("I want a person, not a bot", "during")
        items = chat.read(lambda items: any(i["speaker"] == "bot" and i["id"] > 0 for i in items[3:]))
        assert any(i.get("client_id") == "during" for i in items)
    until(lambda: stack.ready(name), f"{name} to be back", 120)
    if name == "rasa":
        chat.send("I want a person, not a bot", "during")
    handoffs = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")
    assert len(handoffs) == 1
    stack.api("POST", f"/handoffs/{handoffs[0]['id']}/claim")
    stack.api("POST", f"/handoffs/{handoffs[0]['id']}/reply", text="I'm here")
    items = chat.read(lambda items: any(i["speaker"] == "agent" for i in items))
    assert [i.get("client_id") for i in items if i["speaker"] == "customer"] == ["before", "during"]


def test_an_agents_reply_waits_for_rasa(stack):
    chat = stack.chat()
    chat.send("a human please")
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")[0]["id"]
    stack.api("POST", f"/handoffs/{handoff}/claim")
    stack.kill("rasa")
    stack.api("POST", f"/handoffs/{handoff}/reply", text="written while Rasa was down")
    pending = stack.api("GET", f"/handoffs/{handoff}")["pending"]
    assert "written while Rasa was down" in [item["text"] for item in pending]  # the agent sees that it waits
    until(lambda: stack.ready("rasa"), "rasa to be back", 120)
    items = chat.read(lambda items: any(i["speaker"] == "agent" for i in items))
    assert [i["text"] for i in items if i["speaker"] == "agent"] == ["written while Rasa was down"]
    until(lambda: not stack.api("GET", f"/handoffs/{handoff}")["pending"], "nothing to be pending any more")


def test_with_the_action_server_down_the_customer_gets_fitting_words_and_a_person(stack):
    chat = stack.chat()
    chat.send("hello")
    chat.read(lambda items: any(i["speaker"] == "bot" for i in items))
    stack.kill("actions")
    chat.send("the kettle caught fire and my son burned his hand", "grave")
    items = chat.read(lambda items: any(i["speaker"] == "bot" for i in items[2:]))
    told = [i["text"] for i in items[2:] if i["speaker"] == "bot"]
    assert told[0].startswith("Your safety comes first") and "112 or 999" in told[0]
    handoffs = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")
    assert [(h["category"], h["priority"]) for h in handoffs] == [("health_safety", 1)]
    until(lambda: stack.ready("actions"), "the action server to be back")
    chat.send("is anybody there?", "later")
    items = chat.read(lambda items: any(i.get("client_id") == "later" for i in items))
    assert len([i for i in items[2:] if i["speaker"] == "bot"]) == 1  # said once, and nothing loops


def test_with_the_desk_down_customers_go_on_writing_and_all_of_it_is_there_when_it_is_back(stack):
    chat = stack.chat()
    chat.send("let me talk to somebody please")
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff")[0]["id"]
    stack.kill("desk")
    said = [f"still here, number {number}" for number in range(5)]
    for number, text in enumerate(said):
        assert chat.send(text, f"down-{number}").status_code == 202
    until(lambda: stack.ready("desk"), "the desk to be back")
    transcript = until(
        lambda: (
            [
                line["text"]
                for line in stack.api("GET", f"/handoffs/{handoff}")["transcript"]
                if line["speaker"] == "customer"
            ][1:]
            or None
        ),
        "the transcript",
    )
    assert transcript == said
