"""The result of a replay: what the terminal shows, and the file that allows a promotion. No customer's words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from pydantic import BaseModel, Extra, ValidationError

from baton.lab.replay.comparison import Change
from baton.lab.replay.effects import Certainty, effects
from baton.lab.replay.rescoring import Rescoring
from baton.lab.replay.tally import Tally
from baton.lab.statistics import mcnemar_exact
from policies.policy_document import PolicyDocument

FORMAT = 1


class _Part(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True


class PolicyName(_Part):
    """Which policy."""

    version: int
    hash: str
    posture: str

    @classmethod
    def of(cls, policy: PolicyDocument) -> PolicyName:
        """The name of a document."""
        return cls(version=policy.version, hash=policy.hash, posture=policy.posture)

    def __str__(self) -> str:
        return f"version {self.version}, {self.hash}, {self.posture}"


class Loss(_Part):
    """Locked categories that are handed over no more, or later, at one message."""

    conversation_id: str
    turn: int
    categories: List[str]


class EffectLine(_Part):
    """One effect: exact, bounded or unknown."""

    what: str
    certainty: str
    low: Optional[int]
    high: Optional[int]
    cases: int
    identified: int

    @property
    def identified_share(self) -> Optional[float]:
        """Of how many of its cases the outcome is known."""
        return self.identified / self.cases if self.cases else None


class ReadLine(_Part):
    """A conversation to read, and why."""

    conversation_id: str
    change: str
    trigger: str
    category: str
    logged_turn: Optional[int]
    candidate_turn: Optional[int]
    verdict: Optional[str]
    why: str


class Counted(_Part):
    """What was counted over some conversations."""

    conversations: int
    differing: int
    cut_short: int = 0  #: in which the bot would have answered otherwise before any handover differed
    logged_handovers: int
    logged_policies: Dict[str, int]  #: hashes by which they were decided
    changes: Dict[str, int]
    triggers: Dict[str, Dict[str, int]]
    categories: Dict[str, Dict[str, int]]
    verdicts: Dict[str, Dict[str, int]]
    bot_could: Dict[str, Dict[str, int]]
    stars: Dict[str, Dict[str, int]]
    endings_of_new: Dict[str, int]
    effects: List[EffectLine]
    better: int
    worse: int
    p_value: float  #: exact McNemar over better and worse
    hours_logged: Dict[int, int]
    hours_candidate: Dict[int, int]
    locked_lost: int
    losses: List[Loss]
    to_read: List[ReadLine]

    @property
    def effects_of_cases(self) -> List[EffectLine]:
        """The exact effects, and of the others those of any case: bounds of nothing say nothing."""
        return [each for each in self.effects if each.cases or each.certainty == Certainty.EXACT.value]


class RescoredResult(_Part):
    """A replay with every message read anew; the four are of the same conversations."""

    model: str  #: its name
    erased: int  #: conversations that were not read anew
    messages: int
    unnamed: int = 0  #: messages that no model has read before, as far as the log says
    otherwise: int  #: messages that the bot would answer otherwise
    neither: Counted  #: the policy in force, as it was read then
    policy: Counted  #: the candidate alone
    reading: Counted  #: the reading alone
    both: Counted

    @property
    def sources(self) -> Tuple[Tuple[str, Counted], ...]:
        """What changes the handovers, in words, each with what it does."""
        return (
            ("neither: as the policy in force has it", self.neither),
            ("the candidate alone", self.policy),
            ("the reading alone", self.reading),
            ("both", self.both),
        )


class ReplayResult(Counted):
    """A replay of one candidate."""

    format: int
    made_at: str  #: ISO 8601
    candidate: PolicyName
    in_force: PolicyName
    since: Optional[str]
    until: Optional[str]
    days: float
    rescored: Optional[RescoredResult] = None

    @property
    def all_lost(self) -> int:
        """Messages at which a locked category is lost: by the candidate, by the reading, or by both."""
        anew = self.rescored
        return self.locked_lost + (anew.reading.locked_lost + anew.both.locked_lost if anew is not None else 0)


class ResultRefused(ValueError):
    """A file is no result of a replay; the text says why."""


def result(
    tally: Tally,
    candidate: PolicyDocument,
    in_force: PolicyDocument,
    made_at: datetime,
    since: Optional[datetime] = None,
    until: Optional[datetime] = None,
    rescored: Optional[RescoredResult] = None,
) -> ReplayResult:
    """The result of a replay that has come to its end."""
    seconds = (tally.last_at or 0.0) - (tally.first_at or 0.0)
    return ReplayResult(
        format=FORMAT,
        made_at=made_at.isoformat(timespec="seconds"),
        candidate=PolicyName.of(candidate),
        in_force=PolicyName.of(in_force),
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        days=round(seconds / 86400, 2),
        rescored=rescored,
        **_counts(tally),
    )


def rescored_result(found: Rescoring, model: str) -> RescoredResult:
    """The result of reading anew that has come to its end.

    Args:
        model: its name.
    """
    return RescoredResult(
        model=model,
        erased=found.erased,
        messages=found.messages,
        unnamed=found.unnamed,
        otherwise=found.otherwise,
        neither=Counted(**_counts(found.neither)),
        policy=Counted(**_counts(found.policy)),
        reading=Counted(**_counts(found.reading)),
        both=Counted(**_counts(found.both)),
    )


def _counts(tally: Tally) -> Dict[str, Any]:
    """The fields of `Counted`."""
    return dict(
        conversations=tally.conversations,
        differing=tally.differing,
        cut_short=tally.cut_short,
        logged_handovers=tally.logged,
        logged_policies=dict(tally.policies.most_common()),
        changes={change.value: tally.count(change) for change in Change},
        triggers=_table(tally.triggers),
        categories=_table(tally.categories),
        verdicts=_table({(c, v.value if v else "unsaid"): n for (c, v), n in tally.verdicts.items()}),
        bot_could=_table({(c, _YES_NO[said]): n for (c, said), n in tally.bot_could.items()}),
        stars=_table({(c, str(said or "unsaid")): n for (c, said), n in tally.stars.items()}),
        endings_of_new={(e.value if e else "unknown"): n for e, n in tally.endings.items()},
        effects=[EffectLine(**{**vars(each), "certainty": each.certainty.value}) for each in effects(tally)],
        better=tally.better,
        worse=tally.worse,
        p_value=mcnemar_exact(tally.better, tally.worse),
        hours_logged=dict(sorted(tally.hours_logged.items())),
        hours_candidate=dict(sorted(tally.hours_candidate.items())),
        locked_lost=tally.lost,
        losses=[
            Loss(conversation_id=each.conversation_id, turn=each.turn, categories=list(each.categories))
            for each in tally.losses
        ],
        to_read=[ReadLine(**{name: getattr(line, name) for name in ReadLine.__fields__}) for line in tally.to_read],
    )


def read(path: Path) -> ReplayResult:
    """The result in a file that `baton replay --json` wrote.

    Raises:
        ResultRefused: it cannot be read, or is something else.
    """
    try:
        found = ReplayResult.parse_raw(path.read_bytes())
    except OSError as error:
        raise ResultRefused(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ResultRefused(
            f"{path} is no result of `baton replay --json`: {where}: {first['msg']}; replay the candidate again"
        ) from error
    if found.format != FORMAT:
        raise ResultRefused(f"{path} has format {found.format}, not {FORMAT}; replay the candidate again")
    return found


_YES_NO = {True: "yes", False: "no", None: "unsaid"}


def _table(counts: Dict[tuple[Change, str], int]) -> Dict[str, Dict[str, int]]:
    """By what was counted, the number of each change; the most frequent first."""
    rows: Dict[str, Dict[str, int]] = {}
    for (change, name), number in counts.items():
        rows.setdefault(name, {each.value: 0 for each in Change})[change.value] += number
    return dict(sorted(rows.items(), key=lambda row: (-sum(row[1].values()), row[0])))
