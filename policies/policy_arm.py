"""Which policy a conversation began with, as its log says it (slot `policy_arm`). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypedDict, cast


class Arm(str, Enum):
    """The two sides of a roll-out."""

    IN_FORCE = "in_force"
    CANDIDATE = "candidate"


class ArmRecord(TypedDict):
    """How the arm of a conversation stands in its log (slot `policy_arm`).

    `share` is the candidate's share of new conversations at that moment, from 0 to 1.
    """

    rollout: str
    arm: str
    share: float
    policy_version: int
    policy_hash: str


def arm_record(value: object) -> ArmRecord | None:
    """What the slot `policy_arm` says; None if it says nothing that can be read."""
    if not isinstance(value, Mapping) or not isinstance(value.get("rollout"), str):
        return None
    if value.get("arm") not in [arm.value for arm in Arm] or not isinstance(value.get("share"), (int, float)):
        return None
    return cast(ArmRecord, dict(value))
