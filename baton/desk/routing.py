"""To whom a waiting conversation is offered next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from baton.desk.words import GRAVE

#: Whoever said "not now" is not asked again about the same conversation for this long, seconds.
DECLINED_SECONDS = 600.0


@dataclass(frozen=True)
class Past:
    """An offer that is over."""

    login: str
    at: float
    declined: bool


@dataclass(frozen=True)
class Waiting:
    """A conversation that nobody has and that is offered to nobody."""

    id: str
    priority: int
    since: float
    team: str
    past: tuple[Past, ...] = ()


@dataclass
class Hand:
    """An agent who is there."""

    login: str
    teams: frozenset[str]  #: none: takes whatever comes
    room: int  #: how many more conversations fit
    busy: int  #: how many conversations they have
    asked_at: float = 0.0  #: when the last offer was made to them
    asked: bool = field(default=False)  #: whether an offer waits for their answer


def plan(waiting: Iterable[Waiting], hands: Sequence[Hand], at: float) -> list[tuple[str, str]]:
    """New offers: the gravest and oldest first, one at a time for each agent.

    Everybody of the team is asked once, those with the fewest conversations first; then everybody else who is there;
    then it starts again. A limit is no reason to leave a grave matter waiting.

    Args:
        waiting: what is to be offered.
        hands: who is there; their `asked` is set as offers are given out.
        at: the present moment, epoch seconds.
    Returns:
        Pairs of conversation and login.
    """
    made = []
    for one in sorted(waiting, key=lambda w: (w.priority, w.since)):
        refused = {past.login for past in one.past if past.declined and past.at > at - DECLINED_SECONDS}
        free = [
            hand
            for hand in hands
            if not hand.asked and hand.login not in refused and (hand.room > 0 or one.priority <= GRAVE)
        ]
        if not free:
            continue
        chosen = min(free, key=lambda hand: _rank(one, hand))
        chosen.asked, chosen.asked_at = True, at
        made.append((one.id, chosen.login))
    return made


def _rank(one: Waiting, hand: Hand) -> tuple[int, bool, int, float, str]:
    times = sum(past.login == hand.login for past in one.past)
    outside = bool(hand.teams) and one.team not in hand.teams
    return times, outside, hand.busy, hand.asked_at, hand.login
