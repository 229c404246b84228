"""Accounts of the people at the desk: passwords, lock-out, sign-out everywhere, roles, teams, duty.

Longer than other modules: passwords, lock-out and sign-out change the same row and must not be seen half done.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql import Update

from baton.base import text
from baton.base.clock import Clock, now
from baton.desk.auth import passwords
from baton.desk.auth.roles import Agent, Role
from baton.desk.auth.sign_in_failures import SignInFailures
from baton.desk.auth.tables import AgentTeamRow, TokenRow
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import AgentRow

SEEN_EVERY_SECONDS = 20.0  # a sign of life is written at most this often
OPERATOR = "operator"  # in the audit trail: whoever uses the command line
MOST_AT_ONCE = 100
NO_PASSWORD = ""  # in place of a hash: whoever has this account signs in some other way

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


class AccountError(ValueError):
    """An account cannot be made or changed that way; the text is fit to be shown."""


class SignInRefused(Exception):
    """Login and password do not fit, or the account is locked or closed. Never says which."""


class AgentAccounts:
    """The accounts in the desk's database. Whatever changes one is in the audit trail, with who did it.

    Args:
        engine: of the desk's database.
        clock: tells the time, for lock-outs.
    """

    def __init__(
        self, engine: Engine, clock: Clock = now, hash_password: Callable[[str], str] = passwords.hashed
    ) -> None:
        self.engine = engine
        self._hash = hash_password
        self.clock = clock
        self.failures = SignInFailures(engine, clock)
        self._seen: dict[str, float] = {}

    def add(
        self,
        login: str,
        name: str,
        role: Role,
        password: str | None = None,
        must_change: bool = True,
        by: str = OPERATOR,
    ) -> str:
        """Make an account.

        Args:
            password: None makes one up.
            must_change: whether it must be changed at the first sign-in.
            by: login of whoever makes it.
        Returns:
            The password; it can never be read again.
        Raises:
            AccountError: bad login, name or password, or the login is taken.
        """
        if password is not None:
            _check(password, login)
        chosen = password or passwords.made_up()
        self._add(login, name, role, self._hash(chosen), must_change, by)
        return chosen

    def add_without_password(self, login: str, name: str, role: Role, by: str) -> None:
        """Make an account that signs in with an OpenID provider only.

        Raises:
            AccountError: as for `add`.
        """
        self._add(login, name, role, NO_PASSWORD, False, by)

    def get(self, login: str) -> Agent | None:
        """The account of a login, also a closed one."""
        if not _LOGIN.fullmatch(login):
            return None  # nobody has it, and a database may refuse to look for it
        with Session(self.engine) as session:
            row = session.get(AgentRow, login)
            return agent_of(session, row) if row is not None else None

    def everybody(self) -> list[Agent]:
        """All accounts, by login."""
        with Session(self.engine) as session:
            teams: defaultdict[str, set[str]] = defaultdict(set)
            for login, team in session.execute(select(AgentTeamRow.login, AgentTeamRow.team)):
                teams[login].add(team)
            rows = session.scalars(select(AgentRow).order_by(AgentRow.login))
            return [_agent(row, teams[row.login]) for row in rows]

    def names(self) -> dict[str, str]:
        """What each login is called, of closed accounts too."""
        with Session(self.engine) as session:
            return {login: name for login, name in session.execute(select(AgentRow.login, AgentRow.name))}

    def verify(self, login: str, password: str, address: str = "", browser: str = "") -> Agent:
        """Check a password; five wrong ones lock that address out of the account, for longer each time.

        Args:
            address: where it comes from, from `client_address`.
            browser: the id of a browser that this account has signed in with before. Its tries are counted by
                themselves, so that nobody else at the same address locks it out.
        Raises:
            SignInRefused: it does not fit, the account is closed, or the address is locked out of it.
        """
        place = browser or address
        agent = self.get(login)  # before the password: what ends sessions meanwhile ends the one that begins now, too
        kept = self._password_of(login)
        counted = kept is not None and self.failures.count(login, place)
        if not passwords.fits(kept if counted else None, password) or agent is None:
            if counted:
                with Session(self.engine) as session, session.begin():
                    self._record(session, login, AuditAction.SIGN_IN_FAILED, address=address)
                    if self.failures.locked(login, place):
                        self._record(session, login, AuditAction.ACCOUNT_LOCKED, address=address)
            raise SignInRefused
        self.failures.forget(login, place)
        return agent

    def change_password(self, login: str, old: str, new: str, address: str = "", browser: str = "") -> Agent:
        """Change the own password; every other session of the account ends.

        Raises:
            SignInRefused: the old one is wrong.
            AccountError: the new one is too weak, or the old one again.
        """
        self.verify(login, old, address, browser)
        if new == old:
            raise AccountError("the new password must differ from the old one")
        _check(new, login)
        self._set_password(login, new, False, AuditAction.PASSWORD_CHANGED, login)
        return self._must_exist(login)

    def reset_password(self, login: str, by: str = OPERATOR) -> str:
        """Give somebody a new password, to be changed at the next sign-in. Ends sessions and the lock-out.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        fresh = passwords.made_up()
        self._set_password(login, fresh, True, AuditAction.PASSWORD_RESET, by)
        return fresh

    def deactivate(self, login: str, by: str = OPERATOR) -> None:
        """Close an account: its sessions end, and its tokens too: opening it again brings none of them back.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        with Session(self.engine) as session, session.begin():
            session.execute(delete(TokenRow).where(TokenRow.login == login))
            session.execute(_change(login, active=False, on_duty=False, session_epoch=AgentRow.session_epoch + 1))
            self._record(session, by, AuditAction.ACCOUNT_CLOSED, account=login)

    def reopen(self, login: str, by: str = OPERATOR) -> str:
        """Open a closed account again, with a new password.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        self._update(login, AuditAction.ACCOUNT_REOPENED, by, active=True)
        return self.reset_password(login, by)

    def set_role(self, login: str, role: Role, by: str = OPERATOR) -> None:
        """Give somebody another role; their sessions end.

        Raises:
            AccountError: there is no such account.
        """
        before = self._must_exist(login).role
        epoch = AgentRow.session_epoch + 1
        details: dict[str, object] = {"before": before.value, "role": role.value}
        self._update(login, AuditAction.ROLE_CHANGED, by, details, role=role.value, session_epoch=epoch)

    def set_work(self, login: str, teams: Iterable[str], most: int | None, by: str = OPERATOR) -> None:
        """Say in which teams somebody is and how many conversations they have at a time.

        Args:
            teams: names of teams in business/desk.yml; none: they take whatever comes.
            most: None is the desk's usual limit.
        Raises:
            AccountError: there is no such account, or the limit is out of range.
        """
        was = self._must_exist(login)
        if most is not None and not 1 <= most <= MOST_AT_ONCE:
            raise AccountError(f"the limit is a number from 1 to {MOST_AT_ONCE}, or empty")
        wanted = sorted(set(teams))
        with Session(self.engine) as session, session.begin():
            session.execute(delete(AgentTeamRow).where(AgentTeamRow.login == login))
            session.add_all(AgentTeamRow(login=login, team=team) for team in wanted)
            session.execute(_change(login, most=most))
            teams_text = ", ".join(wanted)
            before = {"teams_before": ", ".join(sorted(was.teams)), "most_before": was.most}
            self._record(session, by, AuditAction.WORK_CHANGED, account=login, teams=teams_text, most=most, **before)

    def set_duty(self, login: str, on: bool, by: str | None = None) -> None:
        """Go on duty, or away: whoever is away is offered nothing.

        Args:
            by: who does it; None is the agent.
        Raises:
            AccountError: there is no such account.
        """
        if self._must_exist(login).on_duty != on:
            self._update(login, AuditAction.ON_DUTY if on else AuditAction.AWAY, by or login, on_duty=on)
        if on and by in (None, login):  # whom somebody else puts on duty has not been heard of
            self._seen.pop(login, None)
            self.seen(login)

    def seen(self, login: str) -> None:
        """A page or a program of somebody's gave a sign of life."""
        at = self.time()
        if self._seen.get(login, float("-inf")) > at - SEEN_EVERY_SECONDS:
            return
        with Session(self.engine) as session, session.begin():
            session.execute(_change(login, seen_at=at))
        self._seen[login] = at

    def sign_out_everywhere(self, login: str, by: str | None = None) -> None:
        """End every session of an account.

        Args:
            by: who does it; None is the agent.
        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        self._update(login, AuditAction.SIGNED_OUT_EVERYWHERE, by or login, session_epoch=AgentRow.session_epoch + 1)

    def _add(self, login: str, name: str, role: Role, password: str, must_change: bool, by: str) -> None:
        if not _LOGIN.fullmatch(login):
            raise AccountError(f"{login!r} is not a login: 2 to 63 of a-z, 0-9, dot, dash and underscore")
        name = " ".join(text.clean(name).split())
        if not 1 <= len(name) <= 100:
            raise AccountError("the name must have 1 to 100 characters: customers see it")
        row = AgentRow(
            login=login,
            name=name,
            role=role.value,
            password=password,
            must_change=must_change,
            created_at=self.time(),
        )
        try:
            with Session(self.engine) as session, session.begin():
                session.add(row)
                self._record(session, by, AuditAction.ACCOUNT_ADDED, account=login, role=role.value)
        except IntegrityError:
            raise AccountError(f"there is an account {login!r} already") from None

    def _password_of(self, login: str) -> str | None:
        """The password's hash; None if there is no open account, or it has no password."""
        if not _LOGIN.fullmatch(login):
            return None
        with Session(self.engine) as session:
            open_account = select(AgentRow.password).where(AgentRow.login == login, AgentRow.active.is_(True))
            found: str | None = session.scalar(open_account)
            return found if found != NO_PASSWORD else None

    def _set_password(self, login: str, password: str, must_change: bool, action: AuditAction, by: str) -> None:
        self._update(
            login,
            action,
            by,
            password=self._hash(password),
            must_change=must_change,
            session_epoch=AgentRow.session_epoch + 1,
        )
        self.failures.forget(login)

    def _must_exist(self, login: str) -> Agent:
        found = self.get(login)
        if found is None:
            raise AccountError(f"there is no account {login!r}")
        return found

    def _update(
        self, login: str, action: AuditAction, by: str, details: dict[str, object] | None = None, **values: object
    ) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(_change(login, **values))
            about = {} if by == login else {"account": login}
            self._record(session, by, action, **about, **(details or {}))

    def _record(self, session: Session, actor: str, action: AuditAction, **details: object) -> None:
        AuditTrail.record(session, self.time(), actor, action, details=details)

    def time(self) -> float:
        """Epoch seconds."""
        return self.clock().timestamp()


def agent_of(session: Session, row: AgentRow) -> Agent:
    """An account from its row, with its teams."""
    teams = session.scalars(select(AgentTeamRow.team).where(AgentTeamRow.login == row.login))
    return _agent(row, teams)


def _change(login: str, **values: object) -> Update:
    changing = update(AgentRow).where(AgentRow.login == login).values(**values)
    return changing.execution_options(synchronize_session=False)


def _check(password: str, login: str) -> None:
    wrong = passwords.problem(password, login)
    if wrong:
        raise AccountError(wrong)


def _agent(row: AgentRow, teams: Iterable[str]) -> Agent:
    return Agent(
        login=row.login,
        name=row.name,
        role=Role(row.role),
        must_change=row.must_change,
        has_password=row.password != NO_PASSWORD,
        active=row.active,
        session_epoch=row.session_epoch,
        on_duty=row.on_duty,
        seen_at=row.seen_at,
        most=row.most,
        teams=frozenset(teams),
    )
