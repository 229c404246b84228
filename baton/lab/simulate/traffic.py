"""Months of conversations, each with what became of it and with its hidden truth. Pure.

Customers who need a person and get none give up, or come back about the same thing; agents judge handovers by the
truth, not always and not always rightly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from baton.lab.outcomes import Verdict
from baton.lab.simulate.live import LiveConversation
from baton.lab.simulate.scenarios import WEIGHTS, Script, ScriptWriter
from baton.lab.simulate.texts import Texts
from policies.decision import Decision
from policies.policy_document import PolicyDocument

DAY = 86400.0
#: How often agents say something of a handover, and how often they are wrong.
_SAYS, _WRONG = 0.8, 0.04
#: How often whoever gave up, and whoever had a person, comes back about the same thing.
_COMES_BACK = {"gave_up": 0.5, "handed_over": 0.04}
_AGENTS = ("ada", "ben", "chloe", "dev", "eve")
_HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 20, 18, 18, 18, 17, 16, 15, 14, 13, 12, 9, 6, 4)  # visitors, by hour


@dataclass(frozen=True)
class Treatment:
    """What an agent did with a handover. Times are epoch seconds."""

    decision: Decision
    agent: str
    claimed_at: float
    closed_at: float
    verdict: Verdict | None
    bot_could: bool | None
    stars: int | None


@dataclass(frozen=True)
class Visit:
    """One conversation with everything that is known of it, to people and to nobody."""

    conversation: LiveConversation
    visitor: str
    script: Script
    treatment: Treatment | None
    ended_at: float
    ending: str  #: handed_over, resolved, gave_up


class Traffic:
    """Makes visits.

    Args:
        seed: the same one makes the same visits.
        policy: in force.
        weights: how often each scenario comes; only those.
    """

    def __init__(self, seed: int, policy: PolicyDocument, weights: Mapping[str, float] = WEIGHTS) -> None:
        self._random = Random(seed)
        self._writer = ScriptWriter(self._random, Texts(self._random), dict(weights))
        self._policy: Callable[[], PolicyDocument] = lambda: policy

    def visits(self, number: int, until: float, days: int) -> Iterator[Visit]:
        """So many conversations over so many days, the oldest first; comebacks are among them.

        Args:
            until: midnight after the last day, epoch seconds.
        """
        moments = sorted(self._moment(until, days) for _ in range(number))
        comebacks: list[tuple[float, Visit]] = []
        for count, at in enumerate(moments):
            due = next((one for one in comebacks if one[0] <= at), None)
            if due is not None:
                comebacks.remove(due)
                visit = self._visit(f"sim-{count:07}", due[1].visitor, due[1].script, at)
            else:
                visit = self._visit(f"sim-{count:07}", f"visitor-{count:07}", self._writer.script(), at)
                if self._random.random() < _COMES_BACK.get(visit.ending, 0.0):
                    comebacks.append((at + self._random.uniform(0.1, 5) * DAY, visit))
            yield visit

    def _moment(self, until: float, days: int) -> float:
        hour = self._random.choices(range(24), _HOURS)[0]
        return until - DAY * self._random.randint(1, days) + 3600 * (hour + self._random.random())

    def _visit(self, conversation_id: str, visitor: str, script: Script, at: float) -> Visit:
        random = self._random
        conversation = LiveConversation(conversation_id, self._policy)
        for message in script.messages:
            decision = conversation.message(message.text, message.parsed, at, message.actions)
            if decision is not None:
                treatment = self._treatment(script, decision, at)
                return Visit(conversation, visitor, script, treatment, treatment.closed_at, "handed_over")
            at += random.uniform(8, 45)
        ending = "gave_up" if script.needed_from is not None else "resolved"
        return Visit(conversation, visitor, script, None, at, ending)

    def _treatment(self, script: Script, decision: Decision, at: float) -> Treatment:
        random = self._random
        claimed_at = at + random.lognormvariate(4.5, 0.8)
        truth = verdict(script, decision.turn)
        said = random.choice(list(Verdict)) if random.random() < _WRONG else truth
        says = random.random() < _SAYS
        happy = truth in (Verdict.RIGHT, Verdict.UNNECESSARY)
        stars = random.choices((1, 2, 3, 4, 5), (1, 1, 2, 6, 10) if happy else (5, 4, 4, 3, 2))[0]
        return Treatment(
            decision=decision,
            agent=random.choice(_AGENTS),
            claimed_at=claimed_at,
            closed_at=claimed_at + random.lognormvariate(6.0, 0.6),
            verdict=said if says else None,
            bot_could=(script.bot_could != (random.random() < _WRONG)) if says else None,
            stars=stars if random.random() < 0.25 else None,
        )


def verdict(script: Script, turn: int) -> Verdict:
    """What a handover in a turn truly is."""
    if script.needed_from is None:
        return Verdict.UNNECESSARY
    if turn == script.needed_from or script.scenario == "unknown_question":
        return Verdict.RIGHT
    return Verdict.TOO_EARLY if turn < script.needed_from else Verdict.TOO_LATE
