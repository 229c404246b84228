"""Who is told what: makes a delivery for each connector that wants an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from baton.clock import Clock, now
from baton.connectors import events
from baton.connectors.base import Connector, Kind
from baton.handoff.lifecycle import Move
from baton.handoff.outbox import Delivery
from baton.handoff.store import Handoff
from baton.log.reader import Entry


class Fanout:
    """Deliveries to the outside desks that were chosen.

    Args:
        connectors: those that were chosen.
        clock: tells the time of a move.
    """

    def __init__(self, connectors: Iterable[Connector], clock: Clock = now) -> None:
        self._connectors = list(connectors)
        self._clock = clock

    @property
    def names(self) -> tuple[str, ...]:
        """The connectors that are told what is said."""
        return tuple(connector.name for connector in self._connectors if Kind.SAID in connector.kinds)

    def opened(self, package: Mapping[str, Any]) -> list[Delivery]:
        """For a handoff that is opened."""
        return self._to_all(Kind.OPENED, events.opened(package), "")

    def moved(self, handoff: Handoff, move: Move, by: str, detail: Mapping[str, Any]) -> list[Delivery]:
        """For a move; whoever made it is not told."""
        payload = events.moved(handoff, move, by, detail, self._clock().timestamp())
        return self._to_all(Kind.MOVED, payload, handoff.version, but=by)

    def said(self, entry: Entry, handoff_id: str, package: Mapping[str, Any]) -> list[Delivery]:
        """For something that was said; the connector that brought it is not told."""
        origin = events.came_from(entry.event)
        return self._to_all(Kind.SAID, events.said(entry, handoff_id, package), entry.id, but=origin)

    def _to_all(self, kind: Kind, payload: events.Payload, rest: object, but: str | None = None) -> list[Delivery]:
        about = payload["handoff"]
        return [
            Delivery(
                target=connector.name,
                key=events.key(kind, about["id"], rest, connector.name),
                conversation_id=about["conversation_id"],
                payload=payload,
            )
            for connector in self._connectors
            if kind in connector.kinds and but not in (connector.name, connector.title)
        ]
