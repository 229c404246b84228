"""Several connectors at once: each gets everything once, and the trouble of one is not the others'."""

from __future__ import annotations

import pytest

from baton.connectors.chatwoot import ChatwootConnector, ChatwootSettings
from baton.connectors.desk import DeskConnector
from baton.connectors.external_ids import ExternalIds
from baton.connectors.webhook import WebhookConnector
from baton.handoff.outbox.report import Stage
from baton.handoff.records.lifecycle import State
from tests.contract.chatwoot import ACCOUNT, INBOX, SECRET, TOKEN, Chatwoot, signed
from tests.contract.test_webhook import KEY
from tests.support.outside import Outside
from tests.support.server import Answer


@pytest.fixture
def receiver(serve):
    return serve()


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def desk(tmp_path, server, receiver, answer_seconds):
    def make(desk):
        settings = ChatwootSettings(
            url=server.url, account=str(ACCOUNT), inbox=str(INBOX), token=TOKEN, webhook_secret=SECRET
        )
        yield DeskConnector(server.url)
        external_ids = ExternalIds(desk.engine, "chatwoot")
        yield ChatwootConnector(settings, server.url, external_ids, desk.clock, timeout=answer_seconds)
        yield WebhookConnector(f"{receiver.url}/hooks", [KEY], desk.clock, timeout=answer_seconds)

    made = Outside(tmp_path, make)
    made.mirror.step()
    return made


@pytest.fixture
def chatwoot(desk, server):
    made = Chatwoot(desk.clock)
    server.handle = made.handle
    return made


def messages(receiver):
    """What the webhook was told of messages: who said what."""
    told = [asked.json for asked in receiver.asked]
    return [(e["data"]["message"]["speaker"], e["data"]["message"]["text"]) for e in told if "message" in e["data"]]


def test_what_an_agent_writes_in_one_reaches_the_customer_and_the_others_once(desk, chatwoot, receiver):
    desk.handoff("h1")
    desk.settle()
    desk.customer("c1", "are you there?")
    desk.settle()
    event = chatwoot.reply("Yes, I am looking into it")
    client = desk.browser()
    for delivery in ("d-1", "d-2"):  # Chatwoot sends it again: it has not heard the answer
        client.post("/connectors/chatwoot/events", **signed(event, desk.clock().timestamp(), delivery=delivery))
        desk.settle()
    assert desk.said() == ["Yes, I am looking into it"]
    assert messages(receiver) == [("customer", "are you there?"), ("agent", "Yes, I am looking into it")]
    assert [text for _, text in chatwoot.of(private=False)] == ["are you there?", "Yes, I am looking into it"]
    assert desk.store.get("h1").state is State.CLAIMED


def test_one_that_is_away_does_not_hold_up_the_other(desk, chatwoot, receiver):
    receiver.handle = lambda asked: Answer(500)
    desk.handoff("h1")
    desk.settle()
    desk.customer("c1", "hello?")
    desk.settle()
    assert [text for _, text in chatwoot.of(private=False)] == ["hello?"]
    waiting = desk.parts.deliveries.find(Stage.WAITING)
    assert {delivery.target for delivery in waiting} == {"webhook"}
    receiver.handle = lambda asked: Answer(200)
    receiver.asked.clear()
    desk.clock.forward(seconds=60)
    desk.settle()
    assert messages(receiver) == [("customer", "hello?")]
    assert [text for _, text in chatwoot.of(private=False)] == ["hello?"]
