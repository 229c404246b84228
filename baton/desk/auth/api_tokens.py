"""Tokens for the JSON API: whose they are, and what they may do."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.base.text import clean
from baton.desk.auth.accounts import OPERATOR, AccountError, agent_of
from baton.desk.auth.roles import Agent, Scope
from baton.desk.auth.tables import TokenRow
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import AgentRow

PREFIX = "baton_"
USUAL = (Scope.READ, Scope.WRITE)
USED_EVERY_SECONDS = 60.0  # the last use is written at most this often
LONGEST_LABEL = 100
DAY_SECONDS = 24 * 3600.0
USUAL_DAYS = 90
WARNED_DAYS = 14  # so long before its end a token is warned about
_SHOWN = 10  # characters of the digest by which a token is named
_ID = re.compile(rf"[0-9a-f]{{{_SHOWN}}}")


@dataclass(frozen=True)
class Token:
    """A token as it is listed; the token itself can never be read again."""

    id: str  #: names it, to revoke it
    login: str
    label: str
    scopes: frozenset[Scope]
    created_at: float
    used_at: float | None
    expires_at: float

    def over(self, at: float) -> bool:
        """Whether it works no more."""
        return self.expires_at <= at

    def ends_soon(self, at: float) -> bool:
        """Whether somebody must make a new one soon."""
        return at < self.expires_at <= at + WARNED_DAYS * DAY_SECONDS


class ApiTokens:
    """The tokens in the desk's database; only their SHA-256 is kept.

    Args:
        engine: of the desk's database.
        clock: tells the time.
        most_days: how long a token works at most, and if nothing else is said.
    """

    def __init__(self, engine: Engine, clock: Clock = now, most_days: int = USUAL_DAYS) -> None:
        self._engine = engine
        self._clock = clock
        self.most_days = most_days

    def create(
        self,
        login: str,
        label: str,
        scopes: Iterable[Scope] = USUAL,
        by: str = OPERATOR,
        days: int | None = None,
    ) -> str:
        """Make a token.

        Args:
            login: whoever uses it acts as this account, and never beyond its role.
            label: what it is for.
            scopes: what it may do.
            by: login of whoever makes it.
            days: how long it works; None: as long as it may.
        Returns:
            The token.
        Raises:
            AccountError: no such account, a closed one, no label, no scope, or it would work for too long.
        """
        label = " ".join(clean(label).split())[:LONGEST_LABEL]
        wanted = sorted({scope.value for scope in scopes})
        self._check(label, wanted, days)
        token = PREFIX + secrets.token_urlsafe(32)
        at = self._clock().timestamp()
        with Session(self._engine) as session, session.begin():
            row = session.get(AgentRow, login)
            if row is None:
                raise AccountError(f"there is no account {login!r}")
            if not row.active:
                raise AccountError(f"the account {login!r} is closed")
            lasts = self.most_days if days is None else days
            session.add(
                TokenRow(
                    digest=_digest(token),
                    login=login,
                    label=label,
                    created_at=at,
                    expires_at=at + lasts * DAY_SECONDS,
                    scopes=" ".join(wanted),
                )
            )
            details = {"account": login, "label": label, "scopes": " ".join(wanted), "days": lasts}
            self._record(session, by, AuditAction.TOKEN_CREATED, details)
        return token

    def _check(self, label: str, scopes: Sequence[str], days: int | None) -> None:
        if not label:
            raise AccountError("say what the token is for")
        if not scopes:
            raise AccountError("a token needs at least one scope")
        if days is not None and not 1 <= days <= self.most_days:
            raise AccountError(f"a token works for 1 to {self.most_days} days")

    def read(self, token: str) -> tuple[Agent, frozenset[Scope]] | None:
        """Whose token this is and what it may do; None for an unknown or ended one and for a closed account."""
        with Session(self._engine) as session:
            kept = session.get(TokenRow, _digest(token))
            row = session.get(AgentRow, kept.login) if kept is not None else None
            if kept is None or row is None or not row.active or kept.expires_at <= self._clock().timestamp():
                return None
            found = agent_of(session, row), _scopes(kept)
            used_at = kept.used_at
        self._note_use(token, used_at)
        return found

    def of(self, login: str | None = None) -> list[Token]:
        """The tokens of an account, or all of them, the newest first."""
        query = select(TokenRow).order_by(TokenRow.created_at.desc(), TokenRow.digest)
        if login is not None:
            query = query.where(TokenRow.login == login)
        with Session(self._engine) as session:
            return [_token(row) for row in session.scalars(query)]

    def ending_soon(self, login: str) -> list[Token]:
        """The tokens of an account that end within the next days, the first to end first."""
        at = self._clock().timestamp()
        return sorted((t for t in self.of(login) if t.ends_soon(at)), key=lambda token: token.expires_at)

    def revoke(self, token_id: str, by: str = OPERATOR, owner: str | None = None) -> None:
        """End a token.

        Args:
            token_id: as `Token.id`.
            by: login of whoever does it.
            owner: only if it is this account's.
        Raises:
            AccountError: there is no such token.
        """
        query = select(TokenRow).where(TokenRow.digest.startswith(token_id, autoescape=True))
        if owner is not None:
            query = query.where(TokenRow.login == owner)
        with Session(self._engine) as session, session.begin():
            found = session.scalars(query).all() if _ID.fullmatch(token_id) else []
            if len(found) != 1:
                raise AccountError(f"there is no token {token_id!r}")
            session.execute(delete(TokenRow).where(TokenRow.digest == found[0].digest))
            self._record(session, by, AuditAction.TOKEN_REVOKED, _about(found[0]))

    def revoke_all(self, login: str, by: str = OPERATOR) -> int:
        """End every token of an account. Returns how many there were."""
        with Session(self._engine) as session, session.begin():
            found = session.scalars(select(TokenRow).where(TokenRow.login == login)).all()
            for row in found:
                self._record(session, by, AuditAction.TOKEN_REVOKED, _about(row))
                session.delete(row)
        return len(found)

    def _note_use(self, token: str, used_at: float | None) -> None:
        at = self._clock().timestamp()
        if used_at is None or used_at <= at - USED_EVERY_SECONDS:
            with Session(self._engine) as session, session.begin():
                session.execute(update(TokenRow).where(TokenRow.digest == _digest(token)).values(used_at=at))

    def _record(self, session: Session, actor: str, action: AuditAction, details: Mapping[str, object]) -> None:
        AuditTrail.record(session, self._clock().timestamp(), actor, action, details=details)


def _token(row: TokenRow) -> Token:
    return Token(
        id=row.digest[:_SHOWN],
        login=row.login,
        label=row.label,
        scopes=_scopes(row),
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )


def _about(row: TokenRow) -> Mapping[str, object]:
    return {"account": row.login, "label": row.label}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _scopes(row: TokenRow) -> frozenset[Scope]:
    known = {scope.value for scope in Scope}
    return frozenset(Scope(word) for word in str(row.scopes).split() if word in known)
