"""The cluster profile with its real processes: two Rasa, two action servers, two desks, nginx, PostgreSQL, Redis.

The tests share one cluster and go from the quiet to the violent one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from baton.base import database
from baton.base.leases import TAKEOVER_SECONDS
from baton.conversation.event_reader import EventReader
from tests.stack.test_kill_storm import STEPS, Conversation, settled, wrong
from tests.support.cluster import NAMES, cluster
from tests.support.processes import alive, children
from tests.support.stack import HTTP, WebChat, until

PATIENCE = 200
CONVERSATIONS = 12


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture
def stack(running):
    return running[0]


@pytest.fixture
def log(running):
    return EventReader(database.engine(running[1]))


class At:
    """One process of Rasa, past the proxy."""

    def __init__(self, stack, name):
        self.rasa = stack.address(name)


def at(stack, name, chat):
    """The same chat, at one Rasa."""
    other = WebChat(At(stack, name), token=chat.token)
    assert other.conversation_id == chat.conversation_id
    return other


def test_a_stream_on_one_rasa_gets_what_another_wrote(stack):
    here = WebChat(At(stack, "rasa-1"))
    there = at(stack, "rasa-2", here)
    assert there.send("hello there").status_code == 202
    seen = here.read(lambda got: any(m["speaker"] == "bot" for m in got))
    assert "hello there" in [m.get("text") for m in seen]


def test_messages_of_one_chat_to_both_rasas_at_once_are_each_in_the_log_once(stack, log):
    here = WebChat(At(stack, "rasa-1"))
    chats = [here, at(stack, "rasa-2", here)]
    texts = [f"hello {number}" for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(lambda n: chats[n % 2].send(texts[n]).status_code, range(6)))
    assert sent == [202] * 6

    def stored():
        return [e["text"] for e in log.events(here.conversation_id) if e["event"] == "user"]

    until(lambda: len(stored()) >= 6, "all messages", PATIENCE)
    assert sorted(stored()) == texts


def test_an_agent_may_reply_from_any_desk(stack):
    chat = stack.chat()
    chat.send("I want to talk to a person please")
    handoff = until(lambda: stack.handoffs(chat.conversation_id), "the handoff", PATIENCE)[0]["id"]
    headers = {"Authorization": f"Bearer {stack.token}"}

    def ask(name, verb, **body):
        url = f"{stack.address(name)}/api/v1/handoffs/{handoff}/{verb}"
        return HTTP.post(url, headers=headers, json=body or None, timeout=60).status_code

    assert ask("desk-1", "claim") < 300
    assert ask("desk-2", "reply", text="from the second desk", client_id=uuid.uuid4().hex) == 202
    assert ask("desk-1", "reply", text="from the first desk", client_id=uuid.uuid4().hex) == 202
    seen = chat.read(lambda got: any(m.get("text") == "from the first desk" for m in got))
    words = [m["text"] for m in seen if m["speaker"] == "agent"]
    assert words == ["from the second desk", "from the first desk"]


def test_one_desk_runs_the_loops_and_the_other_takes_over_in_seconds(stack):
    leader = until(stack.leader, "a leader", PATIENCE)
    other = {"desk-1": "desk-2", "desk-2": "desk-1"}[leader]
    began = time.monotonic()
    stack.kill(leader)
    until(lambda: stack._runs_loops(other), "the other desk to take over", PATIENCE)
    took = time.monotonic() - began
    until(lambda: stack.ready(leader), "the killed desk to be back", PATIENCE)
    assert not stack._runs_loops(leader)
    assert took < 4 * TAKEOVER_SECONDS + 20  # seconds; the machine may be busy


@pytest.mark.timeout(1200)
def test_kills_a_restart_in_turn_and_stores_that_go_away_lose_and_double_nothing(running, log):
    stack, _, to_postgresql, to_redis = running

    def shut(gate):
        gate.close()
        time.sleep(1.0)  # an outage lasts
        gate.open()

    blows = [lambda name=name: stack.kill(name) for name in ("actions-1", "desk-1", "rasa-1", "front", "actions-2")]
    blows += [lambda: shut(to_postgresql), lambda: shut(to_redis)]
    blows += [lambda: os.kill(stack.process.pid, signal.SIGUSR1)]  # restarts everything in turn
    total, done, turn = CONVERSATIONS * len(STEPS), [], threading.Lock()

    def talk(number):
        conversation = Conversation(stack, number)
        for place, (kind, text) in enumerate(STEPS):
            conversation.step(place, kind, text)
            done.append(number)
            with turn:
                if blows and len(done) >= total * (9 - len(blows)) // 12:
                    blows.pop(0)()
        return conversation

    with ThreadPoolExecutor(CONVERSATIONS) as pool:
        conversations = list(pool.map(talk, range(CONVERSATIONS)))
    assert not blows
    for conversation in conversations:
        until(lambda c=conversation: settled(log.events(c.id)), f"the end of {conversation.number}", PATIENCE)
    problems = [problem for c in conversations for problem in wrong(c, log.events(c.id), stack.handoffs(c.id))]
    assert problems == []
    until(lambda: stack.said().count("restarts") == len(NAMES) + 1, "the restart in turn", 600)
    assert stack.process.poll() is None, stack.said()


def test_everything_ends_with_it(stack):
    started = children(stack.process.pid)
    assert len(started) == len(NAMES) + 1
    os.kill(stack.process.pid, signal.SIGKILL)
    until(lambda: not any(map(alive, started)), "the end of every process", 20)
