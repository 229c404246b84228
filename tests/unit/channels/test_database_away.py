"""A conversation log that is away for a while - SQLite locked for longer than anybody waits, its disk full, PostgreSQL
gone: what a customer writes is kept or refused, they are told, and it is in the log once when the log is back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import uuid
from types import SimpleNamespace

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from baton.base import database
from baton.channels import rest
from baton.channels.rest import NOT_STORED, DevelopmentRest
from baton.channels.web.inbox_worker import InboxWorker
from baton.conversation.inbox import MAX_ATTEMPTS
from baton.conversation.tracker_store import ConversationLog
from baton.handoff.records.ai_opt_out import AiOptOut
from tests.support import databases
from tests.support.sanic_server import listening
from tests.support.tcp_gate import TcpGate
from tests.unit.channels.conftest import Place

DOMAIN = Domain.empty()


@contextlib.contextmanager
def _locked(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextlib.contextmanager
def _small_disk(folder):
    """A file system of one megabyte."""
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("this user may not mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def _full(folder):
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 512):
            pass
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def _gone(gate):
    gate.close()
    try:
        yield
    finally:
        gate.open()


class Processor:
    """Rasa's message processor without a model: a message goes into the log."""

    def __init__(self, log):
        self._log = log

    async def handle_message(self, message):
        conversation_id = message.sender_id
        tracker = await self._log.retrieve(conversation_id) or DialogueStateTracker(conversation_id, DOMAIN.slots)
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        await self._log.save(tracker)


@pytest.fixture(params=[*databases.KINDS, "full disk"])
def chat(request, tmp_path, monkeypatch):
    """`away` takes the log away; `take` is the inbox's worker; `texts` is what the log holds."""
    monkeypatch.setattr(database, "SQLITE_BUSY_SECONDS", 0.05)
    with contextlib.ExitStack() as until_the_end:
        disk = tmp_path / "disk"
        if request.param == "full disk":
            until_the_end.enter_context(_small_disk(disk))
            url, away = f"sqlite:///{disk / 'log.db'}", lambda: _full(disk)
        else:
            url = until_the_end.enter_context(databases.fresh(request.param, tmp_path))
        if request.param == "sqlite":
            away = lambda: _locked(tmp_path / "fresh.db")  # noqa: E731
        elif request.param == "postgresql":
            gate = TcpGate(5432)
            until_the_end.callback(gate.close)
            url = url.replace(":5432/", f":{gate.port}/")
            away = lambda: _gone(gate)  # noqa: E731
        place = Place(tmp_path / "var", BATON_TRACKER_DB=url)
        until_the_end.callback(place.log.engine.dispose)
        processor = Processor(ConversationLog(DOMAIN, reader=place.log))
        waits = []
        worker = InboxWorker(
            "web", place.container.inbox, place.chats, AiOptOut(place.engine), place.log, waits=waits.append
        )
        locks = SimpleNamespace(lock=lambda conversation_id: contextlib.nullcontext())
        app = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(lock_store=locks, processor=processor)))
        monkeypatch.setattr(rest, "process_container", lambda: place.container)
        yield SimpleNamespace(
            place=place,
            inbox=place.container.inbox,
            processor=processor,
            away=away,
            waits=waits,
            take=lambda: worker.take(app, "web-a"),
            texts=lambda sender: [event["text"] for event in place.log.events(sender) if event["event"] == "user"],
        )


async def test_in_the_widget_it_waits_in_the_inbox_and_is_stored_once(chat):
    chat.inbox.accept("web-a", "m0", {"text": "hello"})
    await chat.take()
    with chat.away():
        for number in (1, 2):
            assert chat.inbox.accept("web-a", f"m{number}", {"text": f"lost parcel {number}"}) is not None
        for _ in range(MAX_ATTEMPTS + 1):
            await chat.take()
        assert set(chat.waits) == {"web-a"}  # its streams say that it is delayed ...
        assert chat.inbox.waiting_since(["web-a"]) != {}  # ... from what stands here
    assert chat.inbox.dead() == []
    await chat.take()
    await chat.take()
    assert chat.texts("web-a") == ["hello", "lost parcel 1", "lost parcel 2"]
    assert chat.inbox.waiting_since(["web-a"]) == {}


async def test_by_rest_it_is_refused_and_stored_once_when_it_is_sent_again(chat):
    async def on_new_message(message: UserMessage) -> None:
        await chat.processor.handle_message(message)

    app = Sanic(f"away-{uuid.uuid4().hex}")
    app.ctx.agent = SimpleNamespace(domain=DOMAIN)
    app.blueprint(DevelopmentRest().blueprint(on_new_message), url_prefix="/webhooks/rest")
    async with listening(app) as client:

        async def send():
            return await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "lost parcel"})

        with chat.away():
            refused = await send()
            assert (refused.status_code, refused.json()["error"]["message"]) == (503, NOT_STORED)
            assert refused.headers["retry-after"]
        assert (await send()).status_code == 200
    assert chat.texts("a") == ["lost parcel"]
