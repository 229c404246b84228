"""``baton replay``: what another policy would have decided in every logged conversation."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from baton.base.document import FileRefused, load_document
from baton.cli.log import desk
from baton.cli.model import MODEL, STORE
from baton.cli.progress import progress_bar, take_up_what_is_new
from baton.cli.services import environment
from baton.desk.container import DeskContainer
from baton.desk.read_models import replay_view
from baton.lab.replay import html, text
from baton.lab.replay.result import ReplayResult, rescored_result, result
from baton.lab.replay.runner import Replay, run
from baton.lab.replay.runner import rescore as rescored
from policies.policy_document import PolicyDocument

DAYS = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@click.command(epilog="Example: baton replay --policy candidate.yml --since 2026-11-01 --html replay.html")
@click.option(
    "--policy", "candidate", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The candidate."
)
@click.option("--since", type=DAYS, help="Only conversations that began on or after this day (the shop's time).")
@click.option("--until", type=DAYS, help="Only conversations that began before this day.")
@click.option("--json", "target", type=click.Path(path_type=Path), metavar="FILE", help="Also write the result there.")
@click.option("--html", "page", type=click.Path(path_type=Path), metavar="FILE", help="Also write a page to look at.")
@click.option("--rescore", is_flag=True, help="Also read every message anew with the trained model in force.")
@click.option("--processes", type=click.IntRange(1), help="How many work at once. Usually one for each core.")
def replay(
    candidate: Path,
    since: datetime | None,
    until: datetime | None,
    target: Path | None,
    page: Path | None,
    rescore: bool,
    processes: int | None,
) -> None:
    """What a candidate policy would have decided in every logged conversation.

    The live decision runs over the facts as they were, and stops in each conversation at the first divergence. Each
    effect is marked exact, bounded or unknown. A locked category that is handed over less or later is an error: the
    exit status is 1. The result is kept with the candidate, for `baton promote` and the desk's page of the policy.

    With --rescore the present model reads every logged message anew, and what the reading changes
    is shown apart from what the candidate changes.
    """
    model = _model_in_force() if rescore else None
    try:
        document = load_document(candidate, PolicyDocument)
        with desk() as container:
            found = replayed(container, document, candidate, since, until, processes, model)
            text_of = candidate.read_text(encoding="utf-8")
            container.policy_changes.keep(text_of, replay=found.json())
            shown = html.page(found, replay_view.around(container, text_of, document.hash)) if page else ""
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
    for line in text.lines(found):
        click.echo(line)
    _write(target, found.json(indent=1, ensure_ascii=False), "result")
    _write(page, shown, "page")
    if found.all_lost:
        sys.exit(1)


def _model_in_force() -> Path:
    """The archive that is in force now, by a name at which it stays when another one comes into force meanwhile."""
    if not MODEL.exists():
        raise click.ClickException("There is no trained model to read with. Make one: baton train")
    return next((each.archive for each in STORE.kept() if each.name == STORE.in_force), MODEL)


def _write(path: Path | None, text: str, what: str) -> None:
    """Write a file that is wanted."""
    if path is None:
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"\nThe {what} is in {path}.")


def replayed(
    container: DeskContainer,
    candidate: PolicyDocument,
    path: Path,
    since: datetime | None,
    until: datetime | None,
    processes: int | None = None,
    model: Path | None = None,
) -> ReplayResult:
    """The result of replaying a candidate over the log of these settings, with progress on a terminal.

    Args:
        path: of the candidate.
        since, until: days or moments in the shop's time, as they were typed.
        model: reads every message anew; None: the readings are those of the log.
    Raises:
        FileRefused: the policy in force is refused.
    """
    settings, zone = container.settings, container.hours.zone
    since, until = (moment.replace(tzinfo=zone) if moment else None for moment in (since, until))
    take_up_what_is_new(container)
    task = Replay(
        log_url=container.log.engine.url.render_as_string(hide_password=False),
        desk_url=settings.desk_db,
        in_force=settings.policy_file.read_text(encoding="utf-8"),
        candidates=(path.read_text(encoding="utf-8"),),
        zone=zone.key,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
    )
    with progress_bar("Replay") as progress:
        tally = run(task, progress, processes)[0]
    anew = None
    if model is not None:
        os.environ.update(environment(settings))  # of the processes that load the model
        with progress_bar("Read anew") as progress:
            anew = rescored_result(rescored(task, model, progress, processes), model.name.removesuffix(".tar.gz"))
    return result(tally, candidate, container.policy(), container.clock(), since, until, anew)
