"""Rates with their intervals. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import norm

#: Two-sided normal quantile of a 95% interval.
_Z = float(norm.ppf(0.975))


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
        return max(0.0, self._centre - self._half)

    @property
    def high(self) -> float:
        return min(1.0, self._centre + self._half) if self.total else 1.0

    @property
    def _centre(self) -> float:
        return (self.share + _Z**2 / (2 * self.total)) / self._stretch if self.total else 0.5

    @property
    def _half(self) -> float:
        if not self.total:
            return 0.5
        spread = self.share * (1 - self.share) / self.total + _Z**2 / (4 * self.total**2)
        return float(_Z * spread**0.5 / self._stretch)

    @property
    def _stretch(self) -> float:
        return 1 + _Z**2 / self.total

    def __str__(self) -> str:
        if not self.total:
            return "none"
        return f"{self.share:.1%} ({self.low:.1%} to {self.high:.1%}) of {self.total}"


def rate(hits: list[bool]) -> Rate:
    """The share of what is true."""
    return Rate(sum(hits), len(hits))
