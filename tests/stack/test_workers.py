"""Two real Rasa workers on each kind of database: every message is answered, and stands in the log once."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from baton.base import database
from baton.base.model_file import MODEL
from baton.base.model_in_use import ModelInUse, stamp
from baton.conversation.event_reader import EventReader
from tests.support import databases
from tests.support.processes import alive, children, own_megabytes, rasa_process
from tests.support.stack import HTTP, PATIENCE, USUAL, Stack, until

REDIS = "redis://127.0.0.1:6379/0"
CLIENTS = 8  # at once
CONVERSATIONS = 70
MESSAGES = 3  # of each conversation: more than 200 together, and so few that no policy hands over
MOST_OF_A_WORKER = 250  # MB
#: What the log files must not say: a connection was shared, or the log was left for memory.
TROUBLE = ("InMemoryTrackerStore", "PGRES_TUPLES_OK", "not enough values", "Traceback", "lost synchronization")


@pytest.fixture(scope="module", params=databases.KINDS)
def stack(request, tmp_path_factory):
    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.exceptions.ConnectionError:
        pytest.skip("no Redis server on 127.0.0.1:6379")
    folder = tmp_path_factory.mktemp("workers")
    with databases.fresh(request.param, folder) as url:
        files = {"BATON_TRACKER_DB": url, "BATON_DESK_DB": url} if request.param == "postgresql" else {}
        with Stack(folder, **USUAL, BATON_RASA_WORKERS="2", BATON_REDIS_URL=REDIS, **files) as running:
            running.log_url = files.get("BATON_TRACKER_DB") or f"sqlite:///{folder / 'conversations.db'}"
            yield running


def _texts(stack, conversation_id):
    events = EventReader(database.engine(stack.log_url)).events(conversation_id)
    return [event["text"] for event in events if event["event"] == "user"]


def _no_trouble(stack):
    for file in (stack.folder / "log").glob("*.log"):
        text = file.read_text(errors="replace")
        assert not [words for words in TROUBLE if words in text], file


def _all(work, *lists):
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(work, *lists))


def test_by_rest_every_answered_message_is_in_the_log_once(stack):
    senders = [f"rest-{uuid.uuid4().hex}" for _ in range(CONVERSATIONS)]
    texts = [f"hello {number}" for number in range(MESSAGES)]

    def talk(sender):
        return [stack.say(sender, text) for text in texts]

    assert all(answers for each in _all(talk, senders) for answers in each)
    assert [_texts(stack, sender) for sender in senders] == [texts] * CONVERSATIONS
    _no_trouble(stack)


def test_by_the_widget_several_messages_at_once_are_each_in_the_log_once(stack):
    chats = _all(lambda _: stack.chat(), range(CONVERSATIONS))
    jobs = [(chat, f"hello {number}") for number in range(MESSAGES) for chat in chats]
    assert {answer.status_code for answer in _all(lambda job: job[0].send(job[1]), jobs)} == {202}
    for chat in chats:
        wanted = Counter(f"hello {number}" for number in range(MESSAGES))
        until(lambda c=chat, w=wanted: Counter(_texts(stack, c.conversation_id)) >= w, "all messages", 120)
        assert Counter(_texts(stack, chat.conversation_id)) == wanted
    _no_trouble(stack)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_workers_share_the_model(stack):
    """Each worker has been asked something by the tests before; a model of its own is some 450 MB."""
    parent = rasa_process(stack.process.pid)
    assert parent is not None
    for worker in children(parent):
        assert own_megabytes(worker) < MOST_OF_A_WORKER


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_a_killed_parent_or_worker_of_rasa_comes_back(stack):
    parent = rasa_process(stack.process.pid)
    victims = children(parent)
    assert len(victims) == 2
    os.kill(min(victims), signal.SIGKILL)
    chat = until(stack.chat, "a session")
    assert chat.send("hello after a worker").status_code == 202
    until(lambda: _texts(stack, chat.conversation_id) == ["hello after a worker"], "the message")
    until(lambda: len(children(parent) - victims) == 1, "another worker")

    workers = children(parent)
    os.kill(parent, signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in workers), "the end of its workers", 5)
    until(lambda: rasa_process(stack.process.pid) not in (None, parent) and stack.ready("rasa"), "rasa to be back", 120)
    assert HTTP.get(f"{stack.rasa}/webhooks/web/ready", timeout=PATIENCE).json() == {"ready": True}


def test_a_new_model_reaches_every_worker_without_a_restart_and_without_a_lost_message(stack):
    in_use = ModelInUse(stack.folder)
    workers = set(in_use.read())
    assert len(workers) == 2
    beside = MODEL.with_name(".the-same-again.tar.gz")
    shutil.copyfile(MODEL, beside)
    os.replace(beside, MODEL)  # as `baton model use` does it; this one is as good as the one before
    number = 0

    def taken_up():
        nonlocal number
        number += 1
        sender = f"meanwhile-{uuid.uuid4().hex}"
        assert stack.say(sender, f"hello {number}") and _texts(stack, sender) == [f"hello {number}"]
        return set(in_use.read().values()) == {stamp(MODEL)}

    until(taken_up, "every worker to have the model", 180)
    assert set(in_use.read()) == workers
    assert number > 1
    _no_trouble(stack)
