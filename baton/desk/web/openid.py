"""Signing in with the OpenID provider, linking an account with it, and a page for every refusal."""

from __future__ import annotations

import hmac
import logging
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk.auth.accounts import AccountError
from baton.desk.auth.identities import PROVIDER, Identity
from baton.desk.auth.openid_claims import OpenidRefused, Refusal
from baton.desk.auth.openid_provider import OpenidProvider
from baton.desk.auth.pending import PendingOpenid
from baton.desk.auth.sessions import Method
from baton.desk.container import DeskContainer
from baton.desk.web import guard
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.links import local
from baton.desk.web.rendering import render
from baton.desk.web.sign_in import first_step_done
from baton.handoff.records.audit_trail import AuditAction

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)

_STATUS = {Refusal.UNREACHABLE: 503, Refusal.EXPIRED: 400, Refusal.UNTRUSTED: 502, Refusal.DENIED: 403}


@router.get("/login/openid")
def to_provider(request: Request, container: ContainerOf, next: str = "/", again: bool = False) -> Response:
    """Send somebody to the OpenID provider."""
    provider = _provider(container)
    try:
        address, pending = provider.begin(local(next), again=again)
    except OpenidRefused as error:
        return _refused(request, container, error)
    return _leave(container, address, pending)


@router.get("/account/openid")
def link(request: Request, container: ContainerOf, agent: Current) -> Response:
    """Send somebody who is signed in to the provider, so that their account is linked."""
    try:
        address, pending = _provider(container).begin("/account", link=agent.login, again=True)
    except OpenidRefused as error:
        return _refused(request, container, error)
    return _leave(container, address, pending)


@router.get("/login/openid/callback")
def from_provider(
    request: Request,
    container: ContainerOf,
    state: Annotated[str, Query(max_length=500)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Somebody comes back from the provider."""
    provider = _provider(container)
    pending = container.pending_sign_ins.openid(request.cookies, container.time())
    try:
        if pending is None or not hmac.compare_digest(pending.state.encode(), state.encode(errors="replace")):
            raise OpenidRefused(Refusal.EXPIRED)
        if error or not code:
            raise OpenidRefused(Refusal.DENIED, error[:100])
        claims = provider.finish(pending, code)
        if pending.link:
            return _link(request, container, pending.link, Identity(provider.issuer, str(claims["sub"])))
        agent = container.identities.sign_in(provider.issuer, claims)
    except OpenidRefused as refused:
        return _refused(request, container, refused)
    return first_step_done(request, container, agent, Method.OPENID, pending.next)


def _link(request: Request, container: DeskContainer, login: str, identity: Identity) -> Response:
    """Link the account of whoever is signed in, who must be the one that was sent to the provider."""
    found = guard.signed_in(request)
    if found is None or found[0].login != login:
        raise OpenidRefused(Refusal.NOT_SIGNED_IN, login, identity.subject)
    try:
        container.identities.link(login, identity, by=login)
    except AccountError as error:
        raise OpenidRefused(Refusal.LINKED_ELSEWHERE, str(error), identity.subject) from error
    response = RedirectResponse("/account", status_code=303)
    container.pending_sign_ins.forget(response)
    return response


def _provider(container: DeskContainer) -> OpenidProvider:
    if container.openid is None:
        raise HTTPException(404)
    return container.openid


def _leave(container: DeskContainer, address: str, pending: PendingOpenid) -> Response:
    response = RedirectResponse(address, status_code=303)
    container.pending_sign_ins.want_openid(response, pending, container.time())
    return response


def _refused(request: Request, container: DeskContainer, error: OpenidRefused) -> HTMLResponse:
    """A page that says why, and what can be done. Strangers, of whom the provider knows nothing, fill no trail."""
    if error.subject or error.why is Refusal.UNTRUSTED:
        details = {"why": error.why.value, "detail": error.detail, "subject": error.subject}
        container.audit.add(PROVIDER, AuditAction.SIGN_IN_REFUSED, **details, address=guard.address(request))
    elif error.why is Refusal.UNREACHABLE:
        logger.warning("The OpenID provider does not answer as one: %s", error.detail)
    page = render(
        request,
        "sign_in_refused.html",
        _STATUS.get(error.why, 403),
        why=error.why.value,
        detail=error.detail,
        subject=error.subject,
        provider=container.settings.openid_name,
        passwords=container.settings.password_sign_in,
    )
    container.pending_sign_ins.forget(page)
    return page
