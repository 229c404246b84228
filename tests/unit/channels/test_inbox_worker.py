"""Accepted messages go into the log once; one that cannot be handled becomes a dead letter and holds up nobody."""

from __future__ import annotations

import contextlib
import logging
from types import SimpleNamespace

import pytest
from rasa.core.lock_store import LockError
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError, TimeoutError

from baton.channels.web.chat_store import FAILED_NOTE
from baton.channels.web.customer_identity import Identity, Word
from baton.channels.web.inbox_worker import InboxWorker
from baton.conversation.inbox import MAX_ATTEMPTS, Inbox
from baton.handoff.outbox.outbox import RASA, Outbox
from baton.handoff.records.ai_opt_out import AiOptOut


class Processor:
    """Rasa's message processor: handles what is not broken."""

    def __init__(self, place):
        self.place, self.handled, self.broken = place, [], {}

    async def handle_message(self, message):
        if message.text in self.broken:
            raise self.broken[message.text]
        self.handled.append(message.text)
        self.place.said(message.sender_id, "user", message.text, message_id=message.message_id)


class Sent:
    def __init__(self):
        self.texts = []

    def deliver(self, delivery, again):
        self.texts += [event["text"] for event in delivery.payload["events"]]

    def wait(self, attempts):
        return None


@pytest.fixture
def inbox(place):
    return Inbox(place.engine, place.clock)


@pytest.fixture
def processor(place):
    return Processor(place)


@pytest.fixture
def take(place, inbox, processor):
    worker = InboxWorker("web", inbox, place.chats, AiOptOut(place.engine), place.log)
    locks = SimpleNamespace(lock=lambda conversation_id: contextlib.nullcontext())
    app = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(lock_store=locks, processor=processor)))
    return lambda: worker.take(app, "web-a")


async def test_messages_are_handled_in_their_order_and_once(inbox, processor, take):
    for number, text in enumerate(["one", "two"]):
        inbox.accept("web-a", f"m{number}", {"text": text})
    await take()
    await take()
    assert processor.handled == ["one", "two"]


async def test_a_message_that_crashes_the_turn_becomes_a_dead_letter(place, inbox, processor, take, caplog):
    inbox.accept("web-a", "m1", {"text": "/affirm"})
    inbox.accept("web-a", "m2", {"text": "hello?"})
    processor.broken["\u2060/affirm"] = KeyError("intent")
    with caplog.at_level(logging.WARNING):
        for _ in range(MAX_ATTEMPTS + 3):
            await take()
    assert processor.handled == ["hello?"]
    (dead,) = inbox.dead()
    assert (dead.body["text"], dead.attempts, dead.error) == ("/affirm", MAX_ATTEMPTS, "KeyError: 'intent'")
    assert inbox.left_over() == []
    assert len([r for r in caplog.records if "KeyError" in r.getMessage()]) == 1
    assert len(caplog.records) == MAX_ATTEMPTS and not any(r.exc_info for r in caplog.records)
    sent = Sent()
    Outbox(place.engine, {RASA: sent}, place.clock).work()
    assert sent.texts == [FAILED_NOTE]


async def test_a_dead_letter_is_tried_again_when_somebody_asks(place, inbox, processor, take):
    message = inbox.accept("web-a", "m1", {"text": "hello"})
    processor.broken["hello"] = ValueError("odd")
    for _ in range(MAX_ATTEMPTS):
        await take()
    assert processor.handled == []
    processor.broken.clear()
    assert inbox.revive(message.id) and not inbox.revive(message.id)
    await take()
    assert processor.handled == ["hello"] and inbox.dead() == []


async def test_a_database_that_is_away_makes_no_dead_letter(inbox, processor, take):
    inbox.accept("web-a", "m1", {"text": "hello"})
    processor.broken["hello"] = OperationalError("insert", {}, Exception("away"))
    for _ in range(MAX_ATTEMPTS * 3):
        await take()
    assert inbox.dead() == []
    processor.broken.clear()
    await take()
    assert processor.handled == ["hello"]


