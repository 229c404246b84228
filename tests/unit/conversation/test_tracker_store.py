"""Rasa's tracker store as the log: masked before it is written, and what is delivered twice is written once."""

from __future__ import annotations

import gc
import sqlite3

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base import metrics
from baton.base.settings import read as read_settings
from baton.bootstrap import bootstrap
from baton.conversation import tracker_store
from baton.conversation.save_signal import SaveSignal

CARD = "4111 1111 1111 1111"


class Broker(EventBroker):
    def __init__(self):
        self.told = []

    def publish(self, event):
        self.told.append(event)


@pytest.fixture
def reader(tmp_path):
    return bootstrap(read_settings({"BATON_VAR_DIR": str(tmp_path)})).log


@pytest.fixture
def log(reader):
    return tracker_store.ConversationLog(Domain.empty(), Broker(), reader, SaveSignal())


async def write(log, *events, sender="c1"):
    tracker = await log.retrieve(sender) or DialogueStateTracker(sender, [])
    for event in events:
        tracker.update(event)
    await log.save(tracker)
    return tracker


def delivered(text, key):
    return BotUttered(text, metadata={"speaker": "agent", "delivery": key})


async def texts(log):
    return [getattr(event, "text", None) for event in (await log.retrieve("c1")).events]


async def test_a_tracker_with_nothing_to_mask_is_kept_and_not_read_anew(log):
    # Rasa's tokenizer leaves the places of the words behind, as tuples.
    said = UserUttered("where is it", parse_data={"text": "where is it", "text_tokens": [(0, 5), (6, 8), (9, 11)]})
    written = await write(log, said)
    assert await log.retrieve("c1") is written


async def test_nothing_secret_is_written_kept_in_memory_or_published(log, tmp_path):
    said = UserUttered(f"my card is {CARD}", parse_data={"text": CARD, "entities": [{"value": CARD}]})
    await write(log, said, SlotSet("callback_topic", CARD), BotUttered(f"You wrote {CARD}"))
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        assert connection.execute("SELECT count(*) FROM events WHERE data LIKE '%4111%1111%'").fetchone() == (0,)
    assert "1111 1111" not in str([event.as_dict() for event in (await log.retrieve("c1")).events])
    assert "1111 1111" not in str(log.event_broker.told)
    assert len(log.event_broker.told) == 3
    assert (await texts(log))[0] == "my card is •••• 1111"


async def test_what_is_delivered_twice_is_written_once(log):
    await write(log, UserUttered("hello"))
    await write(log, delivered("from the desk", "say:h1:1"))
    await write(log, delivered("from the desk", "say:h1:1"))
    await write(log, delivered("again", "say:h1:11"), UserUttered("thanks"))
    assert await texts(log) == ["hello", "from the desk", "again", "thanks"]


async def test_a_whole_delivery_is_dropped_and_what_comes_after_it_stays(log):
    resume_bot_events = [delivered("closed", "resolve:h1"), SlotSet("x", 1, metadata={"delivery": "resolve:h1"})]
    await write(log, *resume_bot_events)
    await write(log, *resume_bot_events, UserUttered("hello again"))
    assert [event.type_name for event in (await log.retrieve("c1")).events] == ["bot", "slot", "user"]


async def test_a_tracker_from_memory_is_the_log(log):
    await write(log, UserUttered("hello"))
    assert (await log.retrieve("c1")) is not None
    other = tracker_store.ConversationLog(Domain.empty(), reader=log.reader, saved=SaveSignal())
    await write(other, UserUttered("from another worker"))
    await write(log, UserUttered("and on"))
    assert await texts(log) == ["hello", "from another worker", "and on"]


async def test_a_save_is_notified_when_it_wrote_something(reader):
    saved, heard = SaveSignal(), []
    saved.subscribe(heard.append)
    log = tracker_store.ConversationLog(Domain.empty(), reader=reader, saved=saved)
    tracker = await write(log, UserUttered("hello"))
    await log.save(tracker)
    assert heard == ["c1"]


async def test_positions_go_with_their_trackers(log):
    await write(log, UserUttered("hello"))
    log._kept.clear()
    gc.collect()
    assert len(log._positions) == 0


async def test_what_is_said_decided_and_not_understood_is_counted(log):
    def counted(metric, *labels):
        return metric.labels(*labels)._value.get()

    watched = (
        (metrics.MESSAGES, "customer"),
        (metrics.MESSAGES, "agent"),
        (metrics.FALLBACKS, "utter_not_understood"),
        (metrics.ESCALATIONS, "keyword", "legal"),
    )
    before = [counted(*each) for each in watched]
    await write(
        log,
        UserUttered("my lawyer"),
        SlotSet("escalation", {"trigger": "keyword", "category": "legal"}),
        SlotSet("escalation", None),
        BotUttered("Sorry?", metadata={"utter_action": "utter_not_understood"}),
        BotUttered("Hello", metadata={"speaker": "agent"}),
    )
    assert [counted(*each) - old for each, old in zip(watched, before, strict=True)] == [1, 1, 1, 1]
