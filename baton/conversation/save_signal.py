"""Tells within a process at once that a conversation's log has grown."""

from __future__ import annotations

from collections.abc import Callable


class SaveSignal:
    """Passes each save of the tracker store on to whoever subscribed, in the thread that saves."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Call a listener with the conversation id after each save, as long as the process lives."""
        self._listeners.append(listener)

    def notify(self, conversation_id: str) -> None:
        """Call the listeners."""
        for listener in self._listeners:
            listener(conversation_id)
