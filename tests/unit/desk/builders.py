"""A desk for tests: real SQLite files, a clock that moves only when told, a chat server that can be down."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from datetime import date, datetime, timedelta, timezone
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import delete
from starlette.responses import Response

from baton import database, migrate
from baton.desk import passwords
from baton.desk.app import create
from baton.desk.parts import Parts
from baton.desk.roles import Role
from baton.desk.session import COOKIE
from baton.desk.tokens import USUAL
from baton.handoff import phrases
from baton.handoff.hearing import Hearing
from baton.handoff.hours import read as read_hours
from baton.handoff.models import OutboxRow
from baton.handoff.outbox import RASA, Outbox
from baton.handoff.presence import Presence
from baton.handoff.recommend import Recommendations
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.handoff.telling import Telling
from baton.handoff.waiting import Waiting
from baton.handoff.wishes import Wishes
from baton.log.reader import EVENTS, LogReader
from baton.orders.gateway import Address, Customer, Item, Order, Shipment
from baton.settings import read as read_settings
from baton.watched import Watched
from policies import document

PASSWORD = "quiet lamp on a shelf"
# Slow on purpose; the tests' passwords are hashed once each.
passwords.hashed = cache(passwords.hashed)
START = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@cache
def template():
    """A migrated database, made once."""
    path = Path(tempfile.mkdtemp()) / "desk.db"
    url = f"sqlite:///{path}"
    migrate.upgrade("desk", url)
    database.engine(url).dispose()
    return path


def migrated(path):
    """Put a migrated database there, unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(template(), path)


class Clock:
    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at

    def forward(self, **by):
        self.at += timedelta(**by)


class ChatServer:
    """The outbox's target: appends to the log as Rasa does, unless it is down."""

    def __init__(self, bench):
        self.bench, self.down = bench, False

    def deliver(self, delivery, again):
        if self.down:
            raise ConnectionError("the chat server is down")
        for event in delivery.payload["events"]:
            metadata = {**(event.get("metadata") or {}), "delivery": delivery.key}
            self.bench.log_event(delivery.conversation_id, {**event, "metadata": metadata})

    def wait(self, attempts):
        return 1.0


class Orders:
    """One order, or an order store that is away."""

    def __init__(self):
        self.away = False

    def by_number(self, number):
        if self.away:
            raise ConnectionError("no route to the order store")
        if number != "10012":
            return None
        address = Address("1 Mill Lane", "Leeds", "LS1 4AB", "GB")
        customer = Customer(1, "Jane Doe", "jane@example.com", None, None, address)
        return Order(
            number="10012",
            status="customs_hold",
            placed_at=START - timedelta(days=9),
            expected_on=date(2026, 11, 30),
            delivered_at=None,
            customer=customer,
            address=address,
            items=(Item("L-1", "Desk lamp", 2, 1, 4900),),
            shipments=(Shipment("DHL", "TR4CK", "https://track.example/TR4CK", "in_transit", START),),
            history=(),
            returns=(),
            shipping_cents=0,
            total_cents=9800,
            currency="GBP",
        )


