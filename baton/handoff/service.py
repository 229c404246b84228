"""The application layer of the handoffs: opening them from the log, and everything that agents and customers do."""

from __future__ import annotations

from baton.handoff.agent_side import AgentSide
from baton.handoff.customer_side import CustomerSide
from baton.handoff.opening import HandoffOpening


class HandoffService(HandoffOpening, CustomerSide, AgentSide):
    """What can be done with handoffs; each side is a module of its own."""
