"""What a customer's stream says, and when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
from unittest.mock import Mock

import pytest
from sqlalchemy.event import listen
from sqlalchemy.exc import OperationalError

from baton.channels.web.event_stream import DELAYED_SECONDS, KEEP_ALIVE_SECONDS, PAGE, StreamReader
from baton.channels.web.open_stream import OpenStream, pump
from baton.channels.web.streams import BEAT_SECONDS, Streams
from baton.conversation.event_reader import EVENTS


class Reader:
    """Takes one event after the other from a stream."""

    def __init__(self, place, state=None):
        self.place = place
        self.session = place.sessions.authorised(place.sessions.open({})["token"])
        self.id = self.session.conversation_id
        self.state = state or {"owner": "bot"}
        self.waiting = {}
        self.at = 0.0
        self._source = StreamReader(
            place.log,
            place.chats,
            place.presence,
            lambda ids: {each: dict(self.state) for each in ids},
            lambda _: self.waiting,
            place.clock,
        )

    def start(self, after=0):
        self.stream = OpenStream(self.session, after, lambda _: self.wake())
        self.events = self.stream.texts()
        self.wake()
        return self

    def wake(self):
        """It is read, as by something new."""
        self._source.read([self.stream], self.at)

    def pass_time(self, seconds):
        """It is read because its time has come."""
        self.at += seconds
        self.wake()

    async def next(self):
        text = await asyncio.wait_for(anext(self.events, ""), 5)
        if text.startswith(":") or not text:
            return text
        fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
        return fields["event"], json.loads(fields["data"])


async def test_history_then_who_has_it_then_what_is_new(place):
    reader = Reader(place)
    place.said(reader.id, "user", "hello", message_id="m1")
    place.said(reader.id, "action", "", name="action_listen")
    place.said(reader.id, "bot", "hi")
    reader.start()
    kind, first = await reader.next()
    assert (kind, first["speaker"], first["client_id"]) == ("message", "customer", "m1")
    assert (await reader.next())[1]["text"] == "hi"
    assert await reader.next() == ("state", {"owner": "bot"})
    place.said(reader.id, "bot", "anything else?")
    reader.wake()
    assert (await reader.next())[1]["text"] == "anything else?"


async def test_it_goes_on_after_the_number_that_the_browser_has(place):
    reader = Reader(place)
    place.said(reader.id, "bot", "one")
    after = place.said(reader.id, "bot", "two")
    place.said(reader.id, "bot", "three")
    reader.start(after)
    assert (await reader.next())[1]["text"] == "three"


async def test_a_long_history_arrives_whole_and_in_order_though_it_is_read_in_pages(place):
    reader = Reader(place)
    count = 2 * PAGE
    for n in range(count):
        place.said(reader.id, "bot", str(n))
    reader.start()
    assert [(await reader.next())[1]["text"] for _ in range(count)] == [str(n) for n in range(count)]
    assert (await reader.next())[0] == "state"


async def test_a_reader_that_takes_nothing_holds_up_the_reading(place):
    """Back-pressure: beyond the event in the reader's hands nothing is read ahead but a page."""
    reader = Reader(place)
    for n in range(3 * PAGE):
        place.said(reader.id, "bot", str(n))
    asked = []
    read = place.log.conversation
    place.log.conversation = lambda *args: asked.append(args) or read(*args)
    reader.start()
    for _ in range(PAGE):
        await reader.next()
        assert len(asked) == 1
    await reader.next()
    assert len(asked) == 2


async def test_a_reader_that_takes_nothing_for_long_is_given_up(place):
    reader = Reader(place)
    for n in range(3):
        place.said(reader.id, "bot", str(n))
    taken = []

    async def send(text):
        taken.append(text)
        if len(taken) > 1:
            await asyncio.Event().wait()

    assert await pump(reader.start().events, send, patience=0.01) is False
    assert len(taken) == 2


async def test_silence_is_kept_alive(place):
    reader = Reader(place).start()
    await reader.next()
    for _ in range(2):
        reader.pass_time(KEEP_ALIVE_SECONDS)
        assert (await reader.next()).startswith(": ")


async def test_the_agents_name_and_typing(place):
    reader = Reader(place, {"owner": "agent"})
    place.said(reader.id, "bot", "Maria has joined the conversation.", metadata={"speaker": "system", "name": "Maria"})
    after = place.said(reader.id, "user", "hello")
    reader.start(after)
    assert await reader.next() == ("state", {"owner": "agent", "agent": "Maria", "typing": False})
    place.presence.agent_types(reader.id, "Maria")
    reader.wake()
    assert (await reader.next())[1]["typing"] is True
    place.clock.forward(seconds=7)
    reader.wake()
    assert (await reader.next())[1]["typing"] is False


