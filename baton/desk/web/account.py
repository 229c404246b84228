"""The own account: signing in and out, password, tokens, duty."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk.auth.accounts import AccountError, SignInRefused
from baton.desk.auth.permissions import RIGHTS
from baton.desk.auth.roles import Agent, Scope
from baton.desk.auth.sessions import VISIT_COOKIE
from baton.desk.container import DeskContainer
from baton.desk.web import guard
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.rendering import render
from baton.handoff.records.audit_trail import AuditAction

router = APIRouter(include_in_schema=False)

WRONG = "That login and password do not fit. After five wrong tries you are locked out for 15 minutes or longer."


@router.get("/login")
def login_form(request: Request, next: str = "/") -> HTMLResponse:
    """The sign-in form."""
    return _login(request, next)


@router.post("/login")
def sign_in(
    request: Request,
    container: ContainerOf,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in, which is also to go on duty; the refusal does not tell whether there is such an account."""
    try:
        agent = container.agents.verify(login.strip().lower(), password, guard.address(request))
    except SignInRefused:
        return _login(request, next, login=login, problem=WRONG, status=401)
    container.agents.set_duty(agent.login, True)
    container.notifier.wake()
    response = RedirectResponse("/password" if agent.must_change else local(next), status_code=303)
    guard.sessions(request).start(response, agent, container.time())
    return response


@router.post("/logout")
def sign_out(
    request: Request,
    container: ContainerOf,
    agent: Current,
    everywhere: Annotated[bool, Form()] = False,
    hand_back: Annotated[bool, Form()] = False,
) -> Response:
    """Sign out here, or in every browser; whoever signs out is away, and what they have goes back into the queue.

    Args:
        hand_back: the agent knows about that; without it a page says so first, if there is anything.
    """
    owned = container.absent_owners.owned(agent.login)
    if owned and not hand_back:
        return render(
            request,
            "sign_out.html",
            409,
            owned=owned,
            callbacks=container.absent_owners.callbacks(agent.login),
            everywhere=everywhere,
        )
    container.agents.set_duty(agent.login, False)
    container.absent_owners.sign_out(agent.login)
    if everywhere:
        container.agents.sign_out_everywhere(agent.login)
    else:
        container.audit.add(agent.login, AuditAction.SIGNED_OUT)
    container.notifier.wake()
    response = RedirectResponse("/login", status_code=303)
    guard.sessions(request).end(response)
    return response


@router.get("/password")
def password_form(request: Request) -> HTMLResponse:
    """The form for a new password."""
    return render(request, "password.html", problem=None)


@router.post("/password")
def change_password(
    request: Request,
    container: ContainerOf,
    agent: Current,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the own password; other sessions end, this one goes on."""
    try:
        if new != again:
            raise AccountError("the two new passwords differ")
        changed = container.agents.change_password(agent.login, old, new, guard.address(request))
    except SignInRefused:
        return render(request, "password.html", 422, problem="The present password is wrong.")
    except AccountError as error:
        return render(request, "password.html", 422, problem=sentence(error))
    response = RedirectResponse("/", status_code=303)
    guard.sessions(request).start(response, changed, container.time())
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
    """The own account with its tokens."""
    return _account(request, container, agent)


@router.post("/account/tokens")
def create_token(
    request: Request,
    container: ContainerOf,
    agent: Current,
    label: Annotated[str, Form()] = "",
    scopes: Annotated[list[Scope] | None, Form()] = None,
) -> HTMLResponse:
    """Make a token; it is shown on the page that answers, and never again."""
    try:
        token = container.tokens.create(agent.login, label, scopes or (), by=agent.login)
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


def local(path: str) -> str:
    """A path of this site to go on to; anything else becomes the queue."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return quote(path, safe="/?=&%-_.~#+") if fine else "/"


def sentence(error: Exception) -> str:
    """What an error says, as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def scopes_of(agent: Agent) -> list[Scope]:
    """The scopes that are of use to somebody in their role."""
    wanted = {right.scope for right in RIGHTS.values() if right.role is not None and agent.role.covers(right.role)}
    return [scope for scope in Scope if scope in wanted]


def _account(
    request: Request, container: DeskContainer, agent: Agent, status: int = 200, **more: object
) -> HTMLResponse:
    form: dict[str, object] = {"problem": None, "token": None, "label": "", **more}
    teams = [name for key, name in container.rules().team_names.items() if key in agent.teams]
    most = agent.most if agent.most is not None else container.rules().conversations_at_a_time
    own: dict[str, object] = {
        "tokens": container.tokens.of(agent.login),
        "scopes": scopes_of(agent),
        "teams": teams,
        "most": most,
    }
    return render(request, "account.html", status, **own, **form)


def _login(request: Request, next: str, login: str = "", problem: str | None = None, status: int = 200) -> HTMLResponse:
    visit_key = request.cookies.get(VISIT_COOKIE)
    sessions = guard.sessions(request)
    carrier = Response()
    key = sessions.visit(carrier, visit_key)
    page = render(
        request, "login.html", status, csrf=sessions.csrf(key), next=local(next), login=login[:64], problem=problem
    )
    for name, value in carrier.raw_headers:
        if name == b"set-cookie":
            page.raw_headers.append((name, value))
    return page
