"""Who is who: which account somebody at the OpenID provider has, and what becomes of those who have none.

An account is never found by a name or an address that the provider tells: people there may be able to choose theirs.
The link is the provider's own, lasting id (`iss` and `sub`). It is made when the provider's claims create the account,
by the account's owner while signed in, or by an operator.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.desk.auth.accounts import OPERATOR, AccountError, AgentAccounts
from baton.desk.auth.openid_claims import (
    ClaimRules,
    Claims,
    OpenidRefused,
    Refusal,
    login_of,
    name_of,
    role_of,
)
from baton.desk.auth.roles import Agent, Role
from baton.desk.auth.tables import IdentityRow
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import AgentRow

PROVIDER = "provider"  # in the audit trail: what the provider's claims did


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider."""

    issuer: str
    subject: str


class Identities:
    """The links in the desk's database.

    Args:
        engine: of the desk's database.
        accounts: the desk's accounts.
        rules: how the provider's claims are read.
        create: whether somebody without an account gets one.
        clock: tells the time.
    """

    def __init__(
        self, engine: Engine, accounts: AgentAccounts, rules: ClaimRules, create: bool = False, clock: Clock = now
    ) -> None:
        self._engine = engine
        self._accounts = accounts
        self._rules = rules
        self._create = create
        self._clock = clock

    def sign_in(self, issuer: str, claims: Claims) -> Agent:
        """The account of somebody whom the provider vouches for, with the role that they have there.

        Args:
            claims: verified, with a `sub`.
        Raises:
            OpenidRefused: they may not sign in.
        """
        identity = Identity(issuer, str(claims["sub"]))
        role = role_of(claims, self._rules)
        if self._rules.role_of_group and role is None:
            raise OpenidRefused(Refusal.NO_ROLE, subject=identity.subject)
        login = self.login_of(identity) or self._created(identity, claims, role or Role.AGENT)
        agent = self._accounts.get(login)
        if agent is None or not agent.active:
            raise OpenidRefused(Refusal.CLOSED, login, identity.subject)
        if role is not None and role is not agent.role:
            self._accounts.set_role(login, role, by=PROVIDER)
            agent = self._accounts.get(login)
            assert agent is not None
        return agent

    def login_of(self, identity: Identity) -> str | None:
        """The account that is linked with somebody at the provider."""
        with Session(self._engine) as session:
            row = session.get(IdentityRow, (identity.issuer, identity.subject))
            return str(row.login) if row is not None else None

    def of(self, login: str) -> Identity | None:
        """With whom at a provider an account is linked."""
        with Session(self._engine) as session:
            row = session.scalar(select(IdentityRow).where(IdentityRow.login == login))
            return Identity(str(row.issuer), str(row.subject)) if row is not None else None

    def linked(self) -> frozenset[str]:
        """The logins that are linked."""
        with Session(self._engine) as session:
            return frozenset(session.scalars(select(IdentityRow.login)))

    def link(self, login: str, identity: Identity, by: str = OPERATOR) -> None:
        """Link an account with somebody at the provider.

        Raises:
            AccountError: there is no such account, or one of the two is linked with another.
        """
        if not identity.issuer or not identity.subject or max(map(len, (identity.issuer, identity.subject))) > 255:
            raise AccountError("issuer and subject have 1 to 255 characters")
        if self.login_of(identity) == login:
            return
        try:
            with Session(self._engine) as session, session.begin():
                if session.get(AgentRow, login) is None:
                    raise AccountError(f"there is no account {login!r}")
                row = IdentityRow(issuer=identity.issuer, subject=identity.subject, login=login, linked_at=self._time())
                session.add(row)
                about = {"account": login, "issuer": identity.issuer, "subject": identity.subject}
                AuditTrail.record(session, self._time(), by, AuditAction.IDENTITY_LINKED, details=about)
        except IntegrityError:
            raise AccountError(f"{login} or that subject is linked already; unlink it first") from None

    def unlink(self, login: str, by: str = OPERATOR) -> None:
        """Undo a link; the account's sessions end.

        Raises:
            AccountError: there is none.
        """
        with Session(self._engine) as session, session.begin():
            row = session.scalar(select(IdentityRow).where(IdentityRow.login == login))
            if row is None:
                raise AccountError(f"{login} is not linked with anybody")
            about = {"account": login, "issuer": row.issuer, "subject": row.subject}
            session.execute(delete(IdentityRow).where(IdentityRow.login == login))
            AuditTrail.record(session, self._time(), by, AuditAction.IDENTITY_UNLINKED, details=about)
        self._accounts.sign_out_everywhere(login, by)

    def _created(self, identity: Identity, claims: Claims, role: Role) -> str:
        """A new account for somebody who has none."""
        login = login_of(claims, self._rules)
        taken = login is not None and self._accounts.get(login) is not None
        if taken:
            raise OpenidRefused(Refusal.LOGIN_TAKEN, str(login), identity.subject)
        if not self._create:
            raise OpenidRefused(Refusal.NO_ACCOUNT, str(login or ""), identity.subject)
        if login is None:
            raise OpenidRefused(Refusal.NO_LOGIN, self._rules.login_claim, identity.subject)
        try:
            self._accounts.add_without_password(login, name_of(claims, login), role, by=PROVIDER)
            self.link(login, identity, by=PROVIDER)
        except AccountError as error:
            raise OpenidRefused(Refusal.NO_LOGIN, str(error), identity.subject) from error
        return login

    def _time(self) -> float:
        return self._clock().timestamp()
