"""Makes a delivery for each connector that wants an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from baton.base.clock import Clock, now
from baton.connectors import payloads
from baton.connectors.base import Connector, Kind
from baton.conversation.event_reader import LogEntry
from baton.handoff.outbox.outbox import Delivery
from baton.handoff.package.model import HandoffPackage
from baton.handoff.records.ai_opt_out import AiOptOut
from baton.handoff.records.lifecycle import Transition
from baton.handoff.records.repository import Handoff


class Dispatcher:
    """Deliveries to the outside desks that were chosen.

    Args:
        connectors: those that were chosen.
        ai_opt_out: which customers want no AI contact.
        clock: tells the time of a move.
    """

    def __init__(self, connectors: Iterable[Connector], ai_opt_out: AiOptOut, clock: Clock = now) -> None:
        self._connectors = list(connectors)
        self._ai_opt_out = ai_opt_out
        self._clock = clock

    @property
    def names(self) -> tuple[str, ...]:
        """The connectors that get messages."""
        return tuple(connector.name for connector in self._connectors if Kind.MESSAGE in connector.kinds)

    def opened(self, package: HandoffPackage) -> list[Delivery]:
        """For a handoff that is opened."""
        return self._to_all(Kind.OPENED, payloads.opened(package), "")

    def moved(self, handoff: Handoff, move: Transition, by: str, details: Mapping[str, object]) -> list[Delivery]:
        """For a move; whoever made it does not get it."""
        handoff = replace(handoff, package=self.current(handoff.package))
        payload = payloads.moved(handoff, move, by, details, self._clock().timestamp())
        return self._to_all(Kind.MOVED, payload, handoff.version, but=by)

    def current(self, package: HandoffPackage) -> HandoffPackage:
        """A package with what is true of its customer now."""
        return self._ai_opt_out.current(package)

    def message(self, entry: LogEntry, handoff_id: str, package: HandoffPackage) -> list[Delivery]:
        """For a message; the connector that brought it does not get it."""
        origin = payloads.origin(entry.event)
        return self._to_all(Kind.MESSAGE, payloads.message(entry, handoff_id, package), entry.id, but=origin)

    def _to_all(self, kind: Kind, payload: payloads.Payload, rest: object, but: str | None = None) -> list[Delivery]:
        handoff = payload["handoff"]
        return [
            Delivery(
                target=connector.name,
                key=payloads.key(kind, handoff["id"], rest, connector.name),
                conversation_id=handoff["conversation_id"],
                payload=payload,
            )
            for connector in self._connectors
            if kind in connector.kinds and but not in (connector.name, connector.title)
        ]
