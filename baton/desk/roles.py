"""Who works at the desk, and what each role covers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(str, Enum):
    """What somebody may do; each role includes those before it."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class Agent:
    """Somebody who works at the desk."""

    login: str
    name: str
    role: Role
    must_change: bool
    active: bool
    session_epoch: int
    locked_until: float | None = None
