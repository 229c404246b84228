"""Whether a new model is worse than the one in force, on the same held-out messages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baton.cli.trainer.held_out import Result
from baton.lab.statistics import mcnemar_exact
from policies.taxonomy import taxonomy

#: A difference that chance brings about less often than this counts; two trainings on the same data differ as well.
SURE = 0.05
_SHOWN = 12  # messages of each kind


@dataclass(frozen=True)
class Comparison:
    """The messages that two models decide differently.

    Attributes:
        lost: right before, wrong now.
        won: wrong before, right now.
        critical_lost: those of `lost` that must reach a person in any case.
        critical_won: the same of `won`.
        intents_lost: messages whose intent was right before and is wrong now; those that need no person.
        intents_won: the same the other way round.
    """

    lost: tuple[Result, ...]
    won: tuple[Result, ...]
    critical_lost: int
    critical_won: int
    intents_lost: int
    intents_won: int

    @property
    def worse(self) -> bool:
        """Whether the new model is worse by more than chance: in its decisions, in those that count most, or in what
        it understands."""
        return (
            _worse(len(self.lost), len(self.won))
            or _worse(self.critical_lost, self.critical_won)
            or _worse(self.intents_lost, self.intents_won)
        )


def figures(results: Sequence[Result]) -> dict[str, int]:
    """The figures of one model."""
    return {
        "messages": len(results),
        "right": sum(_right(one) for one in results),
        "missed": sum(one["should"] and not one["handed_over"] for one in results),
        "needless": sum(one["handed_over"] and not one["should"] for one in results),
        "intents_right": sum(_understood(one) for one in results if not one["should"]),
        "intents": sum(not one["should"] for one in results),
    }


def compare(before: Sequence[Result], now: Sequence[Result]) -> Comparison:
    """Compare two models on the messages that both have read."""
    earlier = {one["text"]: one for one in before}
    pairs = [(earlier[one["text"]], one) for one in now if one["text"] in earlier]
    lost = tuple(new for old, new in pairs if _right(old) and not _right(new))
    won = tuple(new for old, new in pairs if _right(new) and not _right(old))
    everyday = [(_understood(old), _understood(new)) for old, new in pairs if not new["should"]]
    return Comparison(
        lost,
        won,
        sum(map(_critical, lost)),
        sum(map(_critical, won)),
        sum(old and not new for old, new in everyday),
        sum(new and not old for old, new in everyday),
    )


def report(found: Comparison) -> Iterator[str]:
    """The comparison in lines."""
    yield f"decisions: {len(found.won)} wrong before and right now, {len(found.lost)} right before and wrong now"
    yield f"  of those that must reach a person in any case: {found.critical_won} won, {found.critical_lost} lost"
    yield f"intents of everyday messages: {found.intents_won} won, {found.intents_lost} lost"
    for title, listed in (("now wrong", found.lost), ("now right", found.won)):
        for one in listed[:_SHOWN]:
            done = "handed over" if one["handed_over"] else "kept by the bot"
            yield f"  {title}: {one['meant']}, {done}: {one['text']}"
        if len(listed) > _SHOWN:
            yield f"  {title}: and {len(listed) - _SHOWN} more"


def _right(one: Result) -> bool:
    return one["should"] == one["handed_over"]


def _understood(one: Result) -> bool:
    return one["intent"] == one["meant"]


def _critical(one: Result) -> bool:
    return one["should"] and one["meant"] in taxonomy().critical_signals


def _worse(lost: int, won: int) -> bool:
    return lost > won and mcnemar_exact(lost, won) < SURE
