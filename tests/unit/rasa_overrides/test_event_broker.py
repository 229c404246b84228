"""A copy of the conversation log for others, by RabbitMQ: all events in their order, also after it was away."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import asynccontextmanager

import aio_pika
import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from baton.base import database
from baton.base.settings import read
from baton.cli import services
from baton.conversation.event_reader import EventReader
from baton.conversation.save_signal import SaveSignal
from baton.conversation.tracker_store import ConversationLog
from baton.rasa_overrides import event_broker
from tests.support.tcp_gate import TcpGate

PORT = 5672
WORDS = "my husband died"


@pytest.fixture
def queue():
    return f"baton-test-{uuid.uuid4().hex}"


@asynccontextmanager
async def rabbitmq(queue):
    """What has arrived in a queue so far, which is deleted afterwards; skips the test where there is no RabbitMQ."""
    try:
        connection = await aio_pika.connect(f"amqp://guest:guest@127.0.0.1:{PORT}/")
    except (OSError, aio_pika.exceptions.AMQPError):
        pytest.skip(f"no RabbitMQ on 127.0.0.1:{PORT} for guest")
    async with connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(queue, durable=True)

        async def arrived(number):
            """The next so many events."""
            events = []
            while len(events) < number:
                message = await declared.get(timeout=20, fail=False)
                if message is None:
                    await asyncio.sleep(0.05)
                else:
                    await message.ack()
                    events.append(json.loads(message.body))
            return events

        try:
            yield arrived
        finally:
            await declared.delete(if_unused=False, if_empty=False)
            exchange = await channel.declare_exchange(queue, type=aio_pika.ExchangeType.FANOUT)
            await exchange.delete()


async def made(tmp_path, port, queue):
    """The broker that Rasa makes of the settings. The exchange is a test's own, or tests would read each other's."""
    url = f"amqp://guest:guest@127.0.0.1:{port}/"
    settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_EVENT_BROKER_URL": url, "BATON_EVENT_BROKER_QUEUE": queue})
    written = services._event_broker(settings)
    return await EventBroker.create(EndpointConfig(**written, exchange_name=queue))


async def tried(broker):
    """Wait until each event that was given to a broker has been confirmed or has failed."""
    await asyncio.gather(*(each for each in broker._background_tasks if each.get_coro().__name__ == "_publish"))


async def test_what_is_written_into_the_log_is_published_as_it_stands_there(tmp_path, queue):
    async with rabbitmq(queue) as arrived:
        broker = await made(tmp_path, PORT, queue)
        assert broker.is_ready()
        reader = EventReader(database.engine(f"sqlite:///{tmp_path / 'log.db'}"))
        reader.prepare()
        log = ConversationLog(Domain.empty(), broker, reader=reader, saved=SaveSignal())
        tracker = DialogueStateTracker("c1", [])
        tracker.update(UserUttered("my card is 4111 1111 1111 1111"))
        await log.save(tracker)
        (event,) = await arrived(1)
        assert event["sender_id"] == "c1" and event["text"] == reader.events("c1")[0]["text"]
        assert "4111" not in json.dumps(event)
        await broker.close()


async def test_while_it_is_away_events_are_kept_and_no_word_of_them_is_logged(tmp_path, queue, caplog):
    async with rabbitmq(queue) as arrived:
        gate = TcpGate(PORT)
        broker = await made(tmp_path, gate.port, queue)
        broker.publish({"text": f"{WORDS} 0"})
        assert [event["text"] for event in await arrived(1)] == [f"{WORDS} 0"]
        # Without RabbitMQ's confirmation it would rightly be sent once more.
        await tried(broker)
        gate.close()
        for number in (1, 2, 3):
            broker.publish({"text": f"{WORDS} {number}"})
        await asyncio.sleep(0)
        gate.open()
        assert [event["text"] for event in await arrived(3)] == [f"{WORDS} {number}" for number in (1, 2, 3)]
        await broker.close()
        gate.close()
    assert "husband" not in caplog.text


async def test_the_bot_starts_without_it_and_what_was_written_meanwhile_follows(tmp_path, queue, monkeypatch):
    monkeypatch.setattr(event_broker, "START_SECONDS", 0.2)
    monkeypatch.setattr(event_broker, "RETRY_SECONDS", 0.1)
    async with rabbitmq(queue) as arrived:
        gate = TcpGate(PORT)
        gate.close()
        broker = await made(tmp_path, gate.port, queue)
        assert not broker.is_ready()
        broker.publish({"text": "hello"})
        gate.open()
        assert [event["text"] for event in await arrived(1)] == ["hello"]
        await broker.close()
        gate.close()


async def test_memory_is_bounded_and_what_was_given_up_is_counted(tmp_path, queue, monkeypatch, caplog):
    monkeypatch.setattr(event_broker, "MOST_KEPT", 3)
    monkeypatch.setattr(event_broker, "START_SECONDS", 0.2)
    monkeypatch.setattr(event_broker, "RETRY_SECONDS", 0.1)
    async with rabbitmq(queue) as arrived:
        gate = TcpGate(PORT)
        gate.close()
        broker = await made(tmp_path, gate.port, queue)
        for number in range(5):
            broker.publish({"text": str(number)})
        await tried(broker)
        gate.open()
        assert [event["text"] for event in await arrived(3)] == ["2", "3", "4"]
        await asyncio.gather(*broker._background_tasks)
        assert "2 events were given up" in caplog.text
        await broker.close()
        gate.close()


async def test_an_export_that_is_closed_at_once_has_arrived(tmp_path, queue):
    """`rasa export` ends right after the last event, and said that all were published."""
    async with rabbitmq(queue) as arrived:
        broker = await made(tmp_path, PORT, queue)
        broker.raise_on_failure = True  # as `rasa export` sets it
        for number in range(20):
            broker.publish({"text": str(number)})
        await broker.close()
        assert [event["text"] for event in await arrived(20)] == [str(number) for number in range(20)]


async def test_an_export_that_does_not_arrive_says_so(tmp_path, queue):
    async with rabbitmq(queue):
        broker = await made(tmp_path, PORT, queue)
        broker.raise_on_failure = True
        broker._exchange = None
        broker.publish({"text": "hello"})
        with pytest.raises(RasaException, match="did not take 1 events"):
            await broker.close()


def test_no_password_of_an_address_is_in_the_log(caplog):
    with caplog.at_level("INFO"):
        event_broker.pika.logger.info(
            "RabbitMQ connection to 'amqp://baton:s3cret@rabbit.internal:5672/' was established."
        )
    assert caplog.messages == ["RabbitMQ connection to 'amqp://rabbit.internal:5672/' was established."]
