"""Lets requests in or refuses them: every request passes `guard`, and `rights` says what each route needs."""

from __future__ import annotations

import logging
from typing import Annotated, cast

from fastapi import Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from baton.base.client_address import client_address
from baton.desk.auth.permissions import API, right
from baton.desk.auth.roles import Agent, Scope
from baton.desk.auth.sessions import COOKIE, VISIT_COOKIE, Session, Sessions
from baton.desk.container import DeskContainer

logger = logging.getLogger(__name__)

#: What somebody may do who must change the first password.
BEFORE_CHANGE = frozenset({"/password", "/logout"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class MustChange(Exception):
    """The first password must be changed before anything else."""


class Forbidden(Exception):
    """Signed in, but not allowed; the text says why."""


def container(request: Request) -> DeskContainer:
    """The container of this application."""
    return cast(DeskContainer, request.app.state.container)


def sessions(request: Request) -> Sessions:
    return cast(Sessions, request.app.state.sessions)


def current(request: Request) -> Agent:
    """Whoever is signed in."""
    return cast(Agent, request.state.agent)


LARGEST = 2**53  # the largest number that a request may name: databases and JavaScript take it

#: What routes ask for.
ContainerOf = Annotated[DeskContainer, Depends(container)]
Current = Annotated[Agent, Depends(current)]
HandoffId = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,32}$")]


async def guard(request: Request) -> None:
    """Let a request through, or refuse it. Applies to every route of the app.

    Raises:
        NotSignedIn, MustChange, Forbidden: it is refused.
    """
    path = route_path(request)
    needed = right(request.method, path)
    if needed is None:
        logger.error(
            "%s %s has no line in baton/desk/auth/permissions.py, so it is refused to everybody.", request.method, path
        )
        raise Forbidden("Nobody may do this.")
    if needed.signed:
        return
    bearer = _bearer(request)
    session = None
    if needed.role is None:
        key = request.cookies.get(VISIT_COOKIE)
    else:
        agent, session, scopes = await run_in_threadpool(_identify, request, bearer)
        if agent is None:
            raise NotSignedIn
        if agent.must_change and path not in BEFORE_CHANGE and bearer is None:
            raise MustChange
        if not agent.role.covers(needed.role):
            raise Forbidden(f"This needs the role {needed.role.value}.")
        if scopes is not None and needed.scope not in scopes:
            raise Forbidden(f"This token lacks the scope {needed.scope.value if needed.scope else 'for that'}.")
        request.state.agent, request.state.session = agent, session
        key = session.key if session else None
    by_cookie = session is not None or needed.open
    changing = request.method not in _READING
    if by_cookie and changing and not sessions(request).csrf_fits(key, await _form_token(request)):
        raise Forbidden("This form is no longer valid. Load the page again and repeat what you did.")


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


def still_signed_in(request: Request) -> Agent | None:
    """The agent of a long request as they are now; None if it must end."""
    return _identify(request, _bearer(request))[0]


def _identify(request: Request, bearer: str | None) -> tuple[Agent | None, Session | None, frozenset[Scope] | None]:
    """Who asks: the agent with their session, or with the scopes of their token."""
    desk = container(request)
    if bearer is not None:
        agent, scopes = desk.tokens.read(bearer) or (None, None)
        session = None
    else:
        session, scopes = sessions(request).read(request.cookies.get(COOKIE), desk.time()), None
        agent = desk.agents.get(session.login) if session is not None else None
        if session is None or agent is None or not agent.active or agent.session_epoch != session.epoch:
            return None, None, None
    if agent is not None:
        desk.agents.seen(agent.login)
    return agent, session, scopes


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
