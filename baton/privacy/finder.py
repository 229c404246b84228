"""Finds a customer's conversations by an e-mail address, an account, an order, or the conversation itself."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Engine

from baton.base.erased import is_erased
from baton.base.log_event import LogEvent
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.package.model import HandoffPackage
from baton.handoff.records import search_index, search_terms
from baton.handoff.records.tables import ChatRow, HandoffRow
from baton.orders.gateway import OrderGateway
from baton.orders.proof import PROVED_SLOT, proved_in
from baton.orders.text.emails import find_emails
from baton.privacy.scope import SURE, AskedBy, BadQuestion, Identity, Question, Why, chunks

#: Slots that hold what the customer gave as their own.
_OWN = frozenset({"customer_email", "customer_name", "callback_contact", "callback_name", "identity"})
_MOST = 100_000  # handoffs
Reasons = defaultdict[str, set[Why]]


def question(by: AskedBy, value: str) -> Question:
    """Who is asked for.

    Raises:
        BadQuestion: it is empty, or no address.
    """
    text = value.strip()
    if not text or len(text) > 320 or "\0" in text:
        raise BadQuestion(f"Give the customer's {by.value}.")
    if by is AskedBy.EMAIL and "@" not in text:
        raise BadQuestion(f"{text!r} is no e-mail address.")
    return Question(by, text)


class Finder:
    """Looks through the conversation log and the desk's database.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        orders: the order store, which knows whose an order is.
    """

    def __init__(self, engine: Engine, log: EventReader, orders: OrderGateway) -> None:
        self._engine = engine
        self._log = log
        self._orders = orders

    def find(self, asked: Question) -> dict[str, frozenset[Why]]:
        """The conversations that may be the customer's, and why.

        Raises:
            sqlalchemy.exc.SQLAlchemyError, OrdersUnavailable: a database is away.
        """
        found: Reasons = defaultdict(set)
        if asked.by is AskedBy.CONVERSATION:
            if self._log.conversation(asked.value, most=1) or asked.value in self._known([asked.value]):
                found[asked.value].add(Why.ASKED)
            return _frozen(found)
        emails, numbers, accounts = self._known_by(asked)
        for email in emails:
            self._by_email(email, found)
        for account in accounts:
            self._by_account(account, found)
        for number in numbers:
            self._by_order(number, found, written=asked.by is AskedBy.ORDER)
        self._by_browser(found)
        return _frozen(found)

    def identity(self, conversations: Iterable[str]) -> Identity:
        """What a customer is known by in these conversations."""
        ids = list(conversations)
        values: defaultdict[str, set[str]] = defaultdict(set)
        with self._engine.connect() as connection:
            for some in chunks(ids):
                for row in connection.execute(select(ChatRow.__table__).where(ChatRow.conversation_id.in_(some))):
                    _add(values, visitors=row.visitor, emails=row.email, accounts=row.customer_id)
                    _add(values, names=row.name, phones=row.phone)
                query = select(HandoffRow.package).where(HandoffRow.conversation_id.in_(some))
                for (package,) in connection.execute(query):
                    _of_package(package, values)
        for conversation_id in ids:
            for entry in self._log.conversation(conversation_id):
                _of_event(entry.event, values)
        return Identity(**{name: frozenset(each) for name, each in values.items()})

    def _known_by(self, asked: Question) -> tuple[set[str], set[str], set[str]]:
        """Addresses, order numbers and accounts of the customer, with what the order store adds."""
        if asked.by is AskedBy.ACCOUNT:
            return set(), set(), {asked.value}
        if asked.by is AskedBy.EMAIL:
            return {asked.value}, {order.number for order in self._orders.by_email(asked.value)}, set()
        order = self._orders.by_number(asked.value)
        email = order.customer.email if order is not None else None
        return ({email} if email else set()), {order.number if order is not None else asked.value}, set()

    def _by_email(self, email: str, found: Reasons) -> None:
        wanted = email.casefold()
        with self._engine.connect() as connection:
            query = select(ChatRow.conversation_id).where(func.lower(ChatRow.email) == email.lower())
            for (conversation_id,) in connection.execute(query):
                found[str(conversation_id)].add(Why.SIGNED)
            for some in chunks(search_index.find(self._engine, search_terms.asked(email), _MOST)):
                rows = select(HandoffRow.conversation_id, HandoffRow.package).where(HandoffRow.id.in_(some))
                for conversation_id, package in connection.execute(rows):
                    own = str((package.get("customer") or {}).get("email") or "").casefold() == wanted
                    found[str(conversation_id)].add(Why.GIVEN if own else Why.WRITTEN)
        for conversation_id, event in self._holding(email):
            found[conversation_id].add(_why(event, wanted))

    def _by_account(self, account: str, found: Reasons) -> None:
        with self._engine.connect() as connection:
            query = select(ChatRow.conversation_id).where(ChatRow.customer_id == account)
            for (conversation_id,) in connection.execute(query):
                found[str(conversation_id)].add(Why.SIGNED)
        for conversation_id, event in self._holding(account, "slot"):
            value = event.get("value")
            if event.get("name") == "identity" and isinstance(value, Mapping) and value.get("customer_id") == account:
                found[conversation_id].add(Why.SIGNED)

    def _by_order(self, number: str, found: Reasons, written: bool) -> None:
        for conversation_id, event in self._holding(number):
            if _proved(event, number):
                found[conversation_id].add(Why.PROVED)
            elif written and number in _entities(event, "order_number"):
                found[conversation_id].add(Why.WRITTEN)

    def _by_browser(self, found: Reasons) -> None:
        """Chats of the browsers in which the customer surely was, unless the shop says that somebody else was there."""
        sure = [conversation_id for conversation_id, why in found.items() if why & SURE]
        with self._engine.connect() as connection:
            browsers, accounts = set(), set()
            for some in chunks(sure):
                query = select(ChatRow.visitor, ChatRow.customer_id).where(ChatRow.conversation_id.in_(some))
                for visitor, account in connection.execute(query):
                    browsers.add(str(visitor))
                    accounts |= {account} if account else set()
            for some in chunks(browsers):
                mine = or_(ChatRow.customer_id.is_(None), ChatRow.customer_id.in_(sorted(accounts)))
                query = select(ChatRow.conversation_id).where(ChatRow.visitor.in_(some), mine)
                for (conversation_id,) in connection.execute(query):
                    if conversation_id not in found and not is_erased(conversation_id):
                        found[str(conversation_id)].add(Why.BROWSER)

    def _known(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids that a chat or a handoff has."""
        wanted = list(ids)
        with self._engine.connect() as connection:
            queries = [
                select(table.conversation_id).where(table.conversation_id.in_(wanted))
                for table in (ChatRow, HandoffRow)
            ]
            return {str(row[0]) for query in queries for row in connection.execute(query)}

    def _holding(self, text: str, kind: str | None = None) -> Iterator[tuple[str, LogEvent]]:
        """Events that hold a text, in whatever case."""
        inside = json.dumps(text, ensure_ascii=False)[1:-1]
        holds = func.lower(EVENTS.c.data).contains(inside.lower(), autoescape=True)
        query = select(EVENTS.c.sender_id, EVENTS.c.data).where(holds).order_by(EVENTS.c.id)
        if kind is not None:
            query = query.where(EVENTS.c.type_name == kind)
        with self._log.engine.connect() as connection:
            for sender_id, data in connection.execute(query.execution_options(stream_results=True)):
                yield str(sender_id), json.loads(data)


