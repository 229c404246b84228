"""`baton customer`: what is kept of one customer, handed out or erased."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from baton.cli.command_group import CommandGroup
from baton.cli.database import migrated
from baton.cli.log import desk
from baton.desk.container import DeskContainer
from baton.handoff.records.audit_trail import AuditAction
from baton.privacy import export
from baton.privacy.erasure import NothingFound, StillOpen
from baton.privacy.finder import question
from baton.privacy.register import RegisterDamaged, as_line
from baton.privacy.scope import AskedBy, BadQuestion, Found, Question, Scope

OPERATOR = "operator"
NOTHING = "Nothing is kept of this customer."
Command = Callable[..., Any]


def _who(command: Command) -> Command:
    """The options that say which customer, and which of the conversations."""
    for option in reversed(
        (
            click.option("--email", help="An e-mail address."),
            click.option("--account", help="The shop's id of the customer, as its signed word has it."),
            click.option("--conversation", help="One conversation, by its id."),
            click.option("--order", help="An order of theirs."),
            click.option("--except", "left_out", multiple=True, metavar="ID", help="Leave this conversation out."),
        )
    ):
        command = option(command)
    return command


@click.group(cls=CommandGroup)
def customer() -> None:
    """One customer's data: handed out, or erased (docs/privacy.md)."""


@customer.command("export", epilog="Example: baton customer export --email jane@shop.example --out jane.json")
@_who
@click.option("--likely/--sure-only", default=False, help="Also what may be somebody else's (the preview says why).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file. Left out: a preview only.")
def export_customer(
    email: str | None,
    account: str | None,
    conversation: str | None,
    order: str | None,
    left_out: tuple[str, ...],
    likely: bool,
    out: Path | None,
) -> None:
    """What is kept of a customer; with --out as one JSON file, readable by you only."""
    asked = _question(email, account, conversation, order)
    with _desk_and_orders() as container:
        data = container.customer_data
        meant, scope = _previewed(container, asked, likely, left_out)
        if out is None or not meant:
            click.echo(NOTHING if not meant else "Nothing is written. To write it: --out FILE")
            return
        text = export.as_json(export.document(data, container.log, asked, meant, scope))
        _write(out, text)
        details = {"asked_by": asked.by.value, "conversations": len(meant)}
        container.audit.add(OPERATOR, AuditAction.CUSTOMER_EXPORTED, None, **details)
    click.echo(f"{out}: give it to the customer only, and delete it then.")


@customer.command("erase", epilog="Example: baton customer erase --email jane@shop.example --dry-run")
@_who
@click.option("--likely/--sure-only", default=True, help="Also what may be somebody else's (the preview says why).")
@click.option("--end", is_flag=True, help="End what is still open first: handoffs are closed, chats end.")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_customer(
    email: str | None,
    account: str | None,
    conversation: str | None,
    order: str | None,
    left_out: tuple[str, ...],
    likely: bool,
    end: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Take a customer's words, name, addresses and numbers out of everything that is kept. It cannot be undone."""
    asked = _question(email, account, conversation, order)
    with _desk_and_orders() as container:
        data = container.customer_data
        meant, _ = _previewed(container, asked, likely, left_out)
        busy = [each for each in meant if each.busy]
        if not meant or dry_run:
            click.echo(NOTHING if not meant else "Nothing was erased.")
            return
        if busy and not end:
            raise click.ClickException("Something of it is still open. Wait until it is closed, or end it: --end")
        if not yes:
            click.confirm("Erase all of this? It cannot be undone.", abort=True)
        try:
            if end:
                data.end(meant)
            outcome = data.erase([each.id for each in meant], OPERATOR, asked.by, checked=not end)
        except (StillOpen, NothingFound) as error:
            raise click.ClickException(str(error)) from error
    for line in done(outcome.id, outcome.counts, outcome.outside):
        click.echo(line)


@customer.command("erasures")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Also write the register to this file.")
def erasures(out: Path | None) -> None:
    """The register of erasures: to be kept beside backups, so that restoring one brings nobody back."""
    with desk() as container:
        try:
            entries = container.customer_data.erasures()
        except RegisterDamaged as error:
            raise click.ClickException(str(error)) from error
    if out is not None:
        _write(out, "".join(f"{line}\n" for line in map(as_line, entries)))
    for entry in entries:
        click.echo(f"{_moment(entry.at)}  {entry.id}  {len(entry.conversations)} conversations")
    click.echo(f"{len(entries)} erasures.")


@contextmanager
def _desk_and_orders() -> Iterator[DeskContainer]:
    """The desk's parts, with both databases up to date: whose an order is, only the order store knows."""
    with desk() as container, migrated("orders", container.settings.orders_db):
        yield container


def chosen(found: Sequence[Found], likely: bool, left_out: Sequence[str] = ()) -> list[Found]:
    """The conversations that are meant."""
    return [each for each in found if (each.sure or likely) and each.id not in left_out]


def done(erasure_id: str, counts: Mapping[str, int], outside: Sequence[Mapping[str, str]]) -> list[str]:
    """What was done, and what is left to do by hand."""
    lines = [f"Erased (erasure {erasure_id}):", *(f"  · {name}: {count}" for name, count in sorted(counts.items()))]
    if outside:
        lines.append("Other systems were sent some of it. Erase it there:")
        lines += [f"  · {each['connector']}: {each['id']}" for each in outside]
    return [*lines, "Backups that were made before still hold it: `baton restore` erases it again (docs/privacy.md)."]


def _question(email: str | None, account: str | None, conversation: str | None, order: str | None) -> Question:
    given = {AskedBy.EMAIL: email, AskedBy.ACCOUNT: account, AskedBy.CONVERSATION: conversation, AskedBy.ORDER: order}
    named = [(by, value) for by, value in given.items() if value is not None]
    if len(named) != 1:
        raise click.UsageError("Say who it is by one of --email, --account, --conversation and --order.")
    try:
        return question(*named[0])
    except BadQuestion as error:
        raise click.UsageError(str(error)) from error


def _previewed(
    container: DeskContainer, asked: Question, likely: bool, left_out: Sequence[str]
) -> tuple[list[Found], Scope]:
    """Find a customer's conversations and say what there is; those that are meant, and everything of them."""
    found = container.customer_data.find(asked)
    meant = chosen(found, likely, left_out)
    scope = container.customer_data.scope(each.id for each in meant)
    _preview(container, found, meant, scope)
    return meant, scope


def _preview(container: DeskContainer, found: Sequence[Found], meant: Sequence[Found], scope: Scope) -> None:
    for each in found:
        mark = "+" if each in meant else "-"
        click.echo(f"{mark} {each.id}  {_moment(each.began_at)}  {', '.join(sorted(why.value for why in each.why))}")
        for reason in each.busy:
            click.echo(f"      open: {reason}")
    if len(meant) < len(found):
        click.echo("Those with a minus are left out.")
    if meant:
        counts = container.customer_data.counts(scope)
        click.echo("\n".join(f"  · {name}: {count}" for name, count in sorted(counts.items())))
        for link in container.customer_data.outside(scope):
            click.echo(f"  · also at {link['connector']}: {link['id']}")


def _moment(at: float | None) -> str:
    return "-" if at is None else datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M")


def _write(path: Path, text: str) -> None:
    """Write a file that only this user may read.

    Raises:
        click.ClickException: it exists, or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException(f"{path} exists. Choose another name, or delete it.") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
