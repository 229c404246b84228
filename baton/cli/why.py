"""`baton why`: why a message is handed over, or not; now, or as it was decided then."""

from __future__ import annotations

import click
from sqlalchemy.exc import SQLAlchemyError

from baton.base.database import reason_of
from baton.base.document import FileRefused, load_document
from baton.base.log_event import LogEvent
from baton.base.settings import Settings
from baton.bootstrap import Container, bootstrap
from baton.cli import explain as explanation
from baton.cli import explain_past
from baton.cli.database import migrated
from baton.connectors.registry import load_settings
from baton.handoff.errors import NotFound
from baton.lab import policy_history
from policies.policy_document import PolicyDocument


@click.command(epilog='Example: baton why "you will hear from my lawyer"')
@click.argument("words", metavar="[TEXT]", nargs=-1)
@click.option(
    "--conversation", metavar="ID", help="Ask about this conversation: TEXT as its next message, or its latest."
)
@click.option("--turn", type=click.IntRange(1), metavar="N", help="The Nth message of --conversation, as decided then.")
@click.option("--handoff", metavar="ID", help="The message that led to this handoff, as decided then.")
def why(words: tuple[str, ...], conversation: str | None, turn: int | None, handoff: str | None) -> None:
    """Why it is handed over, or not: intent, signals, facts, each trigger, the decision.

    TEXT is read by the running bot, as a first message or as the next one of --conversation. Without TEXT the latest
    message of --conversation is explained from the log, or that of --turn, or the one that --handoff came of: with what
    was decided then, by the policy of then.
    """
    text = " ".join(words).strip() or None
    if text is not None and (turn or handoff):
        raise click.UsageError("--turn and --handoff explain what was said; give no TEXT with them.")
    if handoff is not None and (conversation or turn):
        raise click.UsageError("--handoff says by itself which message it is; give it alone.")
    if turn is not None and conversation is None:
        raise click.UsageError("--turn needs --conversation ID.")
    if text is None and conversation is None and handoff is None:
        raise click.UsageError("Give a TEXT, or --conversation ID, or --handoff ID.")
    container = bootstrap(load_settings())
    if turn is not None or handoff is not None:
        lines = _why_then(container, conversation, turn, handoff)
    else:
        events = _conversation(container, conversation) if conversation is not None else []
        if text is not None:
            try:
                parse = explanation.parsed(text, container.settings)
            except explanation.NoAnswer as error:
                raise click.ClickException(str(error)) from error
            events.append(explanation.user_event(text, parse, container.clock().timestamp()))
        else:
            events = explanation.up_to_latest_message(events)
        lines = explanation.explain(events, _policy(container.settings))
    for line in lines:
        click.echo(line)


def _why_then(container: Container, conversation: str | None, turn: int | None, handoff: str | None) -> list[str]:
    try:
        if handoff is not None:
            with migrated("desk", container.settings.desk_db):
                events = _conversation(container, container.store.get(handoff).conversation_id)
            past = explain_past.at_handoff(events, handoff)
        else:
            past = explain_past.at_turn(_conversation(container, conversation or ""), turn or 1)
        history = policy_history.read(container.settings.policy_file)
    except NotFound as error:
        raise click.ClickException(f"There is no handoff {handoff}.") from error
    except (explain_past.NotInTheLog, policy_history.BadHistory) as error:
        raise click.ClickException(str(error)) from error
    return explain_past.explain_past(past, _policy(container.settings), history)


def _conversation(container: Container, conversation: str) -> list[LogEvent]:
    """The events of a conversation; that there is none, or no log, is the command's error."""
    try:
        events = list(container.log.events(conversation))
    except SQLAlchemyError as error:
        raise click.ClickException(
            f"the conversation log (BATON_TRACKER_DB) cannot be read: {reason_of(error)}. `make run` makes it."
        ) from error
    if not events:
        raise click.ClickException(f"There is no conversation {conversation} in the log.")
    return events


def _policy(settings: Settings) -> PolicyDocument:
    """The policy in force; a refused one is the command's error, with every reason and its line."""
    try:
        return load_document(settings.policy_file, PolicyDocument)
    except FileRefused as error:
        raise click.ClickException(str(error)) from error
