"""The keys of deliveries: `<what>:<handoff id>:...`."""

from __future__ import annotations

from typing import NamedTuple


class DeliveryKey(NamedTuple):
    """A key, taken apart. What is missing is empty."""

    what: str  #: what the delivery is: `say`, `opened`, `resolve`, ...
    handoff_id: str
    rest: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ":".join((self.what, self.handoff_id, *self.rest))

    @classmethod
    def parse(cls, key: str) -> DeliveryKey:
        """The parts of a key."""
        what, *others = key.split(":")
        return cls(what, others[0] if others else "", tuple(others[1:]))

    @property
    def origin(self) -> str | None:
        """The connector that brought an agent's message; None for every other delivery."""
        return self.rest[0] if self.what == "say" and len(self.rest) == 2 else None
