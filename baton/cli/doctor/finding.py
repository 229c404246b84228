"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """How bad it is."""

    ERROR = "error"  #: Baton does not start, loses something, or is open to others
    WARNING = "warning"  #: it works, and will not always


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    area: str  #: settings, model, databases, ...
    what: str
    why: str  #: it matters
    way_out: str  #: the command or the setting that mends it
    level: Level = Level.ERROR
