"""A desk with connectors, and servers for them to speak to: all real but the chat server and the time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from baton.connectors.base import Answering, Connector
from baton.connectors.fanout import Fanout
from baton.connectors.intake import Intake
from baton.connectors.mirror import Mirror
from baton.handoff.outbox import RASA, Outbox
from baton.handoff.recommend import Recommendations
from baton.handoff.service import HandoffService
from baton.handoff.store import HandoffStore
from baton.settings import ROOT
from tests.unit.desk.builders import Bench


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
        parts, fanout = self.parts, Fanout(self.connectors.values(), self.clock)
        self.outbox = parts.outbox = Outbox(self.engine, {RASA: self.chat, **self.connectors}, self.clock)
        self.mirror = parts.mirror = Mirror(self.engine, self.log, fanout, self.outbox, self.clock)
        self.store = HandoffStore(self.engine, self.clock, moved=fanout.moved)
        self.handoffs = parts.handoffs = HandoffService(
            self.store,
            self.log.events,
            parts.wishes,
            parts.handoffs.telling,
            Recommendations(self.settings.advice_file),
            fanout=fanout.opened,
            last_words=self.mirror.conversation,
            clock=self.clock,
        )
        answering = {n: c for n, c in self.connectors.items() if isinstance(c, Answering)}
        self.intake = parts.intake = Intake(self.engine, self.handoffs, self.outbox, answering, self.clock)

    def settle(self, rounds: int = 20) -> None:
        """Let the desk's loops run until there is nothing to do right now."""
        for _ in range(rounds):
            busy = self.mirror.step() + self.intake.work() + self.outbox.work()
            if not busy:
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
