"""How much of a tracker the conversation log holds, for whoever sends a conversation on without what the log has."""

from __future__ import annotations

from dataclasses import dataclass

from baton.base.by_identity import ByIdentity


@dataclass(frozen=True)
class LogPosition:
    """How much of a tracker the log holds: its number of events, and the number of the last row."""

    count: int
    last: int


#: Of this process's trackers: those that were read from its log or written to it, and their copies.
positions: ByIdentity[object, LogPosition] = ByIdentity()


def pass_on(tracker: object, made: object) -> None:
    """Give a copy of a tracker, with the same events, its position."""
    position = positions.get(tracker)
    if position is not None:
        positions.set(made, position)
