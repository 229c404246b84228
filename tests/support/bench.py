"""A desk for tests: real SQLite files, a clock that moves only when told, a chat server that can be down."""

from __future__ import annotations

import atexit
import json
import re
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from http.cookies import SimpleCookie

from anyio.from_thread import start_blocking_portal
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import delete
from starlette.responses import Response

from baton.base.settings import read as read_settings
from baton.conversation.event_reader import EVENTS
from baton.desk.app import create
from baton.desk.auth.accounts import AgentAccounts
from baton.desk.auth.api_tokens import USUAL
from baton.desk.auth.cookies import SESSION
from baton.desk.auth.roles import Role
from baton.desk.auth.sessions import Method, Place
from baton.desk.container import DeskContainer
from baton.handoff.outbox.tables import OutboxRow
from baton.handoff.presence.availability import AgentAvailability
from baton.orders.gateway import Address, Customer, Item, Order, OrdersUnavailable, Shipment
from tests.support import databases
from tests.support.clock import START, Clock

PASSWORD = "quiet lamp on a shelf"
#: As the desk's, each with its own salt, but at the least cost: hashing is slow on purpose.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
            raise OrdersUnavailable("no route to the order store")
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

    def by_email(self, email):
        order = self.by_number("10012")
        return [order] if email.lower() == order.customer.email else []

    def by_name(self, name):
        order = self.by_number("10012")
        return [order] if name.lower() == order.customer.name.lower() else []


class Availability:
    """Who is at the desk: somebody for the customers, besides the agents who are there, while `on_duty` says so."""

    def __init__(self, bench, on_duty):
        self._bench, self._on_duty = bench, on_duty

    def present(self):
        agents = AgentAvailability(self._bench.engine, self._bench.clock)
        return ["somebody", *agents.present()] if self._on_duty() else []


class Bench:
    """The desk's parts and its application."""

    def __init__(self, folder, clock=None, orders=None, on_duty=lambda: True, **environ):
        folder.mkdir(exist_ok=True)
        hours = folder / "opening_hours.yml"
        hours.write_text("\n".join(["time_zone: Europe/London", "hours:", *(f"  {day}: 09:00-18:00" for day in DAYS)]))
        self.settings = read_settings({"BATON_VAR_DIR": str(folder), "BATON_OPENING_HOURS_FILE": str(hours), **environ})
        if "BATON_DESK_DB" not in environ:  # a given one is migrated
            databases.migrated(folder / "desk.db")
        self.clock = clock or Clock()
        self.chat = ChatServer(self)
        self.orders = orders or Orders()
        self._build(availability=Availability(self, on_duty))

    def _build(self, **overrides):
        """The container and the application over it."""
        self.parts = DeskContainer(
            self.settings,
            clock=self.clock,
            orders=self.orders,
            chat_server=self.chat,
            **overrides,
        )
        self.parts.agents = AgentAccounts(self.parts.engine, self.clock, CHEAP_HASH)
        self.engine, self.log, self.store = self.parts.engine, self.parts.log, self.parts.store
        self.log_engine, self.agents = self.log.engine, self.parts.agents
        self.app = create(self.parts, background=False)

    def agent(self, login, name=None, role=Role.AGENT, must_change=False):
        self.agents.add(login, name or f"{login.title()} Smith", role, PASSWORD, must_change=must_change)

    def deliver(self):
        """What agents said goes out: the seconds for taking it back are over."""
        self.clock.forward(seconds=self.parts.rules().undo_seconds)
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
        client.portal = event_loop()
        if login:
            answer = sign_in(client, login)
            assert answer.status_code == 303, answer.text
        return client

    def session_cookie(self, login, method=Method.PASSWORD, second_factor=False):
        """The value of the cookie of a session that begins now."""
        carrier = Response()
        self.parts.sessions.start(carrier, self.agents.get(login), {}, Place("test", "Test"), method, second_factor)
        return cookie_of(carrier, self.parts.cookies.name(SESSION))

    def enter(self, client, login, **session):
        """Sign a browser in without its form and without the price of a password."""
        # As the desk sets it, so that the next one takes its place.
        client.cookies.set(SESSION, self.session_cookie(login, **session), domain="testserver.local", path="/")

    def form_token_of(self, client):
        """The token that the forms of a signed-in browser carry."""
        return self.parts.sessions.csrf(client.cookies.get(SESSION))

    def token(self, login, scopes=USUAL):
        return {"Authorization": f"Bearer {self.parts.tokens.create(login, 'test', scopes)}"}


@cache
def event_loop():
    """The one in which every application of this process answers; a browser by itself starts one for each request."""
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(start_blocking_portal())


def cookie_of(response, name):
    """The value of a cookie that an answer sets; empty if it takes it away."""
    set_here = [value.decode() for key, value in response.raw_headers if key == b"set-cookie"]
    return next(SimpleCookie(line)[name].value for line in set_here if line.startswith(f"{name}="))


def form_token(client, path="/login"):
    """The token in a page's form."""
    return re.search(r'name="csrf" value="([0-9a-f]*)"', client.get(path).text)[1]


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/login", data={"login": login, "password": password, "csrf": form_token(client), **more})


def act(client, handoff_id, deed, htmx=True, **fields):
    """Send a form of the conversation page."""
    fields.setdefault("csrf", form_token(client, f"/handoffs/{handoff_id}"))
    return client.post(f"/handoffs/{handoff_id}/{deed}", data=fields, headers={"HX-Request": "true"} if htmx else {})
