"""Signing in and out by password and code, and showing anew who sits there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk.auth.accounts import SignInRefused
from baton.desk.auth.roles import Agent
from baton.desk.auth.second_factor import CodeRefused
from baton.desk.auth.sessions import Method
from baton.desk.container import DeskContainer
from baton.desk.web import guard
from baton.desk.web.guard import ContainerOf, Current, CurrentSession
from baton.desk.web.links import local
from baton.desk.web.rendering import render
from baton.handoff.records.audit_trail import AuditAction

router = APIRouter(include_in_schema=False)

WRONG = "That login and password do not fit. After five wrong tries you are locked out for 15 minutes or longer."
WRONG_CODE = (
    "That code does not count. Each code counts once; wait for the next one, and see that the clock of your phone is "
    "right. After five wrong ones you must wait for 15 minutes or longer."
)
NO_PASSWORDS = "Passwords are switched off here."
TOO_LATE = "This sign-in took too long. Begin again."


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
    """The first step, by password; the refusal does not tell whether there is such an account."""
    if not container.settings.password_sign_in:
        return _login(request, next, problem=NO_PASSWORDS, status=403)
    login = login.strip().lower()
    try:
        agent = container.agents.verify(login, password, guard.address(request), guard.known_browser(request, login))
    except SignInRefused:
        return _login(request, next, login=login, problem=WRONG, status=401)
    return first_step_done(request, container, agent, Method.PASSWORD, next)


@router.get("/login/code")
def code_form(request: Request, container: ContainerOf) -> Response:
    """The second step: a code of the app."""
    if container.pending_sign_ins.code(request.cookies, container.time()) is None:
        return RedirectResponse("/login", status_code=303)
    return _with_visit(request, "login_code.html", 200, problem=None)


@router.post("/login/code")
def check_code(request: Request, container: ContainerOf, code: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Check the code, or a recovery code in its place."""
    pending = container.pending_sign_ins.code(request.cookies, container.time())
    agent = container.agents.get(pending.login) if pending is not None else None
    if pending is None or agent is None or not agent.active or agent.session_epoch != pending.epoch:
        return _login(request, pending.next if pending else "/", problem=TOO_LATE, status=401)
    known = guard.known_browser(request, agent.login)
    try:
        container.second_factors.check(agent.login, code, guard.address(request), known)
    except CodeRefused:
        return _with_visit(request, "login_code.html", 401, problem=WRONG_CODE)
    return _finish(request, container, agent, Method(pending.method), True, pending.next)


@router.post("/logout")
def sign_out(
    request: Request,
    container: ContainerOf,
    agent: Current,
    session: CurrentSession,
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
    response = RedirectResponse("/login", status_code=303)
    if everywhere:
        container.agents.sign_out_everywhere(agent.login)
        container.sessions.forget(response)
    else:
        container.sessions.end(response, session)
    container.notifier.wake()
    return response


@router.get("/confirm")
def confirm_form(request: Request, next: str = "/account") -> HTMLResponse:
    """Ask anew who sits there, before something that matters."""
    return _confirm(request, next)


@router.post("/confirm")
def confirm(
    request: Request,
    container: ContainerOf,
    agent: Current,
    session: CurrentSession,
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/account",
) -> Response:
    """The password again; the session goes on under a new id."""
    if not (agent.has_password and container.settings.password_sign_in):
        return _confirm(request, next, problem=NO_PASSWORDS, status=422)
    known = guard.known_browser(request, agent.login)
    try:
        container.agents.verify(agent.login, password, guard.address(request), known)
    except SignInRefused:
        return _confirm(request, next, problem="The password is wrong.", status=422)
    response = RedirectResponse(local(next), status_code=303)
    container.sessions.renew(response, session, agent)
    return response


def first_step_done(request: Request, container: DeskContainer, agent: Agent, method: Method, next: str) -> Response:
    """Go on to the code if one is wanted, or into the desk."""
    by_provider = method is Method.OPENID and container.settings.openid_second_factor == "provider"
    if by_provider or container.second_factors.status(agent.login) is None:
        return _finish(request, container, agent, method, by_provider, next)
    response = RedirectResponse("/login/code", status_code=303)
    container.pending_sign_ins.want_code(response, agent, method, local(next), container.time())
    return response


def _finish(
    request: Request, container: DeskContainer, agent: Agent, method: Method, second_factor: bool, next: str
) -> Response:
    """Signed in, which is also to go on duty."""
    address = guard.address(request)
    container.audit.add(
        agent.login, AuditAction.SIGNED_IN, method=method.value, second_factor=second_factor, address=address
    )
    container.agents.set_duty(agent.login, True)
    container.notifier.wake()
    change = agent.must_change and method is Method.PASSWORD
    response = RedirectResponse("/password" if change else local(next), status_code=303)
    container.sessions.start(response, agent, request.cookies, guard.place(request), method, second_factor)
    container.pending_sign_ins.remember(response, request.cookies, agent.login, container.time())
    container.pending_sign_ins.forget(response)
    return response


def _confirm(request: Request, next: str, problem: str | None = None, status: int = 200) -> HTMLResponse:
    container = guard.container(request)
    agent = guard.current(request)
    return render(
        request,
        "confirm.html",
        status,
        next=local(next),
        problem=problem,
        by_password=agent.has_password and container.settings.password_sign_in,
        provider=container.settings.openid_name if container.identities.of(agent.login) else None,
    )


def _login(request: Request, next: str, login: str = "", problem: str | None = None, status: int = 200) -> HTMLResponse:
    settings = guard.container(request).settings
    return _with_visit(
        request,
        "login.html",
        status,
        next=local(next),
        login=login[:64],
        problem=problem,
        passwords=settings.password_sign_in,
        provider=settings.openid_name if settings.openid_issuer else None,
    )


def _with_visit(request: Request, template: str, status: int, **context: object) -> HTMLResponse:
    """A page before the sign-in, whose form belongs to this browser."""
    sessions = guard.sessions(request)
    carrier = Response()
    key = sessions.visit(carrier, request.cookies)
    page = render(request, template, status, **{**context, "csrf": sessions.csrf(key)})
    for name, value in carrier.raw_headers:
        if name == b"set-cookie":
            page.raw_headers.append((name, value))
    return page
