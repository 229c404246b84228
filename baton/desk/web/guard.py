"""Lets requests in or refuses them: every request passes `guard`, and `rights` says what each route needs."""

from __future__ import annotations

import logging
from typing import Annotated, cast

from fastapi import Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from baton.base.client_address import client_address, request_address
from baton.base.settings import split
from baton.desk.auth.permissions import API, right
from baton.desk.auth.roles import Agent, Scope
from baton.desk.auth.sessions import Method, Place, Session, Sessions
from baton.desk.container import DeskContainer
from baton.desk.web import view_audit

logger = logging.getLogger(__name__)

#: What somebody may do who must change the first password.
BEFORE_CHANGE = frozenset({"/password", "/logout"})
SECOND_FACTOR = "/account/second-factor"
#: What somebody may do who must set up a second factor.
BEFORE_SECOND_FACTOR = frozenset({SECOND_FACTOR, f"{SECOND_FACTOR}/begin", f"{SECOND_FACTOR}/finish", "/confirm"})
#: What pages ask for by themselves, so that it does not keep a session alive. Parts that htmx fetches do not either.
BY_ITSELF = frozenset({"/stream", "/session", "/attention", "/handoffs/{handoff_id}/read"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class MustChange(Exception):
    """The first password must be changed before anything else."""


class MustSetUp(Exception):
    """Their role needs a second factor, which must be set up before anything else."""


class NotConfirmed(Exception):
    """It is too long ago that somebody showed who sits there, for what they want to do."""


class Forbidden(Exception):
    """Signed in, but not allowed; the text says why."""


def container(request: Request) -> DeskContainer:
    """The container of this application."""
    return cast(DeskContainer, request.app.state.container)


def sessions(request: Request) -> Sessions:
    return container(request).sessions


def current(request: Request) -> Agent:
    """Whoever is signed in."""
    return cast(Agent, request.state.agent)


def session(request: Request) -> Session:
    """The session of whoever is signed in at a page."""
    return cast(Session, request.state.session)


def at_page(request: Request) -> bool:
    """Whether a person asks, signed in at a page, and not a program with a token."""
    return request.state.session is not None


LARGEST = 2**53  # the largest number that a request may name: databases and JavaScript take it

#: What routes ask for.
ContainerOf = Annotated[DeskContainer, Depends(container)]
Current = Annotated[Agent, Depends(current)]
AtPage = Annotated[bool, Depends(at_page)]
CurrentSession = Annotated[Session, Depends(session)]
HandoffId = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,32}$")]


async def guard(request: Request) -> None:
    """Let a request through, or refuse it. Applies to every route of the app.

    Raises:
        NotSignedIn, MustChange, MustSetUp, NotConfirmed, Forbidden: it is refused.
    """
    path = route_path(request)
    needed = right(request.method, path)
    if needed is None:
        logger.error(
            "%s %s has no line in baton/desk/auth/permissions.py, so it is refused to everybody.", request.method, path
        )
        raise Forbidden("Nobody may do this.")
    request_address.set(address(request))
    if needed.signed:
        return
    bearer = _bearer(request)
    session = None
    if needed.role is None:
        key = sessions(request).visit_key(request.cookies)
    else:
        agent, session, scopes = await run_in_threadpool(_identify, request, bearer)
        if agent is None:
            raise NotSignedIn
        if session is not None:
            _confine(request, agent, session, path)
            await run_in_threadpool(_note_use, request, session, path)
        if not agent.role.covers(needed.role):
            raise Forbidden(f"This needs the role {needed.role.value}.")
        if scopes is not None and needed.scope not in scopes:
            raise Forbidden(f"This token lacks the scope {needed.scope.value if needed.scope else 'for that'}.")
        request.state.agent, request.state.session = agent, session
        key = session.key if session else None
        if needed.confirmed and session is not None and not session.confirmed(container(request).time()):
            raise NotConfirmed
    by_cookie = session is not None or needed.open
    changing = request.method not in _READING
    if by_cookie and changing and not sessions(request).csrf_fits(key, await _form_token(request)):
        raise Forbidden("This form is no longer valid. Load the page again and repeat what you did.")
    if needed.role is not None:
        await run_in_threadpool(view_audit.record, request, container(request), current(request), path)


def route_path(request: Request) -> str:
    """The path of the matched route, with its parameters' names."""
    return str(getattr(request.scope.get("route"), "path", request.url.path))


def address(request: Request) -> str:
    """Where a request comes from. uvicorn puts the first entry of X-Forwarded-For in place of the peer, which anybody
    may make up; the last one is our proxy's."""
    forwarded = request.headers.getlist("x-forwarded-for")
    peer = request.client.host if request.client else ""
    return client_address(peer, forwarded, container(request).settings.trust_proxy)


def csrf(request: Request) -> str:
    """The token for this request's forms."""
    session: Session | None = getattr(request.state, "session", None)
    return sessions(request).csrf(session.key) if session else ""


def place(request: Request) -> Place:
    """Where a request comes from, as its owner is told."""
    return Place.of(address(request), request.headers.get("user-agent", ""))


def known_browser(request: Request, login: str) -> str:
    """The id of this browser if the account has signed in with it before; empty if not."""
    desk = container(request)
    return desk.pending_sign_ins.known_browser(request.cookies, login, desk.time())


def still_signed_in(request: Request) -> Agent | None:
    """The agent of a long request as they are now; None if it must end."""
    return _identify(request, _bearer(request))[0]


def signed_in(request: Request) -> tuple[Agent, Session] | None:
    """Who is signed in at a page that everybody may open."""
    agent, session, _ = _identify(request, None)
    return (agent, session) if agent is not None and session is not None else None


def _identify(request: Request, bearer: str | None) -> tuple[Agent | None, Session | None, frozenset[Scope] | None]:
    """Who asks: the agent with their session, or with the scopes of their token."""
    desk = container(request)
    if bearer is not None:
        agent, scopes = desk.tokens.read(bearer) or (None, None)
        session = None
    else:
        session, scopes = desk.sessions.read(request.cookies), None
        agent = desk.agents.get(session.login) if session is not None else None
        if session is None or agent is None or agent.session_epoch != session.epoch:
            return None, None, None
        if session.method is Method.PASSWORD and not desk.settings.password_sign_in:
            return None, None, None
    if agent is not None:
        desk.agents.seen(agent.login)
    return agent, session, scopes


def must_set_up(request: Request, agent: Agent, session: Session) -> bool:
    """Whether somebody's role needs a second factor that this session was begun without."""
    return agent.role.value in split(container(request).settings.second_factor_roles) and not session.second_factor


def _confine(request: Request, agent: Agent, session: Session, path: str) -> None:
    """Let somebody who has something to set up first do nothing else."""
    change = agent.must_change and session.method is Method.PASSWORD
    set_up = must_set_up(request, agent, session)
    request.state.confined = change or set_up
    if change and path not in BEFORE_CHANGE:
        raise MustChange
    if set_up and path not in BEFORE_SECOND_FACTOR | BEFORE_CHANGE:
        raise MustSetUp


def _note_use(request: Request, session: Session, path: str) -> None:
    part = request.method in _READING and request.headers.get("hx-request") == "true"
    if not part and path not in BY_ITSELF:
        sessions(request).note_use(session)


def _bearer(request: Request) -> str | None:
    """The token of an API request; pages take none, so that a token never becomes a session."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not request.url.path.startswith(API + "/"):
        return None
    return token.strip()


async def _form_token(request: Request) -> str | None:
    header = request.headers.get("x-csrf-token")
    if header:
        return header
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return None
    value = (await request.form()).get("csrf")
    return value if isinstance(value, str) else None
