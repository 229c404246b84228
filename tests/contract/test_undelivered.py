"""What an outside desk does not take: people at the desk see it within a minute, and what follows gets through."""

from __future__ import annotations

import pytest

from baton.connectors.webhook import SCHEDULE, WebhookConnector
from baton.desk.live.change_feed import ChangeFeed
from baton.handoff.outbox.outbox import HOLD_SECONDS
from baton.handoff.outbox.report import Stage
from baton.handoff.records.lifecycle import State
from tests.contract.test_webhook import KEY
from tests.support.bench import act
from tests.support.outside import Outside
from tests.support.server import Answer


@pytest.fixture
def receiver(serve):
    return serve()


@pytest.fixture
def desk(tmp_path, desk_db, receiver, answer_seconds):
    def make(desk):
        yield WebhookConnector(f"{receiver.url}/hooks/baton/", [KEY], desk.clock, timeout=answer_seconds)

    chosen = {"BATON_CONNECTORS": "webhook", "BATON_WEBHOOK_URL": receiver.url, "BATON_WEBHOOK_SECRET": KEY}
    made = Outside(tmp_path, make, BATON_DESK_DB=desk_db, **chosen)
    made.agent("maria")
    made.mirror.step()
    return made


@pytest.fixture
def alerts(desk):
    """One round of the desk's alerts; those that reached the agents' pages."""
    parts = desk.parts
    feed = ChangeFeed(desk.engine, desk.log, lambda _: None, parts.rules, parts.presence, desk.clock)
    feed.step()

    def alerts():
        parts.alerts.step()
        return [(change.kind, change.handoff_id, change.text) for change in feed.step() if change.what == "alarm"]

    return alerts


def minute(desk):
    """A minute of the desk's loops."""
    for _ in range(12):
        desk.clock.forward(seconds=5)
        desk.settle()


def opening_refused(status):
    return lambda asked: Answer(status if asked.json["type"] == "handoff.opened" else 200)


def texts(receiver):
    return [asked.json["data"]["message"]["text"] for asked in receiver.asked if "message" in asked.json["data"]]


ALERT = ("undelivered", "h1", "Did not reach Webhook: General")


@pytest.mark.every_database
@pytest.mark.parametrize("status", [400, 404, 410, 413, 422, 500])
def test_within_a_minute_people_at_the_desk_know_and_one_can_take_it(desk, receiver, alerts, status):
    receiver.handle = lambda asked: Answer(status, b"not this one")
    desk.handoff("h1")
    desk.settle()
    minute(desk)
    assert alerts() == [ALERT] and alerts() == []
    browser = desk.browser("maria")
    row = browser.get("/").text
    assert 'data-test="undelivered"' in row and f"HTTP {status}: not this one" in row
    act(browser, "h1", "claim")
    handoff = desk.store.get("h1")
    assert (handoff.state, handoff.owner) == (State.CLAIMED, "maria")


def test_what_is_delivered_alerts_nobody_and_is_answered_outside(desk, receiver, alerts):
    desk.handoff("h1")
    desk.settle()
    minute(desk)
    assert alerts() == []
    browser = desk.browser("maria")
    assert 'data-test="undelivered"' not in browser.get("/").text
    act(browser, "h1", "claim")
    assert desk.store.get("h1").state is State.QUEUED


def test_a_pause_that_is_asked_for_is_reported_for_every_conversation(desk, receiver, alerts):
    receiver.handle = lambda asked: Answer(429, headers={"Retry-After": "3600"})
    desk.handoff("h1")
    desk.handoff("h2", "c2")
    desk.settle()
    minute(desk)
    assert {handoff_id for _, handoff_id, _ in alerts()} == {"h1", "h2"}


def test_when_it_has_arrived_the_queue_no_longer_says_so_and_a_new_failure_alerts_again(desk, receiver, alerts):
    receiver.handle = lambda asked: Answer(500)
    desk.handoff("h1")
    desk.settle()
    minute(desk)
    desk.customer("c1", "hello?")
    desk.settle()
    minute(desk)
    assert alerts() == [ALERT]
    receiver.handle = lambda asked: Answer(200)
    desk.clock.forward(seconds=SCHEDULE[2])
    desk.settle()
    assert 'data-test="undelivered"' not in desk.browser("maria").get("/").text
    receiver.handle = lambda asked: Answer(500)
    desk.customer("c1", "still there?")
    desk.settle()
    minute(desk)
    assert alerts() == [ALERT]


@pytest.mark.every_database
@pytest.mark.parametrize("status", [400, 404, 413, 422, 500])
def test_what_is_not_taken_does_not_hold_up_what_follows(desk, receiver, status):
    receiver.handle = opening_refused(status)
    desk.handoff("h1")
    desk.settle()
    desk.customer("c1", "one")
    desk.settle()
    assert texts(receiver) == []  # for a moment the order counts
    minute(desk)
    desk.customer("c1", "two")
    desk.settle()
    assert texts(receiver) == ["one", "two"]
    (opening,) = desk.parts.deliveries.find(Stage.WAITING)
    assert opening.kind == "opened"


def test_after_an_outage_the_first_that_arrives_brings_the_others(desk, receiver):
    receiver.handle = lambda asked: Answer(503)
    desk.handoff("h1")
    desk.settle()
    for text in ("one", "two"):
        desk.customer("c1", text)
        desk.settle()
        minute(desk)
    desk.clock.forward(minutes=20)
    desk.settle()
    receiver.asked.clear()
    receiver.handle = lambda asked: Answer(200)
    desk.customer("c1", "three")
    desk.settle()
    assert desk.parts.deliveries.find(Stage.WAITING) == []
    assert sorted(texts(receiver)) == ["one", "three", "two"]


def test_a_delivery_that_never_works_keeps_its_schedule_while_others_pass(desk, receiver):
    receiver.handle = opening_refused(422)
    desk.handoff("h1")
    desk.settle()
    desk.clock.forward(seconds=HOLD_SECONDS)
    desk.settle()
    for number in range(20):
        desk.customer("c1", f"message {number}")
        desk.settle()
    assert len(texts(receiver)) == 20
    assert desk.parts.deliveries.find(Stage.DEAD) == []


@pytest.mark.every_database
def test_an_agents_replies_keep_their_order_however_long_the_chat_is_away(desk):
    desk.handoff("h1")
    desk.settle()
    desk.handoffs.claim("h1", "maria", "Maria Smith")
    desk.chat.down = True
    for text in ("one", "two", "three"):
        desk.handoffs.reply("h1", "maria", "Maria Smith", text, f"reply-{text}-1")
        desk.settle()
        minute(desk)
    desk.chat.down = False
    desk.clock.forward(seconds=5)
    desk.settle()
    assert desk.said() == ["one", "two", "three"]
