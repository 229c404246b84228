"""Which handoffs a view of the queue shows: read from the page's address, kept as a saved view. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlencode

from baton.desk import words
from baton.desk.roles import Agent
from baton.desk.rules import Rules
from baton.desk.text import clean
from baton.handoff import search
from baton.handoff.store import Handoff

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
    def parts(self) -> int:
        """How many things it asks for, the search aside."""
        return sum(bool(value) for name, value in asdict(self).items() if name != "q")

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def teams(self, agent: Agent, rules: Rules) -> frozenset[str]:
        """The teams whose handoffs are wanted."""
        if self.team in rules.teams:
            return frozenset({self.team})
        return agent.teams & set(rules.teams) if not self.team and agent.teams else frozenset(rules.teams)

    def fits(self, handoff: Handoff) -> bool:
        """Whether a handoff is wanted, its team and its clock aside."""
        if self.category and words.category(self.category) != words.category(category_of(handoff)):
            return False  # some categories share a name, and only the name is to be chosen
        plain = {"priority": str(handoff.priority), "trigger": handoff.trigger}
        if any(getattr(self, name) not in ("", value) for name, value in plain.items()):
            return False
        if self.owner and (handoff.owner or NOBODY) != self.owner:
            return False
        wanted = search.asked(self.q)
        return not wanted or search.fits(search.words(handoff.package), wanted)


def category_of(handoff: Handoff) -> str:
    """The category as an agent corrected it, or as it came."""
    return str((handoff.disposition or {}).get("category") or handoff.category)


def read(values: Mapping[str, str]) -> Filter:
    """The filter of an address; what is not known is left out."""
    known = {name: " ".join(clean(str(values.get(name, ""))).split()) for name in Filter.__dataclass_fields__}
    return Filter(**{name: value[: _LONGEST.get(name, 64)] for name, value in known.items()})


def parse(query: str) -> Filter:
    """The filter of a saved query."""
    return read(dict(parse_qsl(query)))