async def test_the_desk_sees_that_the_customer_is_there(place):
    reader = Reader(place, {"owner": "queue", "position": 1}).start()
    assert await reader.next() == ("state", {"owner": "queue", "position": 1})
    assert place.presence.read(reader.id).customer == "reading"
    place.presence.customer_left(reader.id)
    assert place.presence.read(reader.id).customer != "reading"


async def test_nothing_is_noted_while_the_bot_has_the_conversation(place):
    reader = Reader(place).start()
    await reader.next()
    assert place.presence.read(reader.id).customer != "reading"


async def test_it_ends_with_the_chat_and_says_so(place):
    reader = Reader(place).start()
    await reader.next()
    place.chats.end(reader.id, spoken=False)
    reader.wake()
    assert await reader.next() == ("ended", {})
    assert await reader.next() == ""


async def test_it_ends_with_the_token(place):
    reader = Reader(place).start()
    await reader.next()
    place.clock.forward(hours=25)
    reader.wake()
    assert await reader.next() == ""


async def test_a_message_that_waits_for_long_is_said_to_be_delayed_until_it_is_there(place):
    reader = Reader(place).start()
    assert await reader.next() == ("state", {"owner": "bot"})
    reader.waiting = {reader.id: place.clock().timestamp()}
    reader.wake()
    place.clock.forward(seconds=DELAYED_SECONDS)
    reader.pass_time(DELAYED_SECONDS)
    assert await reader.next() == ("state", {"owner": "bot", "delayed": True})
    reader.waiting = {}
    place.said(reader.id, "user", "hello", message_id="m1")
    reader.wake()
    assert (await reader.next())[1]["client_id"] == "m1"
    assert await reader.next() == ("state", {"owner": "bot"})


async def test_a_log_that_cannot_be_read_is_a_delay_and_not_the_end_of_the_stream(place, monkeypatch):
    reader = Reader(place).start()
    assert await reader.next() == ("state", {"owner": "bot"})
    with monkeypatch.context() as outage:
        outage.setattr(place.log, "several", Mock(side_effect=OperationalError("select", {}, Exception("away"))))
        reader.wake()
        assert await reader.next() == ("state", {"owner": "bot", "delayed": True})
    place.said(reader.id, "bot", "hello again")
    reader.wake()
    assert (await reader.next())[1]["text"] == "hello again"
    assert await reader.next() == ("state", {"owner": "bot"})


async def test_an_outage_is_kept_alive(place, monkeypatch):
    reader = Reader(place).start()
    await reader.next()
    monkeypatch.setattr(place.chats, "standings", Mock(side_effect=OperationalError("select", {}, Exception("away"))))
    reader.pass_time(KEEP_ALIVE_SECONDS)
    assert await reader.next() == ("state", {"owner": "bot", "delayed": True})
    reader.pass_time(KEEP_ALIVE_SECONDS)
    assert (await reader.next()).startswith(": ")


class Worker:
    """The streams of one worker and what serves them."""

    def __init__(self, place):
        self.place = place
        self.at = 0.0
        handoffs, inbox = place.container.handoffs, place.container.inbox
        reader = StreamReader(
            place.log, place.chats, place.presence, handoffs.states_for_customers, inbox.waiting_since, place.clock
        )
        self.streams = Streams(place.log, place.presence, reader, place.clock, lambda: self.at)
        self._ends = contextlib.ExitStack()

    def open(self, after=0):
        """A stream of a new chat, and its conversation's id."""
        chat = self.place.sessions.authorised(self.place.sessions.open({})["token"])
        return self._ends.enter_context(self.streams.open(chat, after)), chat.conversation_id

    async def __aenter__(self):
        self._tasks = [asyncio.create_task(work) for work in (self.streams.serve(), self.streams.follow())]
        return self

    async def __aexit__(self, *_):
        for task in self._tasks:
            task.cancel()
        self._ends.close()


async def _until(texts, wanted):
    """What a stream says up to a text that holds these words."""
    said = []
    while not said or wanted not in said[-1]:
        said.append(await asyncio.wait_for(anext(texts), 5))
    return said


async def test_a_stream_shows_what_another_worker_wrote_and_no_other_conversation_does(place):
    async with Worker(place) as worker:
        (mine, chat), (other, _) = worker.open(), worker.open()
        texts, others = mine.texts(), other.texts()
        await _until(texts, "owner")
        await _until(others, "owner")
        place.said(chat, "bot", "hello from elsewhere")
        await _until(texts, "hello from elsewhere")
        assert not other.is_behind


