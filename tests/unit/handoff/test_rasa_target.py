"""The way into the conversation log: what is tried again, what is given up, and nothing is said twice."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from baton.base import database
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.outbox import rasa_target
from baton.handoff.outbox.outbox import RASA, Delivery, Later, Undeliverable
from baton.handoff.outbox.rasa_target import RasaTarget
from tests.support.server import HANG, Answer, Server

SAID = {"event": "bot", "text": "Hello", "metadata": {"speaker": "agent"}}
DELIVERY = Delivery(RASA, "say:h1:1", "c/1", {"events": [SAID]})
TOKEN = "a-secret-token"


@pytest.fixture
def rasa():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def engine(tmp_path):
    return database.engine(f"sqlite:///{tmp_path / 'log.db'}")


@pytest.fixture
def target(rasa, engine):
    reader = EventReader(engine)
    reader.prepare()
    return RasaTarget(rasa.url, TOKEN, reader)


def test_the_events_are_added_with_the_key_of_their_delivery(target, rasa):
    target.deliver(DELIVERY, again=False)
    (asked,) = rasa.asked
    assert asked.line == "POST /conversations/c%2F1/tracker/events"
    assert asked.query == {"include_events": "NONE", "token": TOKEN}
    assert asked.json == [{**SAID, "metadata": {"speaker": "agent", "delivery": "say:h1:1"}}]


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 503])
def test_a_token_that_is_being_changed_or_a_server_that_starts_costs_no_reply(target, rasa, status):
    rasa.answers += [Answer(status), Answer(200)]
    with pytest.raises(httpx.HTTPError) as refused:
        target.deliver(DELIVERY, again=False)
    assert str(refused.value) == f"Rasa refused the events: HTTP {status}"
    assert TOKEN not in str(refused.value)
    target.deliver(DELIVERY, again=True)
    assert len(rasa.asked) == 2
    assert target.wait(1000) is not None


def test_events_that_rasa_cannot_read_are_given_up(target, rasa):
    rasa.answers.append(Answer(400))
    with pytest.raises(Undeliverable, match="HTTP 400"):
        target.deliver(DELIVERY, again=False)


def test_a_server_that_does_not_answer_is_not_waited_for(target, rasa, monkeypatch):
    monkeypatch.setattr(rasa_target, "TIMEOUT_SECONDS", 0.3)
    rasa.answers.append(HANG)
    began = time.monotonic()
    with pytest.raises(httpx.TimeoutException):
        target.deliver(DELIVERY, again=False)
    assert time.monotonic() - began < 5


def test_while_nobody_listens_all_replies_wait_together_and_briefly(target, rasa):
    rasa.close()
    with pytest.raises(Later, match="Rasa cannot be reached") as away:
        target.deliver(DELIVERY, again=False)
    assert away.value.seconds <= 1
    assert TOKEN not in str(away.value)
    assert target.wait(1000) <= 5


def test_what_an_earlier_try_has_delivered_is_not_sent_again(target, rasa, engine):
    event = {**SAID, "metadata": {"delivery": DELIVERY.key}}
    row = {"sender_id": "c/1", "type_name": "bot", "timestamp": 1.0, "data": json.dumps(event)}
    with engine.begin() as connection:
        connection.execute(EVENTS.insert().values(**row))
    target.deliver(DELIVERY, again=True)
    assert rasa.asked == []
    target.deliver(Delivery(RASA, "say:h1:2", "c/1", {"events": [SAID]}), again=True)
    assert len(rasa.asked) == 1
