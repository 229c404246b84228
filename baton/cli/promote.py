"""``baton promote`` and ``baton rollback``: a candidate comes in shadow, for a share, or into force, and back again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from baton.base.document import FileRefused, load_document
from baton.cli.log import desk
from baton.lab.policy_edit import diff
from baton.lab.policy_history import BadHistory, Kind
from baton.lab.promotion import PromotionRefused
from baton.lab.replay.result import ResultRefused, read
from baton.lab.rollout.changes import PolicyChanges
from baton.lab.rollout.plans import WHOLE, Evidence, Plan
from policies.policy_document import PolicyDocument

BY = click.option("--by", required=True, metavar="NAME", help="Who decides this.")
WHY = click.option("--why", required=True, metavar="TEXT", help="For what reason.")
YES = click.option("--yes", is_flag=True, help="Do not ask whether the difference is what is meant.")


class Share(click.ParamType):
    """A share such as 10%, as a number above 0 and up to 1."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%", str(value).strip())
        share = float(found[1]) / 100 if found else 0.0
        if not 0.0 < share <= 1.0:
            self.fail(f"{value!r} is no share of the conversations; write it as 10%", param, ctx)
        return share


@click.command(epilog="Example: baton promote candidate.yml --share 10% --by maria --why 'fewer handovers of returns'")
@click.argument("candidate", type=click.Path(path_type=Path), required=False)
@click.option("--replay", "evidence", type=click.Path(path_type=Path), help="What baton replay --json wrote elsewhere.")
@click.option("--shadow", is_flag=True, help="Only note what it would decide; customers meet the policy in force.")
@click.option("--share", type=Share(), help="Let it decide for so many of the new conversations, such as 10%.")
@BY
@WHY
@YES
def promote(
    candidate: Path | None, evidence: Path | None, shadow: bool, share: float | None, by: str, why: str, yes: bool
) -> None:
    """Bring CANDIDATE into force, with the next version; a running bot takes it at the next message.

    With --shadow it decides nothing, and `baton shadow` says what it would have decided. With --share 10% it decides
    for a tenth of the new conversations, under a guardrail; --share alone gives the candidate that is rolled out
    another share, and 100% brings it into force.

    But for a shadow it must have been replayed as it stands, against the policy in force; where it gives the bot a
    topic, the topic's test conversations must pass (baton test). It is refused where a locked category would be handed
    over less. With BATON_POLICY_APPROVALS=2 two people have to say so, each by this command.
    """
    if shadow and share is not None:
        raise click.UsageError("Give --shadow or --share: in shadow a candidate decides nothing.")
    with _changes() as changes:
        if candidate is None:
            if share is None:
                raise click.UsageError("Name the candidate, or give the one that is rolled out another --share.")
            _carry_out(changes, changes.prepare_share(share, by, why), yes)
            return
        load_document(candidate, PolicyDocument)  # names the file in what it refuses
        text = candidate.read_text(encoding="utf-8")
        known = _evidence(changes, text, evidence)
        whole = share is None or share >= WHOLE
        kind = Kind.SHADOW if shadow else Kind.PROMOTED if whole else Kind.SHARE
        _carry_out(changes, changes.prepare(kind, text, known, by, why, WHOLE if whole else share or WHOLE), yes)


@click.command(epilog="Example: baton rollback --by maria --why 'too many complaints'")
@BY
@WHY
@YES
def rollback(by: str, why: str, yes: bool) -> None:
    """Take back what came last: the candidate that runs, or else the policy in force, for the one before it."""
    with _changes() as changes:
        if changes.running() is not None:
            _carry_out(changes, changes.prepare_end(by, why), yes=True)
        else:
            _carry_out(changes, changes.prepare_rollback(by, why), yes)


@contextmanager
def _changes() -> Iterator[PolicyChanges]:
    """The policy of these settings.

    Raises:
        click.ClickException: something is refused, or cannot be written.
    """
    with desk() as container:
        try:
            yield container.policy_changes
        except (FileRefused, ResultRefused, BadHistory, PromotionRefused) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            what = error.filename or "a file"
            raise click.ClickException(f"{what}: {error.strerror}. Nothing has changed.") from error


def _evidence(changes: PolicyChanges, text: str, file: Path | None) -> Evidence:
    """What is kept of a candidate, or what a file says of it."""
    kept = changes.evidence(text)
    if file is None:
        return kept
    found = read(file)
    return replace(kept, replay=found, digest=hashlib.sha256(file.read_bytes()).hexdigest())


def _carry_out(changes: PolicyChanges, plan: Plan, yes: bool) -> None:
    """Show the difference, ask whether it is meant, and do it.

    Raises:
        click.Abort: it is not meant.
    """
    entry = plan.entry
    if entry.kind not in (Kind.STOPPED, Kind.TAKEN_BACK):
        click.echo(diff(entry.previous_text, entry.text, "escalation.yml"), nl=False)
    if not yes:
        click.confirm("Is this what you mean?", abort=True)
    changes.carry_out(plan)
    click.echo(_DONE[entry.kind].format(version=entry.version, hash=entry.hash, share=entry.share or 0.0))


_IN_FORCE = "Version {version} ({hash}) is in force. The way back: baton rollback --by NAME --why TEXT"
_DONE = {
    Kind.APPROVED: "Approved. It goes on when another person gives the same command.",
    Kind.PROMOTED: _IN_FORCE,
    Kind.ROLLED_BACK: _IN_FORCE,
    Kind.SHADOW: "Version {version} ({hash}) runs in shadow from now on: nothing changes for customers. What it would "
    "decide: baton shadow",
    Kind.SHARE: "Version {version} ({hash}) decides for {share:.0%} of the conversations that begin from now on. How "
    "it does: baton rollout. The way back: baton rollback --by NAME --why TEXT",
    Kind.STOPPED: "Version {version} runs in shadow no more.",
    Kind.TAKEN_BACK: "Version {version} is taken back: its conversations have the policy in force from their next "
    "message on.",
}
