"""Each process is really killed: no message and no handoff is lost, and the chat goes on. (Runs last.)"""

from __future__ import annotations

import pytest

from tests.stack import until


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
    until(lambda: not stack.ready(name) or True, "the end of the process")
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
    until(lambda: stack.ready("rasa"), "rasa to be back", 120)
    items = chat.read(lambda items: any(i["speaker"] == "agent" for i in items))
    assert [i["text"] for i in items if i["speaker"] == "agent"] == ["written while Rasa was down"]
