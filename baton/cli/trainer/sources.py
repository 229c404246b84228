"""The files of a trainer, read once: the domain, and every file of Rasa's below data/ and tests/conversations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from baton.base.document import TODO
from baton.base.yaml_lines import KeyPath, Lines, Problem, did_you_mean, read

#: What Rasa reads of a file of training data.
_RASAS = ("version", "nlu", "rules", "stories", "responses")
#: What a file of tests/conversations holds: Rasa's test stories, or ours.
_TESTS = ("version", "stories", "conversations")
#: The version of the format that Rasa 3.6 writes; a file that names a later one is left out without an error.
_VERSION = "3.1"
#: Where everything is for Rasa.
_FOLDERS = ("data/nlu", "data/rules", "data/stories")
_ENDINGS = (".yml", ".yaml")
_TODO = re.compile(rf"\b{TODO}\b")
#: What is Baton's below data/, with checks of its own.
_OURS = ("data/faq", "data/languages")


@dataclass(frozen=True)
class Source:
    """A file that could be read."""

    file: str
    value: dict[str, object]
    lines: Lines

    def problem(self, path: KeyPath, text: str) -> Problem:
        return Problem(self.file, self.lines.of(path), text)


@dataclass
class Sources:
    """All of them, and what was wrong in reading."""

    domain: Source
    config: Source | None = None  #: config.yml, if it can be read
    training: list[Source] = field(default_factory=list)
    tests: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    all_read: bool = (
        True  #: whether every file below data/ could be read: what is missing may stand in one that could not
    )


def read_all(root: Path) -> Sources:
    """Read the files of a project.

    Args:
        root: the project's folder.
    """
    problems: list[Problem] = []
    domain = _source(root / "domain.yml", root, problems) or Source("domain.yml", {}, Lines({}))
    problems += _version(domain)
    config = _source(root / "config.yml", root, [])  # what cannot be read of it, `escalation_in_place` says
    found = Sources(domain, config, problems=problems)
    for path in _files(root / "data"):
        before = len(problems)
        source = _source(path, root, problems)
        found.all_read &= source is not None and len(problems) == before  # of a key that stands twice one is lost
        if source is not None and not source.file.startswith(_OURS) and _is_rasas(source, problems):
            found.training.append(source)
            problems += _version(source)
            if set(source.value) <= {"version"}:
                problems.append(source.problem((), "holds a version and nothing else; write into it, or remove it"))
    for path in _files(root / "tests" / "conversations"):
        source = _source(path, root, problems)
        if source is not None:
            found.tests.append(source)
            problems += [*_version(source), *_no_test(source)]
    problems += _not_read(root)
    written = [root / "domain.yml", root / "business" / "taxonomy.yml", *_files(root / "data")]
    for path in [*written, *_files(root / "tests" / "conversations")]:
        problems += _unwritten(path, root)
    return found


def _unwritten(path: Path, root: Path) -> Iterator[Problem]:
    """What a template left to be written."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it is not there; of one that cannot be read `_source` says so
        return
    for number, line in enumerate(text.splitlines(), start=1) if _TODO.search(text) else ():
        if _TODO.search(line):
            yield Problem(path.relative_to(root).as_posix(), number, f"still to be written: {line.strip()[:80]}")


def _version(source: Source) -> Iterator[Problem]:
    """Another version than Rasa reads; without one a file is read as the present version."""
    version = source.value.get("version", _VERSION)
    if version != _VERSION:
        shown = f"'{version}'" if isinstance(version, str) else f"{version} without quotes"
        yield source.problem(("version",), f'the version is {shown}; write `version: "{_VERSION}"`')


def _no_test(source: Source) -> Iterator[Problem]:
    """Keys of a file of tests by which nothing is tested."""
    for key in source.value:
        if key not in _TESTS:
            hint = did_you_mean(key, _TESTS) or f"; known: {', '.join(_TESTS)}"
            yield source.problem((key,), f"a file of tests has no key '{key}', and nothing of it is tested{hint}")


def _not_read(root: Path) -> Iterator[Problem]:
    """Files among Rasa's and ours that have another ending."""
    for folder in (*_FOLDERS, *_OURS):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix not in _ENDINGS and not path.name.startswith("."):
                why = f"only .yml and .yaml files are read here; write it as YAML, or move it out of {folder}"
                yield Problem(path.relative_to(root).as_posix(), 0, why)


def _files(folder: Path) -> list[Path]:
    return sorted(path for ending in _ENDINGS for path in folder.rglob(f"*{ending}"))


def _source(path: Path, root: Path, problems: list[Problem]) -> Source | None:
    file = path.relative_to(root).as_posix()
    value, lines, wrong = read(path, file)
    problems += wrong
    if value is None and not wrong:
        problems.append(Problem(file, 1, "holds nothing; write into it, or remove it"))
    if value is not None and not isinstance(value, dict):
        problems.append(Problem(file, 1, "holds no keys with values, so Rasa reads nothing of it"))
        return None
    return Source(file, value, lines) if value is not None else None


def _is_rasas(source: Source, problems: list[Problem]) -> bool:
    """Whether a file is Rasa's; one that only looks like it is a problem."""
    in_its_place = source.file.startswith(tuple(f"{folder}/" for folder in _FOLDERS))
    known = in_its_place or not set(source.value).isdisjoint(_RASAS[1:])
    looks_so = "version" in source.value  # as every file of Rasa's has it; some of ours do, too
    for key in source.value:
        hint = did_you_mean(key, _RASAS)
        if key not in _RASAS and (known or (looks_so and hint)):
            why = f"Rasa knows no key '{key}' and reads nothing of it{hint or '; known: ' + ', '.join(_RASAS)}"
            problems.append(source.problem((key,), why))
    return known


def steps_of(holder: object) -> Iterator[tuple[int, dict[str, object]]]:
    """The steps of a rule or story that have the right shape, with their places."""
    steps = holder.get("steps") if isinstance(holder, dict) else None
    for place, step in enumerate(steps if isinstance(steps, list) else []):
        if isinstance(step, dict):
            yield place, step
