"""Numbers, addresses, postcodes and phones: what is read against what stands there, from a file that is not ours.

The file has two columns, tab between them, and a header: the message, and the entities expected of it as JSON by kind
(`{"order_number": ["10023"], "phone": []}`). A kind that it does not name is not measured for that message.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from baton.orders.text.details import find_details
from bench.intervals import rate

_ESCAPES = {"\\n": "\n", "\\t": "\t"}


@dataclass(frozen=True)
class Read:
    """One message and one kind of entity: what should be read and what was."""

    text: str
    kind: str
    expected: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        return sorted(self.expected) == sorted(self.found)


def examples(file: Path) -> Iterator[tuple[str, Mapping[str, Sequence[str]]]]:
    """The messages of a file with the entities expected."""
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        text, _, expected = line.partition("\t")
        for escape, character in _ESCAPES.items():
            text = text.replace(escape, character)
        yield text, json.loads(expected)


def measure(file: Path) -> list[Read]:
    """Every message and kind of a file."""
    measured = []
    for text, wanted in examples(file):
        found = find_details(text)
        for kind, expected in wanted.items():
            got = tuple(value for name, value in found if name == kind)
            measured.append(Read(text, kind, tuple(expected), got))
    return measured


def report(file: Path) -> list[str]:
    """Messages read right in all and by kind, with 95% intervals, and the wrong ones."""
    measured = measure(file)
    by_text: dict[str, list[bool]] = {}
    by_kind: dict[str, list[bool]] = {}
    for read in measured:
        by_text.setdefault(read.text, []).append(read.right)
        by_kind.setdefault(read.kind, []).append(read.right)
    lines = [f"details read, {file.name}: {rate([all(right) for right in by_text.values()])}"]
    lines += [f"  {kind:14}{rate(right)}" for kind, right in by_kind.items()]
    lines += [
        f"  wrong: {r.text!r}: {r.kind} should be {list(r.expected)}, was {list(r.found)}"
        for r in measured
        if not r.right
    ]
    return lines


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print("\n".join(report(Path(name))))
