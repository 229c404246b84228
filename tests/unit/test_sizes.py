"""Long modules and functions say why they are long: CONTRIBUTING.md has the limits."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from baton.base.settings import ROOT

LONGEST_MODULE, LONGEST_FUNCTION = 300, 50  # lines
FOLDERS = ("actions", "baton", "bench", "policies", "scripts")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def too_long(source: str) -> Iterator[str]:
    """The parts of a module that are too long and do not say why."""
    tree = ast.parse(source)
    lines = len(source.splitlines())
    if lines > LONGEST_MODULE and "Longer than other modules" not in (ast.get_docstring(tree) or ""):
        yield f"the module, {lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION and "Longer than other functions" not in (ast.get_docstring(node) or ""):
                yield f"{node.name}, {length} lines"


@pytest.mark.check
def test_what_is_long_says_why() -> None:
    found = {str(path.relative_to(ROOT)): list(too_long(path.read_text())) for path in MODULES}
    assert {name: parts for name, parts in found.items() if parts} == {}


def test_a_long_function_and_a_long_module_are_found() -> None:
    function = "def f():\n" + "    x = 1\n" * 50
    assert list(too_long(function)) == ["f, 51 lines"]
    assert list(too_long('"""M."""\n' + "x = 1\n" * 300)) == ["the module, 301 lines"]


def test_a_reason_is_enough() -> None:
    function = 'def f():\n    """F.\n\n    Longer than other functions: a table.\n    """\n' + "    x = 1\n" * 50
    assert list(too_long(function)) == []
    module = '"""M.\n\nLonger than other modules: a list.\n"""\n' + "x = 1\n" * 300
    assert list(too_long(module)) == []
