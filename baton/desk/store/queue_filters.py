"""Which handoffs a view of the queue shows: read from the page's address, kept as a saved view. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func
from sqlalchemy.sql import ColumnElement

from baton.base.text import clean
from baton.desk.auth.roles import Agent
from baton.desk.store import labels
from baton.desk.store.desk_config import DeskConfig
from baton.handoff.records import search_index, search_terms
from baton.handoff.records.repository import Handoff
from baton.handoff.records.tables import HandoffRow
from policies.taxonomy import taxonomy

ALL, NOBODY = "all", "nobody"
_LONGEST = {"q": 100}


@dataclass(frozen=True)
class Filter:
    """What must be so of a handoff; an empty field asks for nothing.

    `team` is empty for the agent's own teams (all, where they are in none), `all`, or a team; `owner` may be
    `nobody`; `level` is how the waiting clock stands.
    """

    q: str = ""
    team: str = ""
    category: str = ""
    priority: str = ""
    trigger: str = ""
    owner: str = ""
    level: str = ""

    @property
    def narrow(self) -> bool:
        """Whether it asks for anything."""
        return any(asdict(self).values())

    @property
    def conditions(self) -> int:
        """How many things it asks for, the search aside."""
        return sum(bool(value) for name, value in asdict(self).items() if name != "q")

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def teams(self, agent: Agent, rules: DeskConfig) -> frozenset[str]:
        """The teams whose handoffs are wanted."""
        if self.team in rules.teams:
            return frozenset({self.team})
        return agent.teams & set(rules.teams) if not self.team and agent.teams else frozenset(rules.teams)

    def in_database(self) -> list[ColumnElement]:
        """The conditions, for a query of handoffs, that they are wanted; their team and their clock aside."""
        wanted = search_index.having(search_terms.asked(self.q))
        if self.category:  # some categories share a name, and only the name is to be chosen
            name = labels.category(self.category)
            shared = [self.category, *(one for one in taxonomy().labels if labels.category(one) == name)]
            corrected = HandoffRow.disposition["category"].as_string()
            wanted.append(func.coalesce(func.nullif(corrected, ""), HandoffRow.category).in_(shared))
        if self.priority:
            wanted.append(HandoffRow.priority == (int(self.priority) if self.priority.isdecimal() else -1))
        if self.trigger:
            wanted.append(HandoffRow.trigger == self.trigger)
        if self.owner:
            wanted.append(HandoffRow.owner.is_(None) if self.owner == NOBODY else HandoffRow.owner == self.owner)
        return wanted


def category_of(handoff: Handoff) -> str:
    """The category as an agent corrected it, or as it came."""
    corrected = handoff.disposition.get("category") if handoff.disposition is not None else None
    return corrected or handoff.category


def read(values: Mapping[str, str]) -> Filter:
    """The filter of an address; what is not known is left out."""
    known = {name: " ".join(clean(str(values.get(name, ""))).split()) for name in Filter.__dataclass_fields__}
    return Filter(**{name: value[: _LONGEST.get(name, 64)] for name, value in known.items()})


def parse(query: str) -> Filter:
    """The filter of a saved query."""
    return read(dict(parse_qsl(query)))
