"""`baton agents ...`: the accounts of the people at the desk."""

from __future__ import annotations

import sys
from typing import Any

import click

from baton.desk.agents import AccountError, Agents
from baton.desk.roles import Role
from baton.handoff.lifecycle import Move, State
from baton.handoff.store import HandoffStore

ROLES = [role.value for role in Role]


class _Group(click.Group):
    """Shows an account's problem as one sentence, not as a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AccountError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.pass_context
def agents(ctx: click.Context) -> None:
    """Accounts of the people who work at the desk."""
    if ctx.obj is None:
        from baton import migrate, wiring  # here, so that --help needs no settings and no database

        migrate.upgrade("desk", wiring.settings().desk_db)
        ctx.obj = Agents(wiring.desk_engine())


@agents.command()
@click.argument("login")
@click.option("--name", required=True, help="What customers and colleagues read, such as 'Maria Lopez'.")
@click.option("--role", type=click.Choice(ROLES), default="agent", show_default=True, help="What they may do.")
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
@click.pass_obj
def add(accounts: Agents, login: str, name: str, role: str, password_stdin: bool) -> None:
    """Make an account.

    The first password is made up and printed once, unless --password-stdin is given. It must be changed at the
    first sign-in.
    """
    given = sys.stdin.readline().rstrip("\n") if password_stdin else None
    password = accounts.add(login, name, Role(role), given)
    click.echo(f"{name} ({role}) can sign in as {login}.")
    if given is None:
        click.echo(f"First password: {password}")
        click.echo("It is not shown again, and must be changed at the first sign-in.")


@agents.command("list")
@click.pass_obj
def list_(accounts: Agents) -> None:
    """Show all accounts."""
    everybody = accounts.everybody()
    if not everybody:
        click.echo("There are no accounts. Make one: baton agents add LOGIN --name NAME")
        return
    width = max(len(agent.login) for agent in everybody)
    for agent in everybody:
        marks = [] if agent.active else ["closed"]
        marks += ["has not changed the first password"] if agent.must_change and agent.active else []
        click.echo(f"{agent.login:<{width}}  {agent.role.value:<5}  {agent.name}" + "".join(f"  [{m}]" for m in marks))


@agents.command()
@click.argument("login")
@click.option("--label", required=True, help="What it is for, such as 'help desk bridge'.")
@click.pass_obj
def token(accounts: Agents, login: str, label: str) -> None:
    """Make a token for the JSON API.

    Whoever has it acts as LOGIN. It is printed once; only a digest is kept.
    """
    click.echo(accounts.create_token(login, label))


@agents.command("reset-password")
@click.argument("login")
@click.pass_obj
def reset_password(accounts: Agents, login: str) -> None:
    """Give somebody a new password.

    Ends their sessions and a lock-out. The new password must be changed at the next sign-in.
    """
    click.echo(f"New password of {login}: {accounts.reset_password(login)}")


@agents.command()
@click.argument("login")
@click.pass_obj
def deactivate(accounts: Agents, login: str) -> None:
    """Close an account.

    Its sessions end, its tokens stop working, and its conversations go back to the queue. What it did stays in the
    audit trail.
    """
    accounts.deactivate(login)
    back = _hand_back(HandoffStore(accounts.engine), login)
    click.echo(f"{login} can no longer sign in.")
    if back:
        click.echo(f"Conversations back in the queue: {back}")


def _hand_back(store: HandoffStore, login: str) -> int:
    """Put everything that an agent has back into the queue; says how much that was."""
    held = store.find((State.CLAIMED, State.TRANSFERRED), owner=login)
    for handoff in held:
        store.move(handoff.id, Move.RELEASE, None, detail={"because": f"the account {login} was closed"})
    return len(held)
