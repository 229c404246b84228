"""Who works at the desk, what each role covers, and what a token may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Role(str, Enum):
    """What somebody may do; each role includes those before it."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


class Scope(str, Enum):
    """What a token of the API may do, within the role of its account."""

    READ = "handoffs:read"
    WRITE = "handoffs:write"
    STATS = "stats:read"
    AUDIT = "audit:read"


@dataclass(frozen=True)
class Agent:
    """Somebody who works at the desk."""

    login: str
    name: str
    role: Role
    must_change: bool
    active: bool
    session_epoch: int
    on_duty: bool = False
    seen_at: float | None = None  #: when a page or a program of theirs was last seen, epoch seconds
    most: int | None = None  #: conversations at a time; None is the desk's usual limit
    has_password: bool = True  #: otherwise they sign in with an OpenID provider
    teams: frozenset[str] = field(default_factory=frozenset)

    @property
    def leads(self) -> bool:
        """Whether they have the rights of a supervisor (the role `lead`, or one above it)."""
        return self.role.covers(Role.LEAD)
