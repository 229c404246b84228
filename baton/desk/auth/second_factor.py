"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes in its place.

Wrong codes are counted by account and browser or address, and slow nobody else down. Whoever is asked for a code has
given the right password before, so a stranger cannot fill these counts; who knows the password and tries from many
addresses meets the count of the account, which browsers that have signed in before are exempt from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.base.failure_counts import FailureCounts, Limit, Subject
from baton.desk.auth import recovery_codes
from baton.desk.auth.accounts import OPERATOR, AccountError
from baton.desk.auth.secret_box import CannotDecrypt, SecretBox
from baton.desk.auth.tables import SecondFactorRow
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import AgentRow

STEP_SECONDS = 30
STEPS_ASIDE = 1  # a clock may be wrong by half a minute
PLACE, ACCOUNT = "code", "code-account"
_MINUTE, _HOUR = 60.0, 3600.0
LIMITS = {
    PLACE: Limit(free=5, forget_seconds=2 * _HOUR, lock_seconds=15 * _MINUTE, longest_seconds=24 * _HOUR),
    ACCOUNT: Limit(free=20, forget_seconds=_HOUR, lock_seconds=15 * _MINUTE, longest_seconds=24 * _HOUR),
}


class CodeRefused(Exception):
    """The code does not count: wrong, used before, or too many were tried. Never says which."""


@dataclass(frozen=True)
class Status:
    """How somebody's second factor is. `since` in epoch seconds, `codes_left` of the recovery codes."""

    since: float
    codes_left: int


