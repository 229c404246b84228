"""Where a label belongs in the trainers' files, and the files with it. Only lines are added: all else stays as it is.

The text is not read and written by a YAML library, which would keep comments and order but wrap and quote anew: a diff
should show what was added and nothing else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from baton.lab.labelling.label import Kind, Label
from baton.nlu.data_validation import plain_words

_FOLDERS = {Kind.SIGNAL: "signals", Kind.ORDINARY: "ordinary", Kind.NEAR_MISS: "near_misses"}
_HEAD = 'version: "3.1"\nnlu:\n'
_INDENT = "    "
_Path = tuple["str | int", ...]


class CannotPlace(ValueError):
    """There is no place for a label; the text says why."""


@dataclass(frozen=True)
class Placed:
    """A label and the line that it became."""

    label: Label
    file: str
    line: int


@dataclass(frozen=True)
class Plan:
    """What an export would do.

    Attributes:
        before: the text of each changed file as it is; empty where it is new.
        after: the same with the labels.
        placed: the labels that are written.
        there: those whose words the file has already.
        refused: those that cannot be written, each with why.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    placed: tuple[Placed, ...] = ()
    there: tuple[Label, ...] = ()
    refused: tuple[tuple[Label, str], ...] = ()

    def diff(self) -> str:
        """The change as `git apply` reads it."""
        return "".join(_diff(file, self.before[file], text) for file, text in sorted(self.after.items()))


def plan(root: Path, labels: Sequence[Label], questions: Questions) -> Plan:
    """Put labels into the files of a project; nothing is written.

    Args:
        root: the project's folder.
        labels: in the order in which they are added.
        questions: those of this project.
    """
    files = _Files(root, questions)
    lines: list[tuple[Label, str, int]] = []
    there, refused = [], []
    for label in labels:
        try:
            file, path, head = files.place_of(label)
        except CannotPlace as error:
            refused.append((label, str(error)))
            continue
        text = files.text(file)
        if plain_words(label.text) in _words_there(text, path):
            there.append(label)
            continue
        files.changed[file], line = added(text, path, label.text, head)
        # What is added above moves what was added below it.
        added_lines = files.changed[file].count("\n") - text.count("\n")
        lines = [(one, f, n + added_lines if f == file and n >= line else n) for one, f, n in lines]
        lines.append((label, file, line))
    placed = tuple(Placed(*each) for each in lines)
    before = {file: files.original(file) for file in files.changed}
    return Plan(before, dict(files.changed), placed, tuple(there), tuple(refused))


class _Files:
    """The files of a project, with what was added so far."""

    def __init__(self, root: Path, questions: Questions) -> None:
        self._root = root
        self._questions = questions
        self._originals: dict[str, str] = {}
        self.changed: dict[str, str] = {}

    def original(self, file: str) -> str:
        """A file as it is; empty where there is none."""
        if file not in self._originals:
            path = self._root / file
            self._originals[file] = path.read_text(encoding="utf-8") if path.exists() else ""
        return self._originals[file]

    def text(self, file: str) -> str:
        return self.changed.get(file, self.original(file))

    def place_of(self, label: Label) -> tuple[str, _Path | None, str]:
        """The file, the path of the block of lines in it, and how a block begins that must be made.

        Raises:
            CannotPlace: there is no place.
        """
        if label.kind is Kind.QUESTION:
            return (*self._question(label.name), "")
        folder = f"data/nlu/{_FOLDERS[label.kind]}"
        about = label.near if label.kind is Kind.NEAR_MISS else label.name
        head = f"- intent: {label.name}\n  examples: |\n"
        for file in self._candidates(folder, about):
            path = next(_blocks(self.text(file), label.name), None)
            if path is not None:
                return file, path, head
        return f"{folder}/{about}.yml", None, head

    def _candidates(self, folder: str, about: str) -> Iterator[str]:
        """The files of an intent or signal, its own first."""
        own = f"{folder}/{about}.yml"
        if self.text(own):
            yield own
        for path in sorted((self._root / folder).glob(f"{about}_*.yml")):
            if re.fullmatch(rf"{re.escape(about)}_\d+", path.stem):
                yield path.relative_to(self._root).as_posix()

    def _question(self, intent: str) -> tuple[str, _Path]:
        question: Question | None = self._questions.by_intent.get(intent)
        for path, document in self._questions.files.items():
            for place, block in enumerate(document.faq):
                if question is not None and block is question:
                    return path.relative_to(self._root).as_posix(), ("faq", place, "wordings")
        raise CannotPlace(f"There is no question {intent} any more (data/faq).")


def added(text: str, path: _Path | None, item: str, head: str = "") -> tuple[str, int]:
    """A text with one more line in a block of lines, and the number of that line.

    Args:
        path: to the block (`key: |`); None: it is made at the end.
        item: without its dash.
        head: how a block begins that is made.
    Raises:
        CannotPlace: there is no block of lines at the path.
    """
    if path is None:
        start = text if not text or text.endswith("\n") else text + "\n"
        made = (start or _HEAD) + head + f"{_INDENT}- {item}\n"
        return made, made.count("\n")
    node = _node(yaml.compose(text, Loader=yaml.SafeLoader), path)
    if node is None or not isinstance(node, yaml.ScalarNode) or node.style != "|":
        raise CannotPlace(f"{path[-1]} is no block of lines (`{path[-1]}: |`) there")
    lines = text.splitlines(keepends=True)
    first = node.start_mark.line + 1
    last, indent = first - 1, None
    for number in range(first, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        spaces = line[: len(line) - len(line.lstrip())]
        indent = spaces if indent is None else indent
        if len(spaces) < len(indent) or number > node.end_mark.line:
            break
        last = number
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines.insert(last + 1, f"{indent or _INDENT}- {item}\n")
    return "".join(lines), last + 2


def _blocks(text: str, intent: str) -> Iterator[_Path]:
    """The blocks of lines of an intent that say nothing besides: an example there means the intent alone."""
    value = yaml.load(text, Loader=_Loader) if text else None
    blocks = value.get("nlu") if isinstance(value, dict) else None
    for place, block in enumerate(blocks if isinstance(blocks, list) else []):
        if not isinstance(block, dict) or block.get("intent") != intent or block.get("metadata"):
            continue
        if isinstance(block.get("examples"), str):
            yield ("nlu", place, "examples")


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _node(node: yaml.Node | None, path: _Path) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _words_there(text: str, path: _Path | None) -> set[str]:
    if path is None:
        return set()
    node = _node(yaml.compose(text, Loader=_Loader), path)
    block = node.value if isinstance(node, yaml.ScalarNode) else ""
    return {plain_words(line.strip().removeprefix("-")) for line in block.splitlines()}


def _diff(file: str, before: str, after: str) -> str:
    old = before.splitlines(keepends=True)
    lines = difflib.unified_diff(old, after.splitlines(keepends=True), f"a/{file}" if old else "/dev/null", f"b/{file}")
    # A last line without an end is written so that `git apply` understands it.
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
