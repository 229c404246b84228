"""Which form runs in a conversation, and which one it took the place of. Pure."""

from __future__ import annotations

from policies.facts import RESUMES


class FormState:
    """The form that runs, as the log says.

    Attributes:
        running: its name; None where none runs.
        asked: the slot that it asks for.
        interrupted: the form that another one has taken the place of, and that is not done.
    """

    def __init__(self) -> None:
        self.running: str | None = None
        self.asked: str | None = None
        self.interrupted: str | None = None
        self._left: tuple[str, int] | None = None  # the form that ended last, and at which message
        self._collected: dict[str, object] = {}  # the slots that forms have filled

    def change(self, name: str | None, number: int) -> None:
        """A form begins or ends; one that ends and another that begins at the same message was interrupted by it.

        Args:
            name: of the form that runs from now on.
            number: of the message.
        """
        if self.running is not None and name != self.running:
            self._left = (self.running, number)
        if name is not None:
            left, at = self._left or (name, None)
            if left != name and at == number:
                self.interrupted = left
            elif name == self.interrupted:
                self.interrupted = None
        self.running = name

    def bot_message(self, response: str | None) -> None:
        """The bot asks with these responses whether to go on with the form that was interrupted: once."""
        if response in RESUMES.values():
            self.interrupted = None

    def collects(self, slot: str, value: object) -> bool:
        """A slot is set. Whether the running form has learned something by it."""
        if self.running is None or value is None or self._collected.get(slot) == value:
            return False
        self._collected[slot] = value
        return True