def _frozen(found: Reasons) -> dict[str, frozenset[Why]]:
    return {name: frozenset(why) for name, why in sorted(found.items()) if not is_erased(name)}


def _why(event: LogEvent, email: str) -> Why:
    """What an event that holds an address says of whose it is."""
    value = event.get("value")
    if event.get("event") == "slot" and event.get("name") in _OWN:
        if event.get("name") == "identity":
            return Why.SIGNED if isinstance(value, Mapping) else Why.WRITTEN
        return Why.GIVEN if isinstance(value, str) and value.casefold().strip() == email else Why.WRITTEN
    return Why.WRITTEN


def _proved(event: LogEvent, number: str) -> bool:
    """Whether an event says that an order was proved."""
    proved = proved_in(event.get("value")) if event.get("name") == PROVED_SLOT else []
    return any(each["order"] == number for each in proved)


def _entities(event: LogEvent, kind: str) -> list[str]:
    parsed = event.get("parse_data") or {}
    return [str(e.get("value")) for e in parsed.get("entities") or () if e.get("entity") == kind]


def _add(values: defaultdict[str, set[str]], **found: object) -> None:
    for name, value in found.items():
        if isinstance(value, str) and value.strip():
            values[name].add(value.strip())


def _of_package(package: HandoffPackage, values: defaultdict[str, set[str]]) -> None:
    customer, issue = package.get("customer"), package.get("issue")
    if customer is not None:
        _add(values, names=customer["name"], emails=customer["email"], phones=customer["phone"])
    if issue is not None:
        values["orders"] |= set(issue["order_numbers"])
        values["emails"] |= set(issue["mentioned"]["emails"])
        values["phones"] |= set(issue["mentioned"]["phones"])
        values["postcodes"] |= set(issue["mentioned"]["postcodes"])


def _of_event(event: LogEvent, values: defaultdict[str, set[str]]) -> None:
    for kind, name in (("email", "emails"), ("phone", "phones"), ("postcode", "postcodes"), ("order_number", "orders")):
        values[name] |= {value for value in _entities(event, kind) if value.strip()}
    slot, value = event.get("name"), event.get("value")
    if event.get("event") != "slot":
        return
    if slot in ("customer_name", "callback_name"):
        _add(values, names=value)
    elif slot in ("customer_email", "callback_contact") and isinstance(value, str):
        addresses = find_emails(value)
        values["emails" if addresses else "phones"] |= set(addresses) or {value}
    elif slot == "identity" and isinstance(value, Mapping):
        said: Mapping[str, object] = value
        _add(values, accounts=said.get("customer_id"), emails=said.get("email"))
        _add(values, names=said.get("name"), phones=said.get("phone"))
