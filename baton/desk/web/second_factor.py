"""The page of one's own second factor: set it up, new recovery codes, remove it."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.base.settings import split
from baton.desk.auth.accounts import AccountError
from baton.desk.auth.roles import Agent
from baton.desk.auth.second_factor import CodeRefused
from baton.desk.container import DeskContainer
from baton.desk.web import guard
from baton.desk.web.guard import ContainerOf, Current, CurrentSession
from baton.desk.web.links import sentence
from baton.desk.web.rendering import render

router = APIRouter(prefix=guard.SECOND_FACTOR, include_in_schema=False)

WRONG = "That code does not count. Wait for the next one, and see that the clock of your phone is right."


@router.get("")
def second_factor(request: Request, container: ContainerOf, agent: Current) -> HTMLResponse:
    """Whether there is one, and what can be done."""
    return _page(request, container, agent)


@router.post("/begin")
def begin(request: Request, container: ContainerOf, agent: Current) -> Response:
    """Make a key, to be put into an app."""
    try:
        container.second_factors.begin(agent.login)
    except AccountError as error:
        return _page(request, container, agent, 422, problem=sentence(error))
    return RedirectResponse(guard.SECOND_FACTOR, status_code=303)


@router.post("/finish")
def finish(
    request: Request,
    container: ContainerOf,
    agent: Current,
    session: CurrentSession,
    code: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """The first code: the factor counts, other sessions end, and the recovery codes are shown once."""
    try:
        codes = container.second_factors.finish(agent.login, code, guard.address(request))
    except CodeRefused:
        return _page(request, container, agent, 422, problem=WRONG)
    except AccountError as error:
        return _page(request, container, agent, 422, problem=sentence(error))
    return _renewed(request, container, agent, True, codes)


@router.post("/recovery-codes")
def recovery_codes(request: Request, container: ContainerOf, agent: Current) -> Response:
    """New recovery codes in place of the earlier ones."""
    try:
        codes = container.second_factors.new_recovery_codes(agent.login)
    except AccountError as error:
        return _page(request, container, agent, 422, problem=sentence(error))
    return _page(request, container, agent, codes=codes)


@router.post("/remove")
def remove(request: Request, container: ContainerOf, agent: Current) -> Response:
    """Go on without one, where the role may."""
    if _required(container, agent):
        return _page(request, container, agent, 422, problem="Your role needs a second factor.")
    container.second_factors.remove(agent.login)
    return _renewed(request, container, agent, False, None)


def _renewed(
    request: Request, container: DeskContainer, agent: Agent, second_factor: bool, codes: list[str] | None
) -> Response:
    """Every session has ended; this one goes on under a new id."""
    session = guard.session(request)
    changed = container.agents.get(agent.login) or agent
    if codes is None:
        response: Response = RedirectResponse(guard.SECOND_FACTOR, status_code=303)
        container.sessions.renew(response, session, changed, second_factor)
        return response
    carrier = Response()
    renewed = container.sessions.renew(carrier, session, changed, second_factor)
    request.state.session, request.state.confined = renewed, agent.must_change
    page = _page(request, container, agent, codes=codes)
    page.raw_headers.extend(header for header in carrier.raw_headers if header[0] == b"set-cookie")
    return page


def _required(container: DeskContainer, agent: Agent) -> bool:
    return agent.role.value in split(container.settings.second_factor_roles)


def _page(request: Request, container: DeskContainer, agent: Agent, status: int = 200, **more: object) -> HTMLResponse:
    factors = container.second_factors
    key = factors.unfinished(agent.login)
    uri = factors.uri(agent.login, container.settings.shop_name, key) if key else None
    shown: dict[str, object] = {
        "problem": None,
        "codes": None,
        "factor": factors.status(agent.login),
        "possible": factors.possible,
        "required": _required(container, agent),
        "confirmed": guard.session(request).confirmed(container.time()),
        "key": " ".join(key[i : i + 4] for i in range(0, len(key), 4)) if key else None,
        "picture": _picture(uri) if uri else None,
        **more,
    }
    return render(request, "second_factor.html", status, **shown)


def _picture(uri: str) -> Markup:
    """A QR code as SVG without styles, which the Content-Security-Policy forbids; dark on light for every camera."""
    return Markup(segno.make(uri, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True))