class SecondFactors:
    """The second factors in the desk's database.

    Args:
        engine: of the desk's database.
        box: encrypts the apps' keys; None: there is no secret for that, so none can be set up.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, box: SecretBox | None, clock: Clock = now) -> None:
        self._engine = engine
        self._box = box
        self._clock = clock
        self._counts = FailureCounts(engine, LIMITS, clock)

    @property
    def possible(self) -> bool:
        """Whether one can be set up here."""
        return self._box is not None

    def status(self, login: str) -> Status | None:
        """None: there is none, or it was never finished."""
        with Session(self._engine) as session:
            row = session.get(SecondFactorRow, login)
            if row is None or row.confirmed_at is None:
                return None
            return Status(float(row.confirmed_at), recovery_codes.left(session, login))

    def logins(self) -> frozenset[str]:
        """Who has one."""
        with Session(self._engine) as session:
            query = select(SecondFactorRow.login).where(SecondFactorRow.confirmed_at.is_not(None))
            return frozenset(session.scalars(query))

    def begin(self, login: str) -> None:
        """Make a key for a new app. It counts from the first right code on.

        Raises:
            AccountError: there is one already, or no secret to encrypt it with.
        """
        if self._box is None:
            raise AccountError("an operator must set BATON_SECOND_FACTOR_SECRET first")
        secret = self._box.encrypt(pyotp.random_base32(), login)
        with Session(self._engine) as session, session.begin():
            row = session.get(SecondFactorRow, login)
            if row is not None and row.confirmed_at is not None:
                raise AccountError("there is a second factor already; remove it first")
            if row is not None:
                session.delete(row)
                session.flush()
            session.add(SecondFactorRow(login=login, secret=secret, created_at=self._time(), last_step=0))

    def unfinished(self, login: str) -> str | None:
        """The key that waits for its first code, to be shown to its owner."""
        with Session(self._engine) as session:
            row = session.get(SecondFactorRow, login)
            return self._key(row) if row is not None and row.confirmed_at is None else None

    def finish(self, login: str, code: str, place: str) -> list[str]:
        """The first code of a new app: from now on it is asked for at every sign-in. All sessions end.

        Returns:
            The recovery codes; they can never be read again.
        Raises:
            CodeRefused: the code is wrong.
            AccountError: nothing was begun.
        """
        if self.unfinished(login) is None:
            raise AccountError("this has been finished or given up elsewhere; begin again")
        self._attempt(login, place, lambda session: self._take_code(session, login, code))
        with Session(self._engine) as session, session.begin():
            values = {"confirmed_at": self._time()}
            unfinished = (SecondFactorRow.login == login, SecondFactorRow.confirmed_at.is_(None))
            if session.execute(_quiet(update(SecondFactorRow).where(*unfinished).values(**values))).rowcount != 1:
                raise AccountError("this has been finished or given up elsewhere; begin again")
            codes = recovery_codes.make(session, login)
            self._changed(session, login, AuditAction.SECOND_FACTOR_SET_UP, login)
        return codes

    def check(self, login: str, code: str, address: str, known_browser: str = "") -> None:
        """Check a code of the app or a recovery code.

        Args:
            address: where it comes from, from `client_address`.
            known_browser: the id of a browser that this account has signed in with before, if it is one.
        Raises:
            CodeRefused: it does not count.
        """

        def take(session: Session) -> bool:
            return self._take_code(session, login, code) or self._take_recovery_code(session, login, code)

        self._attempt(login, known_browser or address, take, stranger=not known_browser, address=address)

    def new_recovery_codes(self, login: str) -> list[str]:
        """New recovery codes in place of the earlier ones.

        Raises:
            AccountError: there is no second factor.
        """
        if self.status(login) is None:
            raise AccountError("there is no second factor")
        with Session(self._engine) as session, session.begin():
            codes = recovery_codes.make(session, login)
            self._record(session, login, AuditAction.RECOVERY_CODES_MADE)
        return codes

    def remove(self, login: str) -> None:
        """Its owner wants it no more. All sessions end."""
        self._remove(login, AuditAction.SECOND_FACTOR_REMOVED, login)

    def reset(self, login: str, by: str = OPERATOR) -> None:
        """Somebody has lost app and codes: the next sign-in asks for none. All sessions end.

        Raises:
            AccountError: there is no such account, or it has no second factor.
        """
        with Session(self._engine) as session:
            if session.get(AgentRow, login) is None:
                raise AccountError(f"there is no account {login!r}")
            if session.get(SecondFactorRow, login) is None:
                raise AccountError(f"{login} has no second factor")
        self._remove(login, AuditAction.SECOND_FACTOR_RESET, by)
        self._counts.take_back([Subject(ACCOUNT, login)], weight=LIMITS[ACCOUNT].free * 10)

    def uri(self, login: str, shop: str, key: str) -> str:
        """What the QR code says to the app."""
        return pyotp.TOTP(key).provisioning_uri(name=login, issuer_name=f"{shop} desk")

    def _attempt(
        self,
        login: str,
        place: str,
        take: Callable[[Session], bool],
        stranger: bool = False,
        address: str = "",
    ) -> None:
        """Count a try before it is checked, so that many at once cannot get past the limit."""
        subjects = [Subject(PLACE, _digest(f"{login}:{place}"))]
        subjects += [Subject(ACCOUNT, login)] if stranger else []
        counted = self._counts.begin(subjects)
        with Session(self._engine) as session, session.begin():
            right = counted.allowed and take(session)
            if not right and counted.allowed:
                self._record(session, login, AuditAction.CODE_FAILED, address=address or place)
            if not right and counted.locks:
                self._record(session, login, AuditAction.CODES_LOCKED, address=address or place)
        if not right:
            raise CodeRefused
        self._counts.take_back(subjects)

    def _take_code(self, session: Session, login: str, typed: str) -> bool:
        """Whether it is a code of the app for now, and a newer one than the last that was taken."""
        row = session.get(SecondFactorRow, login)
        code = re.sub(r"[\s-]", "", typed)
        key = self._key(row) if row is not None and re.fullmatch(r"[0-9]{6}", code, re.ASCII) else None
        if key is None:
            return False
        try:
            totp, at = pyotp.TOTP(key, interval=STEP_SECONDS), int(self._time())
            step = totp.verify_and_get_timecode(code, for_time=at, valid_window=STEPS_ASIDE)
        except OTPVerificationError:
            return False
        newer = (SecondFactorRow.login == login, SecondFactorRow.last_step < step)
        taken = session.execute(_quiet(update(SecondFactorRow).where(*newer).values(last_step=step)))
        return bool(taken.rowcount == 1)

    def _take_recovery_code(self, session: Session, login: str, typed: str) -> bool:
        if not recovery_codes.use(session, login, typed, self._time()):
            return False
        self._record(session, login, AuditAction.RECOVERY_CODE_USED, left=recovery_codes.left(session, login))
        return True

    def _key(self, row: SecondFactorRow) -> str | None:
        """None where the secret that it was encrypted with is gone; recovery codes work all the same."""
        try:
            return self._box.decrypt(str(row.secret), str(row.login)) if self._box is not None else None
        except CannotDecrypt:
            return None

    def _remove(self, login: str, action: AuditAction, by: str) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SecondFactorRow).where(SecondFactorRow.login == login))
            recovery_codes.forget(session, login)
            self._changed(session, login, action, by)

    def _changed(self, session: Session, login: str, action: AuditAction, by: str) -> None:
        """What a session was asked for at its beginning is not what it would be asked for now: all of them end."""
        row = update(AgentRow).where(AgentRow.login == login).values(session_epoch=AgentRow.session_epoch + 1)
        session.execute(_quiet(row))
        self._record(session, by, action, **({} if by == login else {"account": login}))

    def _record(self, session: Session, actor: str, action: AuditAction, **details: object) -> None:
        AuditTrail.record(session, self._time(), actor, action, details=details)

    def _time(self) -> float:
        return self._clock().timestamp()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _quiet(query):  # type: ignore[no-untyped-def]
    return query.execution_options(synchronize_session=False)
