"""Who may use which route: one line for each. A route that stands in no line is refused to everybody."""

from __future__ import annotations

from dataclasses import dataclass

from baton.desk.auth.roles import Role, Scope
from baton.handoff.package import json_schema

API = "/api/v1"


@dataclass(frozen=True)
class Right:
    """What a route needs."""

    role: Role | None  #: the least role; None: anybody, signed in or not
    scope: Scope | None = None  #: what a token needs besides; None: no token opens it
    confirmed: bool = False  #: whoever does it must have shown a short time ago who they are
    signed: bool = False  #: no sign-in: the request carries a signature, which the route itself checks

    @property
    def open(self) -> bool:
        return self.role is None


_ANYBODY = Right(None)
_SIGNED = Right(None, signed=True)
_AGENT = Right(Role.AGENT)
_LEAD = Right(Role.LEAD)
_ADMIN = Right(Role.ADMIN)
_AGENT_CONFIRMED = Right(Role.AGENT, confirmed=True)
_ADMIN_CONFIRMED = Right(Role.ADMIN, confirmed=True)

_READ = Right(Role.AGENT, Scope.READ)
_WRITE = Right(Role.AGENT, Scope.WRITE)

_CASE = "/handoffs/{handoff_id}"
_PERSON = "/people/{login}"

RIGHTS: dict[tuple[str, str], Right] = {
    ("GET", "/health"): _ANYBODY,
    ("GET", "/ready"): _ANYBODY,
    ("GET", "/metrics"): _ANYBODY,  # asks for a token of its own: baton/base/metrics.py
    ("GET", f"/schema/{json_schema.FILE.name}"): _ANYBODY,
    ("POST", "/connectors/{name}/events"): _SIGNED,
    ("GET", "/login"): _ANYBODY,
    ("POST", "/login"): _ANYBODY,
    ("GET", "/login/code"): _ANYBODY,
    ("POST", "/login/code"): _ANYBODY,
    ("GET", "/login/openid"): _ANYBODY,
    ("GET", "/login/openid/callback"): _ANYBODY,
    ("POST", "/logout"): _AGENT,
    ("GET", "/confirm"): _AGENT,
    ("POST", "/confirm"): _AGENT,
    ("GET", "/password"): _AGENT,
    ("POST", "/password"): _AGENT,
    ("GET", "/account"): _AGENT,
    ("POST", "/account/tokens"): _AGENT_CONFIRMED,
    ("POST", "/account/tokens/revoke"): _AGENT,
    ("POST", "/account/sessions/end"): _AGENT,
    ("GET", "/account/openid"): _AGENT_CONFIRMED,
    ("POST", "/account/openid/unlink"): _AGENT_CONFIRMED,
    ("GET", "/account/second-factor"): _AGENT,
    **{
        ("POST", f"/account/second-factor/{action}"): _AGENT_CONFIRMED
        for action in ("begin", "finish", "recovery-codes", "remove")
    },
    ("POST", "/duty"): _AGENT,
    ("GET", "/"): _AGENT,
    ("POST", "/views"): _AGENT,
    ("POST", "/views/delete"): _AGENT,
    ("GET", "/stream"): _AGENT,
    ("GET", "/session"): _AGENT,
    ("GET", "/attention"): _AGENT,
    ("POST", "/attention/dismiss"): _AGENT,
    ("GET", "/conversations/{conversation_id:path}"): _AGENT,
    ("GET", _CASE): _AGENT,
    ("GET", _CASE + "/live"): _AGENT,
    ("GET", _CASE + "/presence"): _AGENT,
    **{
        ("POST", f"{_CASE}/{action}"): _AGENT
        for action in (
            *("claim", "decline", "release", "reply", "undo", "typing", "note", "transfer", "return", "schedule"),
            *("resolve", "rate", "no-ai", "lift-no-ai", "retry", "read", "facts", "look-up"),
        )
    },
    ("POST", _CASE + "/take-over"): _LEAD,
    ("GET", "/deliveries"): _AGENT,
    ("POST", "/deliveries/{delivery_id}/retry"): _AGENT,
    ("POST", "/deliveries/messages/{message_id}/retry"): _LEAD,
    ("GET", "/team"): _LEAD,
    ("GET", "/reports"): _LEAD,
    ("GET", "/reports/report.css"): _LEAD,
    ("GET", "/reports/conversations"): _LEAD,
    ("GET", "/misread"): _LEAD,
    ("POST", "/misread/{number}"): _LEAD,
    ("POST", "/misread/list/undo"): _LEAD,
    ("POST", "/misread/list/skipped"): _LEAD,
    ("GET", "/misread/export"): _LEAD,
    ("POST", "/misread/export"): _LEAD,
    ("GET", "/policy"): _LEAD,
    ("GET", "/policy/candidates/{candidate_hash}"): _LEAD,
    ("GET", "/policy/candidates/{candidate_hash}/conversations/{conversation_id:path}"): _LEAD,
    **{
        ("POST", f"/policy/{action}"): _LEAD
        for action in ("candidates/{candidate_hash}", "share", "end", "rollback", "noticed")
    },
    ("GET", "/audit"): _LEAD,
    ("GET", "/people"): _LEAD,
    ("POST", _PERSON + "/work"): _LEAD,
    ("POST", _PERSON + "/duty"): _LEAD,
    ("POST", "/people"): _ADMIN,
    ("GET", "/customers"): _ADMIN_CONFIRMED,
    ("POST", "/customers"): _ADMIN_CONFIRMED,
    ("POST", "/customers/export"): _ADMIN_CONFIRMED,
    ("POST", "/customers/erase"): _ADMIN_CONFIRMED,
    **{
        ("POST", f"{_PERSON}/{action}"): _ADMIN
        for action in ("role", "close", "sign-out", "revoke-token", "revoke-tokens")
    },
    **{
        ("POST", f"{_PERSON}/{action}"): _ADMIN_CONFIRMED
        for action in ("reset-password", "reopen", "reset-second-factor", "unlink")
    },
    ("GET", API + "/openapi.json"): _READ,
    ("GET", API + "/me"): _READ,
    ("PUT", API + "/me/duty"): _WRITE,
    ("GET", API + "/agents"): _READ,
    ("GET", API + "/teams"): _READ,
    ("GET", API + "/canned-replies"): _READ,
    ("GET", API + "/handoffs"): _READ,
    ("GET", API + _CASE): _READ,
    ("POST", f"{API}{_CASE}/take-over"): Right(Role.LEAD, Scope.WRITE),
    **{
        ("POST", f"{API}{_CASE}/{verb}"): _WRITE
        for verb in (
            *("claim", "release", "reply", "typing", "note", "transfer", "return", "schedule", "resolve", "rate"),
            *("no-ai", "lift-no-ai"),
        )
    },
    ("GET", API + "/deliveries"): _READ,
    ("POST", API + "/deliveries/{delivery_id}/retry"): _WRITE,
    ("GET", API + "/stats"): Right(Role.LEAD, Scope.STATS),
    ("GET", API + "/audit"): Right(Role.LEAD, Scope.AUDIT),
}


def right(method: str, path: str) -> Right | None:
    """What a route needs, by method and pattern of its path; None if it stands in no line."""
    return RIGHTS.get(("GET" if method in ("HEAD", "OPTIONS") else method, path))
