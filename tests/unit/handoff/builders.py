"""A handoff service for tests: real SQLite files, a clock that moves only when told, targets that can be down."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from baton import database
from baton.handoff import hours as hours_module
from baton.handoff import outbox, phrases
from baton.handoff.recommend import Recommendations
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.handoff.telling import Telling
from baton.handoff.wishes import Wishes
from baton.migrate import upgrade
from baton.settings import ROOT
from tests.unit.policies.builders import slot, user

START = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)  # a Tuesday, in opening hours
NIGHT = datetime(2026, 11, 24, 22, tzinfo=timezone.utc)
EMERGENCY = "112"

PHRASES = phrases.load(ROOT / "policies" / "handoff.yml")
HOURS = hours_module.load(ROOT / "policies" / "opening_hours.yml")
TELLING = Telling(PHRASES, HOURS, EMERGENCY)
ADVICE = Recommendations(ROOT / "policies" / "recommended_actions.yml")


class Clock:
    def __init__(self, at=START):
        self.at = at

    def __call__(self):
        return self.at

    def forward(self, **by):
        self.at += timedelta(**by)


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


@cache
def _template():
    """A migrated database, made once."""
    path = Path(tempfile.mkdtemp()) / "desk.db"
    upgrade("desk", f"sqlite:///{path}")
    database.engine(f"sqlite:///{path}").dispose()
    return path


def engine(folder):
    path = Path(folder) / "desk.db"
    shutil.copy(_template(), path)
    return database.engine(f"sqlite:///{path}")


def service(engine, clock, log=(), **more):
    return HandoffService(
        HandoffStore(engine, clock),
        log if callable(log) else lambda _: list(log),
        Wishes(engine, clock),
        TELLING,
        ADVICE,
        clock=clock,
        **more,
    )


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
