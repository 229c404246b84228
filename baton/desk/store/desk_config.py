"""How the desk works, from `business/desk.yml`: service level, limits, teams."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pydantic import Field, validator

from baton.base.document import DocumentPart, Fault
from baton.base.live_file import LiveFile
from policies.taxonomy import TaxonomyDocument, taxonomy

EVERYTHING_ELSE = "everything_else"

_LONGEST_MINUTES = 10_080  # a week
_TEAM_ID = re.compile("[a-z][a-z0-9_-]{0,62}")


def levels() -> dict[str, int]:
    """The priorities by their names in the file: urgent is 1, normal is 4."""
    return {label.lower(): number for number, label in taxonomy().priority_labels.items()}


class Team(DocumentPart):
    """A team, and the categories that it takes: those listed, or those that no other team takes."""

    name: str = Field(min_length=1, max_length=60)
    takes: list[str] = Field(unique_items=True)

    @validator("takes", pre=True)
    def _everything_else_is_no_category(cls, value: object) -> object:
        if isinstance(value, list) and EVERYTHING_ELSE in value:
            raise ValueError(f"{EVERYTHING_ELSE} stands alone, not in a list")
        return [EVERYTHING_ELSE] if value == EVERYTHING_ELSE else value

    @property
    def takes_everything_else(self) -> bool:
        return self.takes == [EVERYTHING_ELSE]

    @property
    def categories(self) -> list[str]:
        """Those that are listed; none for the team that takes everything else."""
        return [] if self.takes_everything_else else self.takes


class DeskConfig(TaxonomyDocument):
    """How the desk works."""

    setting = "desk_file"

    #: By priority, minutes of opening time in which a handoff is to be taken.
    service_level: dict[str, float] = Field(gt=0, le=_LONGEST_MINUTES)
    warn_at_percent: float = Field(ge=1, le=99)
    conversations_at_a_time: int = Field(ge=1, le=100)
    offer_seconds: float = Field(ge=5, le=3600)
    pass_on_minutes: float = Field(gt=0, le=_LONGEST_MINUTES)
    undo_seconds: float = Field(ge=0, le=60)
    gone_minutes: float = Field(default=3, ge=2, le=60)
    teams: dict[str, Team]

    @validator("service_level")
    def _every_priority_has_one(cls, value: dict[str, float]) -> dict[str, float]:
        missing, unknown = [name for name in levels() if name not in value], value.keys() - levels().keys()
        if unknown:
            raise ValueError(f"unknown {', '.join(map(repr, sorted(unknown)))}; known: {', '.join(levels())}")
        if missing:
            raise ValueError(f"missing {', '.join(missing)}")
        return value

    @property
    def team_names(self) -> dict[str, str]:
        """Id and name of each team, in the order of the file."""
        return {key: team.name for key, team in self.teams.items()}

    @property
    def default_team(self) -> str:
        """The id of the team that takes everything else."""
        return next(key for key, team in self.teams.items() if team.takes_everything_else)

    @property
    def pass_on_seconds(self) -> float:
        return self.pass_on_minutes * 60.0

    @property
    def gone_seconds(self) -> float:
        """After so long without a sign of life, an agent for whose answer a customer waits is gone."""
        return self.gone_minutes * 60.0

    def team_of(self, category: str, set_team: str | None = None) -> str:
        """The team that a handoff is for: the one it was transferred to, or the one that takes its category."""
        if set_team is not None and set_team in self.teams:
            return set_team
        taking = (key for key, team in self.teams.items() if category in team.categories)
        return next(taking, self.default_team)

    def limit(self, priority: int) -> float:
        """Seconds of opening time that a handoff of this priority may wait."""
        minutes = {number: self.service_level[name] for name, number in levels().items()}
        return minutes.get(priority, max(minutes.values())) * 60.0

    def faults(self) -> Iterator[Fault]:
        for key in self.teams:
            if not _TEAM_ID.fullmatch(key):
                yield ("teams", key), f"teams: {key!r} is no valid name; it must match ^{_TEAM_ID.pattern}$"
        rest = sum(team.takes_everything_else for team in self.teams.values())
        if rest != 1:
            yield ("teams",), f"teams: exactly one team takes {EVERYTHING_ELSE}; here it is {rest}"
        taken: dict[str, str] = {}
        for key, team in self.teams.items():
            for index, category in enumerate(team.categories):
                if category in taken:
                    yield ("teams", key, "takes", index), f"teams.{key}: {taken[category]} takes {category} already"
                taken.setdefault(category, key)

    def unknown_categories(self, categories: Collection[str]) -> Iterator[Fault]:
        for key, team in self.teams.items():
            for index, category in enumerate(team.categories):
                if category not in categories:
                    yield ("teams", key, "takes", index), f"teams.{key}: there is no category {category}"


#: The configuration that is in force.
DeskConfigFile = LiveFile[DeskConfig]