@pytest.mark.parametrize("hours", [-6, 6])
def test_a_clock_that_jumps_leaves_no_message_behind(place, inbox, hours):
    inbox.accept("web-a", "m1", {"text": "hello"})
    assert inbox.left_over(5) == []
    place.clock.forward(hours=hours)
    assert inbox.left_over(5) == ["web-a"]


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("insert", {}, Exception("away")),
        InternalError("insert", {}, Exception("read-only")),
        ProgrammingError("insert", {}, Exception("no such table")),
        TimeoutError("no connection is free"),
        OSError("disk full"),
        LockError("Redis does not answer"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_an_outage_is_logged_when_it_begins_and_when_it_ends(inbox, processor, take, caplog, error):
    inbox.accept("web-a", "m1", {"text": "my husband died"})
    processor.broken["my husband died"] = error
    with caplog.at_level(logging.INFO):
        for _ in range(20):
            await take()
        processor.broken.clear()
        await take()
        await take()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "husband" not in caplog.text and processor.handled == ["my husband died"]


async def test_what_crashes_a_turn_repeats_no_words_of_the_customer(inbox, processor, take, caplog):
    inbox.accept("web-a", "m1", {"text": "my husband died"})
    processor.broken["my husband died"] = ValueError("cannot read 'my husband died'")
    for _ in range(MAX_ATTEMPTS):
        await take()
    assert "ValueError" in caplog.text and "husband" not in caplog.text


async def test_it_is_known_since_when_a_message_waits(place, inbox, processor, take):
    assert inbox.waiting_since(["web-a"]) == {}
    inbox.accept("web-a", "m1", {"text": "hello"})
    at = place.clock().timestamp()
    place.clock.forward(seconds=30)
    inbox.accept("web-a", "m2", {"text": "hello?"})
    assert inbox.waiting_since(["web-a", "web-b"]) == {"web-a": at}
    await take()
    assert inbox.waiting_since(["web-a"]) == {}


async def test_attempts_outlive_a_restart(place, inbox, processor, take):
    inbox.accept("web-a", "m1", {"text": "hello"})
    processor.broken["hello"] = ValueError("odd")
    await take()
    assert Inbox(place.engine).waiting("web-a")[0].attempts == 1


def test_the_same_message_twice_is_one(inbox):
    assert inbox.accept("web-a", "m1", {"text": "hello"}) is not None
    assert inbox.accept("web-a", "m1", {"text": "hello"}) is None


class Tracker(dict):
    """The slots of a conversation; what is saved stays."""

    def get_slot(self, name):
        return self.get(name)

    def update_with_events(self, events, domain):
        self.update({event.key: event.value for event in events})


async def test_when_the_shops_word_has_ended_nothing_stands_on_it_any_more(place, inbox, processor, take):
    moment = place.clock().timestamp()
    place.chats.begin("web-a", "visitor")
    place.chats.identify("web-a", Word(Identity("c-17", "jane.doe@example.com"), moment + 600))
    proof = {"at": "2026-11-30T10:00:00+00:00"}
    by_login, by_code = {"order": "10023", "by": "login", **proof}, {"order": "10031", "by": "postcode", **proof}
    tracker = Tracker(proved_orders=[by_login, by_code], order_number="10023")

    async def fetch(conversation_id, channel):
        return tracker

    async def save(saved):
        assert saved is tracker

    processor.fetch_tracker_and_update_session, processor.save_tracker, processor.domain = fetch, save, None
    inbox.accept("web-a", "m1", {"text": "hello"})
    await take()
    assert tracker["identity"]["customer_id"] == "c-17" and tracker["order_number"] == "10023"
    place.clock.forward(minutes=10)
    inbox.accept("web-a", "m2", {"text": "and now?"})
    await take()
    assert tracker["identity"] is None and tracker["order_number"] is None
    assert tracker["proved_orders"] == [by_code]
