"""A desk with connectors, and servers for them to speak to: all real but the chat server and the time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from baton.base.settings import ROOT
from baton.connectors.base import Connector
from tests.support.bench import Bench


class Outside(Bench):
    """The desk with connectors.

    Args:
        make: the connectors, made from this desk.
    """

    def __init__(self, folder: Any, make: Callable[[Outside], Iterable[Connector]], **environ: str) -> None:
        super().__init__(folder, **environ)
        self.connectors = {connector.name: connector for connector in make(self)}
        self.rebuild()

    def rebuild(self) -> None:
        """The parts anew, as after a restart of the desk."""
        self._build(connectors=self.connectors, availability=self.parts.availability)
        self.outbox, self.handoffs = self.parts.outbox, self.parts.handoffs
        self.mirror, self.intake = self.parts.mirror, self.parts.inbound

    def settle(self, rounds: int = 20) -> None:
        """Let the desk's loops run until there is nothing to do right now."""
        for _ in range(rounds):
            busy = self.mirror.step() if self.mirror else 0
            busy += self.intake.work() if self.intake else 0
            if not busy + self.outbox.work():
                return

    def said(self, conversation: str = "c1", speaker: str = "agent") -> list[str]:
        """What stands in the log of somebody."""
        return [
            event["text"]
            for event in self.log.events(conversation)
            if event.get("event") == "bot" and (event.get("metadata") or {}).get("speaker") == speaker
        ]


def fixture(connector: str, name: str) -> Any:
    """A recorded request or answer."""
    return json.loads((ROOT / "baton" / "connectors" / connector / "fixtures" / f"{name}.json").read_text("utf-8"))
