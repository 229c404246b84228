"""The own account: password, sessions, tokens, duty."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk.auth.accounts import AccountError, SignInRefused
from baton.desk.auth.permissions import RIGHTS
from baton.desk.auth.roles import Agent, Scope
from baton.desk.auth.sessions import Method
from baton.desk.container import DeskContainer
from baton.desk.web import guard
from baton.desk.web.guard import ContainerOf, Current, CurrentSession
from baton.desk.web.links import local, sentence
from baton.desk.web.rendering import render

router = APIRouter(include_in_schema=False)

NO_PASSWORD = "You sign in without a password, so there is none to change."


@router.get("/password")
def password_form(request: Request, container: ContainerOf, agent: Current) -> HTMLResponse:
    """The form for a new password."""
    problem = None if _has_password(container, agent) else NO_PASSWORD
    return render(request, "password.html", problem=problem, possible=problem is None)


@router.post("/password")
def change_password(
    request: Request,
    container: ContainerOf,
    agent: Current,
    session: CurrentSession,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the own password; other sessions end, this one goes on under a new id."""
    known = guard.known_browser(request, agent.login)
    try:
        if not _has_password(container, agent):
            raise AccountError("you sign in without a password, so there is none to change")
        if new != again:
            raise AccountError("the two new passwords differ")
        changed = container.agents.change_password(agent.login, old, new, guard.address(request), known)
    except SignInRefused:
        return render(request, "password.html", 422, problem="The present password is wrong.", possible=True)
    except AccountError as error:
        possible = _has_password(container, agent)
        return render(request, "password.html", 422, problem=sentence(error), possible=possible)
    # Tokens go on: the page that lists them comes next, so that somebody decides.
    response = RedirectResponse("/account" if container.tokens.of(agent.login) else "/", status_code=303)
    container.sessions.renew(response, session, changed)
    return response


@router.post("/duty")
def duty(
    request: Request,
    container: ContainerOf,
    agent: Current,
    on: Annotated[bool, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Go on duty, or away."""
    container.agents.set_duty(agent.login, on)
    container.notifier.wake()
    return RedirectResponse(local(back), status_code=303)


@router.get("/account")
def account(request: Request, container: ContainerOf, agent: Current) -> HTMLResponse:
    """The own account with its sessions and tokens."""
    return _account(request, container, agent)


@router.post("/account/tokens")
def create_token(
    request: Request,
    container: ContainerOf,
    agent: Current,
    label: Annotated[str, Form()] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
    days: Annotated[str, Form(max_length=5)] = "",
) -> HTMLResponse:
    """Make a token; it is shown on the page that answers, and never again."""
    try:
        lasts = int(days) if days.isascii() and days.isdigit() else None
        if days.strip() and lasts is None:
            raise AccountError(f"a token works for 1 to {container.tokens.most_days} days")
        token = container.tokens.create(agent.login, label, scopes or (), by=agent.login, days=lasts)
    except AccountError as error:
        return _account(request, container, agent, 422, problem=sentence(error), label=label)
    return _account(request, container, agent, token=token)


@router.post("/account/tokens/revoke")
def revoke_token(
    request: Request, container: ContainerOf, agent: Current, token_id: Annotated[str, Form()] = ""
) -> Response:
    """End a token of one's own."""
    try:
        container.tokens.revoke(token_id, by=agent.login, owner=agent.login)
    except AccountError as error:
        return _account(request, container, agent, 422, problem=sentence(error))
    return RedirectResponse("/account", status_code=303)


@router.post("/account/sessions/end")
def end_session(
    request: Request, container: ContainerOf, agent: Current, session_id: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """End one session of one's own in another browser."""
    if not container.sessions.end_other(agent.login, session_id, by=agent.login):
        return _account(request, container, agent, 422, problem="That session has ended already.")
    container.notifier.wake()
    return RedirectResponse("/account", status_code=303)


@router.post("/account/openid/unlink")
def unlink(request: Request, container: ContainerOf, agent: Current, session: CurrentSession) -> Response:
    """Undo the link with the OpenID provider; other sessions end."""
    try:
        if not _has_password(container, agent) or session.method is not Method.PASSWORD:
            raise AccountError("sign in with your password first, or you could not come back")
        container.identities.unlink(agent.login, by=agent.login)
    except AccountError as error:
        return _account(request, container, agent, 422, problem=sentence(error))
    response = RedirectResponse("/account", status_code=303)
    container.sessions.renew(response, session, container.agents.get(agent.login) or agent)
    return response


def scopes_of(agent: Agent) -> list[Scope]:
    """The scopes that are of use to somebody in their role."""
    wanted = {right.scope for right in RIGHTS.values() if right.role is not None and agent.role.covers(right.role)}
    return [scope for scope in Scope if scope in wanted]


def _has_password(container: DeskContainer, agent: Agent) -> bool:
    return agent.has_password and container.settings.password_sign_in


def _account(
    request: Request, container: DeskContainer, agent: Agent, status: int = 200, **more: object
) -> HTMLResponse:
    form: dict[str, object] = {"problem": None, "token": None, "label": "", **more}
    settings = container.settings
    teams = [name for key, name in container.rules().team_names.items() if key in agent.teams]
    most = agent.most if agent.most is not None else container.rules().conversations_at_a_time
    session = guard.session(request)
    own: dict[str, object] = {
        "tokens": container.tokens.of(agent.login),
        "most_days": container.tokens.most_days,
        "scopes": scopes_of(agent),
        "teams": teams,
        "most": most,
        "has_password": _has_password(container, agent),
        "this_session": session.id,
        "confirmed": session.confirmed(container.time()),
        "sessions": container.sessions.of(agent.login),
        "idle": settings.desk_idle_minutes * 60,
        "second_factor": container.second_factors.status(agent.login),
        "provider": settings.openid_name if settings.openid_issuer else None,
        "identity": container.identities.of(agent.login) if settings.openid_issuer else None,
    }
    return render(request, "account.html", status, **own, **form)
