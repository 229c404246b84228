"""Who is signed in: sessions in the desk's database, found by the random id in a browser's cookie.

A session ends by itself (nobody does anything, or it has lasted long enough), by signing out, and with everything that
raises the account's `session_epoch`: a new password or role, a closed account, "sign out everywhere".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy import delete, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session as Transaction
from starlette.responses import Response

from baton.base.clock import Clock, now
from baton.desk.auth.browser_name import browser_name
from baton.desk.auth.cookies import SESSION, VISIT, Cookies
from baton.desk.auth.roles import Agent
from baton.desk.auth.tables import SessionRow
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import AgentRow

SEEN_EVERY_SECONDS = 30.0  # that somebody does something is written at most this often
CONFIRMED_SECONDS = 15 * 60.0  # how long a sign-in counts as proof of who sits there
_ID_LENGTH = 12  # characters of the digest by which a session is named


class Method(str, Enum):
    """How somebody signed in. The values are stored."""

    PASSWORD = "password"
    OPENID = "openid"


@dataclass(frozen=True)
class Place:
    """Where a browser is: its address as it is counted, and what it is called."""

    address: str = ""
    browser: str = ""

    @classmethod
    def of(cls, address: str, user_agent: str) -> Place:
        return cls(address, browser_name(user_agent))


@dataclass(frozen=True)
class Session:
    """A session that goes on. Times in epoch seconds."""

    key: str  #: the random id; empty where it is listed. The forms' tokens are derived from it
    digest: str
    login: str
    epoch: int
    method: Method
    second_factor: bool  #: whether more than a password was asked for
    created_at: float
    confirmed_at: float
    seen_at: float
    place: Place
    until: float  #: when it ends if nothing is done

    @property
    def id(self) -> str:
        """Names it, to end it."""
        return self.digest[:_ID_LENGTH]

    def confirmed(self, at: float) -> bool:
        """Whether it was shown a short time ago who sits there."""
        return self.confirmed_at > at - CONFIRMED_SECONDS


@dataclass(frozen=True)
class Lifetimes:
    """How long sessions last, in seconds."""

    longest: float
    idle: float


class Sessions:
    """The sessions in the desk's database.

    Args:
        engine: of the desk's database.
        secret: keys the digests and the forms' tokens.
        cookies: puts the id into the browser.
        lifetimes: count from the next request on, also for open sessions.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, secret: str, cookies: Cookies, lifetimes: Lifetimes, clock: Clock = now) -> None:
        self._engine = engine
        self._secret = secret.encode()
        self._cookies = cookies
        self._lifetimes = lifetimes
        self._clock = clock

    def start(
        self,
        response: Response,
        agent: Agent,
        cookies: Mapping[str, str],
        place: Place,
        method: Method = Method.PASSWORD,
        second_factor: bool = False,
    ) -> None:
        """Sign an agent in. Whatever session the browser had before ends: its id never becomes a signed-in one.

        Args:
            response: gets the cookie.
            agent: as they were when they proved who they are; what ended their sessions since ends this one too.
            cookies: of the request.
        """
        at, key = self._time(), secrets.token_urlsafe(32)
        with Transaction(self._engine) as transaction, transaction.begin():
            self._forget_ended(transaction, at)
            transaction.execute(_quiet(delete(SessionRow).where(SessionRow.digest == self._old(cookies))))
            transaction.add(
                SessionRow(
                    digest=self._digest(key),
                    login=agent.login,
                    epoch=agent.session_epoch,
                    method=method.value,
                    second_factor=second_factor,
                    created_at=at,
                    confirmed_at=at,
                    seen_at=at,
                    address=place.address,
                    browser=place.browser,
                )
            )
        self._cookies.set(response, SESSION, key, self._lifetimes.longest)
        self._cookies.delete(response, VISIT)

    def renew(self, response: Response, session: Session, agent: Agent, second_factor: bool | None = None) -> Session:
        """The same session under a new id, after somebody has shown anew who they are.

        Args:
            agent: as they are now.
            second_factor: whether it has one now; None leaves that as it is.
        Returns:
            The session as it is now.
        """
        at, key = self._time(), secrets.token_urlsafe(32)
        values: dict[str, object] = {"digest": self._digest(key), "epoch": agent.session_epoch}
        values |= {"confirmed_at": at, "seen_at": at}
        if second_factor is not None:
            values["second_factor"] = second_factor
        with Transaction(self._engine) as transaction, transaction.begin():
            same = update(SessionRow).where(SessionRow.digest == session.digest)
            transaction.execute(_quiet(same.values(**values)))
        self._cookies.set(response, SESSION, key, max(session.created_at + self._lifetimes.longest - at, 0.0))
        renewed = replace(session, key=key, digest=self._digest(key), epoch=agent.session_epoch, confirmed_at=at)
        return renewed if second_factor is None else replace(renewed, second_factor=second_factor)

    def read(self, cookies: Mapping[str, str]) -> Session | None:
        """The session of a request's cookies; None if there is none or it has ended."""
        key = self._cookies.get(cookies, SESSION)
        if not key:
            return None
        with Transaction(self._engine) as transaction:
            row = transaction.get(SessionRow, self._digest(key))
            session = self._session(row, key) if row is not None else None
            if session is None or session.until <= self._time():
                return None
            account = select(AgentRow.session_epoch).where(AgentRow.login == session.login, AgentRow.active.is_(True))
            return session if transaction.scalar(account) == session.epoch else None

    def note_use(self, session: Session) -> None:
        """Somebody did something; what a page does by itself is not meant."""
        at = self._time()
        if session.seen_at <= at - SEEN_EVERY_SECONDS:
            with Transaction(self._engine) as transaction, transaction.begin():
                same = update(SessionRow).where(SessionRow.digest == session.digest)
                transaction.execute(_quiet(same.values(seen_at=at)))

    def of(self, login: str) -> list[Session]:
        """The sessions of an account that go on, the one that was used last first."""
        at = self._time()
        query = (
            select(SessionRow)
            .join(AgentRow, AgentRow.login == SessionRow.login)
            .where(SessionRow.login == login, SessionRow.epoch == AgentRow.session_epoch, AgentRow.active.is_(True))
            .order_by(SessionRow.seen_at.desc(), SessionRow.digest)
        )
        with Transaction(self._engine) as transaction:
            found = [self._session(row, "") for row in transaction.scalars(query)]
        return [session for session in found if session.until > at]

    def end(self, response: Response, session: Session) -> None:
        """Sign out in this browser."""
        self._end(session, session.login, AuditAction.SIGNED_OUT)
        self.forget(response)

    def end_other(self, login: str, session_id: str, by: str) -> bool:
        """End one session of an account, named by its id. Returns whether there was one."""
        wanted = session_id.encode(errors="replace")
        found = next((each for each in self.of(login) if hmac.compare_digest(each.id.encode(), wanted)), None)
        if found is not None:
            self._end(found, by, AuditAction.SESSION_ENDED)
        return found is not None

    def forget(self, response: Response) -> None:
        """Take the id out of the browser."""
        self._cookies.delete(response, SESSION)

    def visit(self, response: Response, cookies: Mapping[str, str]) -> str:
        """The browser's key before the sign-in; sets a cookie where there is none."""
        known = self.visit_key(cookies)
        if known:
            return known
        key = secrets.token_urlsafe(16)
        self._cookies.set(response, VISIT, key, self._lifetimes.longest)
        return key

    def visit_key(self, cookies: Mapping[str, str]) -> str | None:
        """The browser's key before the sign-in, if it has one."""
        known = self._cookies.get(cookies, VISIT)
        return known if known and len(known) <= 64 else None

    def csrf(self, key: str) -> str:
        """The token that a form of this session carries."""
        return self._keyed(f"csrf:{key}")

    def csrf_fits(self, key: str | None, token: str | None) -> bool:
        """Whether a form's token belongs to the session."""
        return bool(key and token) and hmac.compare_digest(self.csrf(str(key)).encode(), str(token).encode())

    def _session(self, row: SessionRow, key: str) -> Session:
        return Session(
            key=key,
            digest=str(row.digest),
            login=str(row.login),
            epoch=int(row.epoch),
            method=Method(row.method),
            second_factor=bool(row.second_factor),
            created_at=float(row.created_at),
            confirmed_at=float(row.confirmed_at),
            seen_at=float(row.seen_at),
            place=Place(str(row.address), str(row.browser)),
            until=min(row.created_at + self._lifetimes.longest, row.seen_at + self._lifetimes.idle),
        )

    def _end(self, session: Session, by: str, action: AuditAction) -> None:
        with Transaction(self._engine) as transaction, transaction.begin():
            transaction.execute(_quiet(delete(SessionRow).where(SessionRow.digest == session.digest)))
            details = {"address": session.place.address, "browser": session.place.browser}
            details |= {} if by == session.login else {"account": session.login}
            AuditTrail.record(transaction, self._time(), by, action, details=details)

    def _forget_ended(self, transaction: Transaction, at: float) -> None:
        """Rows that nothing can bring back to life."""
        epoch = select(AgentRow.session_epoch).where(AgentRow.login == SessionRow.login).scalar_subquery()
        ended = or_(
            SessionRow.created_at <= at - self._lifetimes.longest,
            SessionRow.seen_at <= at - self._lifetimes.idle,
            SessionRow.epoch < epoch,
        )
        transaction.execute(_quiet(delete(SessionRow).where(ended)))

    def _old(self, cookies: Mapping[str, str]) -> str:
        return self._digest(self._cookies.get(cookies, SESSION) or "")

    def _digest(self, key: str) -> str:
        return self._keyed(f"session:{key}")

    def _keyed(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(errors="replace"), hashlib.sha256).hexdigest()

    def _time(self) -> float:
        return self._clock().timestamp()


def _quiet(query):  # type: ignore[no-untyped-def]
    return query.execution_options(synchronize_session=False)
