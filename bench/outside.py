"""Messages that other people wrote, from a file given by path: what is handed over needlessly, and what is found.

The file has tab-separated columns `id text expected language source`; nothing of it is learnt from. `expected` is
`none` (must not go to a person by itself), a signal, `human` for `explicit_human`, or `either` (left out).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.intervals import rate
from policies.taxonomy import EXPLICIT_HUMAN, taxonomy

ORDINARY = "none"
EITHER = "either"
#: How the files name some signals.
_OTHER_NAMES = {"human": EXPLICIT_HUMAN}
ENGLISH = "en"
#: Whoever asks to be phoned gets the callback form: that counts as found.
CALLBACK = "request_callback"
COLUMNS = ("text", "expected", "language", "source")
_SHOWN = 25


class OutsideRefused(Exception):
    """A file of messages is wrong; the text names it, the line and the way out."""


@dataclass(frozen=True)
class OutsideMessage:
    """One message of another company's chat. `expected` is a signal, or None where it must not go to a person."""

    text: str
    expected: str | None
    language: str
    source: str


@dataclass(frozen=True)
class OutsideResult:
    """What the bot made of it. `confidence` is that of its strongest signal."""

    message: OutsideMessage
    intent: str | None
    handed_over: bool
    confidence: float

    @property
    def needless(self) -> bool:
        return self.message.expected is None and self.handed_over

    @property
    def found(self) -> bool:
        """Whether what needs a person gets one, or the call that was asked for."""
        called = self.message.expected == EXPLICIT_HUMAN and self.intent == CALLBACK
        return self.message.expected is not None and (self.handed_over or called)


def read(path: Path) -> list[OutsideMessage]:
    """The messages of a file, without those that may go either way.

    Raises:
        OutsideRefused: a column is missing, or a line expects something unknown.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise OutsideRefused(
                f"{path}:1: no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}, tab-separated"
            )
        return list(_messages(rows, path))


def _messages(rows: Iterable[dict[str, str]], path: Path) -> Iterator[OutsideMessage]:
    signals = taxonomy().signals
    for line, row in enumerate(rows, 2):
        expected = _OTHER_NAMES.get(row["expected"], row["expected"])
        if expected == EITHER:
            continue
        if expected != ORDINARY and expected not in signals:
            known = ", ".join((ORDINARY, EITHER, *_OTHER_NAMES, *signals))
            raise OutsideRefused(f"{path}:{line}: expects '{expected}'; known: {known}")
        yield OutsideMessage(row["text"], None if expected == ORDINARY else expected, row["language"], row["source"])


def table(results: Sequence[OutsideResult]) -> list[str]:
    """Needless and found, per source and in all; messages in another language than English apart."""
    english = [r for r in results if r.message.language == ENGLISH]
    other = [r for r in results if r.message.language != ENGLISH]
    by_source: dict[str, list[OutsideResult]] = defaultdict(list)
    for result in english:
        by_source[result.message.source].append(result)
    lines = [f"{'messages of others':22}{'handed over needlessly':>34}{'found':>34}"]
    lines += [_row(source, of_source) for source, of_source in sorted(by_source.items())]
    lines += [_row("all in English", english), _row("other languages", other)]
    by_signal: dict[str, list[bool]] = defaultdict(list)
    for result in english:
        if result.message.expected is not None:
            by_signal[result.message.expected].append(result.found)
    lines += [f"  found, {signal:18} {rate(found)}" for signal, found in sorted(by_signal.items())]
    return lines


def _row(name: str, results: Sequence[OutsideResult]) -> str:
    needless = rate([r.needless for r in results if r.message.expected is None])
    found = rate([r.found for r in results if r.message.expected is not None])
    return f"{name:22}{needless!s:>34}{found!s:>34}"


def worst(results: Sequence[OutsideResult]) -> list[str]:
    """The surest needless handovers, and all misses; for the report, which stays on this machine."""
    needless = sorted((r for r in results if r.needless), key=lambda r: -r.confidence)[:_SHOWN]
    missed = [r for r in results if r.message.expected is not None and not r.found]
    return [
        "Needless, the surest first:",
        *(f"  {r.confidence:.2f} {r.intent}: {r.message.text}" for r in needless),
        "Missed:",
        *(f"  {r.message.expected} ({r.intent}): {r.message.text}" for r in missed),
    ]
