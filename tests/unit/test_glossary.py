"""docs/glossary.md against the code: the names it gives exist, and the words it retires are gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
SOURCES = [
    path for folder in ("baton", "policies", "actions", "bench") for path in sorted((ROOT / folder).rglob("*.py"))
]

#: Names that a document outside the code gives: this one is a key of business/handoff_messages.yml.
EXTERNAL = {"grave"}

pytestmark = pytest.mark.check


def identifiers(path: Path) -> Iterator[tuple[str, int]]:
    """Every name that a module defines, binds or uses, with its line; names of modules and keywords included."""
    yield path.stem, 1
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.keyword(arg=str(name)):
                yield name, node.lineno


def words(identifier: str) -> set[str]:
    """The words of an identifier: `AiOptOut` and `ai_opt_out` have the same three."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading of the glossary."""
    section = GLOSSARY.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_name_in_the_glossary_exists():
    names = {name for path in SOURCES for name, _ in identifiers(path)} | {
        folder.name for path in SOURCES for folder in path.parents
    }
    named = [re.fullmatch(r"`(\w+)`", row[2]) for row in rows("Words") if row[2]]
    assert len(named) > 40 and all(named)
    assert [match[1] for match in named if match and match[1] not in names] == []


def test_no_identifier_contains_a_retired_word():
    retired = {word.strip() for row in rows("Retired words") for word in row[0].split(",")}
    assert "told" in retired
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name} (retired: {', '.join(sorted(words(name) & retired))})"
        for path in SOURCES
        for name, line in identifiers(path)
        if words(name) & retired and name not in EXTERNAL
    ]
    assert not found, "\n" + "\n".join(found)
