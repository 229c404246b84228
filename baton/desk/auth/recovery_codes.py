"""Recovery codes: each stands in for the authenticator app once. Shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import re
import secrets

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from baton.desk.auth.tables import RecoveryCodeRow

HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no i and l, no o and 0, no 1: they are typed off paper
_LENGTH = 16  # letters: 79 bits, so that a plain digest cannot be turned back


def make(session: Session, login: str) -> list[str]:
    """New codes in place of all earlier ones."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.login == login))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    session.add_all(RecoveryCodeRow(digest=_digest(login, code), login=login) for code in codes)
    return ["-".join(re.findall("....", code)) for code in codes]


def use(session: Session, login: str, typed: str, at: float) -> bool:
    """Whether this is a code that was not used yet; it is now."""
    unused = RecoveryCodeRow.used_at.is_(None)
    row = update(RecoveryCodeRow).where(RecoveryCodeRow.digest == _digest(login, plain(typed)), unused)
    changed = session.execute(row.values(used_at=at).execution_options(synchronize_session=False))
    return bool(changed.rowcount == 1)


def left(session: Session, login: str) -> int:
    """How many can still be used."""
    unused = RecoveryCodeRow.used_at.is_(None)
    query = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.login == login, unused)
    return int(session.scalar(query))


def forget(session: Session, login: str) -> None:
    """None of somebody's codes counts any more."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.login == login))


def plain(typed: str) -> str:
    """What was typed, without the marks that people leave out or add."""
    return re.sub(r"[\W_]", "", typed).lower()


def _digest(login: str, code: str) -> str:
    return hashlib.sha256(f"{login}:{code}".encode(errors="replace")).hexdigest()
