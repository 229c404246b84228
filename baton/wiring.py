"""All wiring in one file: what is built from which setting. Everything is made once per process, on first use."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.engine import Engine

from baton import database
from baton import settings as settings_module
from baton.clock import now
from baton.handoff import hours as hours_module
from baton.handoff.hours import OpeningHours
from baton.handoff.outbox import RASA, Outbox
from baton.handoff.recommend import OrderFacts, order_facts
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.handoff.wishes import Wishes
from baton.log.rasa_api import RasaTarget
from baton.log.reader import LogReader
from baton.orders.gateway import OrderGateway
from baton.orders.sql import SqlOrders
from baton.settings import Settings

__all__ = [
    "desk_engine",
    "handoffs",
    "hours",
    "log_reader",
    "now",
    "orders",
    "outbox_worker",
    "settings",
    "wishes",
]


def settings() -> Settings:
    return settings_module.load()


def desk_engine() -> Engine:
    return database.engine(settings().desk_db)


@lru_cache(maxsize=1)
def log_reader() -> LogReader:
    reader = LogReader(database.engine(settings().log_db))
    reader.prepare()
    return reader


@lru_cache(maxsize=1)
def orders() -> OrderGateway:
    return SqlOrders(settings().orders_db)


@lru_cache(maxsize=1)
def hours() -> OpeningHours:
    return hours_module.load(settings().hours_file)


@lru_cache(maxsize=1)
def wishes() -> Wishes:
    return Wishes(desk_engine())


@lru_cache(maxsize=1)
def handoffs() -> HandoffService:
    return HandoffService(HandoffStore(desk_engine()), log_reader().events, wishes(), order_facts=_order_facts)


@lru_cache(maxsize=1)
def outbox_worker() -> Outbox:
    rasa = RasaTarget(settings().rasa_url, settings().api_token, log_reader())
    return Outbox(desk_engine(), {RASA: rasa})


def _order_facts(number: str) -> OrderFacts | None:
    order = orders().by_number(number)
    return order_facts(order.number, order.status, order.delivered_at) if order else None