class Bench:
    """The desk's parts and its application."""

    def __init__(self, folder, clock=None, orders=None, on_duty=lambda: True, **environ):
        self.settings = read_settings({"BATON_VAR_DIR": str(folder), **environ})
        if "BATON_DESK_DB" in environ:
            migrate.upgrade("desk", self.settings.desk_db)
        else:
            migrated(folder / "desk.db")
        self.engine = database.engine(self.settings.desk_db)
        self.log_engine = database.engine(self.settings.log_db)
        self.clock = clock or Clock()
        self.log = LogReader(self.log_engine)
        self.log.prepare()
        self.chat = ChatServer(self)
        self.orders = orders or Orders()
        wishes = Wishes(self.engine, self.clock)
        self.store = HandoffStore(self.engine, self.clock)
        self.hours = read_hours({"time_zone": "Europe/London", "hours": dict.fromkeys(DAYS, "09:00-18:00")})
        presence = Presence(self.engine, self.clock)
        telling = Telling(phrases.load(self.settings.handoff_file), self.hours, self.settings.emergency_contact)
        advice = Recommendations(self.settings.advice_file)
        handoffs = HandoffService(self.store, self.log.events, wishes, telling, advice, on_duty, clock=self.clock)
        policy = Watched(self.settings.policy_file, document.read)
        self.parts = Parts(
            settings=self.settings,
            engine=self.engine,
            handoffs=handoffs,
            log=self.log,
            outbox=Outbox(self.engine, {RASA: self.chat}, self.clock),
            orders=self.orders,
            hours=self.hours,
            wishes=wishes,
            presence=presence,
            hearing=Hearing(handoffs, self.log, policy, self.clock),
            waiting=Waiting(handoffs, self.log, presence, self.clock),
            policy=policy,
            clock=self.clock,
        )
        self.agents = self.parts.agents
        self.app = create(self.parts, background=False)

    def agent(self, login, name=None, role=Role.AGENT, must_change=False):
        self.agents.add(login, name or f"{login.title()} Smith", role, PASSWORD, must_change=must_change)

    def deliver(self):
        """What agents said goes out: the seconds for taking it back are over."""
        self.parts.held.release()
        self.clock.forward(seconds=self.parts.rules().undo_seconds)
        self.parts.held.release()
        self.parts.outbox.work()
        self.parts.outbox.work()

    def log_event(self, conversation, event):
        event.setdefault("timestamp", self.clock().timestamp())
        row = {
            "sender_id": conversation,
            "type_name": event["event"],
            "timestamp": event["timestamp"],
            "action_name": event.get("name"),
            "data": json.dumps(event),
        }
        with self.log_engine.begin() as connection:
            return connection.execute(EVENTS.insert().values(**row)).inserted_primary_key[0]

    def customer(self, conversation, text, **parsed):
        return self.log_event(
            conversation,
            {"event": "user", "text": text, "input_channel": "web", "parse_data": {"intent": {"name": "x"}, **parsed}},
        )

    def escalate(self, conversation, handoff_id, evidence="a person", category="explicit_request", **changes):
        """A customer who is handed over; the decision stands in the log, and nothing has opened the handoff yet."""
        text = changes.pop("text", f"I want {evidence}, order 10012")
        self.customer(conversation, text, entities=[{"entity": "order_number", "value": "10012"}])
        reason = {"trigger": "explicit_request", "category": category, "reason": "asked for a person", "turn": 1}
        value = {
            "id": handoff_id,
            "trigger": "explicit_request",
            "category": category,
            "turn": 1,
            "at": self.clock().timestamp(),
            "policy_version": 1,
            "policy_hash": "abc",
            "posture": "launch",
            "reasons": [{**reason, "evidence": evidence}],
            **changes,
        }
        return self.log_event(conversation, {"event": "slot", "name": "escalation", "value": value})

    def handoff(self, handoff_id="h1", conversation="c1", **changes):
        """The same, with the handoff open."""
        self.escalate(conversation, handoff_id, **changes)
        self.parts.handoffs.open_missing(conversation)
        # What the customer is told of the queue is another test's matter.
        with self.engine.begin() as connection:
            connection.execute(delete(OutboxRow).where(OutboxRow.key == f"opened:{handoff_id}"))
        return self.store.get(handoff_id)

    def browser(self, login=None):
        """A browser; signed in as somebody if a login is given."""
        client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)
        if login:
            answer = sign_in(client, login)
            assert answer.status_code == 303, answer.text
        return client

    def enter(self, client, login):
        """Sign a browser in without its form and without the price of a password."""
        carrier = Response()
        self.app.state.sessions.start(carrier, self.agents.get(login), self.parts.time())
        client.cookies.set(COOKIE, SimpleCookie(carrier.headers["set-cookie"])[COOKIE].value)

    def form_token_of(self, client):
        """The token that the forms of a signed-in browser carry."""
        session = self.app.state.sessions.read(client.cookies.get(COOKIE), self.parts.time())
        return self.app.state.sessions.csrf(session.key)

    def token(self, login, scopes=USUAL):
        return {"Authorization": f"Bearer {self.parts.tokens.create(login, 'test', scopes)}"}


def form_token(client, path="/login"):
    """The token in a page's form."""
    return re.search(r'name="csrf" value="([0-9a-f]*)"', client.get(path).text)[1]


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/login", data={"login": login, "password": password, "csrf": form_token(client), **more})


def act(client, handoff_id, deed, htmx=True, **fields):
    """Send a form of the conversation page."""
    fields.setdefault("csrf", form_token(client, f"/handoffs/{handoff_id}"))
    return client.post(f"/handoffs/{handoff_id}/{deed}", data=fields, headers={"HX-Request": "true"} if htmx else {})
