"""The database refuses to change or delete an entry of the audit trail, whoever asks it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from baton.base import database, migrations
from baton.base.client_address import request_address
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import AuditRow
from baton.privacy.tables import RetentionRunRow
from tests.support import databases
from tests.support.clock import START, Clock

T0 = START.timestamp()


@pytest.fixture(params=databases.KINDS)
def trail(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        yield AuditTrail(database.engine(url), Clock())


def run(trail, statement, **values):
    with trail._engine.begin() as connection:
        return connection.execute(statement if not isinstance(statement, str) else sa.text(statement), values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody'",
        "UPDATE audit SET detail = NULL",
        "UPDATE audit SET detail = NULL, erased_at = 1, who = 'nobody'",
        "UPDATE audit SET at = 0, erased_at = 1",
        "DELETE FROM audit",
    ],
)
def test_an_entry_is_neither_changed_nor_deleted(trail, statement):
    trail.add("maria", AuditAction.SEARCHED, q="jane")
    with pytest.raises(DatabaseError):
        run(trail, statement)
    assert [(e.actor, e.details) for e in trail.read()] == [("maria", {"q": "jane"})]


def test_the_words_of_an_entry_go_once_and_it_says_so(trail):
    trail.add("maria", AuditAction.SEARCHED, q="jane")
    run(trail, sa.update(AuditRow).values(detail=None, erased_at=T0))
    (entry,) = trail.read()
    assert (entry.actor, entry.details, entry.erased_at) == ("maria", {}, T0)
    with pytest.raises(DatabaseError):
        run(trail, sa.update(AuditRow).values(detail={"q": "somebody else"}, erased_at=T0 + 1))


def test_only_a_recorded_run_of_the_retention_deletes_and_only_what_is_older(trail):
    trail.add("maria", AuditAction.SIGNED_IN)
    run(trail, sa.insert(RetentionRunRow).values(id=1, kind="audit", before=T0, started_at=T0, seen_at=T0, holder="me"))
    with pytest.raises(DatabaseError):
        run(trail, sa.delete(AuditRow))  # it is not older than the run asks for
    run(trail, sa.update(RetentionRunRow).values(before=T0 + 1, finished_at=T0))
    with pytest.raises(DatabaseError):
        run(trail, sa.delete(AuditRow))  # the run is over
    run(trail, sa.update(RetentionRunRow).values(finished_at=None))
    run(trail, sa.delete(AuditRow))
    assert trail.read() == []


def test_an_entry_has_the_address_of_the_request_that_it_comes_from(trail):
    token = request_address.set("192.0.2.7")
    try:
        trail.add("maria", AuditAction.SIGNED_IN)
    finally:
        request_address.reset(token)
    trail.add("system", AuditAction.OFFERED)
    assert [entry.address for entry in trail.each()] == ["192.0.2.7", None]


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_migration_goes_back_and_forth(kind, tmp_path):
    with databases.fresh(kind, tmp_path) as url:
        migrations.upgrade("desk", url)
        AuditTrail(database.engine(url)).add("maria", AuditAction.SEARCHED, q="jane")
        migrations.downgrade("desk", url, "desk_0017")
        tables = sa.inspect(database.engine(url)).get_table_names()
        assert not {"erasures", "retention_runs"} & set(tables)
        with database.engine(url).begin() as connection:
            connection.execute(sa.text("UPDATE audit SET who = 'tom'"))
        migrations.upgrade("desk", url)
        assert [(e.actor, e.address) for e in AuditTrail(database.engine(url)).read()] == [("tom", None)]
        with pytest.raises(DatabaseError), database.engine(url).begin() as connection:
            connection.execute(sa.text("UPDATE audit SET who = 'maria'"))
