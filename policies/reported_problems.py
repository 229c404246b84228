"""The problems that a customer reports in one conversation, told apart by kind and by order. Pure."""

from __future__ import annotations

from baton.base.log_event import ParseData
from policies.conversation_words import conversation_words
from policies.parsed_message import order_numbers


class ReportedProblems:
    """The problems since the bot has the conversation.

    Attributes:
        turns: the number of the message that reported each first, by its name; in their order.
    """

    def __init__(self) -> None:
        self._words = conversation_words()
        self._orders: dict[str, str] = {}
        self.turns: dict[str, int] = {}

    def clear(self) -> None:
        """A new issue begins."""
        self.turns.clear()
        self._orders.clear()

    def report(self, parsed: ParseData, text: str, number: int) -> str | None:
        """The problem that a message reports: a new one, or one that was reported before.

        The same kind again is the same problem, unless the message names another order or says "another one".

        Args:
            number: of the message.
        Returns:
            The problem's name, None if the message reports none.
        """
        kind = parsed.get("problem")
        if not kind:
            return None
        orders = order_numbers(parsed)
        of_kind = [name for name in self.turns if name.partition(" ")[0] == kind]
        same = of_kind[-1] if of_kind else None
        if orders:
            of_order = [name for name in of_kind if self._orders.get(name) in (None, orders[0])]
            same = of_order[-1] if of_order else None
        elif self._words.find(self._words.one_more, text):
            same = None
        name = same or (f"{kind} {len(of_kind) + 1}" if of_kind else str(kind))
        self.turns.setdefault(name, number)
        for further in parsed.get("problems") or ():
            self.turns.setdefault(further, number)
        if orders:
            self._orders.setdefault(name, orders[0])
        return name
