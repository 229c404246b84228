"""``baton shadow`` and ``baton rollout``: how the candidate that runs is doing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from baton.cli.log import desk
from baton.cli.progress import take_up_what_is_new
from baton.desk.container import DeskContainer
from baton.lab.promotion import PromotionRefused
from baton.lab.replay.comparison import Change
from baton.lab.rollout import store
from baton.lab.rollout.guardrail import NAMES, Findings
from baton.lab.rollout.shadow_report import ShadowReport, Table, otherwise, read_report
from baton.lab.rollout.store import RolloutEntry
from baton.lab.statistics import Rate
from policies.rollout import State

_NAME = 34  # columns
_FIGURES = (
    ("handed over", "handed_over"),
    ("unnecessary or too early", "unnecessary"),
    ("gave up", "abandoned"),
    ("came back within a day", "came_back"),
    ("handed over too late", "too_late"),
)


@click.command()
@click.option("--stop", is_flag=True, help="End it.")
@click.option("--by", metavar="NAME", help="Who ends it.")
@click.option("--why", metavar="TEXT", help="For what reason.")
def shadow(stop: bool, by: str | None, why: str | None) -> None:
    """What the candidate in shadow would have decided so far, or --stop it.

    Without a running one the last one is shown.
    """
    with desk() as container:
        if stop:
            if not by or not why:
                raise click.UsageError("--stop needs --by NAME and --why TEXT.")
            _stop(container, by, why)
            return
        container.rollout_watch.step()
        entry = _latest(container, (State.SHADOW, State.STOPPED))
        if entry is None:
            raise click.ClickException("No candidate has run in shadow. Begin: baton promote CANDIDATE --shadow")
        with container.engine.connect() as connection:
            report = read_report(connection, entry.id)
        for line in shadow_lines(entry, report, _local(container, entry.started_at)):
            click.echo(line)


@click.command()
def rollout() -> None:
    """How the conversations of the candidate fare beside the others, and what the guardrail finds."""
    with desk() as container:
        take_up_what_is_new(container)
        container.rollout_watch.step()
        entry = _latest(container, (State.SHARE, State.ROLLED_BACK, State.PROMOTED))
        if entry is None:
            raise click.ClickException("No candidate is or was rolled out. Begin: baton promote CANDIDATE --share 10%")
        findings = container.rollout_watch.findings(entry)
        for line in rollout_lines(entry, findings, _local(container, entry.started_at)):
            click.echo(line)


def _stop(container: DeskContainer, by: str, why: str) -> None:
    changes = container.policy_changes
    running = changes.running()
    if running is None or running.state is not State.SHADOW:
        raise click.ClickException("No candidate runs in shadow.")
    try:
        changes.carry_out(changes.prepare_end(by, why))
    except PromotionRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Version {running.candidate_version} runs in shadow no more.")


def _latest(container: DeskContainer, states: Sequence[State]) -> RolloutEntry | None:
    with container.engine.connect() as connection:
        return next((each for each in store.latest(connection) if each.state in states), None)


def _local(container: DeskContainer, at: float) -> str:
    return f"{datetime.fromtimestamp(at, container.hours.zone):%Y-%m-%d %H:%M}"


def shadow_lines(entry: RolloutEntry, report: ShadowReport, began: str) -> Iterator[str]:
    """The report of a candidate in shadow, most important first."""
    yield f"Candidate  version {entry.candidate_version}, {entry.candidate_hash}, in shadow since {began}"
    if entry.ended_at is not None:
        yield f"Ended      by {entry.ended_by}: {entry.reason}"
    yield f"Seen       {report.turns} messages in {report.otherwise.trials} conversations that began since"
    cost = f"{report.mean_milliseconds:.2f} ms a message, {report.most_milliseconds:.1f} ms at most"
    yield f"Cost       {cost}, beside the bot: no customer waits for it"
    if report.failed:
        yield f"FAILED     at {report.failed} messages; customers noticed nothing of it"
    yield ""
    yield f"Handed over otherwise: {_rate(report.otherwise)} of the conversations"
    yield from _table("by trigger", report.triggers)
    yield from _table("by category", report.categories)
    if report.to_read:
        yield ""
        yield "Read these, lost handovers first (baton why --conversation ID)"
    for line in report.to_read:
        turns = f"turn {line.logged_turn or '-'} -> {line.candidate_turn or '-'}"
        yield f"  {line.conversation_id}  {line.change.value} {line.trigger}/{line.category}, {turns}"


def rollout_lines(entry: RolloutEntry, findings: Findings, began: str) -> Iterator[str]:
    """Both arms of a roll-out, and what the guardrail finds."""
    state = {State.SHARE: f"{entry.share:.0%} of new conversations", State.PROMOTED: "in force"}
    yield f"Candidate  version {entry.candidate_version}, {entry.candidate_hash}, begun {began} by {entry.started_by}"
    yield f"State      {state.get(entry.state, 'taken back')}"
    if entry.ended_at is not None:
        yield f"Ended      by {entry.ended_by}: {entry.reason}"
    yield ""
    yield "of the conversations that are over".ljust(_NAME) + "candidate".rjust(30) + "in force".rjust(30)
    yield "  begun".ljust(_NAME) + str(findings.candidate.begun).rjust(30) + str(findings.in_force.begun).rjust(30)
    for name, field in _FIGURES:
        candidate, in_force = getattr(findings.candidate, field), getattr(findings.in_force, field)
        yield f"  {name}".ljust(_NAME) + _rate(candidate).rjust(30) + _rate(in_force).rjust(30)
    yield ""
    yield "So many times as often with the candidate (bounds that hold whenever one looks)"
    for each in findings.measures:
        alarm = "  ALARM" if each.alarm else ""
        yield f"  {NAMES[each.measure]}".ljust(_NAME) + f"{each.bounds.low:.2f} to {each.bounds.high:.2f}{alarm}"


def _table(title: str, rows: Table) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield title.ljust(_NAME) + "".join(change.value.rjust(9) for change in Change) + "  otherwise"
    for name, counts in rows.items():
        numbers = "".join(str(counts.get(change, 0)).rjust(9) for change in Change)
        yield f"  {name}".ljust(_NAME) + numbers + f"  {_rate(otherwise(counts))}"


def _rate(rate: Rate) -> str:
    if rate.share is None:
        return "none yet"
    interval = rate.interval()
    return f"{rate.successes} of {rate.trials} ({interval.low:.0%} to {interval.high:.0%})"
