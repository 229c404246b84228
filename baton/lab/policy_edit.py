"""Edits single values of a policy's text and leaves everything else as it stands, comments included. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import yaml

from baton.base.yaml_lines import KeyPath


class NoSuchValue(ValueError):
    """The document has no value there; the text names it."""


def edited(text: str, changes: Mapping[KeyPath, object]) -> str:
    """The text with other values.

    Args:
        text: a YAML document.
        changes: the new value by the keys that lead to it: a number, a word, or a mapping of words to numbers.
    Raises:
        NoSuchValue: keys lead nowhere.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    places = []
    for path, value in changes.items():
        node = _find(root, path)
        places.append((node.start_mark.index, node.end_mark.index, _written(value)))
    for begin, end, written in sorted(places, reverse=True):
        text = text[:begin] + written + text[end:]
    return text


def diff(before: str, after: str, name: str) -> str:
    """The exact difference of two texts, as `diff -u` shows it."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"{name} (in force)", f"{name} (new)", n=1
    )
    return "".join(lines)


def _find(node: yaml.Node | None, path: KeyPath) -> yaml.Node:
    for key in path:
        if not isinstance(node, yaml.MappingNode):
            raise NoSuchValue(".".join(map(str, path)))
        node = next((value for name, value in node.value if name.value == key), None)
    if node is None:
        raise NoSuchValue(".".join(map(str, path)))
    return node


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value)
