"""The desk's cookies: kept from scripts and other sites, and in production bound to this host and to HTTPS."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

SESSION = "baton_desk"  # who is signed in
VISIT = "baton_desk_visit"  # before the sign-in: ties its form to the browser that asked for it
PENDING = "baton_desk_sign_in"  # a sign-in that is not finished: a code is wanted, or the provider's answer
KNOWN = "baton_desk_known"  # who has signed in with this browser before


class Cookies:
    """Reads and sets them.

    Args:
        secure: whether everything goes over HTTPS; then no other host of the domain can set one of ours (`__Host-`).
    """

    def __init__(self, secure: bool) -> None:
        self._secure = secure

    def name(self, which: str) -> str:
        """What a cookie is called in the browser."""
        return f"__Host-{which}" if self._secure else which

    def get(self, cookies: Mapping[str, str], which: str) -> str | None:
        """Its value among a request's cookies."""
        return cookies.get(self.name(which))

    def set(self, response: Response, which: str, value: str, seconds: float) -> None:
        """Put it into the browser for some time."""
        response.set_cookie(
            self.name(which),
            value,
            max_age=int(seconds),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def delete(self, response: Response, which: str) -> None:
        """Take it out of the browser."""
        response.delete_cookie(self.name(which), path="/", secure=self._secure, httponly=True, samesite="lax")
