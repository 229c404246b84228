"""A report as HTML: the body that the desk shows in a page of its own, or one file with everything in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from baton.lab.report import pictures, wording
from baton.lab.report.gaps import MOST_MESSAGES
from baton.lab.report.measures import MINIMUM, Measure
from baton.lab.report.report import Report

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Links:
    """Where numbers lead; each gives an address, or an empty text for none.

    Attributes:
        measure: to the conversations of a measure, for a facet with a value or for all (both empty).
        conversation: to one conversation.
    """

    measure: Callable[[Measure, str, str], str] = lambda measure, facet, value: ""
    conversation: Callable[[str], str] = lambda conversation_id: ""


#: What a value of a facet is called: `name_of("team", "care")`.
NameOf = Callable[[str, str], str]


@lru_cache
def environment(folder: Path = FOLDER) -> Environment:
    """Templates of a folder, which may use those of the report."""
    return Environment(
        loader=FileSystemLoader([folder / "templates", FOLDER / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style() -> str:
    """The style sheet."""
    return (FOLDER / "report.css").read_text(encoding="utf-8")


def body(report: Report, name_of: NameOf, links: Links | None = None) -> str:
    """The report without a page round it."""
    return environment().get_template("body.html").render(_context(report, name_of, links))


def page(report: Report, name_of: NameOf, shop: str, links: Links | None = None) -> str:
    """One self-contained file: style and pictures are in it, nothing is loaded."""
    context = {**_context(report, name_of, links), "shop": shop, "style": Markup(style())}
    return environment().get_template("page.html").render(context)


def _context(report: Report, name_of: NameOf, links: Links | None) -> dict[str, object]:
    used = links or Links()
    before = str(report.compared) if report.compared is not None else None
    return {
        "report": report,
        "name_of": name_of,
        "link": used.measure,
        "conversation": used.conversation,
        "linked": links is not None,
        "w": wording,
        "pictures": pictures,
        "bars": pictures.ends(report.figures, str(report.period), before),
        "minimum": MINIMUM,
        "most_messages": MOST_MESSAGES,
    }
