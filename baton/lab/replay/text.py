"""A replay's result as lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baton.lab.replay.comparison import Change
from baton.lab.replay.effects import Certainty
from baton.lab.replay.result import Counted, EffectLine, ReplayResult, RescoredResult
from baton.lab.statistics import Rate

_CHANGES = tuple(change.value for change in Change)
_NAME, _EFFECT, _SOURCE = 34, 90, 42  # columns
_MOST_LINES = 20


def lines(result: ReplayResult) -> Iterator[str]:
    """Everything of a result, most important first."""
    yield f"Candidate  {result.candidate}"
    yield f"In force   {result.in_force}"
    yield f"Log        {result.conversations} conversations in {result.days:g} days, {_policies(result)}"
    if not result.locked_lost:
        yield "Locked     every locked category is handed over as before"
    yield from _losses(result, "This candidate cannot be promoted")
    yield ""
    share = Rate(result.differing, result.conversations)
    yield f"Handed over otherwise: {_rate(share)} of the conversations"
    yield from _table("by trigger", result.triggers)
    yield from _table("by category", result.categories)
    yield from _table("agents' verdicts", result.verdicts)
    yield from _table("could the bot have done it", result.bot_could)
    yield from _table("customers' stars", result.stars)
    yield ""
    yield from _effects(result)
    yield ""
    yield from _paired(result)
    yield from _hours(result)
    yield from _to_read(result)
    if result.rescored is not None:
        yield from _rescored(result.rescored)


def _rescored(anew: RescoredResult) -> Iterator[str]:
    """What the reading does, apart from what the candidate does."""
    yield ""
    yield f"READ ANEW with {anew.model}: {anew.messages} messages of {anew.reading.conversations} conversations"
    if anew.erased:
        yield f"{anew.erased} conversations were not rescored: their words are erased."
    if anew.unnamed:
        yield f"OF LITTLE USE: no model has read {anew.unnamed} of the messages before, as in a simulated log."
        yield "Their readings were made up; that they are other ones now says nothing of the model."
    share = Rate(anew.otherwise, anew.messages)
    yield f"Answered otherwise by the bot: {_rate(share)} of the messages. What would follow there is unknown."
    yield from _losses(anew.reading, "The reading alone loses them")
    yield from _losses(anew.both, "Candidate and reading together lose them")
    yield ""
    columns = (*(name.rjust(9) for name in _CHANGES), "otherwise".rjust(11), "cut short".rjust(11))
    yield "handed over, of the same conversations".ljust(_SOURCE) + "".join(columns)
    for source, counted in anew.sources:
        numbers = "".join(str(counted.changes.get(each, 0)).rjust(9) for each in _CHANGES)
        yield f"  {source}".ljust(_SOURCE) + f"{numbers}{counted.differing:11}{counted.cut_short:11}"
    if anew.neither.differing:
        yield "The first line differs where another policy than the one in force decided."
    for source, counted in (("The reading alone", anew.reading), ("Both", anew.both)):
        yield ""
        yield f"{source.upper()}"
        yield from _effects(counted)
        yield from _paired(counted)
        yield from _to_read(counted)


def _policies(result: ReplayResult) -> str:
    """By which policies the handovers of the log were decided."""
    same = result.logged_policies.get(result.in_force.hash, 0)
    others = result.logged_handovers - same
    note = f"{result.logged_handovers} handovers"
    return note + (f", {others} of them decided by other policies than the one in force" if others else "")


def _losses(result: Counted, what_follows: str) -> Iterator[str]:
    if not result.locked_lost:
        return
    yield f"LOCKED CATEGORIES ARE LOST at {result.locked_lost} messages. {what_follows}:"
    for loss in result.losses[:_MOST_LINES]:
        yield f"  {loss.conversation_id} turn {loss.turn}: {', '.join(loss.categories)}"
    if result.locked_lost > _MOST_LINES:
        yield f"  and {result.locked_lost - _MOST_LINES} more (--json FILE lists them)"


def _table(title: str, rows: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield title.ljust(_NAME) + "".join(name.rjust(9) for name in _CHANGES)
    for name, counts in rows.items():
        yield f"  {name}".ljust(_NAME) + "".join(str(counts.get(each, 0)).rjust(9) for each in _CHANGES)


def _effects(result: Counted) -> Iterator[str]:
    yield "What follows, and how far the log knows it".ljust(_EFFECT) + "identified"
    for effect in result.effects_of_cases:
        yield f"  {effect.certainty:8} {_range(effect):>11}  {effect.what}".ljust(_EFFECT) + _identified(effect)


def _range(effect: EffectLine) -> str:
    if effect.certainty == Certainty.UNKNOWN.value:
        return "?"
    return f"{effect.low}" if effect.low == effect.high else f"{effect.low} to {effect.high}"


def _identified(effect: EffectLine) -> str:
    share = effect.identified_share
    return "no case" if share is None else f"{share:.0%} of {effect.cases}"


def _paired(result: Counted) -> Iterator[str]:
    judged = result.better + result.worse
    if not judged:
        yield "No agent's verdict speaks for or against a change: nothing can be said of its quality."
        return
    yield (
        f"Agents' verdicts speak for {result.better} changes and against {result.worse} "
        f"(exact McNemar test, p = {result.p_value:.3g}); {_rate(Rate(result.better, judged))} for."
    )


def _hours(result: ReplayResult) -> Iterator[str]:
    hours = sorted({*result.hours_logged, *result.hours_candidate})
    if not hours or result.hours_logged == result.hours_candidate:
        return
    days = max(result.days, 1.0)
    yield ""
    yield "Handovers a day by hour, up to the first divergence of each conversation"
    yield "  hour    logged  candidate    change"
    for hour in hours:
        logged, candidate = result.hours_logged.get(hour, 0) / days, result.hours_candidate.get(hour, 0) / days
        yield f"  {hour:02d}:00 {logged:8.2f} {candidate:10.2f} {candidate - logged:+9.2f}"


def _to_read(result: Counted) -> Iterator[str]:
    if not result.to_read:
        return
    yield ""
    yield "Read these, the worst first (baton why --conversation ID)"
    for line in result.to_read[:_MOST_LINES]:
        turns = f"turn {line.logged_turn or '-'} -> {line.candidate_turn or '-'}"
        yield f"  {line.conversation_id}  {line.change} {line.trigger}/{line.category}, {turns}: {line.why}"


def _rate(rate: Rate) -> str:
    """A share with its interval and number."""
    if rate.share is None:
        return "none"
    interval = rate.interval()
    return f"{rate.successes} of {rate.trials} ({rate.share:.1%}, {interval.low:.1%} to {interval.high:.1%})"
