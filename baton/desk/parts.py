"""What the desk is made of. Only `baton/wiring.py` builds the real parts; tests put their own in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Engine

from baton.clock import Clock, now
from baton.connectors.intake import Intake
from baton.connectors.mirror import Mirror
from baton.desk import canned
from baton.desk import rules as desk_rules
from baton.desk.agents import Agents
from baton.desk.alarms import Alarms
from baton.desk.audit import Audit
from baton.desk.held import Held
from baton.desk.hub import Hub
from baton.desk.offers import Offers
from baton.desk.rules import RulesFile
from baton.desk.tokens import Tokens
from baton.desk.views import Views
from baton.handoff.deliveries import Deliveries
from baton.handoff.hearing import Hearing
from baton.handoff.hours import OpeningHours
from baton.handoff.outbox import Outbox
from baton.handoff.presence import Presence
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.handoff.waiting import Waiting
from baton.handoff.wishes import Wishes
from baton.log.reader import LogReader
from baton.orders.gateway import OrderGateway
from baton.settings import Settings
from baton.watched import Watched
from policies.document import PolicyDocument


@dataclass
class Parts:
    """The parts that the desk's pages, API and background loops share."""

    settings: Settings
    engine: Engine
    handoffs: HandoffService
    log: LogReader
    outbox: Outbox
    orders: OrderGateway
    hours: OpeningHours
    wishes: Wishes
    presence: Presence
    hearing: Hearing
    waiting: Waiting
    policy: Watched[PolicyDocument]
    clock: Clock = now
    mirror: Mirror | None = None  #: tells outside desks what is said, if there are any
    intake: Intake | None = None  #: takes what their agents answer, if any of them answer
    hub: Hub = field(default_factory=Hub)
    agents: Agents = field(init=False)
    tokens: Tokens = field(init=False)
    rules: RulesFile = field(init=False)
    canned: Watched[tuple[canned.Reply, ...]] = field(init=False)
    audit: Audit = field(init=False)
    views: Views = field(init=False)
    held: Held = field(init=False)
    offers: Offers = field(init=False)
    alarms: Alarms = field(init=False)
    deliveries: Deliveries = field(init=False)

    def __post_init__(self) -> None:
        self.agents = Agents(self.engine, self.clock)
        self.tokens = Tokens(self.engine, self.clock)
        self.rules = Watched(self.settings.desk_file, desk_rules.read)
        self.canned = Watched(self.settings.replies_file, canned.read)
        self.audit = Audit(self.engine, self.clock)
        self.views = Views(self.engine)
        self.held = Held(self.engine, self.clock)
        self.offers = Offers(self.engine, self.store, self.agents, self.rules, self.hours, self.clock)
        self.alarms = Alarms(self.engine, self.rules, self.hours, self.clock)
        self.deliveries = Deliveries(self.engine)

    @property
    def store(self) -> HandoffStore:
        return self.handoffs.store

    def refused(self) -> list[str]:
        """What somebody changed on disk that is not in force because it is wrong: the file, every reason, its line."""
        files: tuple[Watched[Any], ...] = (self.policy, self.rules, self.canned, self.handoffs.recommendations.file)
        for file in files:
            file()
        return [str(file.error) for file in files if file.error is not None]

    def time(self) -> float:
        """Epoch seconds."""
        return self.clock().timestamp()
