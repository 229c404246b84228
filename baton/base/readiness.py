"""Whether a process can serve: it is live when it answers at all, and ready when what it needs answers too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import redis
import sqlalchemy as sa
from sqlalchemy.engine import Engine

ANSWER_SECONDS = 2.0  # that Redis may take


def reasons(checks: Mapping[str, Callable[[], object]]) -> list[str]:
    """Why a process cannot serve now; empty if it can. Each names a part and a kind of error, no address and no value.

    Args:
        checks: by the name of the part, what raises if it does not work.
    """
    found = []
    for name, check in checks.items():
        try:
            check()
        except Exception as error:  # whatever it is: the part cannot be used
            found.append(f"{name}: {type(error).__name__}")
    return found


def database_answers(engine: Engine) -> None:
    """Ask a database for something.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: it does not answer.
    """
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))


def redis_answers(url: str) -> None:
    """Ask Redis for something.

    Raises:
        redis.exceptions.RedisError: it does not answer.
    """
    with redis.Redis.from_url(url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS) as client:
        client.ping()
