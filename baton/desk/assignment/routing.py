"""To whom a waiting conversation is offered next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from baton.desk.store.labels import is_critical

#: Whoever said "not now" is not asked again about the same conversation for this long, seconds.
DECLINED_SECONDS = 600.0


@dataclass(frozen=True)
class Past:
    """An offer that is over."""

    login: str
    at: float
    declined: bool


@dataclass(frozen=True)
class WaitingHandoff:
    """A conversation that nobody has and that is offered to nobody."""

    id: str
    priority: int
    since: float
    team: str
    past: tuple[Past, ...] = ()


@dataclass
class Candidate:
    """An agent who is there."""

    login: str
    teams: frozenset[str]  #: none: takes whatever comes
    capacity_left: int  #: how many more conversations fit
    active: int  #: how many conversations they have
    last_offer_at: float = 0.0  #: when the last offer was made to them
    has_open_offer: bool = field(default=False)  #: whether an offer waits for their answer


def plan(waiting: Iterable[WaitingHandoff], candidates: Sequence[Candidate], at: float) -> list[tuple[str, str]]:
    """New offers: the most urgent and oldest first, one at a time for each agent.

    Everybody of the team is asked once, those with the fewest conversations first; then everybody else who is there;
    then it starts again. A limit is no reason to leave a critical issue waiting.

    Args:
        waiting: what is to be offered.
        candidates: the agents who are there; their `has_open_offer` is set as offers are given out.
        at: the present moment, epoch seconds.
    Returns:
        Pairs of conversation and login.
    """
    made = []
    for one in sorted(waiting, key=lambda w: (w.priority, w.since)):
        refused = {past.login for past in one.past if past.declined and past.at > at - DECLINED_SECONDS}
        free = [
            candidate
            for candidate in candidates
            if not candidate.has_open_offer
            and candidate.login not in refused
            and (candidate.capacity_left > 0 or is_critical(one.priority))
        ]
        if not free:
            continue
        chosen = min(free, key=lambda candidate: _rank(one, candidate))
        chosen.has_open_offer, chosen.last_offer_at = True, at
        made.append((one.id, chosen.login))
    return made


def _rank(one: WaitingHandoff, candidate: Candidate) -> tuple[int, bool, int, float, str]:
    times = sum(past.login == candidate.login for past in one.past)
    outside = bool(candidate.teams) and one.team not in candidate.teams
    return times, outside, candidate.active, candidate.last_offer_at, candidate.login
