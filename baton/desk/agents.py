"""Accounts of the people at the desk: passwords, lock-out, sign-out everywhere, roles, teams, duty."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.desk import passwords, text
from baton.desk.roles import Agent, Role
from baton.desk.tables import AgentTeamRow
from baton.handoff.models import AgentRow, AuditRow

MAX_FAILURES = 5
LOCKED_SECONDS = 15 * 60
SEEN_EVERY_SECONDS = 20.0  # a sign of life is written at most this often
OPERATOR = "operator"  # in the audit trail: whoever uses the command line
MOST_AT_ONCE = 100

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


class AccountError(ValueError):
    """An account cannot be made or changed that way; the text is fit to be shown."""


class SignInRefused(Exception):
    """Login and password do not fit, or the account is locked or closed. Never says which."""


class Agents:
    """The accounts in the desk's database. Whatever changes one is in the audit trail, with who did it.

    Args:
        engine: of the desk's database.
        clock: tells the time, for lock-outs.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self.engine = engine
        self._clock = clock
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
        if not _LOGIN.fullmatch(login):
            raise AccountError(f"{login!r} is not a login: 2 to 63 of a-z, 0-9, dot, dash and underscore")
        name = " ".join(text.clean(name).split())
        if not 1 <= len(name) <= 100:
            raise AccountError("the name must have 1 to 100 characters: customers see it")
        if password is not None:
            _check(password, login)
        chosen = password or passwords.made_up()
        row = AgentRow(
            login=login,
            name=name,
            role=role.value,
            password=passwords.hashed(chosen),
            must_change=must_change,
            created_at=self._time(),
        )
        try:
            with Session(self.engine) as session, session.begin():
                session.add(row)
                session.add(self._audit(by, "account_added", account=login, role=role.value))
        except IntegrityError:
            raise AccountError(f"there is an account {login!r} already") from None
        return chosen

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

    def verify(self, login: str, password: str) -> Agent:
        """Check a sign-in; five wrong passwords lock the account for 15 minutes.

        Raises:
            SignInRefused: it does not fit, or the account is locked or closed.
        """
        kept = self._count_attempt(login)
        if not passwords.fits(kept, password):
            if kept is not None:
                with Session(self.engine) as session, session.begin():
                    session.add(self._audit(login, "sign_in_failed"))
                    row = session.get(AgentRow, login)
                    if row is not None and row.locked_until is not None:
                        session.add(self._audit(login, "locked"))
            raise SignInRefused
        with Session(self.engine) as session, session.begin():
            row = session.get(AgentRow, login)
            assert row is not None
            row.failures, row.locked_until = 0, None
            session.add(self._audit(login, "signed_in"))
            return agent_of(session, row)

    def change_password(self, login: str, old: str, new: str) -> Agent:
        """Change the own password; every other session of the account ends.

        Raises:
            SignInRefused: the old one is wrong.
            AccountError: the new one is too weak, or the old one again.
        """
        self.verify(login, old)
        if new == old:
            raise AccountError("the new password must differ from the old one")
        _check(new, login)
        self._set_password(login, new, False, "password_changed", login)
        return self._must_exist(login)

    def reset_password(self, login: str, by: str = OPERATOR) -> str:
        """Give somebody a new password, to be changed at the next sign-in. Ends sessions and the lock-out.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        fresh = passwords.made_up()
        self._set_password(login, fresh, True, "password_reset", by)
        return fresh

    def deactivate(self, login: str, by: str = OPERATOR) -> None:
        """Close an account: its sessions end and its tokens stop working.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        epoch = AgentRow.session_epoch + 1
        self._update(login, "account_closed", by, active=False, on_duty=False, session_epoch=epoch)

    def reopen(self, login: str, by: str = OPERATOR) -> str:
        """Open a closed account again, with a new password.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        self._update(login, "account_reopened", by, active=True)
        return self.reset_password(login, by)

    def set_role(self, login: str, role: Role, by: str = OPERATOR) -> None:
        """Give somebody another role; their sessions go on with it.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        self._update(login, "role_changed", by, detail={"role": role.value}, role=role.value)

    def set_work(self, login: str, teams: Iterable[str], most: int | None, by: str = OPERATOR) -> None:
        """Say in which teams somebody is and how many conversations they have at a time.

        Args:
            teams: names of teams in policies/desk.yml; none: they take whatever comes.
            most: None is the desk's usual limit.
        Raises:
            AccountError: there is no such account, or the limit is out of range.
        """
        self._must_exist(login)
        if most is not None and not 1 <= most <= MOST_AT_ONCE:
            raise AccountError(f"the limit is a number from 1 to {MOST_AT_ONCE}, or empty")
        wanted = sorted(set(teams))
        with Session(self.engine) as session, session.begin():
            session.execute(delete(AgentTeamRow).where(AgentTeamRow.login == login))
            session.add_all(AgentTeamRow(login=login, team=team) for team in wanted)
            session.execute(_change(login, most=most))
            session.add(self._audit(by, "work_changed", account=login, teams=", ".join(wanted), most=most))

    def set_duty(self, login: str, on: bool, by: str | None = None) -> None:
        """Go on duty, or away: whoever is away is offered nothing.

        Args:
            by: who does it; None is the agent.
        Raises:
            AccountError: there is no such account.
        """
        if self._must_exist(login).on_duty != on:
            self._update(login, "on_duty" if on else "away", by or login, on_duty=on)
        if on and by in (None, login):  # whom somebody else puts on duty has not been heard of
            self._seen.pop(login, None)
            self.seen(login)

    def seen(self, login: str) -> None:
        """A page or a program of somebody's gave a sign of life."""
        at = self._time()
        if self._seen.get(login, float("-inf")) > at - SEEN_EVERY_SECONDS:
            return
        with Session(self.engine) as session, session.begin():
            session.execute(_change(login, seen_at=at))
        self._seen[login] = at

    def sign_out_everywhere(self, login: str, by: str | None = None) -> None:
        """End every session of an account.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        self._update(login, "signed_out_everywhere", by or login, session_epoch=AgentRow.session_epoch + 1)

    def _count_attempt(self, login: str) -> str | None:
        """Count an attempt before it is checked, so that many at once cannot get past the limit.

        Returns:
            The password's hash; None if there is no open account or it is locked.
        """
        if not _LOGIN.fullmatch(login):
            return None
        at = self._time()
        with Session(self.engine) as session, session.begin():
            session.execute(  # a lock-out that is over
                update(AgentRow)
                .where(AgentRow.login == login, AgentRow.locked_until <= at)
                .values(failures=0, locked_until=None)
            )
            last = AgentRow.failures + 1 >= MAX_FAILURES
            counted = session.execute(
                update(AgentRow)
                .where(AgentRow.login == login, AgentRow.active.is_(True), AgentRow.failures < MAX_FAILURES)
                .values(failures=AgentRow.failures + 1, locked_until=case((last, at + LOCKED_SECONDS), else_=None))
                .execution_options(synchronize_session=False)
            )
            if counted.rowcount != 1:
                return None
            found: str | None = session.scalar(select(AgentRow.password).where(AgentRow.login == login))
            return found

    def _set_password(self, login: str, password: str, must_change: bool, what: str, by: str) -> None:
        self._update(
            login,
            what,
            by,
            password=passwords.hashed(password),
            must_change=must_change,
            failures=0,
            locked_until=None,
            session_epoch=AgentRow.session_epoch + 1,
        )

    def _must_exist(self, login: str) -> Agent:
        found = self.get(login)
        if found is None:
            raise AccountError(f"there is no account {login!r}")
        return found

    def _update(self, login: str, what: str, by: str, detail: dict[str, Any] | None = None, **values: Any) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(_change(login, **values))
            about = {} if by == login else {"account": login}
            session.add(self._audit(by, what, **about, **(detail or {})))

    def _audit(self, who: str, what: str, **detail: Any) -> AuditRow:
        return AuditRow(handoff_id=None, at=self._time(), who=who, what=what, detail=detail or None)

    def _time(self) -> float:
        return self._clock().timestamp()


def agent_of(session: Session, row: AgentRow) -> Agent:
    """An account from its row, with its teams."""
    teams = session.scalars(select(AgentTeamRow.team).where(AgentTeamRow.login == row.login))
    return _agent(row, teams)


def _change(login: str, **values: Any) -> Any:
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
        active=row.active,
        session_epoch=row.session_epoch,
        locked_until=row.locked_until,
        on_duty=row.on_duty,
        seen_at=row.seen_at,
        most=row.most,
        teams=frozenset(teams),
    )
