"""`baton agents ...`: the accounts of the people at the desk."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

import click

from baton.base import migrations
from baton.base.document import FileRefused
from baton.cli.command_group import CommandGroup
from baton.connectors.registry import load_settings
from baton.desk.auth.accounts import OPERATOR, AccountError, AgentAccounts
from baton.desk.auth.api_tokens import USUAL, ApiTokens
from baton.desk.auth.identities import Identity
from baton.desk.auth.roles import Role, Scope
from baton.desk.auth.second_factor import SecondFactors
from baton.desk.container import DeskContainer
from baton.desk.store.desk_config import DeskConfig

ROLES = click.Choice([role.value for role in Role])
SCOPES = click.Choice([scope.value for scope in Scope])


class _Group(CommandGroup):
    """Shows an account's problem as one sentence, not as a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (AccountError, FileRefused) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.pass_context
def agents(ctx: click.Context) -> None:
    """Accounts of the people who work at the desk."""
    if ctx.obj is None:
        container = DeskContainer(load_settings())
        migrations.upgrade("desk", container.settings.desk_db)
        ctx.obj = container.agents


@agents.command(epilog="Example: baton agents add maria --name 'Maria Lopez' --role lead --team returns")
@click.argument("login")
@click.option("--name", required=True, help="What customers and colleagues read, such as 'Maria Lopez'.")
@click.option("--role", type=ROLES, default="agent", show_default=True, help="What they may do.")
@click.option("--team", "teams", multiple=True, help="A team of business/desk.yml; may be given more than once.")
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
@click.pass_obj
def add(
    accounts: AgentAccounts, login: str, name: str, role: str, teams: tuple[str, ...], password_stdin: bool
) -> None:
    """Make an account.

    The first password is made up and printed once, unless --password-stdin is given. It must be changed at the
    first sign-in.
    """
    _known(teams)
    typed = sys.stdin.readline().rstrip("\n") if password_stdin else None
    password = accounts.add(login, name, Role(role), typed)
    if teams:
        accounts.set_work(login, teams, None)
    click.echo(f"{name} ({role}) can sign in as {login}.")
    if typed is None:
        click.echo(f"First password: {password}")
        click.echo("It is not shown again, and must be changed at the first sign-in.")


@agents.command("list")
@click.pass_obj
def list_(accounts: AgentAccounts) -> None:
    """Show all accounts."""
    everybody = accounts.everybody()
    if not everybody:
        click.echo("There are no accounts. Make one: baton agents add LOGIN --name NAME")
        return
    width = max(len(agent.login) for agent in everybody)
    for agent in everybody:
        marks = [] if agent.active else ["closed"]
        marks += ["has not changed the first password"] if agent.must_change and agent.active else []
        marks += ["on duty"] if agent.on_duty else []
        marks += [f"teams: {', '.join(sorted(agent.teams))}"] if agent.teams else []
        marks += [f"at most {agent.most}"] if agent.most is not None else []
        click.echo(f"{agent.login:<{width}}  {agent.role.value:<5}  {agent.name}" + "".join(f"  [{m}]" for m in marks))


@agents.command()
@click.argument("login")
@click.option("--team", "teams", multiple=True, help="A team of business/desk.yml; may be given more than once.")
@click.option("--most", type=int, help="Conversations at a time; without it the desk's usual limit.")
@click.pass_obj
def work(accounts: AgentAccounts, login: str, teams: tuple[str, ...], most: int | None) -> None:
    """Say in which teams somebody is, and how much they take at a time.

    Without --team they are in none, and take whatever comes.
    """
    _known(teams)
    accounts.set_work(login, teams, most)
    click.echo(f"{login} takes {'whatever comes' if not teams else ', '.join(teams)}.")


@agents.command()
@click.argument("login")
@click.argument("role", type=ROLES)
@click.pass_obj
def role(accounts: AgentAccounts, login: str, role: str) -> None:
    """Give somebody another role: agent, lead or admin. Their sessions end."""
    accounts.set_role(login, Role(role))
    click.echo(f"{login} is {role} now.")


