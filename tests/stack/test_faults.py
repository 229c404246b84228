"""Stores that are there and do not answer, and an end in the middle of everything, with the real processes.

Each database is on PostgreSQL behind a way of its own. The tests share the processes; the last one ends them.
"""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import sqlalchemy as sa

from baton.base import database
from baton.conversation.event_reader import EventReader
from tests.support import databases
from tests.support.processes import alive, family
from tests.support.stack import USUAL, Stack, until
from tests.support.tcp_gate import TcpGate

END_SECONDS = 10
CLIENTS, STREAMS = 8, 12


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The stack, its database's own URL, and the ways to the stores."""
    folder = tmp_path_factory.mktemp("faults")
    with databases.fresh("postgresql", folder) as url:
        ways = {name: TcpGate(5432) for name in ("ORDERS", "TRACKER", "DESK")}
        stores = {f"BATON_{name}_DB": url.replace(":5432/", f":{way.port}/") for name, way in ways.items()}
        with Stack(folder, **USUAL, BATON_MESSAGE_RATE="10000", **stores) as stack:
            yield stack, url, ways


@pytest.fixture
def stack(running):
    return running[0]


def _bot(items):
    return [item["text"] for item in items if item["speaker"] == "bot"]


def _said_by_bot(log, chat):
    return [event["text"] for event in log.events(chat.conversation_id) if event["event"] == "bot"]


def test_who_asks_a_slow_order_store_waits_and_nobody_else_does(running):
    stack, _, ways = running
    waits, asks, wants = stack.chat(), stack.chat(), stack.chat()
    waits.send("where is order 10047?", "before")
    waits.read(_bot)
    log = EventReader(database.engine(running[1]))
    said = len(_said_by_bot(log, waits))
    ways["ORDERS"].hold()
    try:
        assert waits.send("where is order 10023?", "slow").status_code == 202
        asks.send("how long do I have to return something?")
        assert "30 days" in " ".join(_bot(asks.read(_bot)))
        wants.send("I want to talk to a person please")
        assert until(lambda: stack.handoffs(wants.conversation_id), "the handoff")
        assert len(_said_by_bot(log, waits)) == said
    finally:
        ways["ORDERS"].release()
    until(lambda: len(_said_by_bot(log, waits)) > said, "the answer")
    assert "10023" in _said_by_bot(log, waits)[said]


def test_a_database_that_does_not_answer_for_a_while_loses_and_doubles_nothing(running):
    stack, url, ways = running
    chats = [stack.chat() for _ in range(3)]
    ways["TRACKER"].hold()
    with ThreadPoolExecutor(len(chats)) as pool:
        sent = [pool.submit(chat.send, "hello there", "m1") for chat in chats]
        time.sleep(3.0)  # an outage lasts
        ways["TRACKER"].release()
        assert [each.result().status_code for each in sent] == [202] * len(chats)
    log = EventReader(database.engine(url))
    for chat in chats:
        assert chat.send("hello there", "m1").status_code in (200, 202)  # a widget without an answer sends it again
        until(lambda c=chat: _said_by_bot(log, c), "the answer")
        assert [e["text"] for e in log.events(chat.conversation_id) if e["event"] == "user"] == ["hello there"]
    assert stack.ready("rasa")


def test_asked_to_end_under_load_it_ends_in_seconds_with_nothing_lost_and_nobody_left(running):
    stack, url, _ = running
    accepted, over = [], threading.Event()

    def write(number):
        chat = stack.chat()
        for place in range(1000):
            name = f"m-{number}-{place}"
            try:
                if over.is_set() or chat.send("hello there", name).status_code != 202:
                    return
            except httpx.HTTPError:
                return  # not acknowledged: the widget would keep it
            accepted.append((chat.conversation_id, name))

    def follow(_):
        try:
            stack.chat().read(lambda items: False)
        except (httpx.HTTPError, AssertionError):
            pass

    everybody = family(stack.process.pid)
    with ThreadPoolExecutor(CLIENTS + STREAMS) as pool:
        list(map(lambda number: pool.submit(follow, number), range(STREAMS)))
        list(map(lambda number: pool.submit(write, number), range(CLIENTS)))
        try:
            until(lambda: len(accepted) > 5 * CLIENTS, "the load")
            began = time.monotonic()
            stack.process.send_signal(signal.SIGTERM)
            until(lambda: not any(map(alive, everybody)), "the end of every process", 30)
            took = time.monotonic() - began
        finally:
            over.set()
    assert took < END_SECONDS
    with database.engine(url).connect() as connection:
        kept = connection.execute(sa.text("SELECT conversation_id, client_id, dead_at FROM inbox")).all()
    assert set(accepted) <= {(row.conversation_id, row.client_id) for row in kept}
    assert [row for row in kept if row.dead_at is not None] == []
