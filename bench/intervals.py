"""Rates with their intervals. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from baton.lab.statistics import wilson


@dataclass(frozen=True)
class Rate:
    """So many of so many. `low` and `high` are Wilson's 95% interval (Wilson 1927), which holds for few cases too."""

    count: int
    total: int

    @property
    def share(self) -> float:
        """From 0 to 1; 0 of nothing."""
        return self.count / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        return wilson(self.count, self.total).low

    @property
    def high(self) -> float:
        return wilson(self.count, self.total).high

    def __str__(self) -> str:
        if not self.total:
            return "none"
        return f"{self.share:.1%} ({self.low:.1%} to {self.high:.1%}) of {self.total}"


def rate(hits: list[bool]) -> Rate:
    """The share of what is true."""
    return Rate(sum(hits), len(hits))
