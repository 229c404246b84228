"""Engines: a forked process has connections of its own, and a failed statement does not repeat what was in it."""

from __future__ import annotations

import os
import traceback

import pytest
import sqlalchemy as sa

from baton.base import database
from tests.support import databases

WORDS = "please call 07700 900142"


@pytest.fixture(params=databases.KINDS)
def url(request, tmp_path):
    with databases.fresh(request.param, tmp_path) as url:
        yield url


def _in_a_child(work):
    """Run something in a forked process; its text."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(write, str(work()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return text


def _raw(engine):
    with engine.connect() as connection:
        return id(connection.connection.dbapi_connection)


def test_no_connection_crosses_a_fork(url):
    engine = database.engine(url)
    before = _raw(engine)
    assert _raw(engine) == before  # it is kept
    theirs = _in_a_child(lambda: _raw(engine))
    assert theirs and int(theirs) != before
    assert _raw(engine) == before  # and the parent's is as it was


def test_parent_and_children_write_side_by_side(url):
    engine = database.engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE numbers (number INTEGER)"))

    def write():
        for number in range(20):
            with engine.begin() as connection:
                connection.execute(sa.text("INSERT INTO numbers VALUES (:number)"), {"number": number})
        return "done"

    assert [_in_a_child(write), _in_a_child(write), write()] == ["done"] * 3
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM numbers")).scalar() == 60


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO nowhere VALUES (:words)",
        "INSERT INTO notes (number) VALUES (CAST(:words AS INTEGER))",
        "INSERT INTO notes (words) VALUES (:words)",
    ],
)
def test_what_a_customer_wrote_is_in_no_error(url, statement):
    engine = database.engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE notes (number INTEGER NOT NULL CHECK (number = 7), words TEXT)"))
    with pytest.raises(sa.exc.SQLAlchemyError) as failed, engine.begin() as connection:
        connection.execute(sa.text(statement), {"words": WORDS})
    shown = "".join(traceback.format_exception(failed.value))
    assert "07700" not in shown and type(failed.value.orig).__name__ in shown


def test_a_server_whose_machine_is_gone_is_not_waited_for_unless_the_url_says_so(tmp_path):
    with databases.fresh("postgresql", tmp_path) as url:
        for address, seconds in ((url, "10"), (f"{url}&connect_timeout=9", "9")):
            with database.engine(address).connect() as connection:
                limits = connection.connection.dbapi_connection.get_dsn_parameters()
            assert (limits["connect_timeout"], limits["tcp_user_timeout"]) == (seconds, "15000")
            database.engine(address).dispose()
