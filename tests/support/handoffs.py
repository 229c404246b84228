"""A handoff service for tests: real SQLite files, a clock that moves only when told, targets that can be down."""

from __future__ import annotations

from pathlib import Path

from baton.base import database
from baton.base.live_file import LiveFiles
from baton.base.settings import read as read_settings
from baton.bootstrap import bootstrap
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.messages.outgoing import CustomerMessages
from baton.handoff.messages.texts import MessageTemplates
from baton.handoff.outbox import outbox
from baton.handoff.package.recommended_actions import RecommendedActions
from tests.support import databases
from tests.support.log_events import slot, user

EMERGENCY = "112"

DOCUMENTS = LiveFiles(read_settings({}))
PHRASES = DOCUMENTS[MessageTemplates]()
HOURS = DOCUMENTS[OpeningHours]()
TELLING = CustomerMessages(DOCUMENTS[MessageTemplates], DOCUMENTS[OpeningHours], EMERGENCY)
ADVICE = DOCUMENTS[RecommendedActions]


class Desk:
    """A target that may be down, and remembers what it was given."""

    def __init__(self):
        self.got, self.down = [], False

    def deliver(self, delivery, again):
        if self.down:
            raise ConnectionError("down")
        self.got.append(delivery)

    def wait(self, attempts):
        return outbox.backoff(attempts)

    def said(self):
        return [e["text"] for d in self.got for e in d.payload["events"] if e["event"] == "bot"]


def engine(folder):
    """A migrated database in a folder."""
    path = Path(folder) / "desk.db"
    databases.migrated(path)
    return database.engine(f"sqlite:///{path}")


class Log:
    """A conversation log in memory: the same events for every conversation, or those that a function gives."""

    def __init__(self, events):
        self._of = events if callable(events) else lambda _: list(events)

    def events(self, conversation_id):
        return self._of(conversation_id)


class AlwaysThere:
    """Agents who never leave the desk."""

    def present(self):
        return ["maria"]


class NoOrders:
    """An order store that is empty."""

    def by_number(self, number):
        return None


def service(engine, clock, log=()):
    return bootstrap(
        read_settings({}), engine=engine, clock=clock, log=Log(log), availability=AlwaysThere(), orders=NoOrders()
    ).handoffs


def reason(trigger="explicit_request", category="explicit_request", evidence="a person please", turn=2, **more):
    said = {"explicit_request": "asked for a person", "refund": "wants a refund"}.get(category, category)
    return {
        "trigger": trigger,
        "category": category,
        "reason": f"{said}: '{evidence}'",
        "evidence": evidence,
        "turn": turn,
        **more,
    }


def decision(handoff_id="h1", *reasons, turn=2):
    reasons = reasons or (reason(turn=turn),)
    return {
        "id": handoff_id,
        "trigger": reasons[0]["trigger"],
        "category": reasons[0]["category"],
        "turn": turn,
        "at": 1.0,
        "policy_version": 1,
        "policy_hash": "abc",
        "posture": "launch",
        "reasons": list(reasons),
    }


def escalation(*args, **more):
    return slot("escalation", decision(*args, **more))


DECISION = decision()
LOG = [
    user("where is 10023", "order_status", at=1.0, entities=[{"entity": "order_number", "value": "10023"}]),
    {"event": "bot", "text": "On its way.", "timestamp": 2.0},
    slot("attempt", {"task": "order_lookup", "outcome": "found", "detail": "10023"}),
    user("a person please", "explicit_human", {"explicit_human": 0.9}, at=3.0),
    slot("escalation", DECISION),
]
