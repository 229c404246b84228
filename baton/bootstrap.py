"""Builds the product from its settings, in one place: `bootstrap(settings)` gives a `Container` with every part.

Parts are built on first use and once per container. Entry points (the desk, the commands) and the tests' fixtures make
a container of their own; a test gives its own parts by keyword: `bootstrap(settings, clock=clock, orders=fake)`.
What Rasa constructs itself, without arguments of ours (channels, tracker store, actions), uses `process_container()`.
What only the desk needs is in `baton/desk/container.py`, whose `DeskContainer` extends this one. Trained components
and the escalation policy read their own settings: a trained model must not depend on the whole product.

Longer than other modules: it is the list of all parts.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from baton.base import clock as clock_module
from baton.base import database
from baton.base.clock import Clock
from baton.base.live_file import LiveFile, LiveFiles
from baton.base.responses import Responses
from baton.base.settings import Settings
from baton.connectors import registry
from baton.connectors.base import Answering, Connector
from baton.connectors.dispatcher import Dispatcher
from baton.connectors.inbound import InboundReplies
from baton.connectors.message_mirror import MessageMirror
from baton.conversation.event_reader import EventReader
from baton.conversation.inbox import Inbox
from baton.conversation.save_signal import SaveSignal
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.customer_input import CustomerInputHandler
from baton.handoff.messages.outgoing import CustomerMessages
from baton.handoff.messages.texts import MessageTemplates
from baton.handoff.outbox.outbox import RASA, Outbox, Target
from baton.handoff.outbox.rasa_target import RasaTarget
from baton.handoff.outbox.report import Deliveries
from baton.handoff.package.recommended_actions import RecommendedActions
from baton.handoff.presence.availability import AgentAvailability
from baton.handoff.presence.presence import Presence
from baton.handoff.queue_watcher import QueueWatcher
from baton.handoff.records import visitors
from baton.handoff.records.ai_opt_out import AiOptOut
from baton.handoff.records.audit_trail import AuditTrail
from baton.handoff.records.repository import HandoffRepository
from baton.handoff.service import HandoffService
from baton.knowledge.questions import LiveQuestions
from baton.orders.carriers import Carriers
from baton.orders.email_codes.codes import EmailCodes
from baton.orders.gateway import OrderGateway, OrdersUnavailable
from baton.orders.product_questions.live_catalogue import LiveCatalogue
from baton.orders.product_questions.vocabulary import LiveVocabulary
from baton.orders.proof_attempts import Asker, ProofAttempts
from baton.orders.sql_gateway import SqlOrderGateway
from policies.policy_choice import PolicyChoice
from policies.policy_document import PolicyDocument
from policies.rollout_reader import RolloutReader


class Container:
    """The parts that more than one process needs. Each is an attribute, built from the settings when it is first read.

    Args:
        settings: what the parts are built from.
        overrides: parts to use instead of those built here, by their attribute's name.
    Raises:
        TypeError: there is no part of that name.
    """

    def __init__(self, settings: Settings, **overrides: object) -> None:
        unknown = [name for name in overrides if not isinstance(getattr(type(self), name, None), cached_property)]
        if unknown:
            raise TypeError(f"{type(self).__name__} has no part {', '.join(unknown)}")
        self.settings = settings
        vars(self).update(overrides)  # a cached property that has a value is not computed

    def build_all(self) -> None:
        """Build every part now: a file or a database that cannot be used stops the start of the process.

        Raises:
            baton.base.document.FileRefused: a business document is refused.
            sqlalchemy.exc.SQLAlchemyError: a database cannot be used.
        """
        for name in dir(type(self)):
            if isinstance(getattr(type(self), name), cached_property):
                getattr(self, name)

    @cached_property
    def clock(self) -> Clock:
        return clock_module.now

    @cached_property
    def engine(self) -> Engine:
        """Of the desk's database."""
        return database.engine(self.settings.desk_db)

    @cached_property
    def log(self) -> EventReader:
        """The conversation log: Rasa's tracker store, read."""
        reader = EventReader(database.engine(self.settings.tracker_db))
        reader.prepare()
        return reader

    @cached_property
    def log_saved(self) -> SaveSignal:
        """Notified when this process has written to the conversation log."""
        return SaveSignal()

    @cached_property
    def inbox(self) -> Inbox:
        """Customers' messages on their way into the conversation log."""
        return Inbox(self.engine, self.clock)

    @cached_property
    def orders(self) -> OrderGateway:
        return SqlOrderGateway(self.settings.orders_db)

    @cached_property
    def proof_attempts(self) -> ProofAttempts:
        """Counts what customers try as the proof of an order."""
        audit = AuditTrail(self.engine, self.clock)
        return ProofAttempts(
            self.engine, self.settings.session_secret, lambda lock: visitors.record_lock(audit, lock), self.clock
        )

    @cached_property
    def email_codes(self) -> EmailCodes | None:
        """Codes by e-mail, which prove an order; None if there is no mail server."""
        if not self.settings.smtp_host:
            return None
        return EmailCodes(self.engine, self.settings.session_secret, self.proof_attempts, self.clock)

    def asker(self, conversation_id: str) -> Asker:
        """Who is behind a conversation, as attempts of proof are counted.

        Raises:
            OrdersUnavailable: the desk's database is away, so nothing may be tried.
        """
        try:
            return visitors.asker_of(self.engine, conversation_id)
        except SQLAlchemyError as error:
            raise OrdersUnavailable("it cannot be read who asks") from error

    @cached_property
    def product_catalogue(self) -> LiveCatalogue:
        """The products that questions are answered from: call it with the question."""
        return LiveCatalogue(self.orders, LiveVocabulary(), self.clock)

    @cached_property
    def documents(self) -> LiveFiles:
        """The documents that the business edits."""
        return LiveFiles(self.settings)

    @cached_property
    def policy(self) -> LiveFile[PolicyDocument]:
        """The escalation policy: call it for the document in force."""
        return self.documents[PolicyDocument]

    @cached_property
    def policies(self) -> PolicyChoice:
        """Which policy a conversation has: the one in force, or a candidate that is rolled out."""
        return PolicyChoice(self.policy, RolloutReader(self.engine))

    @cached_property
    def opening_hours(self) -> LiveFile[OpeningHours]:
        """When people are there: call it for the hours in force."""
        return self.documents[OpeningHours]

    @property
    def hours(self) -> OpeningHours:
        """The opening hours in force."""
        return self.opening_hours()

    @cached_property
    def carriers(self) -> LiveFile[Carriers]:
        """How customers reach the carriers: call it for the document in force."""
        return self.documents[Carriers]

    @cached_property
    def messages(self) -> CustomerMessages:
        """What customers read while a person has, or is about to have, the conversation."""
        templates = self.documents[MessageTemplates]
        return CustomerMessages(templates, self.opening_hours, self.settings.emergency_contact)

    @cached_property
    def questions(self) -> LiveQuestions:
        """The shop's answers, and what can be asked about an order: call it for those in force."""
        return LiveQuestions()

    @cached_property
    def responses(self) -> Responses:
        """The texts of domain.yml, for messages that are put together from several."""
        return Responses()

    @cached_property
    def recommendations(self) -> LiveFile[RecommendedActions]:
        """What agents are recommended to do first: call it for the rules in force."""
        return self.documents[RecommendedActions]

    @cached_property
    def ai_opt_out(self) -> AiOptOut:
        return AiOptOut(self.engine, self.clock)

    @cached_property
    def presence(self) -> Presence:
        return Presence(self.engine, self.clock)

    @cached_property
    def availability(self) -> AgentAvailability:
        return AgentAvailability(self.engine, self.clock)

    @cached_property
    def store(self) -> HandoffRepository:
        """The handoffs."""
        return HandoffRepository(self.engine, self.clock, self.dispatcher)

    @cached_property
    def handoffs(self) -> HandoffService:
        """What is done with handoffs."""
        return HandoffService(
            self.store,
            self.log,
            self.ai_opt_out,
            self.messages,
            self.recommendations,
            self.availability,
            self.orders,
            self.mirror,
            self.clock,
            self.settings.handoff_rate,
            self.proof_attempts.may_call,
        )

    @cached_property
    def customer_input(self) -> CustomerInputHandler:
        return CustomerInputHandler(self.handoffs, self.log, self.policy, self.clock)

    @cached_property
    def queue_watcher(self) -> QueueWatcher:
        return QueueWatcher(self.handoffs, self.log, self.presence, self.clock)

    @cached_property
    def chat_server(self) -> Target:
        """Takes deliveries for customers into the conversation log, through Rasa's HTTP API."""
        return RasaTarget(self.settings.rasa_url, self.settings.rasa_token, self.log)

    @cached_property
    def outbox(self) -> Outbox:
        outside = {name: connector for name, connector in self.connectors.items() if connector.kinds}
        return Outbox(self.engine, {RASA: self.chat_server, **outside}, self.clock)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What waits in the outbox, and what was given up."""
        return Deliveries(self.engine)

    @cached_property
    def connectors(self) -> dict[str, Connector]:
        """The connectors that were chosen, by name."""
        return {name: self.connector(name) for name in self.settings.chosen_connectors}

    @cached_property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.connectors.values(), self.ai_opt_out, self.clock)

    @cached_property
    def mirror(self) -> MessageMirror | None:
        """Sends each message to outside desks; None if there are none."""
        if not self.dispatcher.names:
            return None
        return MessageMirror(self.engine, self.log, self.dispatcher, self.outbox, self.clock)

    @cached_property
    def inbound(self) -> InboundReplies | None:
        """Takes what agents of outside desks answer; None if none of them do."""
        answering = {name: each for name, each in self.connectors.items() if isinstance(each, Answering)}
        return InboundReplies(self.engine, self.handoffs, self.outbox, answering, self.clock) if answering else None

    def connector(self, name: str) -> Connector:
        """A connector, whether it was chosen or not.

        Args:
            name: of its folder.
        Raises:
            SettingsError: its settings are incomplete.
        """
        return registry.build(name, self.settings, self.engine)


def bootstrap(settings: Settings, **overrides: object) -> Container:
    """The product's parts for these settings.

    Args:
        settings: what the parts are built from.
        overrides: parts to use instead, by name (`clock`, `orders`, `engine`, ...).
    Raises:
        TypeError: there is no part of that name.
    """
    return Container(settings, **overrides)


@lru_cache(maxsize=1)
def process_container() -> Container:
    """The container of this process, for what Rasa constructs itself and gives nothing of ours: channels, tracker
    store, actions. They share it, because an order store or a mirror must not be built once for each action."""
    return bootstrap(registry.load_settings())