async def test_an_agents_typing_wakes_a_stream(place):
    async with Worker(place) as worker:
        stream, chat = worker.open()
        texts = stream.texts()
        await _until(texts, "owner")
        worker.streams._reader = Mock()
        place.clock.forward(seconds=1)
        place.presence.agent_types(chat, "Maria")
        read = worker.streams._reader.read
        while not read.called:
            await asyncio.sleep(0)
        assert read.call_args.args[0] == [stream]


async def test_many_streams_are_read_together(place, monkeypatch):
    """A thousand open widgets cost a handful of statements, not thousands."""
    async with Worker(place) as worker:
        streams = [worker.open()[0] for _ in range(50)]
        texts = [stream.texts() for stream in streams]
        for each in texts:
            await _until(each, "owner")
        statements = []
        for engine in (place.engine, place.log.engine):
            listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        worker.at += KEEP_ALIVE_SECONDS
        worker._tasks[1].cancel()
        worker.streams._alarm.set()
        for each in texts:
            assert "still here" in await asyncio.wait_for(anext(each), 5)
        assert len(statements) < 10


async def test_a_stream_that_is_behind_or_was_closed_harms_no_other(place):
    async with Worker(place) as worker:
        (slow, slow_chat), (fast, fast_chat), (closed, closed_chat) = worker.open(), worker.open(), worker.open()
        texts = fast.texts()
        await _until(texts, "owner")
        closed.close()
        for number in range(2 * PAGE):  # `slow` takes nothing
            place.said(slow_chat, "bot", f"for the slow one {number}")
        place.said(closed_chat, "bot", "for nobody")
        place.said(fast_chat, "bot", "for the fast one")
        await _until(texts, "for the fast one")
        held = len(slow._ready)
        place.said(fast_chat, "bot", "and again")
        await _until(texts, "and again")
        assert len(slow._ready) == held  # nothing piles up for it
        got = await _until(slow.texts(), f"for the slow one {2 * PAGE - 1}")
        assert [text for text in got if "slow one" in text] == [
            text for number in range(2 * PAGE) for text in got if f'"for the slow one {number}"' in text
        ]


async def test_an_event_that_cannot_be_shown_ends_the_streams_of_its_conversation_alone(place):
    async with Worker(place) as worker:
        (bad, bad_chat), (good, good_chat) = worker.open(), worker.open()
        texts, broken = good.texts(), bad.texts()
        await _until(texts, "owner")
        await _until(broken, "owner")
        with place.log.engine.begin() as connection:
            connection.execute(EVENTS.insert().values(sender_id=bad_chat, type_name="bot", data="no json"))
        place.said(good_chat, "bot", "hello")
        await _until(texts, "hello")
        with pytest.raises(ValueError):
            await asyncio.wait_for(anext(broken), 5)


async def test_more_news_than_fit_into_one_reading_arrive_whole_and_in_order(place, monkeypatch):
    monkeypatch.setattr("baton.channels.web.event_stream.SHARED_PAGE", 3)
    async with Worker(place) as worker:
        streams = [worker.open() for _ in range(2)]
        texts = [stream.texts() for stream, _ in streams]
        for each in texts:
            await _until(each, "owner")
        for number in range(5):
            for _, chat in streams:
                place.said(chat, "bot", f"number {number}")
        for each in texts:
            said = await _until(each, "number 4")
            assert [text for text in said if "number" in text] == said and len(said) == 5


async def test_a_worker_that_was_woken_by_its_own_save_does_not_read_again_for_the_follower(place):
    async with Worker(place) as worker:
        stream, chat = worker.open()
        texts = stream.texts()
        await _until(texts, "owner")
        number = place.said(chat, "bot", "hello")
        worker.streams.wake(chat)
        await _until(texts, "hello")
        worker.streams._logged(number, chat)
        assert worker.streams.due() == []


async def test_whose_time_has_come_is_looked_for_at_each_beat(place):
    worker = Worker(place)
    stream, _ = worker.open()
    assert worker.streams.due() == [stream]
    stream.due_at = BEAT_SECONDS / 2
    assert worker.streams.due() == []
    worker.at = BEAT_SECONDS
    assert worker.streams.due() == [stream]


async def test_all_streams_end_when_the_worker_does(place):
    async with Worker(place) as worker:

        async def stream():
            with worker.streams.open(place.sessions.authorised(place.sessions.open({})["token"]), 0) as each:
                return [text async for text in each.texts()]

        running = asyncio.create_task(stream())
        while not worker.streams._open:
            await asyncio.sleep(0)
        await worker.streams.close(patience=5)
        assert worker.streams.closed and len(await asyncio.wait_for(running, 5)) <= 1