@agents.command()
@click.argument("login")
@click.option("--label", required=True, help="What it is for, such as 'help desk bridge'.")
@click.option(
    "--scope", "scopes", type=SCOPES, multiple=True, help="What it may do. [default: handoffs:read and :write]"
)
@click.option("--days", type=click.IntRange(min=1), help="How long it works. [default, and most: BATON_TOKEN_DAYS]")
@click.pass_obj
def token(accounts: AgentAccounts, login: str, label: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token for the JSON API.

    Whoever has it acts as LOGIN, within its role and the token's scopes, until it ends. It is printed once; only a
    digest is kept.
    """
    chosen = [Scope(scope) for scope in scopes] or USUAL
    made = _tokens(accounts)
    click.echo(made.create(login, label, chosen, days=days))
    click.echo(f"It ends on {_day(made.of(login)[0].expires_at)}.", err=True)


@agents.command()
@click.argument("login", required=False)
@click.pass_obj
def tokens(accounts: AgentAccounts, login: str | None) -> None:
    """Show the tokens of LOGIN, or all of them."""
    listed, at = _tokens(accounts).of(login), accounts.time()
    for each in listed:
        used = f"used {_day(each.used_at)}" if each.used_at else "never used"
        scopes = " ".join(sorted(scope.value for scope in each.scopes))
        end = f"{'ended' if each.over(at) else 'ends'} {_day(each.expires_at)}"
        end += " [soon]" if each.ends_soon(at) else ""
        click.echo(f"{each.id}  {each.login}  {each.label}  [{scopes}]  made {_day(each.created_at)}, {used}, {end}")
    if not listed:
        click.echo("There are no tokens.")


@agents.command()
@click.argument("token_id")
@click.pass_obj
def revoke(accounts: AgentAccounts, token_id: str) -> None:
    """End a token, named as in `baton agents tokens`."""
    _tokens(accounts).revoke(token_id)
    click.echo(f"The token {token_id} works no more.")


@agents.command("reset-password")
@click.argument("login")
@click.pass_obj
def reset_password(accounts: AgentAccounts, login: str) -> None:
    """Give somebody a new password.

    Ends their sessions and a lock-out. The new password must be changed at the next sign-in.
    """
    click.echo(f"New password of {login}: {accounts.reset_password(login)}")
    left = len(_tokens(accounts).of(login))
    if left:
        click.echo(f"API tokens that go on: {left}. See them with: baton agents tokens {login}")


@agents.command("sign-out")
@click.argument("login")
@click.pass_obj
def sign_out(accounts: AgentAccounts, login: str) -> None:
    """End every session of an account. Its API tokens go on."""
    accounts.sign_out_everywhere(login, OPERATOR)
    click.echo(f"{login} is signed out everywhere.")


@agents.command("reset-second-factor")
@click.argument("login")
@click.pass_obj
def reset_second_factor(accounts: AgentAccounts, login: str) -> None:
    """Somebody has lost their phone and the recovery codes.

    Ends their sessions. The next sign-in asks for no code; whose role needs a second factor sets up a new one then.
    """
    SecondFactors(accounts.engine, None).reset(login)
    click.echo(f"{login} has no second factor now.")


@agents.command()
@click.argument("login")
@click.argument("subject")
@click.option("--issuer", help="The OpenID provider. [default: BATON_OPENID_ISSUER]")
@click.pass_obj
def link(accounts: AgentAccounts, login: str, subject: str, issuer: str | None) -> None:
    """Let LOGIN sign in with the OpenID provider.

    SUBJECT is who they are there (`sub`): the page that refuses them shows it, and so does the audit trail.
    """
    container = _container(accounts)
    issuer = issuer or container.settings.openid_issuer
    if not issuer:
        raise AccountError("there is no OpenID provider; set BATON_OPENID_ISSUER or give --issuer")
    container.identities.link(login, Identity(issuer, subject))
    click.echo(f"{login} can sign in with {issuer}.")


@agents.command()
@click.argument("login")
@click.pass_obj
def unlink(accounts: AgentAccounts, login: str) -> None:
    """Undo `link`. Ends the account's sessions."""
    _container(accounts).identities.unlink(login)
    click.echo(f"{login} is linked with nobody now.")


@agents.command()
@click.argument("login")
@click.pass_obj
def deactivate(accounts: AgentAccounts, login: str) -> None:
    """Close an account.

    Its sessions and tokens end, and its conversations go back to the queue. What it did stays in the
    audit trail.
    """
    accounts.deactivate(login)
    back = _container(accounts).handoffs.hand_back(login)
    click.echo(f"{login} can no longer sign in.")
    if back:
        click.echo(f"Conversations back in the queue: {back}")


def _container(accounts: AgentAccounts) -> DeskContainer:
    """The desk over the database of these accounts."""
    return DeskContainer(load_settings(), engine=accounts.engine, clock=accounts.clock)


def _tokens(accounts: AgentAccounts) -> ApiTokens:
    return _container(accounts).tokens


def _known(teams: tuple[str, ...]) -> None:
    """Refuse a team that business/desk.yml does not have."""
    rules = _rules() if teams else None
    for team in teams:
        if rules is not None and team not in rules.teams:
            raise AccountError(f"there is no team {team!r}; there are {', '.join(rules.teams)}")


def _rules() -> DeskConfig:
    return DeskContainer(load_settings()).rules()


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, timezone.utc):%Y-%m-%d}"
