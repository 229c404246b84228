"""The questions in force: the shop's answers and what can be asked about an order, read again when a file changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from baton.base.document import FileRefused, file_name, load_document
from baton.base.yaml_lines import Problem
from baton.knowledge.document import (
    FOLDER,
    ORDER_QUESTIONS_FILE,
    OrderQuestionFile,
    Question,
    QuestionFile,
)
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX

logger = logging.getLogger(__name__)

_Stamp = tuple[int, int]  # when a file was written, and its size


@dataclass(frozen=True)
class Questions:
    """Every question by its retrieval intent, `faq/<id>` or `order/<id>`, and why files are left out.

    Attributes:
        files: the valid ones, by their path.
    """

    by_intent: Mapping[str, Question] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    files: Mapping[Path, QuestionFile] = field(default_factory=dict)


class LiveQuestions:
    """The questions as they were last valid on disk. Call it at each use: it looks for changed files.

    A file that is refused keeps its last valid questions, and says why in the log. Several threads may call it: the
    first reading is waited for, and while a change is read, the questions before it stay in force.

    Args:
        folder: of the shop's answers.
        order_questions: the file of what can be asked about an order.
    """

    def __init__(self, folder: Path = FOLDER, order_questions: Path = ORDER_QUESTIONS_FILE) -> None:
        self._folder = folder
        self._order_questions = order_questions
        self._stamps: dict[Path, _Stamp] | None = None
        self._valid: dict[Path, QuestionFile] = {}
        self._refused: dict[Path, list[Problem]] = {}
        self._current = Questions()
        self._reading = threading.Lock()

    def __call__(self) -> Questions:
        paths = self._paths()
        stamps = dict(_stamps(paths))
        if stamps != self._stamps and self._reading.acquire(blocking=self._stamps is None):
            try:
                self._take(paths, stamps)
            finally:
                self._reading.release()
        return self._current

    def _take(self, paths: list[Path], stamps: dict[Path, _Stamp]) -> None:
        """Read what has changed, unless another thread has done so meanwhile."""
        if stamps == self._stamps:
            return
        before = self._stamps or {}
        self._current = self._read(paths, [path for path in paths if stamps.get(path) != before.get(path)])
        self._stamps = stamps
        for problem in self._current.problems:
            logger.error("%s The last valid version of this file stays in force.", problem)

    def _paths(self) -> list[Path]:
        found = sorted(p for suffix in ("*.yml", "*.yaml") for p in self._folder.rglob(suffix))
        return [*found, *([self._order_questions] if self._order_questions.exists() else [])]

    def _read(self, paths: list[Path], changed: list[Path]) -> Questions:
        self._valid = {path: document for path, document in self._valid.items() if path in paths}
        self._refused = {path: why for path, why in self._refused.items() if path in paths and path not in changed}
        for path in changed:
            try:
                self._valid[path] = load_document(path, OrderQuestionFile if self._is_own(path) else QuestionFile)
            except FileRefused as error:
                self._refused[path] = list(error.problems)
        found: dict[str, Question] = {}
        owner: dict[str, str] = {}
        problems = [problem for path in paths for problem in self._refused.get(path, ())]
        for path in paths:
            document = self._valid.get(path)
            for place, block in enumerate(document.faq if document else ()):
                intent = f"{ORDER_PREFIX if self._is_own(path) else FAQ_PREFIX}{block.id}"
                if document and intent in found:
                    line = document.line(("faq", place, "id"))
                    why = f"{block.id} is in {owner[intent]} too; give one of them another id"
                    problems.append(Problem(file_name(path), line, why))
                else:
                    found[intent], owner[intent] = block, file_name(path)
        return Questions(found, tuple(problems), dict(self._valid))

    def _is_own(self, path: Path) -> bool:
        return path == self._order_questions


def _stamps(paths: list[Path]) -> Iterator[tuple[Path, _Stamp]]:
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        yield path, (stat.st_mtime_ns, stat.st_size)
