"""Broken databases, as an operator meets them: each is named with why it matters and the way out."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from baton.base import database
from baton.base.clock import now
from baton.cli.doctor import databases
from baton.cli.doctor.finding import Level
from tests.support.clock import Clock
from tests.support.databases import fresh, fresh_migrated

PLENTY = 10**12


def found(url, name="desk", clock=None, free=PLENTY):
    findings = databases.database_findings(name, url, clock or Clock(), lambda _path: free, lock_seconds=0.05)
    return [(finding.level, finding.what, finding.way_out) for finding in findings]


def test_a_migrated_sqlite_database_is_fine_and_one_that_is_not_there_yet_too(tmp_path):
    with fresh_migrated("sqlite", tmp_path) as url:
        assert found(url) == []
    missing = tmp_path / "var" / "later.db"
    assert found(f"sqlite:///{missing}") == []
    assert not missing.parent.exists()


def test_a_locked_sqlite_file_is_named_with_the_way_to_find_who_holds_it(tmp_path):
    with fresh_migrated("sqlite", tmp_path) as url, closing(sqlite3.connect(tmp_path / "fresh.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        [(level, what, way_out)] = found(url)
    assert level is Level.ERROR
    assert "locked by another process" in what
    assert way_out.endswith(f"fuser -v {tmp_path / 'fresh.db'}")


@pytest.mark.parametrize("damage", ["no database", "half of it is missing"])
def test_a_damaged_sqlite_file_is_found(tmp_path, damage):
    with fresh_migrated("sqlite", tmp_path) as url:
        path = tmp_path / "fresh.db"
        content = path.read_bytes()
        path.write_bytes(b"no database at all" * 100 if damage == "no database" else content[: len(content) // 2])
        [(level, what, way_out)] = found(url)
    assert level is Level.ERROR
    assert "is damaged" in what
    assert "baton restore" in way_out


@pytest.mark.parametrize(("free", "level"), [(10**6, Level.ERROR), (5 * 10**8, Level.WARNING)])
def test_a_full_disk_is_found_before_it_is_full(tmp_path, free, level):
    [(given, what, way_out)] = found(f"sqlite:///{tmp_path / 'desk.db'}", free=free)
    assert given is level
    assert "MB are free" in what
    assert "BATON_DESK_DB" in way_out


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_a_newer_version_has_migrated_is_an_error(tmp_path, kind):
    with fresh_migrated(kind, tmp_path) as url:
        with database.engine(url).begin() as connection:
            before = connection.execute(sa.text("SELECT version_num FROM alembic_version_desk")).scalar()
            connection.execute(sa.text("UPDATE alembic_version_desk SET version_num = 'desk_9999'"))
        [(level, what, _)] = found(url, clock=now)
        with database.engine(url).begin() as connection:  # the emptied copy keeps its version for the next test
            connection.execute(sa.text("UPDATE alembic_version_desk SET version_num = :before"), {"before": before})
    assert level is Level.ERROR
    assert "desk_9999" in what


def test_an_older_schema_says_where_it_stands_and_what_this_version_needs(tmp_path):
    with fresh_migrated("sqlite", tmp_path) as url:
        with database.engine(url).begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version_desk SET version_num = 'desk_0001'"))
        [(level, what, way_out)] = found(url)
    assert level is Level.WARNING
    assert "stands at desk_0001" in what
    assert "baton backup" in way_out


def test_a_postgresql_database_without_tables_is_told(tmp_path):
    with fresh("postgresql", tmp_path) as url:
        [(level, what, _)] = found(url, clock=now)
    assert level is Level.WARNING
    assert "no tables of Baton yet" in what


def test_a_postgresql_server_with_another_clock_or_none_at_all_is_told(tmp_path):
    with fresh_migrated("postgresql", tmp_path) as url:
        [(_, what, _)] = found(url)  # the tests' clock stands at a day of its own
        assert "clock of the server of BATON_DESK_DB" in what
    [(level, what, way_out)] = found("postgresql://root@127.0.0.1:1/nowhere")
    assert level is Level.ERROR
    assert "cannot be reached" in what
    assert "BATON_DESK_DB" in way_out


def test_a_postgresql_database_that_takes_no_writes_is_told(tmp_path):
    with fresh("postgresql", tmp_path) as url:
        read_only = f"{url}%20-cdefault_transaction_read_only%3Don"
        [(level, what, way_out), *_] = found(read_only, clock=now)
    assert level is Level.ERROR
    assert "takes no writes" in what
    assert "primary" in way_out
