"""A replay's result as one HTML file: nothing is loaded, no words of customers are in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from baton.lab.replay import pictures
from baton.lab.replay.comparison import Change
from baton.lab.replay.effects import Certainty
from baton.lab.replay.result import Counted, EffectLine, ReplayResult
from baton.lab.report import pictures as report_pictures
from baton.lab.report import wording
from baton.lab.report.html import NameOf, environment, style
from baton.lab.statistics import Rate

FOLDER = Path(__file__).resolve().parent
_CHANGES = tuple(change.value for change in Change)
_SAME = Change.SAME.value
#: Conversations to read that are shown at once.
_MOST_SHOWN = 12
#: How sure an effect is, as a sign that is read without colour.
_SIGNS = {Certainty.EXACT.value: "●", Certainty.BOUNDED.value: "◐", Certainty.UNKNOWN.value: "○"}


def _no_address(_conversation_id: str) -> str:
    return ""


@dataclass(frozen=True)
class Around:
    """What a page says beside the result.

    Attributes:
        shop: its name.
        difference: of the candidate from the policy in force, as a unified diff; empty: it is not shown.
        name_of: what a trigger ("trigger") or category ("topic") is called.
        side_by_side: the address of a conversation under both policies, or an empty text.
        conversation: the address of a conversation, or an empty text.
    """

    shop: str
    difference: str = ""
    name_of: NameOf = lambda facet, value: value.replace("_", " ")
    side_by_side: Callable[[str], str] = _no_address
    conversation: Callable[[str], str] = _no_address


@dataclass(frozen=True)
class Row:
    """A line of a table of changes."""

    name: str
    counts: tuple[int, ...]
    otherwise: Rate


def page(result: ReplayResult, around: Around) -> str:
    """One self-contained file: style and pictures are in it."""
    own = (FOLDER / "replay.css").read_text(encoding="utf-8")
    return (
        environment(FOLDER)
        .get_template("replay.html")
        .render(
            result=result,
            around=around,
            style=Markup(style() + own),
            changes=_CHANGES,
            tables=_tables(result, around.name_of),
            otherwise=Rate(result.differing, result.conversations),
            judged=Rate(result.better, result.better + result.worse),
            load=pictures.load(result, result.days),
            size=(pictures.WIDTH, pictures.HEIGHT),
            range_of=range_of,
            signs=_SIGNS,
            most_shown=_MOST_SHOWN,
            rate=Rate,
            w=wording,
            pictures=report_pictures,
        )
    )


def _tables(counted: Counted, name_of: NameOf) -> list[tuple[str, list[Row]]]:
    """The tables of changes: title and rows; a table of nothing is left out."""
    plain: NameOf = lambda _facet, value: value.replace("_", " ").capitalize()  # noqa: E731
    tables: tuple[tuple[str, Mapping[str, Mapping[str, int]], NameOf, str], ...] = (
        ("By trigger", counted.triggers, name_of, "trigger"),
        ("By category", counted.categories, name_of, "topic"),
        ("Agents’ verdicts", counted.verdicts, plain, ""),
        ("Could the bot have done it, by agents", counted.bot_could, plain, ""),
        ("Customers’ stars", counted.stars, plain, ""),
    )
    return [
        (title, [_row(names(facet, value), counts) for value, counts in rows.items()])
        for title, rows, names, facet in tables
        if rows
    ]


def _row(name: str, counts: Mapping[str, int]) -> Row:
    numbers = tuple(counts.get(change, 0) for change in _CHANGES)
    return Row(name, numbers, Rate(sum(numbers) - counts.get(_SAME, 0), sum(numbers)))


def range_of(effect: EffectLine) -> str:
    """The number of an effect, its bounds, or that nobody knows."""
    if effect.certainty == Certainty.UNKNOWN.value:
        return "not known"
    return f"{effect.low:,}" if effect.low == effect.high else f"{effect.low:,} to {effect.high:,}"
