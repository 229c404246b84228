"""The headers that every answer of this product carries, whichever process gives it."""

from __future__ import annotations

#: For whatever says nothing else of itself; pages have a `Content-Security-Policy` of their own.
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: An answer that is no page loads nothing, and is framed by nobody.
NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: Only once everything is reached by TLS.
SECURE = {"Strict-Transport-Security": "max-age=31536000"}


def headers(policy: str, secure: bool) -> dict[str, str]:
    """The headers of a process.

    Args:
        policy: the Content-Security-Policy of its answers.
        secure: whether it is reached by TLS only, as in production.
    """
    return {"Content-Security-Policy": policy, **COMMON, **(SECURE if secure else {})}
