"""Who may use which route. Every request passes `guard`; a route that is not named here needs a signed-in agent."""

from __future__ import annotations

from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from baton.desk.parts import Parts
from baton.desk.roles import Agent, Role
from baton.desk.session import COOKIE, VISIT_COOKIE, Session, Sessions

API = "/api/v1"

#: Routes without a sign-in. A test goes through all routes and fails when another one answers a stranger.
OPEN = frozenset({"/health", "/login", "/static"})
#: Routes that need more than an agent.
NEEDS: dict[str, Role] = {}
#: What somebody may do who must change the first password.
BEFORE_CHANGE = frozenset({"/password", "/logout"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class MustChange(Exception):
    """The first password must be changed before anything else."""


class Forbidden(Exception):
    """Signed in, but not allowed; the text says why."""


def parts(request: Request) -> Parts:
    """The desk's parts."""
    return cast(Parts, request.app.state.parts)


def sessions(request: Request) -> Sessions:
    return cast(Sessions, request.app.state.sessions)


def current(request: Request) -> Agent:
    """Whoever is signed in."""
    return cast(Agent, request.state.agent)


async def guard(request: Request) -> None:
    """Let a request through, or refuse it. Applies to every route of the app.

    Raises:
        NotSignedIn, MustChange, Forbidden: it is refused.
    """
    path = route_path(request)
    bearer = _bearer(request)
    session = None
    if path in OPEN:
        key = request.cookies.get(VISIT_COOKIE)
    else:
        agent, session = await run_in_threadpool(_identify, request, bearer)
        if agent is None:
            raise NotSignedIn
        if agent.must_change and path not in BEFORE_CHANGE and bearer is None:
            raise MustChange
        needed = NEEDS.get(path, Role.AGENT)
        if not agent.role.covers(needed):
            raise Forbidden(f"This needs the role {needed.value}.")
        request.state.agent, request.state.session = agent, session
        key = session.key if session else None
    by_cookie = session is not None or path in OPEN
    changing = request.method not in _READING
    if by_cookie and changing and not sessions(request).csrf_fits(key, await _form_token(request)):
        raise Forbidden("This form is no longer valid. Load the page again and repeat what you did.")


def route_path(request: Request) -> str:
    """The path of the matched route, with its parameters' names."""
    return str(getattr(request.scope.get("route"), "path", request.url.path))


def csrf(request: Request) -> str:
    """The token for this request's forms."""
    session: Session | None = getattr(request.state, "session", None)
    return sessions(request).csrf(session.key) if session else ""


def still_signed_in(request: Request) -> bool:
    """Whether the agent of a long request may go on."""
    agent, _ = _identify(request, _bearer(request))
    return agent is not None


def _identify(request: Request, bearer: str | None) -> tuple[Agent | None, Session | None]:
    if bearer is not None:
        return parts(request).agents.by_token(bearer), None
    session = sessions(request).read(request.cookies.get(COOKIE), parts(request).time())
    if session is None:
        return None, None
    agent = parts(request).agents.get(session.login)
    if agent is None or not agent.active or agent.session_epoch != session.epoch:
        return None, None
    return agent, session


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
