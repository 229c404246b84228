"""Accounts of the people at the desk: passwords, lock-out, sign-out everywhere, API tokens."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from sqlalchemy import case, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.desk import passwords
from baton.desk.roles import Agent, Role
from baton.handoff.models import AgentRow, AuditRow, TokenRow

MAX_FAILURES = 5
LOCKED_SECONDS = 15 * 60
TOKEN_PREFIX = "baton_"
FIRST_LOGIN = "agent"
FIRST_FILE = "first-agent.txt"

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


class AccountError(ValueError):
    """An account cannot be made or changed that way; the text is fit to be shown."""


class SignInRefused(Exception):
    """Login and password do not fit, or the account is locked or closed. Never says which."""


class Agents:
    """The accounts in the desk's database.

    Args:
        engine: of the desk's database.
        clock: tells the time, for lock-outs.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self.engine = engine
        self._clock = clock

    def add(self, login: str, name: str, role: Role, password: str | None = None, must_change: bool = True) -> str:
        """Make an account.

        Args:
            password: None makes one up.
            must_change: whether it must be changed at the first sign-in.
        Returns:
            The password; it can never be read again.
        Raises:
            AccountError: bad login, name or password, or the login is taken.
        """
        if not _LOGIN.fullmatch(login):
            raise AccountError(f"{login!r} is not a login: 2 to 63 of a-z, 0-9, dot, dash and underscore")
        name = name.strip()
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
                session.add(self._audit(login, "account_added", {"role": role.value}))
        except IntegrityError:
            raise AccountError(f"there is an account {login!r} already") from None
        return chosen

    def get(self, login: str) -> Agent | None:
        """The account of a login, also a closed one."""
        with Session(self.engine) as session:
            row = session.get(AgentRow, login)
            return _agent(row) if row is not None else None

    def everybody(self) -> list[Agent]:
        """All accounts, by login."""
        with Session(self.engine) as session:
            return [_agent(row) for row in session.scalars(select(AgentRow).order_by(AgentRow.login))]

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
                self._note(login, "sign_in_failed")
            raise SignInRefused
        with Session(self.engine) as session, session.begin():
            row = session.get(AgentRow, login)
            assert row is not None
            row.failures, row.locked_until = 0, None
            session.add(self._audit(login, "signed_in"))
            return _agent(row)

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
        self._set_password(login, new, must_change=False, what="password_changed")
        changed = self.get(login)
        assert changed is not None
        return changed

    def reset_password(self, login: str) -> str:
        """Give somebody a new password, to be changed at the next sign-in. Ends sessions and the lock-out.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        fresh = passwords.made_up()
        self._set_password(login, fresh, must_change=True, what="password_reset")
        return fresh

    def deactivate(self, login: str) -> None:
        """Close an account: its sessions end and its tokens stop working.

        Raises:
            AccountError: there is no such account.
        """
        self._must_exist(login)
        self._update(login, "account_closed", active=False, session_epoch=AgentRow.session_epoch + 1)

    def sign_out_everywhere(self, login: str) -> None:
        """End every session of an account."""
        self._update(login, "signed_out_everywhere", session_epoch=AgentRow.session_epoch + 1)

    def create_token(self, login: str, label: str) -> str:
        """Make a token for the JSON API.

        Returns:
            The token; only its SHA-256 is kept.
        Raises:
            AccountError: there is no such account, or it is closed.
        """
        if not self._must_exist(login).active:
            raise AccountError(f"the account {login!r} is closed")
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        with Session(self.engine) as session, session.begin():
            session.add(TokenRow(digest=_digest(token), login=login, label=label[:100], created_at=self._time()))
            session.add(self._audit(login, "token_created", {"label": label[:100]}))
        return token

    def by_token(self, token: str) -> Agent | None:
        """Whose token this is; None for an unknown one and for a closed account."""
        query = select(AgentRow).join(TokenRow, TokenRow.login == AgentRow.login)
        with Session(self.engine) as session:
            row = session.scalar(query.where(TokenRow.digest == _digest(token), AgentRow.active.is_(True)))
            return _agent(row) if row is not None else None

    def _count_attempt(self, login: str) -> str | None:
        """Count an attempt before it is checked, so that many at once cannot get past the limit.

        Returns:
            The password's hash; None if there is no open account or it is locked.
        """
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

    def _set_password(self, login: str, password: str, must_change: bool, what: str) -> None:
        self._update(
            login,
            what,
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

    def _update(self, login: str, what: str, **values: object) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(
                update(AgentRow)
                .where(AgentRow.login == login)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
            session.add(self._audit(login, what))

    def _note(self, login: str, what: str) -> None:
        with Session(self.engine) as session, session.begin():
            session.add(self._audit(login, what))

    def _audit(self, login: str, what: str, detail: dict[str, str] | None = None) -> AuditRow:
        return AuditRow(handoff_id=None, at=self._time(), who=login, what=what, detail=detail)

    def _time(self) -> float:
        return self._clock().timestamp()


def ensure_first_agent(engine: Engine, folder: Path | None = None, clock: Clock = now) -> tuple[str, str] | None:
    """Make the account of a first development run, or find it again. Never called in production.

    Args:
        engine: of the desk's database, migrated.
        folder: where the password is kept, readable by its owner only; None is the var folder.
    Returns:
        Login and password to print; None when somebody made other accounts or changed the password.
    """
    if folder is None:
        from baton.settings import load

        folder = load().var_dir
    kept = folder / FIRST_FILE
    with Session(engine) as session:
        row = session.get(AgentRow, FIRST_LOGIN)
        anybody = session.scalar(select(func.count()).select_from(AgentRow))
        stored = str(row.password) if row is not None and row.active else None
    if not anybody:
        password = passwords.made_up()
        folder.mkdir(parents=True, exist_ok=True)
        # Written first: a password that nobody can read again would lock out whoever starts for the first time.
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password + "\n")
        Agents(engine, clock).add(FIRST_LOGIN, "Alex (agent)", Role.ADMIN, password, must_change=False)
        return FIRST_LOGIN, password
    if stored is None or not kept.exists():
        return None
    password = kept.read_text().strip()
    return (FIRST_LOGIN, password) if passwords.fits(stored, password) else None


def _check(password: str, login: str) -> None:
    wrong = passwords.problem(password, login)
    if wrong:
        raise AccountError(wrong)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _agent(row: AgentRow) -> Agent:
    return Agent(row.login, row.name, Role(row.role), row.must_change, row.active, row.session_epoch, row.locked_until)
