"""All wiring in one file: what is built from which setting. Everything is made once per process, on first use."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.engine import Engine

from baton import database
from baton import settings as settings_module
from baton.clock import now
from baton.connectors.base import Answering, Connector
from baton.connectors.chatwoot import Account as ChatwootAccount
from baton.connectors.chatwoot import ChatwootConnector
from baton.connectors.desk import DeskConnector
from baton.connectors.fanout import Fanout
from baton.connectors.intake import Intake
from baton.connectors.links import Links
from baton.connectors.mirror import Mirror
from baton.connectors.options import split
from baton.connectors.webhook import WebhookConnector
from baton.connectors.zendesk import Account as ZendeskAccount
from baton.connectors.zendesk import ZendeskConnector
from baton.handoff import hours as hours_module
from baton.handoff import phrases as phrases_module
from baton.handoff.duty import Duty
from baton.handoff.hearing import Hearing
from baton.handoff.hours import OpeningHours
from baton.handoff.outbox import RASA, Outbox
from baton.handoff.presence import Presence
from baton.handoff.recommend import OrderFacts, Recommendations, order_facts
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.handoff.telling import Telling
from baton.handoff.waiting import Waiting
from baton.handoff.wishes import Wishes
from baton.log.rasa_api import RasaTarget
from baton.log.reader import LogReader
from baton.orders.gateway import OrderGateway
from baton.orders.sql import SqlOrders
from baton.settings import Settings
from baton.watched import Watched
from policies import document
from policies.document import PolicyDocument

#: Every connector that there is.
KINDS: dict[str, type[Connector]] = {
    kind.name: kind for kind in (DeskConnector, WebhookConnector, ChatwootConnector, ZendeskConnector)
}

__all__ = [
    "KINDS",
    "connector",
    "connectors",
    "desk_engine",
    "duty",
    "handoffs",
    "hearing",
    "hours",
    "intake",
    "log_reader",
    "mirror",
    "now",
    "orders",
    "outbox_worker",
    "policy",
    "presence",
    "settings",
    "waiting",
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
def connectors() -> dict[str, Connector]:
    """The connectors that were chosen, by name."""
    return {name: connector(name) for name in settings().chosen_connectors}


def connector(name: str) -> Connector:
    """One connector, made from its settings."""
    given, kind = settings(), KINDS[name]
    if kind is WebhookConnector:
        return WebhookConnector(given.webhook_url, split(given.webhook_secret))
    if kind is ChatwootConnector:
        account = ChatwootAccount(
            given.chatwoot_url, given.chatwoot_account, given.chatwoot_inbox, given.chatwoot_token
        )
        secrets = split(given.chatwoot_webhook_secret)
        return ChatwootConnector(account, secrets, given.desk_url, Links(desk_engine(), name))
    if kind is ZendeskConnector:
        user = ZendeskAccount(given.zendesk_url, given.zendesk_email, given.zendesk_token)
        return ZendeskConnector(user, Links(desk_engine(), name))
    return DeskConnector(given.desk_url)


@lru_cache(maxsize=1)
def fanout() -> Fanout:
    return Fanout(connectors().values())


@lru_cache(maxsize=1)
def mirror() -> Mirror | None:
    """Tells outside desks what is said; None if there are none."""
    return Mirror(desk_engine(), log_reader(), fanout(), outbox_worker()) if fanout().names else None


@lru_cache(maxsize=1)
def intake() -> Intake | None:
    """Takes what agents of outside desks answer; None if none of them do."""
    answering = {name: made for name, made in connectors().items() if isinstance(made, Answering)}
    return Intake(desk_engine(), handoffs(), outbox_worker(), answering) if answering else None


@lru_cache(maxsize=1)
def presence() -> Presence:
    return Presence(desk_engine())


@lru_cache(maxsize=1)
def duty() -> Duty:
    return Duty(desk_engine())


@lru_cache(maxsize=1)
def telling() -> Telling:
    return Telling(phrases_module.load(settings().handoff_file), hours(), settings().emergency_contact)


@lru_cache(maxsize=1)
def handoffs() -> HandoffService:
    outside = mirror()
    return HandoffService(
        HandoffStore(desk_engine(), moved=fanout().moved),
        log_reader().events,
        wishes(),
        telling(),
        Recommendations(settings().advice_file),
        on_duty=lambda: bool(duty().present()),
        order_facts=_order_facts,
        fanout=fanout().opened,
        last_words=outside.conversation if outside else lambda conversation_id: None,
    )


@lru_cache(maxsize=1)
def policy() -> Watched[PolicyDocument]:
    """The escalation policy in force: call it for the document."""
    return Watched(settings().policy_file, document.read)


@lru_cache(maxsize=1)
def hearing() -> Hearing:
    return Hearing(handoffs(), log_reader(), policy())


@lru_cache(maxsize=1)
def waiting() -> Waiting:
    return Waiting(handoffs(), log_reader(), presence())


@lru_cache(maxsize=1)
def outbox_worker() -> Outbox:
    rasa = RasaTarget(settings().rasa_url, settings().api_token, log_reader())
    outside = {name: made for name, made in connectors().items() if made.kinds}
    return Outbox(desk_engine(), {RASA: rasa, **outside})


def _order_facts(number: str) -> OrderFacts | None:
    order = orders().by_number(number)
    if order is None:
        return None
    return order_facts(order.number, order.status, order.delivered_at, order.expected_on, hours().zone)
