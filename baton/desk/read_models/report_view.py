"""What the pages and files of a report need from the desk: names of what is counted, and where numbers lead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

from baton.base.model_file import MODEL
from baton.desk.container import DeskContainer
from baton.desk.store import labels
from baton.lab.period import Period
from baton.lab.report.gaps import Grouper
from baton.lab.report.html import Links, NameOf
from baton.lab.report.measures import BY_NAME, Facets, Filter, Measure

PATH = "/reports/conversations"


def grouper() -> Grouper | None:
    """Groups messages by meaning; None where there is no trained model."""
    from baton.lab.text_vectors import NoLanguageModel

    try:
        return _grouper(MODEL.stat().st_mtime)
    except (NoLanguageModel, OSError):
        return None


@lru_cache(maxsize=1)
def _grouper(_trained_at: float) -> Grouper:
    # Imported where it is wanted: a desk that nobody asks for it does without the language model.
    from baton.lab.report.meaning import MeaningGrouper

    return MeaningGrouper(MODEL)


def names(container: DeskContainer) -> NameOf:
    """What a value of a facet is called."""
    teams, agents = container.rules().team_names, container.agents.names()

    def name_of(facet: str, value: str) -> str:
        if facet == "topic":
            return labels.category(value)
        if facet == "trigger":
            return labels.trigger(value)
        if facet == "policy":
            return f"Version {value}"
        return {"team": teams, "agent": agents}.get(facet, {}).get(value, value)

    return name_of


def links(period: Period, desk_url: str = "") -> Links:
    """Where the numbers of a report lead.

    Args:
        desk_url: of the desk, for a file; empty on its own pages.
    """

    def measure(measure: Measure, facet: str, value: str) -> str:
        wanted = {"measure": measure.name, "since": period.first.isoformat(), "until": period.last.isoformat()}
        return f"{desk_url}{PATH}?{urlencode({**wanted, **({'facet': facet, 'value': value} if facet else {})})}"

    return Links(measure, lambda conversation_id: f"{desk_url}/conversations/{quote(conversation_id, safe='')}")


@dataclass(frozen=True)
class Wanted:
    """Which entries a list shows: all that a measure is a share of, or those that it counts."""

    measure: Measure
    hits: bool
    facet: str = ""
    value: str = ""

    @property
    def of_value(self) -> Filter:
        """The entries with the value of the facet, or all."""
        return {self.facet: frozenset({self.value})} if self.facet else {}

    @property
    def filter(self) -> Filter:
        """The entries of the list."""
        of: dict[str, frozenset[str]] = {**self.measure.of}
        for name, values in self.of_value.items():
            of[name] = of.get(name, values) & values
        if not self.hits:
            return of
        return of | {name: values & of.get(name, values) for name, values in self.measure.hits.items()}


def wanted(measure: str, part: str, facet: str, value: str) -> Wanted | None:
    """What an address asks for; None if there is no such measure or facet."""
    found = BY_NAME.get(measure)
    if found is None or (facet and facet not in Facets._fields):
        return None
    return Wanted(found, part != "all", facet, value)
