"""The pages: signing in, the queue, one conversation."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk import access, case
from baton.desk.agents import AccountError, SignInRefused
from baton.desk.parts import Parts
from baton.desk.queue import queue
from baton.desk.rendering import by_htmx, render
from baton.desk.roles import Agent
from baton.desk.session import VISIT_COOKIE

router = APIRouter(include_in_schema=False)

PartsOf = Annotated[Parts, Depends(access.parts)]
Current = Annotated[Agent, Depends(access.current)]
HandoffId = Annotated[str, Path(regex="^[A-Za-z0-9_-]{1,32}$")]

WRONG = "That login and password do not fit. After five wrong tries an account is locked for 15 minutes."


@router.get("/login")
def login_form(request: Request, next: str = "/") -> HTMLResponse:
    """The sign-in form."""
    return _login(request, next)


@router.post("/login")
def sign_in(
    request: Request,
    parts: PartsOf,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in; the refusal does not tell whether there is such an account."""
    try:
        agent = parts.agents.verify(login.strip().lower(), password)
    except SignInRefused:
        return _login(request, next, login=login, problem=WRONG, status=401)
    response = RedirectResponse("/password" if agent.must_change else local(next), status_code=303)
    access.sessions(request).start(response, agent, parts.time())
    return response


@router.post("/logout")
def sign_out(request: Request, parts: PartsOf, agent: Current, everywhere: Annotated[bool, Form()] = False) -> Response:
    """Sign out here, or in every browser."""
    if everywhere:
        parts.agents.sign_out_everywhere(agent.login)
    response = RedirectResponse("/login", status_code=303)
    access.sessions(request).end(response)
    return response


@router.get("/password")
def password_form(request: Request) -> HTMLResponse:
    """The form for a new password."""
    return render(request, "password.html", problem=None)


@router.post("/password")
def change_password(
    request: Request,
    parts: PartsOf,
    agent: Current,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the own password; other sessions end, this one goes on."""
    try:
        if new != again:
            raise AccountError("the two new passwords differ")
        changed = parts.agents.change_password(agent.login, old, new)
    except SignInRefused:
        return render(request, "password.html", 422, problem="The present password is wrong.")
    except AccountError as error:
        text = str(error)
        return render(request, "password.html", 422, problem=f"{text[:1].upper()}{text[1:]}.")
    response = RedirectResponse("/", status_code=303)
    access.sessions(request).start(response, changed, parts.time())
    return response


@router.get("/")
def queue_page(request: Request, parts: PartsOf, agent: Current) -> HTMLResponse:
    """The queue: the whole page, or only its lists when it updates itself."""
    template = "_queue.html" if by_htmx(request) else "queue.html"
    return render(request, template, queue=queue(parts, agent.login))


@router.get("/handoffs/{handoff_id}")
def case_page(request: Request, parts: PartsOf, agent: Current, handoff_id: HandoffId) -> HTMLResponse:
    """One conversation, with everything that is known."""
    handoff = parts.store.get(handoff_id)
    case.note_view(parts, handoff, agent, "page")
    return render_case(request, parts, agent, handoff_id)


@router.get("/handoffs/{handoff_id}/live")
def case_update(
    request: Request,
    parts: PartsOf,
    agent: Current,
    handoff_id: HandoffId,
    after: Annotated[int, Query(ge=0)] = 0,
    key: str = "",
) -> HTMLResponse:
    """What is new on an open page: lines after a number, what is on its way, and the state if it is another one."""
    case.note_update(parts, parts.store.get(handoff_id), agent)
    return render_update(request, parts, agent, handoff_id, after=after, key=key)


def render_case(
    request: Request, parts: Parts, agent: Agent, handoff_id: str, notice: str | None = None, status: int = 200
) -> HTMLResponse:
    """The page of a conversation."""
    handoff = parts.store.get(handoff_id)
    context: dict[str, Any] = {
        "package": handoff.package,
        "reasons": case.reasons(handoff),
        "orders": case.orders(parts, handoff),
        "earlier": case.earlier(parts, handoff),
        **_live(parts, agent, handoff_id),
    }
    return render(request, "case.html", status, notice=notice, **context)


def render_update(
    request: Request,
    parts: Parts,
    agent: Agent,
    handoff_id: str,
    *,
    after: int,
    key: str,
    notice: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The changed parts of the page, each for its own place."""
    context = _live(parts, agent, handoff_id, after)
    changed = context["standing"].key != key
    return render(request, "live.html", status, changed=changed, notice=notice, **context)


def local(path: str) -> str:
    """A path of this site to go on to; anything else becomes the queue."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return quote(path, safe="/?=&%-_.~#") if fine else "/"


def _live(parts: Parts, agent: Agent, handoff_id: str, after: int = 0) -> dict[str, Any]:
    handoff = parts.store.get(handoff_id)
    # What is on its way is read first: a message that arrives in between shows twice for a moment, never not at all.
    waiting = case.pending(parts, handoff)
    return {
        "handoff": handoff,
        "standing": case.standing(parts, handoff, agent),
        "pending": waiting,
        "lines": case.lines(parts, handoff, after),
        "history": case.history(parts, handoff),
        "longest": parts.settings.message_limit,
    }


def _login(request: Request, next: str, login: str = "", problem: str | None = None, status: int = 200) -> HTMLResponse:
    known = request.cookies.get(VISIT_COOKIE)
    sessions = access.sessions(request)
    carrier = Response()
    key = sessions.visit(carrier, known)
    page = render(
        request, "login.html", status, csrf=sessions.csrf(key), next=local(next), login=login[:64], problem=problem
    )
    for name, value in carrier.raw_headers:
        if name == b"set-cookie":
            page.raw_headers.append((name, value))
    return page
