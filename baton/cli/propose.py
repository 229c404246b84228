"""``baton propose``: changes of the policy that the log and agents' verdicts speak for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from baton.base.document import FileRefused
from baton.base.redaction import redact
from baton.cli.log import desk
from baton.cli.model import MODEL
from baton.cli.progress import progress_bar, take_up_what_is_new
from baton.cli.replay import DAYS
from baton.desk.container import DeskContainer
from baton.lab.escalation_log import store
from baton.lab.escalation_log.entry import GAPS
from baton.lab.policy_edit import diff
from baton.lab.propose.candidates import candidates
from baton.lab.propose.proposals import Proposal, Standing, weigh
from baton.lab.propose.texts import TextProposal, text_proposals
from baton.lab.replay.runner import Replay, run
from baton.lab.text_vectors import NoLanguageModel, open_encoder, vectors_of_many

_MOST_MESSAGES = 20_000


@click.command(epilog="Example: baton propose --since 2026-11-01 --out candidates")
@click.option("--since", type=DAYS, help="Only conversations that began on or after this day (the shop's time).")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write each supported candidate there.")
@click.option("--all", "everything", is_flag=True, help="Show also what the evidence does not support.")
@click.option("--texts/--no-texts", default=True, show_default=True, help="Group what the bot did not understand.")
@click.option("--processes", type=click.IntRange(1), help="How many work at once. Usually one for each core.")
def propose(since: datetime | None, out: Path | None, everything: bool, texts: bool, processes: int | None) -> None:
    """Changes of the policy that the log speaks for, each with its numbers, cases and exact difference.

    Every single change is replayed over the log. Supported are those with 40 known outcomes or more, of which more than
    seven in ten speak for it, after control of false discoveries over all of them. Nothing touches a locked category.
    Nothing is changed: a person replays a candidate and promotes it.
    """
    try:
        with desk() as container:
            found = _proposals(container, since, processes)
            groups = _text_proposals(container, since) if texts else []
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
    text = container.settings.policy_file.read_text(encoding="utf-8")
    shown = [each for each in found if everything or each.standing in (Standing.SUPPORTED, Standing.SUGGESTED)]
    click.echo(f"{len(found)} changes of the policy would have decided otherwise; {len(shown)} are shown.")
    for number, proposal in enumerate(shown, start=1):
        for line in _lines(number, proposal, diff(text, proposal.candidate.text, "escalation.yml")):
            click.echo(line)
        if out is not None and proposal.standing is Standing.SUPPORTED:
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"candidate-{number}.yml"
            path.write_text(proposal.candidate.text, encoding="utf-8")
            click.echo(f"   baton replay --policy {path} --json {path.with_suffix('.json')}")
    for group in groups:
        click.echo(f"\n   {group.size} messages were not understood: {group.name}. A question for data/faq:")
        click.echo(group.block, nl=False)


def _proposals(container: DeskContainer, since: datetime | None, processes: int | None) -> list[Proposal]:
    settings, zone = container.settings, container.hours.zone
    take_up_what_is_new(container)
    text = settings.policy_file.read_text(encoding="utf-8")
    every = candidates(text, container.policy())
    task = Replay(
        log_url=container.log.engine.url.render_as_string(hide_password=False),
        desk_url=settings.desk_db,
        in_force=text,
        candidates=tuple(each.text for each in every),
        zone=zone.key,
        since=since.replace(tzinfo=zone).timestamp() if since else None,
    )
    with progress_bar("Replay") as progress:
        return weigh(every, run(task, progress, processes))


def _text_proposals(container: DeskContainer, since: datetime | None) -> list[TextProposal]:
    """Groups of what was not understood; a note where there is no model to group with."""
    begin = since.replace(tzinfo=container.hours.zone).timestamp() if since else 0.0
    with container.engine.connect() as connection:
        c = store.MESSAGES.c
        said = [redact(each.text) for each in store.messages(connection, c.at >= begin, c.reason.in_(GAPS))]
    said = said[-_MOST_MESSAGES:]
    try:
        if not said:
            return []
        encoder = open_encoder(MODEL)
        with progress_bar("Meaning") as progress:
            return text_proposals(said, vectors_of_many(encoder, said, progress))
    except NoLanguageModel as error:
        click.echo(f"What was not understood is not grouped: {error}", err=True)
        return []


def _lines(number: int, proposal: Proposal, difference: str) -> Iterator[str]:
    rate, interval = proposal.for_it, proposal.for_it.interval()
    yield f"\n{number}. {proposal.candidate.title} ({proposal.standing.value})"
    yield (
        f"   {proposal.fewer} handovers fewer, {proposal.earlier} earlier, {proposal.more} more, "
        f"in {proposal.differing} conversations"
    )
    yield (
        f"   {rate.successes} of {rate.trials} known outcomes speak for it "
        f"({interval.low:.0%} to {interval.high:.0%}); adjusted p = {proposal.adjusted:.3g}"
    )
    for case in proposal.cases:
        yield f"   read {case.conversation_id}: {case.change} {case.trigger}/{case.category}, {case.why}"
    yield from ("   " + line for line in difference.splitlines())
