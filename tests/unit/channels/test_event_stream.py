"""What a customer's stream says, and when it ends."""

from __future__ import annotations

import asyncio
import json
from unittest.mock import Mock

from sqlalchemy.exc import OperationalError

from baton.channels.web.event_stream import DELAYED_SECONDS, PAGE, StreamSource, pump
from baton.channels.web.stream_notifier import StreamNotifier, WakeEvent


class Reader:
    """Takes one event after the other from a stream."""

    def __init__(self, place, state=None, keep_alive=15.0, after=0):
        self.place = place
        self.session = place.sessions.authorised(place.sessions.open({})["token"])
        self.id = self.session.conversation_id
        self.state = state or {"owner": "bot"}
        self.bell = WakeEvent()
        self._source = StreamSource(
            place.log, place.chats, place.presence, lambda _: dict(self.state), place.clock, keep_alive
        )
        self._after = after

    def start(self, after=0):
        self.events = self._source.events(self.session, self.bell, after)
        return self

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
    reader.bell.set()
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
    reader = Reader(place, keep_alive=0.001).start()
    await reader.next()
    assert (await reader.next()).startswith(": ")
    assert (await reader.next()).startswith(": ")


async def test_the_agents_name_and_typing(place):
    reader = Reader(place, {"owner": "agent"})
    place.said(reader.id, "bot", "Maria has joined the conversation.", metadata={"speaker": "system", "name": "Maria"})
    after = place.said(reader.id, "user", "hello")
    reader.start(after)
    assert await reader.next() == ("state", {"owner": "agent", "agent": "Maria", "typing": False})
    place.presence.agent_types(reader.id, "Maria")
    reader.bell.set()
    assert (await reader.next())[1]["typing"] is True
    place.clock.forward(seconds=7)
    reader.bell.set()
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
    reader.bell.set()
    assert await reader.next() == ("ended", {})
    assert await reader.next() == ""


async def test_it_ends_with_the_token(place):
    reader = Reader(place).start()
    await reader.next()
    place.clock.forward(hours=25)
    reader.bell.set()
    assert await reader.next() == ""


async def test_a_chat_wakes_for_its_own_log_and_an_agents_typing_only(place):
    wakeups = StreamNotifier(place.log, place.presence, place.clock)
    with wakeups.subscribe("web-a") as mine, wakeups.subscribe("web-b") as other:
        assert wakeups.count("web-a") == 1
        following = asyncio.ensure_future(wakeups.follow())
        await asyncio.sleep(0)
        place.clock.forward(seconds=1)
        place.presence.agent_types("web-a", "Maria")
        assert await mine.wait(5)
        place.said("web-a", "bot", "hello")
        assert await mine.wait(5)
        assert not await other.wait(0.001)
        following.cancel()
    assert wakeups.count("web-a") == 0


async def test_a_message_that_waits_for_long_is_said_to_be_delayed_until_it_is_there(place):
    reader = Reader(place).start()
    since = None
    reader._source._waiting_since = lambda _: since
    assert await reader.next() == ("state", {"owner": "bot"})
    since = place.clock().timestamp()
    reader.bell.set()
    place.clock.forward(seconds=DELAYED_SECONDS)
    assert await reader.next() == ("state", {"owner": "bot", "delayed": True})
    since = None
    place.said(reader.id, "user", "hello", message_id="m1")
    reader.bell.set()
    assert (await reader.next())[1]["client_id"] == "m1"
    assert await reader.next() == ("state", {"owner": "bot"})


async def test_a_log_that_cannot_be_read_is_a_delay_and_not_the_end_of_the_stream(place, monkeypatch):
    reader = Reader(place).start()
    assert await reader.next() == ("state", {"owner": "bot"})
    with monkeypatch.context() as outage:
        outage.setattr(place.log, "conversation", Mock(side_effect=OperationalError("select", {}, Exception("away"))))
        reader.bell.set()
        assert await reader.next() == ("state", {"owner": "bot", "delayed": True})
    place.said(reader.id, "bot", "hello again")
    reader.bell.set()
    assert (await reader.next())[1]["text"] == "hello again"
    assert await reader.next() == ("state", {"owner": "bot"})


async def test_all_streams_end_when_the_worker_does(place):
    notifier = StreamNotifier(place.log, place.presence)
    reader = Reader(place)

    async def stream():
        with notifier.subscribe(reader.id) as event:
            reader.bell = event
            return [text async for text in reader.start().events]

    running = asyncio.create_task(stream())
    while not notifier.count(reader.id):
        await asyncio.sleep(0)
    await notifier.close(patience=5)
    assert notifier.closed and len(await asyncio.wait_for(running, 5)) <= 1
