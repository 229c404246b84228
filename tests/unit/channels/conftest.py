"""A channel's stores for tests: real SQLite files and a clock that moves only when told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from baton import database, migrate
from baton.channels.chats import Chats
from baton.channels.sessions import Sessions
from baton.handoff.presence import Presence
from baton.log.reader import EVENTS, LogReader
from baton.settings import read


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)

    def __call__(self):
        return self.at

    def forward(self, **by):
        self.at += timedelta(**by)


class Place:
    """Everything a channel keeps, in one folder."""

    def __init__(self, folder):
        self.clock = Clock()
        self.settings = read({"BATON_VAR_DIR": str(folder)})
        migrate.upgrade("desk", self.settings.desk_db)
        self.engine = database.engine(self.settings.desk_db)
        self.chats = Chats(self.engine, self.clock)
        self.presence = Presence(self.engine, self.clock)
        self.sessions = Sessions(self.chats, self.settings, self.clock)
        self.log = LogReader(database.engine(self.settings.log_db))
        self.log.prepare()

    def said(self, conversation_id, event, text, **more):
        """Put something said into the log."""
        data = {"event": event, "text": text, "timestamp": self.clock().timestamp(), **more}
        row = {"sender_id": conversation_id, "type_name": event, "data": json.dumps(data)}
        with database.engine(self.settings.log_db).begin() as connection:
            return connection.execute(EVENTS.insert().values(**row)).inserted_primary_key[0]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)
