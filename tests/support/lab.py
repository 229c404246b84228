"""A shop's days for the lab: conversations written into real databases, and a desk that closes what was handed over."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack, contextmanager

from sqlalchemy import insert, update

from baton.base import database
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.records.tables import AuditRow, ChatRow, HandoffRow
from baton.lab.escalation_log.log import EscalationLog
from tests.support.clock import START, Clock
from tests.support.handoffs import reason
from tests.support.log_events import slot, tried, user

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
T0 = START.timestamp()
KEY = "k" * 32


def team_of(category, set_team=None):
    return set_team or {"refund": "returns"}.get(category, "care")


class Lab:
    """The databases of a shop, its clock, and short ways to fill them.

    Args:
        desk_url: a migrated desk database.
        log_url: of the conversation log; it may be the same one.
    """

    def __init__(self, desk_url, log_url):
        self.desk_url = desk_url
        self.clock = Clock()
        self.engine = database.engine(desk_url)
        self.reader = EventReader(database.engine(log_url))
        self.reader.prepare()
        self.log = self.escalation_log()
        self._held = {}  # an open transaction by its engine
        self._turns = Counter()  # messages of the customer, by conversation

    @contextmanager
    def at_once(self):
        """One transaction for everything that is written in the block: many of them wait for the disk."""
        with ExitStack() as stack:
            for engine in {self.engine, self.reader.engine}:
                self._held[engine] = stack.enter_context(engine.begin())
            yield
        self._held.clear()

    @contextmanager
    def _begin(self, engine):
        if engine in self._held:
            yield self._held[engine]
        else:
            with engine.begin() as connection:
                yield connection

    def escalation_log(self):
        return EscalationLog(self.desk_url, self.reader, team_of, KEY, self.clock)

    def write(self, conversation, *events):
        """Append events to the log; the number of the last one."""
        number = 0
        with self._begin(self.reader.engine) as connection:
            for event in events:
                self._turns[conversation] += event["event"] == "user"
                row = {
                    "sender_id": conversation,
                    "type_name": event["event"],
                    "timestamp": event.get("timestamp"),
                    "action_name": event.get("name"),
                    "data": json.dumps(event),
                }
                number = connection.execute(EVENTS.insert().values(**row)).inserted_primary_key[0]
        return number

    def asks(self, conversation, at, text="where is my order 10023", intent="order_status", order="10023", **parsed):
        """The customer asks, and the bot answers."""
        entities = [{"entity": "order_number", "value": order}] if order else []
        message = user(text, intent, at=at, entities=entities, **parsed)
        self.write(conversation, {**message, "input_channel": "web", "metadata": {"model_id": "m1"}})
        self.answers(conversation, at + 1)

    def answers(self, conversation, at, text="On its way.", **metadata):
        self.write(conversation, {"event": "bot", "text": text, "timestamp": at, "metadata": metadata})

    def fails(self, conversation, at, order="99999"):
        self.asks(conversation, at, f"where is {order}", order=order)
        self.write(conversation, tried("order_lookup", "not_found", order))

    def chat(self, conversation, browser, account=None, email=None, stars=None):
        row = {"conversation_id": conversation, "visitor": browser, "customer_id": account, "email": email}
        with self._begin(self.engine) as connection:
            connection.execute(insert(ChatRow).values(**row, stars=stars, created_at=T0))

    def hands_over(self, conversation, at, handoff_id, trigger="explicit_request", category="explicit_request", **more):
        """The decision in the log, and the handoff at the desk."""
        topic, record = more.pop("topic", "order_status"), more.pop("record", True)
        version = more.pop("version", 1)
        text = more.pop("text", "a person please")
        signals = {"explicit_human": 0.9} if trigger == "explicit_request" else {}
        message = user(text, "explicit_human" if signals else "problem_report", signals, at=at)
        turn = self._turns[conversation] + 1
        reasons = [reason(trigger, category, text, turn)]
        decision = {
            "id": handoff_id,
            "trigger": trigger,
            "category": category,
            "turn": turn,
            "at": at,
            "policy_version": version,
            "policy_hash": f"hash{version}",
            "posture": "launch",
            "reasons": reasons,
        }
        self.write(conversation, message, slot("escalation", decision), {"event": "pause"})
        if record:
            self.record(handoff_id, conversation, at, decision, topic, **more)

    def record(self, handoff_id, conversation, at, decision, topic, state="queued", **columns):
        first = decision["reasons"][0]
        trigger = {**first, "name": first["trigger"], "also": decision["reasons"][1:]}
        trigger |= {name: decision[name] for name in ("policy_version", "policy_hash", "posture")}
        row = {"id": handoff_id, "conversation_id": conversation, "state": state, "priority": 4, "category": topic}
        row |= {"trigger": first["trigger"], "created_at": at, "package": {"trigger": trigger}, "version": 1}
        row |= {"holds_bot": state in ("queued", "claimed"), **columns}
        with self._begin(self.engine) as connection:
            connection.execute(insert(HandoffRow).values(**row))
        self.audited(handoff_id, at, "opened")

    def closes(self, handoff_id, at, agent="maria", wait=60.0, state="resolved", verdict="right", bot_could=None):
        """An agent took it after a wait and closed it."""
        said = {"verdict": verdict, "bot_could": bot_could} if verdict or bot_could is not None else None
        values = {"state": state, "owner": agent, "closed_at": at, "waited": wait, "disposition": said}
        with self._begin(self.engine) as connection:
            changed = update(HandoffRow).where(HandoffRow.id == handoff_id)
            connection.execute(changed.values(**values, holds_bot=False, claimed_at=HandoffRow.created_at + wait))
        self.audited(handoff_id, at, "resolve")

    def audited(self, handoff_id, at, what):
        with self._begin(self.engine) as connection:
            connection.execute(insert(AuditRow).values(handoff_id=handoff_id, at=at, who="system", what=what))

    def resumes(self, conversation):
        """A person gives the conversation back."""
        self.write(conversation, {"event": "resume"}, slot("escalation", None))
