"""What an OpenID provider says of somebody, and what that makes them at the desk. Decisions only, no network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from baton.desk.auth.roles import Role

Claims = Mapping[str, object]


class Refusal(str, Enum):
    """Why a sign-in with the provider is refused. The values are in the audit trail."""

    UNREACHABLE = "unreachable"  # the provider does not answer, or not as a provider does
    EXPIRED = "expired"  # took too long, or was begun in another browser
    DENIED = "denied"  # the provider, or the person there, said no
    UNTRUSTED = "untrusted"  # what it sent cannot be trusted
    NO_ROLE = "no_role"  # in none of the groups that may sign in
    NO_ACCOUNT = "no_account"  # nobody has made an account for them
    NO_LOGIN = "no_login"  # no login can be made of what the provider says
    LOGIN_TAKEN = "login_taken"  # an account of that login is there, and not linked with them
    CLOSED = "closed"  # the account is closed
    LINKED_ELSEWHERE = "linked_elsewhere"  # they are linked with another account, or the account with somebody else
    NOT_SIGNED_IN = "not_signed_in"  # wanted to link an account, and is not signed in any more


class OpenidRefused(Exception):
    """A sign-in with the provider is refused.

    Args:
        why: what the page explains.
        detail: for the log and the audit trail, in a few words; nothing secret.
        subject: who they are at the provider, where that is known.
    """

    def __init__(self, why: Refusal, detail: str = "", subject: str = "") -> None:
        super().__init__(f"{why.value}: {detail}")
        self.why = why
        self.detail = detail
        self.subject = subject


@dataclass(frozen=True)
class ClaimRules:
    """How claims are read; from the settings."""

    login_claim: str
    role_claim: str
    role_of_group: Mapping[str, Role]  #: empty: roles are given at the desk


def login_of(claims: Claims, rules: ClaimRules) -> str | None:
    """The login that a new account would have; None if the claim is missing or empty."""
    value = find(claims, rules.login_claim)
    name = value.split("@")[0] if isinstance(value, str) else ""
    return re.sub(r"[^a-z0-9._-]", "", name.strip().lower()) or None


def name_of(claims: Claims, login: str) -> str:
    """What customers would read: the given name and the like, or the login."""
    for claim in ("name", "given_name", "nickname"):
        value = claims.get(claim)
        if isinstance(value, str) and value.strip():
            return value.strip()[:100]
    return login.title()


def role_of(claims: Claims, rules: ClaimRules) -> Role | None:
    """The highest role of somebody's groups; None if they have none of those that count."""
    found = [rules.role_of_group[group] for group in groups_of(claims, rules) if group in rules.role_of_group]
    return max(found, key=list(Role).index, default=None)


def groups_of(claims: Claims, rules: ClaimRules) -> list[str]:
    """Somebody's groups: the claim is a list, or one word."""
    value = find(claims, rules.role_claim)
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def find(claims: Claims, path: str) -> object:
    """A claim by its name, or by a path with dots into it; None if it is not there."""
    if path in claims:  # names may have dots themselves, as those that are addresses
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
