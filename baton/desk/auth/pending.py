"""What a browser carries besides its session: a sign-in that is not finished, and who has signed in with it before.

Both are signed cookies. A pending sign-in opens nothing by itself: a code or the provider's answer is still wanted.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from starlette.responses import Response

from baton.base import signed_tokens
from baton.desk.auth.cookies import KNOWN, PENDING, Cookies
from baton.desk.auth.roles import Agent
from baton.desk.auth.sessions import Method

PENDING_SECONDS = 600.0
KNOWN_SECONDS = 180 * 24 * 3600.0
MOST_KNOWN = 8  # accounts of one browser


@dataclass(frozen=True)
class PendingCode:
    """The first step is done, and a code is wanted."""

    login: str
    epoch: int  #: of the account at the first step
    method: str
    next: str


@dataclass(frozen=True)
class PendingOpenid:
    """Somebody was sent to the OpenID provider. What its answer must fit."""

    state: str
    nonce: str
    verifier: str
    next: str
    link: str = ""  #: login of the signed-in account that is to be linked; empty for a sign-in


@dataclass(frozen=True)
class _Known:
    """A browser, and which accounts have signed in with it."""

    browser: str
    logins: tuple[str, ...]


class PendingSignIns:
    """Puts them into the browser and reads them.

    Args:
        secret: signs them.
        cookies: sets them.
    """

    def __init__(self, secret: str, cookies: Cookies) -> None:
        self._secret = secret
        self._cookies = cookies

    def want_code(self, response: Response, agent: Agent, method: Method, next: str, at: float) -> None:
        """The next step is the code's."""
        pending = PendingCode(agent.login, agent.session_epoch, method.value, next)
        self._set(response, "code", asdict(pending), at)

    def code(self, cookies: Mapping[str, str], at: float) -> PendingCode | None:
        """None if no code is wanted, or not any more."""
        claims = self._read(cookies, "code", at)
        if claims is None:
            return None
        return PendingCode(str(claims["login"]), int(str(claims["epoch"])), str(claims["method"]), str(claims["next"]))

    def want_openid(self, response: Response, pending: PendingOpenid, at: float) -> None:
        """The next step is the provider's."""
        self._set(response, "openid", asdict(pending), at)

    def openid(self, cookies: Mapping[str, str], at: float) -> PendingOpenid | None:
        """None if nobody was sent to the provider from here, or it is too long ago."""
        claims = self._read(cookies, "openid", at)
        names = ("state", "nonce", "verifier", "next", "link")
        return PendingOpenid(**{name: str(claims[name]) for name in names}) if claims is not None else None

    def forget(self, response: Response) -> None:
        """The sign-in is finished or given up."""
        self._cookies.delete(response, PENDING)

    def remember(self, response: Response, cookies: Mapping[str, str], login: str, at: float) -> None:
        """Somebody has signed in with this browser, to the last step."""
        known = self._known(cookies, at)
        browser = known.browser if known is not None else secrets.token_urlsafe(16)
        others = [each for each in known.logins if each != login] if known is not None else []
        logins = [login, *others][:MOST_KNOWN]
        claims = {"aud": "known", "until": at + KNOWN_SECONDS, "browser": browser, "logins": logins}
        self._cookies.set(response, KNOWN, signed_tokens.encode(claims, self._secret), KNOWN_SECONDS)

    def known_browser(self, cookies: Mapping[str, str], login: str, at: float) -> str:
        """The id of this browser if the account has signed in with it before; empty if not."""
        known = self._known(cookies, at)
        return f"browser {known.browser}" if known is not None and login in known.logins else ""

    def _set(self, response: Response, kind: str, claims: Mapping[str, object], at: float) -> None:
        signed = signed_tokens.encode({**claims, "aud": kind, "until": at + PENDING_SECONDS}, self._secret)
        self._cookies.set(response, PENDING, signed, PENDING_SECONDS)

    def _read(self, cookies: Mapping[str, str], kind: str, at: float) -> Mapping[str, object] | None:
        return self._decode(self._cookies.get(cookies, PENDING), kind, at)

    def _known(self, cookies: Mapping[str, str], at: float) -> _Known | None:
        claims = self._decode(self._cookies.get(cookies, KNOWN), "known", at)
        logins = claims["logins"] if claims is not None else None
        if claims is None or not isinstance(logins, list):
            return None
        return _Known(str(claims["browser"]), tuple(str(login) for login in logins))

    def _decode(self, cookie: str | None, kind: str, at: float) -> Mapping[str, object] | None:
        try:
            claims = signed_tokens.decode(cookie or "", self._secret, ("until",), audience=kind)
        except signed_tokens.InvalidToken:
            return None
        return claims if float(str(claims["until"])) > at else None
