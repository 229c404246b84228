"""Wakes what waits for a change: the streams to the agents' browsers, and the background loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from baton.desk.auth.roles import Agent

SESSION = "session"  # a change of nothing that is shown: some session of an agent may have ended


@dataclass(frozen=True)
class Change:
    """Something changed. It says only what: the content is fetched by whoever may see it."""

    what: str  #: `said`: something new in the conversation; `state`: the handoff itself; `presence`; `alarm`; `SESSION`
    handoff_id: str
    kind: str = ""  #: of an alarm
    text: str = ""  #: of an alarm: what is notified, without a word of the customer's
    to: str | None = None  #: only for the agent of this login
    team: str | None = None  #: only for this team, for agents of no team, and for leads
    absent: bool = False  #: whoever it is for is not there, so that it is for the team as well

    def concerns(self, agent: Agent) -> bool:
        """Whether it is sent to an agent."""
        if self.to == agent.login:
            return True
        if self.to is not None and not self.absent:
            return False
        return self.team is None or not agent.teams or self.team in agent.teams or agent.leads


@dataclass(eq=False)
class Listener:
    """One waiting stream. Changes of the same kind come together, however slow its reader is."""

    changes: set[Change] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> list[Change]:
        """What changed since the last call."""
        found = sorted(self.changes, key=lambda change: (change.what, change.handoff_id, change.kind))
        self.changes.clear()
        self.woken.clear()
        return found


class Notifier:
    """Belongs to one event loop; `wake` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[Listener] = set()
        self._waiting: list[asyncio.Event] = []
        self._wake_only_on_stop: list[asyncio.Event] = []
        self.closing = False

    def start(self) -> None:
        """Tie it to the running event loop."""
        self._loop = asyncio.get_running_loop()

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        """A listener for as long as the block runs."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def publish(self, changes: Iterable[Change]) -> None:
        """Give changes to every listener (in the event loop)."""
        new = set(changes)
        for listener in self._listeners if new else ():
            listener.changes |= new
            listener.woken.set()

    def wake_event(self, only_on_stop: bool = False) -> asyncio.Event:
        """An event that a background loop waits for.

        Args:
            only_on_stop: whether only `close` sets it; else every `wake` does too.
        """
        event = asyncio.Event()
        (self._wake_only_on_stop if only_on_stop else self._waiting).append(event)
        return event

    def wake(self) -> None:
        """There is something to do: do not wait for the next round."""
        self._call(self._wake_work)

    def close(self) -> None:
        """End every stream and loop."""
        self._call(self._close)

    def _call(self, function: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function)

    def _wake_work(self) -> None:
        for event in self._waiting:
            event.set()

    def _close(self) -> None:
        self.closing = True
        self._wake_work()
        for event in self._wake_only_on_stop:
            event.set()
        for listener in self._listeners:
            listener.woken.set()
