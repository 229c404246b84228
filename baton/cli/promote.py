"""``baton promote`` and ``baton rollback``: bring another policy into force, and go back to the one before."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from baton.base.document import FileRefused, load_document, read_document
from baton.bootstrap import Container, bootstrap
from baton.connectors.registry import load_settings
from baton.lab import policy_history, promotion
from baton.lab.policy_edit import diff
from baton.lab.policy_history import BadHistory, HistoryEntry
from baton.lab.replay.result import ResultRefused, read
from policies.policy_document import PolicyDocument

BY = click.option("--by", required=True, metavar="NAME", help="Who decides this.")
WHY = click.option("--why", required=True, metavar="TEXT", help="For what reason.")
YES = click.option("--yes", is_flag=True, help="Do not ask whether the difference is what is meant.")


@click.command()
@click.argument("candidate", type=click.Path(path_type=Path))
@click.option("--replay", "evidence", required=True, type=click.Path(path_type=Path), help="What baton replay wrote.")
@BY
@WHY
@YES
def promote(candidate: Path, evidence: Path, by: str, why: str, yes: bool) -> None:
    """Bring CANDIDATE into force, with the next version; a running bot takes it at the next message.

    It must have been replayed as it stands, against the policy in force. It is refused where a locked category would be
    handed over less. With BATON_POLICY_APPROVALS=2 two people have to say so, each by this command.
    """
    container = bootstrap(load_settings())
    path = container.settings.policy_file
    try:
        replayed = read(evidence)
        document, in_force = load_document(candidate, PolicyDocument), load_document(path, PolicyDocument)
        entries = policy_history.read(path)
        promotion.check(document, in_force, replayed)
        text = candidate.read_text(encoding="utf-8")
        new = promotion.renumbered(text, promotion.next_version(in_force, entries))
    except (FileRefused, ResultRefused, BadHistory, promotion.PromotionRefused) as error:
        raise click.ClickException(str(error)) from error
    first = policy_history.waiting(entries, document.hash, in_force.hash)
    if container.settings.policy_approvals > 1 and first is not None and _same(first.by, by):
        raise click.ClickException(f"{first.by} has approved this already; it needs another person.")
    digest = hashlib.sha256(evidence.read_bytes()).hexdigest()
    approved = container.settings.policy_approvals < 2 or first is not None
    entry = _entry(
        container, "promoted" if approved else "approved", by, why, in_force, new, document.hash, digest, first
    )
    _show(path, entry, yes)
    if approved:
        _change(path, entry, new)
    else:
        policy_history.add(path, entry)
        click.echo("Approved. It comes into force when another person gives the same command.")


@click.command()
@BY
@WHY
@YES
def rollback(by: str, why: str, yes: bool) -> None:
    """Go back to the policy before the one in force, under a new version."""
    container = bootstrap(load_settings())
    path = container.settings.policy_file
    try:
        in_force = load_document(path, PolicyDocument)
        entries = policy_history.read(path)
        came = next(
            (each for each in reversed(entries) if each.hash == in_force.hash and each.kind != "approved"), None
        )
        if came is None:
            raise click.ClickException(
                f"{policy_history.history_file(path).name} does not know the policy in force ({in_force.hash}): "
                "it was not brought in by baton promote, so there is nothing to go back to"
            )
        before = read_document(came.previous_text, path.name, PolicyDocument)
        new = promotion.renumbered(came.previous_text, promotion.next_version(in_force, entries))
    except (FileRefused, BadHistory) as error:
        raise click.ClickException(str(error)) from error
    if weaker := list(promotion.weakened(before, in_force)):
        raise click.ClickException(str(promotion.PromotionRefused(weaker)))
    entry = _entry(container, "rolled_back", by, why, in_force, new, before.hash, None, None)
    _show(path, entry, yes)
    _change(path, entry, new)


def _entry(
    container: Container,
    kind: str,
    by: str,
    why: str,
    in_force: PolicyDocument,
    new: promotion.NewPolicy,
    candidate_hash: str,
    evidence: str | None,
    first: HistoryEntry | None,
) -> HistoryEntry:
    return HistoryEntry(
        at=container.clock().isoformat(timespec="seconds"),
        kind=kind,
        by=by,
        why=why,
        version=new.document.version,
        hash=new.document.hash,
        previous_version=in_force.version,
        previous_hash=in_force.hash,
        candidate_hash=candidate_hash,
        evidence=evidence,
        previous_text=container.settings.policy_file.read_text(encoding="utf-8"),
        text=new.text,
        approved_by=first.by if first is not None else None,
    )


def _show(path: Path, entry: HistoryEntry, yes: bool) -> None:
    """The difference, and whether it is meant.

    Raises:
        click.Abort: it is not.
    """
    click.echo(diff(entry.previous_text, entry.text, path.name), nl=False)
    if not yes:
        click.confirm("Is this what you mean?", abort=True)


def _change(path: Path, entry: HistoryEntry, new: promotion.NewPolicy) -> None:
    """The history first: a crash in between leaves the old policy in force, and an entry that says what was meant."""
    policy_history.add(path, entry)
    policy_history.put_in_force(path, new.text)
    click.echo(f"Version {entry.version} ({entry.hash}) is in force. The way back: baton rollback --by NAME --why TEXT")


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
