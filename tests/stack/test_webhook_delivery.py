"""From a real conversation to somebody's webhook: real processes, a real receiver, the key from the environment."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest
from standardwebhooks import Webhook

from tests.support.server import Answer, Server
from tests.support.stack import ROOT, Stack, until


@pytest.fixture(scope="module")
def key():
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


@pytest.fixture(scope="module")
def receiver():
    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="module")
def connected(tmp_path_factory, receiver, key):
    """A stack of its own: the others have no webhook."""
    made = Stack(
        tmp_path_factory.mktemp("webhook"),
        BATON_ORDER_PROOF="none",
        BATON_CONNECTORS="desk,webhook",
        BATON_WEBHOOK_URL=f"{receiver.url}/baton",
        BATON_WEBHOOK_SECRET=key,
    )
    made.start()
    yield made
    made.stop()


def test_a_handoff_reaches_the_webhook_signed_and_in_order(connected, receiver, key):
    receiver.answers.append(Answer(500))
    chat = connected.chat()
    chat.send("where is order 10023?")
    chat.read(lambda items: any(i["speaker"] == "bot" for i in items))
    chat.send("can I talk to a person please")
    until(lambda: receiver.asked, "the first try, which fails")
    chat.send("are you there?")
    until(lambda: len(receiver.asked) == 3, "the second try, and then what was said meanwhile")
    handoff = connected.handoffs(chat.conversation_id)[0]["id"]
    connected.api("POST", f"/handoffs/{handoff}/claim")
    connected.api("POST", f"/handoffs/{handoff}/reply", text="I am")
    chat.read(lambda items: any(i["speaker"] == "agent" for i in items))
    connected.api("POST", f"/handoffs/{handoff}/resolve", note="settled")
    until(lambda: len(receiver.asked) == 6, "the last event")

    assert {asked.line for asked in receiver.asked} == {"POST /baton"}
    bodies = [Webhook(key).verify(asked.body, asked.headers) for asked in receiver.asked]
    assert [(b["type"], b["data"].get("state") or (b["data"].get("message") or {}).get("text")) for b in bodies] == [
        ("handoff.opened", None),
        ("handoff.opened", None),
        ("handoff.message", "are you there?"),
        ("handoff.moved", "claimed"),
        ("handoff.message", "I am"),
        ("handoff.moved", "resolved"),
    ]
    first, second = receiver.asked[:2]
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == f"opened:{handoff}:webhook"
    assert first.body == second.body
    package = bodies[0]["data"]["package"]
    assert package["trigger"]["name"] == "explicit_request" and package["issue"]["order_numbers"] == ["10023"]

    listed = subprocess.run(
        [sys.executable, "-m", "baton", "connectors"],
        cwd=ROOT,
        env=connected.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "5 delivered, 0 waiting, 0 given up" in listed.stdout
    for log in (connected.folder / "log").iterdir():
        assert key not in log.read_text(errors="replace")
