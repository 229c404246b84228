"""A question with its answer, as a file to import has it."""

from __future__ import annotations

from dataclasses import dataclass, field

from baton.base.yaml_lines import Problem


@dataclass(frozen=True)
class Entry:
    """One question; `line` is where it stands in the file. What the file does not give is empty."""

    line: int
    question: str
    answer: str
    id: str = ""
    topic: str = ""
    wordings: tuple[str, ...] = ()


@dataclass
class Entries:
    """What a file holds.

    Attributes:
        problems: why nothing of it may be written.
        notes: what was left out.
    """

    found: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
