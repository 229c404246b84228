"""Backup and restore on real databases: what comes back is what was there, and what would lose something is refused."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from contextlib import closing, contextmanager

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from baton.base import database
from baton.base.settings import read
from baton.cli.backup import backup as backups
from baton.cli.backup import dumps
from baton.cli.backup.manifest import NAME, BackupRefused
from baton.cli.main import baton
from baton.conversation.inbox import Inbox
from tests.support.clock import Clock
from tests.support.databases import KINDS, fresh_migrated


@pytest.fixture
def root(tmp_path):
    """A project's folder with what the business edits, and a model."""
    for name, text in {
        "business/desk.yml": "teams: {}\n",
        "policies/escalation.yml": "version: 1\n",
        "data/faq/returns.yml": "questions: []\n",
        "models/baton.tar.gz": "weights",
        "models/baton.inputs": "hash",
        "models/baton.inputs.before-restore": "put aside by an earlier restore",
        "notes.txt": "no file of Baton's",
    }.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "project"


def settings_of(folder, url):
    """Every database in one: to migrate several takes longer than what is tested."""
    ports = {}
    for name in ("RASA", "ACTIONS", "DESK"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports[f"BATON_{name}_PORT"] = str(probe.getsockname()[1])
    databases = {f"BATON_{name}_DB": url for name in ("DESK", "TRACKER", "ORDERS")}
    return read({"BATON_VAR_DIR": str(folder / "var"), **databases, **ports})


@contextmanager
def installation(kind, folder):
    """Settings with a migrated database that holds a message."""
    with fresh_migrated(kind, folder) as url:
        Inbox(database.engine(url), Clock()).accept("c1", "m1", {"text": "where is my order?"})
        released(url)
        yield settings_of(folder, url)
        released(url)


def released(url):
    database.engine(url).dispose()


def texts(url):
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, future=True)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT body FROM inbox ORDER BY id")).scalars().all()
    return [(json.loads(body) if isinstance(body, str) else body)["text"] for body in found]


def write_later(url):
    Inbox(database.engine(url), Clock()).accept("c1", "m2", {"text": "written after the backup"})
    released(url)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_there_comes_back(tmp_path, root, kind):
    if kind == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("PostgreSQL's client is not installed")
    with installation(kind, tmp_path) as settings:
        manifest = backups.backup(settings, tmp_path / "saved", Clock(), root)
        released(settings.desk_db)
        assert manifest.databases[0].revisions["desk"]
        assert not {"project/notes.txt", "project/models/baton.inputs.before-restore"} & set(manifest.hashes)
        write_later(settings.desk_db)
        (root / "policies" / "escalation.yml").write_text("version: 2\n")
        (root / "models" / "baton.tar.gz").unlink()

        done = backups.restore(settings, tmp_path / "saved", replace=True, root=root)

        assert texts(settings.desk_db) == ["where is my order?"]
    assert (root / "policies" / "escalation.yml").read_text() == "version: 1\n"
    assert (root / "policies" / "escalation.yml.before-restore").read_text() == "version: 2\n"
    assert (root / "models" / "baton.tar.gz").read_text() == "weights"
    assert len(done) == 3  # the database, the policy, the model: nothing else had changed


def test_a_running_sqlite_database_is_copied_with_what_is_not_in_its_file_yet(tmp_path, root):
    with installation("sqlite", tmp_path) as settings:
        path = dumps.sqlite_path(settings.desk_db)
        with closing(sqlite3.connect(path)) as running:
            running.execute("PRAGMA journal_mode=WAL")
            running.execute("PRAGMA wal_autocheckpoint=0")
            running.execute('UPDATE inbox SET body = \'{"text": "only in the log beside"}\'')
            running.commit()
            backups.backup(settings, tmp_path / "saved", Clock(), root)
    [copy] = (tmp_path / "saved").glob("*.db")
    assert texts(f"sqlite:///{copy}") == ["only in the log beside"]
    assert (tmp_path / "saved").stat().st_mode & 0o077 == 0


@pytest.fixture
def saved(tmp_path, root):
    """Settings of a stopped Baton, and its backup."""
    with installation("sqlite", tmp_path) as settings:
        backups.backup(settings, tmp_path / "saved", Clock(), root)
        released(settings.desk_db)
        yield settings, tmp_path / "saved"


def refused(settings, folder, root, replace=True):
    with pytest.raises(BackupRefused) as caught:
        backups.restore(settings, folder, replace, root)
    assert texts(settings.desk_db) == ["where is my order?"]
    return str(caught.value)


def test_databases_that_hold_something_are_replaced_only_when_that_is_said(saved, root):
    assert "--replace" in refused(*saved, root, replace=False)


def test_a_changed_or_missing_file_refuses_the_whole_backup(saved, root):
    _, folder = saved
    (folder / "project/policies/escalation.yml").write_text("version: 3\n")
    (folder / "project/models/baton.tar.gz").unlink()
    reported = refused(*saved, root)
    assert "damaged" in reported
    assert "missing: project/models/baton.tar.gz" in reported
    assert "changed: project/policies/escalation.yml" in reported


@pytest.mark.parametrize(
    ("change", "reported"),
    [
        (lambda manifest: manifest["databases"][0]["revisions"].update(desk=["desk_9999"]), "newer Baton"),
        (lambda manifest: manifest["databases"][0].update(kind="postgresql"), "is of postgresql"),
        (lambda manifest: manifest.update(format=2), "format 2"),
        (lambda manifest: manifest["hashes"].update({"../../etc/passwd": "0"}), "outside the backup"),
        (lambda manifest: manifest.pop("databases"), "cannot be read"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(saved, root, change, reported):
    path = saved[1] / NAME
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))
    assert reported in refused(*saved, root)


def test_a_folder_that_is_no_backup_is_refused(saved, root, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "no backup" in refused(saved[0], tmp_path / "empty", root)


def test_a_running_baton_is_not_restored_into(saved, root):
    settings, folder = saved
    with socket.socket() as desk:
        desk.bind(("127.0.0.1", settings.desk_port))
        desk.listen()
        assert "BATON_DESK_PORT" in refused(settings, folder, root)
    with closing(sqlite3.connect(dumps.sqlite_path(settings.desk_db))) as elsewhere:
        elsewhere.execute("PRAGMA journal_mode=WAL")
        elsewhere.execute("SELECT count(*) FROM inbox").fetchone()
        assert "connected" in refused(settings, folder, root)


def test_postgresql_that_somebody_is_connected_to_is_not_restored_into(tmp_path):
    with fresh_migrated("postgresql", tmp_path) as url:
        released(url)
        assert not dumps.in_use(url)
        with database.engine(url).connect():
            assert dumps.in_use(url)


def test_without_the_tools_of_postgresql_the_way_out_is_reported(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="postgresql-client"):
        dumps._tool("pg_dump", "postgresql://nobody@127.0.0.1:1/x")


def test_a_backup_never_overwrites_and_leaves_no_half_one(saved, root, tmp_path, monkeypatch):
    settings, folder = saved
    with pytest.raises(BackupRefused, match="exists"):
        backups.backup(settings, folder, Clock(), root)

    def full(_path, _target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups.shutil, "copyfile", full)
    with pytest.raises(BackupRefused, match="No space left"):
        backups.backup(settings, tmp_path / "second", Clock(), root)
    assert not list(tmp_path.glob("second*"))


def test_the_command_says_what_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("BATON_VAR_DIR", str(tmp_path / "var"))
    result = CliRunner().invoke(baton, ["restore", str(tmp_path / "nothing")])
    assert result.exit_code == 1
    assert "no backup" in result.output
