"""A channel's stores for tests: real SQLite files and a clock that moves only when told."""

from __future__ import annotations

import json

import pytest

from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.channels.web.chat_store import Chats
from baton.channels.web.sessions import Sessions
from baton.conversation.event_reader import EVENTS
from tests.support import databases
from tests.support.clock import Clock


class Place:
    """Everything a channel keeps, in one folder."""

    def __init__(self, folder, **environ):
        self.clock = Clock()
        self.settings = read({"BATON_VAR_DIR": str(folder), **environ})
        databases.migrated(folder / "desk.db")
        self.container = container = bootstrap(self.settings, clock=self.clock)
        self.engine, self.presence, self.log = container.engine, container.presence, container.log
        self.chats = Chats(self.engine, self.clock)
        self.sessions = Sessions(self.chats, self.settings, self.clock)

    def said(self, conversation_id, event, text, **more):
        """Put something said into the log."""
        data = {"event": event, "text": text, "timestamp": self.clock().timestamp(), **more}
        row = {"sender_id": conversation_id, "type_name": event, "data": json.dumps(data)}
        with self.log.engine.begin() as connection:
            return connection.execute(EVENTS.insert().values(**row)).inserted_primary_key[0]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)
