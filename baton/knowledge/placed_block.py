"""A block of the shop's answers with the place where it stands, so that a complaint can name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baton.base.document import file_name
from baton.base.yaml_lines import KeyPath, Problem
from baton.knowledge.document import Question, QuestionFile


@dataclass(frozen=True)
class PlacedBlock:
    """A block with the file and the place that it has there."""

    path: Path
    document: QuestionFile
    place: int
    block: Question

    @property
    def file(self) -> str:
        """What messages call its file."""
        return file_name(self.path)

    def line(self, *path: str | int) -> int:
        """The line of a part of the block."""
        return self.document.line(("faq", self.place, *path))

    def problem(self, path: KeyPath, text: str) -> Problem:
        """A problem with a part of the block."""
        return Problem(self.file, self.line(*path), f"{self.block.id}: {text}")

    def conditions(self, kind: str) -> Iterator[tuple[KeyPath, str]]:
        """What the answer's variations are for, each with its place.

        Args:
            kind: a key of `when`: country, group or language.
        """
        for number, variation in enumerate(self.block.answer):
            for place, value in enumerate(getattr(variation.when, kind) if variation.when else ()):
                yield ("answer", number, "when", kind, place), value

    def wordings(self) -> Iterator[tuple[int, str]]:
        """Each wording with its line, the plain question first."""
        yield self.line("question"), self.block.question
        begins = self.line("wordings") + 1
        for number, line in enumerate(self.block.wordings.splitlines()):
            if text := line.strip().removeprefix("-").strip():
                yield begins + number, text
