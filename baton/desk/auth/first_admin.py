"""The account of a first development run: made once, printed at the start until its password is changed."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.desk.auth import passwords
from baton.desk.auth.accounts import AgentAccounts
from baton.desk.auth.roles import Role
from baton.handoff.records.tables import AgentRow

FIRST_LOGIN = "agent"
FIRST_FILE = "first-agent.txt"


def ensure_first_agent(engine: Engine, folder: Path | None = None, clock: Clock = now) -> tuple[str, str] | None:
    """Make the account of a first development run, or find it again. Never called in production.

    Args:
        engine: of the desk's database, migrated.
        folder: where the password is kept, readable by its owner only; None is the var folder.
    Returns:
        Login and password to print; None when somebody made other accounts or changed the password.
    """
    if folder is None:
        from baton.base.settings import load

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
        AgentAccounts(engine, clock).add(FIRST_LOGIN, "Alex", Role.ADMIN, password, must_change=False)
        return FIRST_LOGIN, password
    if stored is None or not kept.exists():
        return None
    password = kept.read_text().strip()
    return (FIRST_LOGIN, password) if passwords.fits(stored, password) else None
