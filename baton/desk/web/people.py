"""The page of everybody at the desk: leads see it and give out work, admins make and close accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk.auth.accounts import AccountError
from baton.desk.auth.api_tokens import Token
from baton.desk.auth.roles import Agent, Role
from baton.desk.container import DeskContainer
from baton.desk.store import handoff_rows
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.links import sentence
from baton.desk.web.rendering import render
from baton.handoff.presence.availability import PRESENT_SECONDS

router = APIRouter(prefix="/people", include_in_schema=False)

Login = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9._-]{1,62}$")]


@router.get("")
def people(request: Request, container: ContainerOf) -> HTMLResponse:
    """Everybody, with teams, limit, duty and what they have."""
    return _people(request, container)


@router.post("")
def add(
    request: Request,
    container: ContainerOf,
    agent: Current,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    role: Annotated[Role, Form()] = Role.AGENT,
    teams: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make an account; its first password is on the page that answers, and never again."""
    login = login.strip().lower()

    def make() -> str:
        wanted = _checked_teams(container, teams)
        password = container.agents.add(login, name, role, by=agent.login)
        if wanted:
            container.agents.set_work(login, wanted, None, by=agent.login)
        return password

    return _done_with_password(
        request, container, make, login, given={"login": login, "name": name, "role": role.value}
    )


@router.post("/{login}/work")
def work(
    request: Request,
    container: ContainerOf,
    agent: Current,
    login: Login,
    teams: Annotated[list[str] | None, Form()] = None,
    most: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """In which teams somebody is, and how much they take at a time."""

    def change() -> None:
        limit = int(most) if most.strip().isdigit() and most.isascii() else None
        if limit is None and most.strip():
            raise AccountError("the limit is a number from 1 to 100, or empty")
        container.agents.set_work(login, _checked_teams(container, teams), limit, by=agent.login)

    return _done(request, container, change)


@router.post("/{login}/duty")
def duty(
    request: Request, container: ContainerOf, agent: Current, login: Login, on: Annotated[bool, Form()] = False
) -> Response:
    """Put somebody on duty, or away: they may have forgotten."""
    return _done(request, container, lambda: container.agents.set_duty(login, on, by=agent.login))


@router.post("/{login}/role")
def role(
    request: Request, container: ContainerOf, agent: Current, login: Login, role: Annotated[Role, Form()] = Role.AGENT
) -> Response:
    """Give somebody another role."""

    def change() -> None:
        _not_oneself(agent, login)
        container.agents.set_role(login, role, by=agent.login)

    return _done(request, container, change)


@router.post("/{login}/reset-password")
def reset_password(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """Give somebody a new password."""
    return _done_with_password(
        request, container, lambda: container.agents.reset_password(login, by=agent.login), login
    )


@router.post("/{login}/close")
def close(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """Close an account; its conversations go back to the queue."""

    def change() -> None:
        _not_oneself(agent, login)
        container.agents.deactivate(login, by=agent.login)
        container.handoffs.hand_back(login)

    return _done(request, container, change)


@router.post("/{login}/reopen")
def reopen(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """Open a closed account again."""
    return _done_with_password(request, container, lambda: container.agents.reopen(login, by=agent.login), login)


@router.post("/{login}/sign-out")
def sign_out(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """End every session of somebody's."""
    return _done(request, container, lambda: container.agents.sign_out_everywhere(login, by=agent.login))


@router.post("/{login}/revoke-token")
def revoke_token(
    request: Request, container: ContainerOf, agent: Current, login: Login, token_id: Annotated[str, Form()] = ""
) -> Response:
    """End a token of somebody's."""
    return _done(request, container, lambda: container.tokens.revoke(token_id, by=agent.login, owner=login))


@router.post("/{login}/revoke-tokens")
def revoke_tokens(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """End every token of somebody's."""
    return _done(request, container, lambda: container.tokens.revoke_all(login, by=agent.login))


@router.post("/{login}/reset-second-factor")
def reset_second_factor(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """Somebody has lost their phone and the recovery codes."""
    return _done(request, container, lambda: container.second_factors.reset(login, by=agent.login))


@router.post("/{login}/unlink")
def unlink(request: Request, container: ContainerOf, agent: Current, login: Login) -> Response:
    """Undo somebody's link with the OpenID provider."""
    return _done(request, container, lambda: container.identities.unlink(login, by=agent.login))


def _done(request: Request, container: DeskContainer, change: Callable[[], object]) -> Response:
    try:
        change()
    except AccountError as error:
        return _people(request, container, 422, problem=sentence(error))
    container.notifier.wake()
    return RedirectResponse("/people", status_code=303)


def _done_with_password(
    request: Request,
    container: DeskContainer,
    change: Callable[[], str],
    login: str,
    given: dict[str, str] | None = None,
) -> Response:
    """Like `_done`, but the page that answers shows a password."""
    try:
        password = change()
    except AccountError as error:
        return _people(request, container, 422, problem=sentence(error), given=given or {})
    return _people(request, container, password=(login, password))


def _checked_teams(container: DeskContainer, teams: list[str] | None) -> list[str]:
    unknown = set(teams or ()) - set(container.rules().teams)
    if unknown:
        raise AccountError(f"there is no team {', '.join(sorted(unknown))[:64]!r}")
    return list(teams or ())


def _not_oneself(agent: Agent, login: str) -> None:
    """So that there is always somebody who can undo it."""
    if agent.login == login:
        raise AccountError("somebody else must do that with your own account")


def _people(request: Request, container: DeskContainer, status: int = 200, **more: object) -> HTMLResponse:
    form: dict[str, object] = {"problem": None, "password": None, "given": {}, **more}
    tokens: dict[str, list[Token]] = {}
    for token in container.tokens.of():
        tokens.setdefault(token.login, []).append(token)
    return render(
        request,
        "people.html",
        status,
        people=sorted(container.agents.everybody(), key=lambda a: (not a.active, a.name)),
        lock_outs=container.agents.failures.lock_outs(),
        busy=handoff_rows.loads(container.engine),
        tokens=tokens,
        second_factors=container.second_factors.logins(),
        linked=container.identities.linked(),
        teams=container.rules().team_names,
        usual=container.rules().conversations_at_a_time,
        there_since=container.time() - PRESENT_SECONDS,
        roles=list(Role),
        **form,
    )
