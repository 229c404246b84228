"""Makes a file of blocks (data/faq) from a file that the shop has already: all of it or nothing, with every reason."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from baton.base.document import FileRefused, read_document
from baton.base.import_files import read_text
from baton.base.text import without_accents
from baton.base.yaml_lines import Problem, parse
from baton.knowledge import checks, links
from baton.knowledge.document import FEWEST_WORDINGS, Question, QuestionFile
from baton.knowledge.imports.entry import Entries, Entry
from baton.knowledge.imports.page import read_html, read_markdown
from baton.knowledge.imports.table import read_table
from baton.knowledge.placed_block import PlacedBlock

#: From this share of common words on, a wording is near another.
NEAR = 0.6
_LONGEST_ID = 60
_READERS: Mapping[str, Callable[[str, str], Entries]] = {
    ".csv": read_table,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


class ImportRefused(Exception):
    """Nothing was written. `problems` has every reason, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Draft:
    """What would be written.

    Attributes:
        text: of the file.
        blocks: its questions.
        near: those near a wording that there is already, in words.
        notes: what was left out of the imported file.
    """

    text: str
    blocks: tuple[Question, ...]
    near: tuple[str, ...]
    notes: tuple[Problem, ...]


def read(path: Path, others: Sequence[PlacedBlock], topic: str | None = None) -> Draft:
    """Make blocks from a file.

    Args:
        path: a .csv, .md or .html file (docs/faq.md).
        others: the blocks that there are besides.
        topic: of questions for which the file gives none.
    Raises:
        ImportRefused: something in the file is wrong.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ImportRefused([Problem(str(path), 0, f"must be one of: {', '.join(_READERS)}")])
    text, unreadable = read_text(path)
    if unreadable:
        raise ImportRefused(unreadable)
    entries = reader(text, str(path))
    if not entries.found and not entries.problems:
        entries.problems.append(Problem(str(path), 0, "holds no question"))
    problems = [*entries.problems, *_same_twice(entries.found, str(path)), *_bad_links(entries.found, str(path))]
    taken = {other.block.id for other in others}
    problems += _taken_ids(entries.found, taken, str(path))
    if problems:
        raise ImportRefused(problems)
    taken |= {entry.id for entry in entries.found}
    blocks = [_block(entry, taken, topic) for entry in entries.found]
    written = _dump(blocks)
    try:
        document = read_document(written, path.name, QuestionFile)
    except FileRefused as error:
        raise ImportRefused(_where_they_came_from(error.problems, entries.found, written, str(path))) from None
    return Draft(written, tuple(document.faq), tuple(_near(document.faq, others)), tuple(entries.notes))


def file_name(text: str) -> str:
    """A name for a file, or an id: lower-case letters, digits and underscores, beginning with a letter."""
    plain = re.sub(r"['’]", "", without_accents(text).lower())
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not name[:1].isalpha():
        name = f"q_{name}".rstrip("_")
    return name[:_LONGEST_ID].rstrip("_")


def write(target: Path, text: str) -> None:
    """Write a file in one step: the bot, which looks for changes, never reads half of it."""
    part = target.with_name(f".{target.stem}-{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def report(draft: Draft, target: Path) -> Iterator[str]:
    """What was imported, for the person who did it."""
    yield f"{target}: {len(draft.blocks)} questions, which count from the next message on."
    few = [block.id for block in draft.blocks if len(block.texts) <= FEWEST_WORDINGS]
    if few:
        yield f"Fewer than {FEWEST_WORDINGS} wordings, so add some to be found more often: {', '.join(few)}"
    yield from draft.near
    for note in draft.notes:
        yield f"Left out: {note}"


def _block(entry: Entry, taken: set[str], topic: str | None) -> dict[str, object]:
    question = " ".join(entry.question.split())
    name = entry.id or _free(file_name(question), taken)
    taken.add(name)
    block: dict[str, object] = {"id": name, "question": question}
    if entry.topic or topic:
        block["topic"] = entry.topic or topic
    if wordings := [" ".join(each.lstrip("- ").split()) for each in entry.wordings if each.strip("- ")]:
        block["wordings"] = _Literal("".join(f"- {each}\n" for each in wordings))
    block["answer"] = [{"text": _Literal(entry.answer) if "\n" in entry.answer else entry.answer}]
    return block


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first one with a number that is free."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[: _LONGEST_ID - len(str(number)) - 1]}_{number}"
    return free


def _same_twice(entries: Sequence[Entry], file: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for entry in entries:
        for text in dict.fromkeys(map(checks.key, (entry.question, *entry.wordings))):
            line = first.setdefault(text, entry.line)
            if line != entry.line:
                yield Problem(file, entry.line, f"{entry.question[:60]!r} asks the same as line {line}")
                break


def _taken_ids(entries: Sequence[Entry], taken: set[str], file: str) -> Iterator[Problem]:
    seen = set(taken)
    for entry in entries:
        if entry.id and entry.id in seen:
            yield Problem(file, entry.line, f"id: {entry.id} is taken; choose another, or leave it empty")
        seen.add(entry.id)


def _bad_links(entries: Sequence[Entry], file: str) -> Iterator[Problem]:
    for entry in entries:
        for address in links.addresses(entry.answer):
            if why := links.fault(address):
                yield Problem(file, entry.line, f"the link {address!r} {why}")


def _where_they_came_from(problems: Sequence[Problem], entries: Sequence[Entry], text: str, file: str) -> list[Problem]:
    """Problems with the file that would have been written, as problems of the imported one."""
    _, lines, _ = parse(text, file)
    begins = [lines.of(("faq", place)) for place in range(len(entries))]
    found = []
    for problem in problems:
        place = max((place for place, line in enumerate(begins) if line <= problem.line), default=0)
        found.append(Problem(file, entries[place].line, re.sub(r"^faq\.\d+\.", "", problem.text)))
    return found


def _near(blocks: Sequence[Question], others: Sequence[PlacedBlock]) -> Iterator[str]:
    known = [(frozenset(checks.key(text).split()), line, each) for each in others for line, text in each.wordings()]
    for block in blocks:
        words = [frozenset(checks.key(text).split()) for text in block.texts]
        alike, line, other = max(
            ((_alike(mine, theirs), line, other) for theirs, line, other in known for mine in words),
            key=lambda each: each[0],
            default=(0.0, 0, None),
        )
        if other is not None and alike >= NEAR:
            where = f"{other.block.id} ({other.file}:{line})"
            if alike == 1:
                yield f"{block.id} asks the same as {where}: take one of them out, as `baton check` refuses both"
            else:
                yield f"{block.id} is near {where}: are both needed?"


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


class _Literal(str):
    """A text that is written line by line."""


class _Dumper(yaml.SafeDumper):
    """Writes as data/faq is written: lists indented, long texts on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Literal, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")
)


def _dump(blocks: Sequence[Mapping[str, object]]) -> str:
    document = {"version": "3.1", "faq": list(blocks)}
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text
