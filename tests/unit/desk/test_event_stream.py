"""The stream and the background loops, in an event loop of the test's own."""

from __future__ import annotations

import asyncio

from baton.desk.auth.roles import Agent, Role
from baton.desk.live.loops import Background
from baton.desk.notifier import SESSION, Change, Notifier
from baton.desk.web.event_stream import events

MARIA = Agent("maria", "Maria", Role.AGENT, False, True, 0, teams=frozenset({"returns"}))


async def yes():
    return MARIA


async def no():
    return None


async def test_changes_come_together_and_nothing_said_is_in_them():
    notifier = Notifier()
    notifier.start()
    stream = events(notifier, MARIA, yes)
    assert "event: open" in await anext(stream)
    notifier.publish([Change("said", "h1"), Change("state", "h2")])
    notifier.publish([Change("said", "h1")])
    assert await anext(stream) == 'event: said\ndata: {"handoff": "h1"}\n\n'
    assert await anext(stream) == 'event: state\ndata: {"handoff": "h2"}\n\n'


async def test_a_silent_stream_beats_and_ends_with_the_session():
    notifier = Notifier()
    notifier.start()
    stream = events(notifier, MARIA, yes, beat=0.001)
    await anext(stream)
    assert (await anext(stream)).startswith(":")
    ended = [text async for text in events(notifier, MARIA, no, beat=0.001)]
    assert "signed-out" in ended[-1]


async def test_a_stream_ends_as_soon_as_its_session_may_have_ended():
    """Not only at the next beat, which is far away here; and the change itself is not sent."""
    notifier = Notifier()
    notifier.start()
    answers = [MARIA, None]

    async def signed_in():
        return answers.pop(0)

    stream = events(notifier, MARIA, signed_in, beat=3600)
    await anext(stream)
    notifier.publish([Change(SESSION, "", to="tom"), Change("said", "h1")])
    assert await anext(stream) == 'event: said\ndata: {"handoff": "h1"}\n\n'
    notifier.publish([Change(SESSION, "", to="maria")])
    assert (await anext(stream)).startswith(":")  # another session of hers has ended
    notifier.publish([Change(SESSION, "", to="maria"), Change("said", "h2")])
    assert [text async for text in stream] == ["event: signed-out\ndata: {}\n\n"]


async def test_closing_ends_every_stream():
    notifier = Notifier()
    notifier.start()
    stream = events(notifier, MARIA, yes)
    await anext(stream)
    waiting = asyncio.ensure_future(anext(stream, "ended"))
    notifier.close()
    assert await asyncio.wait_for(waiting, 5) == "ended"


async def test_the_loops_deliver_and_survive_trouble(bench, caplog):
    """The outbox is worked off without being asked, also after a failure of the database."""
    bench.agent("maria")
    bench.handoff("h1", "c1")
    works, trouble = bench.parts.outbox.work, [RuntimeError("away"), RuntimeError("away")]

    def work(**which):
        if trouble:
            raise trouble.pop()
        return works(**which)

    bench.parts.outbox.work = work
    notifier = bench.parts.notifier
    notifier.start()
    running = asyncio.create_task(Background(bench.parts).run())
    bench.parts.handoffs.claim("h1", "maria", "Maria")
    with notifier.listen() as listener:
        while not any(e.get("event") == "bot" for e in bench.log.events("c1")):
            notifier.wake()
            await asyncio.wait([asyncio.ensure_future(listener.woken.wait())], timeout=0.02)
    notifier.close()
    await asyncio.wait_for(running, 10)
    assert len([r for r in caplog.records if "does not work" in r.message]) == 1
