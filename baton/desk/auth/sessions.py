"""Who is signed in: a signed cookie, and a token in every form that no other site can know."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from starlette.responses import Response

from baton.base import signed_tokens
from baton.desk.auth.roles import Agent

COOKIE = "baton_desk"
VISIT_COOKIE = "baton_desk_visit"  # before the sign-in: only ties the sign-in form to the browser that asked for it
HOURS = 12


@dataclass(frozen=True)
class Session:
    """What the cookie says."""

    login: str
    epoch: int
    key: str  #: random; the forms' tokens are derived from it
    until: float


class Sessions:
    """Issues and reads the cookies.

    Args:
        secret: signs them.
        secure: whether the browser may send them over HTTPS only.
    """

    def __init__(self, secret: str, secure: bool) -> None:
        self._secret = secret
        self._secure = secure

    def start(self, response: Response, agent: Agent, at: float) -> None:
        """Sign an agent in: sets the cookie, and never continues a session from before."""
        claims = {
            "sub": agent.login,
            "epoch": agent.session_epoch,
            "key": secrets.token_urlsafe(16),
            "until": at + HOURS * 3600,
        }
        self._set(response, COOKIE, signed_tokens.encode(claims, self._secret))
        response.delete_cookie(VISIT_COOKIE, path="/")

    def end(self, response: Response) -> None:
        """Sign out in this browser."""
        response.delete_cookie(COOKIE, path="/")

    def read(self, cookie: str | None, at: float) -> Session | None:
        """The session of a cookie; None if it is forged, damaged or over."""
        if not cookie:
            return None
        try:
            claims = signed_tokens.decode(cookie, self._secret, ("sub", "epoch", "key", "until"))
            session = Session(
                login=str(claims["sub"]),
                epoch=int(str(claims["epoch"])),
                key=str(claims["key"]),
                until=float(str(claims["until"])),
            )
        except (signed_tokens.InvalidToken, ValueError):
            return None
        return session if session.until > at else None

    def visit(self, response: Response, known: str | None) -> str:
        """The browser's key before the sign-in; sets a cookie where there is none."""
        if known and len(known) <= 64:
            return known
        key = secrets.token_urlsafe(16)
        self._set(response, VISIT_COOKIE, key)
        return key

    def csrf(self, key: str) -> str:
        """The token that a form of this session carries."""
        return hmac.new(self._secret.encode(), f"csrf:{key}".encode(), hashlib.sha256).hexdigest()

    def csrf_fits(self, key: str | None, token: str | None) -> bool:
        """Whether a form's token belongs to the session."""
        return bool(key and token) and hmac.compare_digest(self.csrf(str(key)).encode(), str(token).encode())

    def _set(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name, value, max_age=HOURS * 3600, path="/", secure=self._secure, httponly=True, samesite="lax"
        )
