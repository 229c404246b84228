"""What the desk is made of. Only `baton/wiring.py` builds the real parts; tests put their own in."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.engine import Engine

from baton.clock import Clock, now
from baton.desk.agents import Agents
from baton.desk.hub import Hub
from baton.handoff.hours import OpeningHours
from baton.handoff.outbox import Outbox
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.handoff.wishes import Wishes
from baton.log.reader import LogReader
from baton.orders.gateway import OrderGateway
from baton.settings import Settings


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
    clock: Clock = now
    hub: Hub = field(default_factory=Hub)
    agents: Agents = field(init=False)

    def __post_init__(self) -> None:
        self.agents = Agents(self.engine, self.clock)

    @property
    def store(self) -> HandoffStore:
        return self.handoffs.store

    def time(self) -> float:
        """Epoch seconds."""
        return self.clock().timestamp()
