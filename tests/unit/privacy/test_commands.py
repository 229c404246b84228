"""`baton customer`, `baton retention`, `baton audit`, and a restore that brings nobody back."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat

import pytest
from click.testing import CliRunner

from baton.base import database
from baton.cli.main import baton
from baton.handoff.records.audit_trail import AuditAction
from tests.support import customers, databases
from tests.support.customers import CONVERSATION, EARLIER, EMAIL


@pytest.fixture
def call(filled, monkeypatch):
    """Runs a command on the filled desk; every conversation of it is long over."""
    for name in ("RASA", "ACTIONS", "DESK"):
        monkeypatch.setenv(f"BATON_{name}_PORT", str({"RASA": 47311, "ACTIONS": 47312, "DESK": 47313}[name]))
    monkeypatch.setenv("BATON_VAR_DIR", str(filled.settings.var_dir))
    databases.migrated(filled.settings.var_dir / "orders.db", "orders")

    def run(*words, given=""):
        return CliRunner().invoke(baton, list(words), input=given)

    return run


def release(bench):
    """Let go of the files, as a process does that ends."""
    for url in (bench.settings.desk_db, bench.settings.tracker_db, bench.settings.orders_db):
        database.engine(url).dispose()


def test_the_preview_of_an_export_writes_nothing(call, tmp_path):
    result = call("customer", "export", "--email", EMAIL)
    assert result.exit_code == 0, result.output
    assert CONVERSATION in result.output and EARLIER in result.output and "Nothing is written" in result.output
    assert "handoffs with their packages: 1" in result.output


def test_an_export_is_one_file_for_its_owner_with_everything_that_was_said(call, filled, tmp_path):
    out = tmp_path / "quentin.json"
    result = call("customer", "export", "--email", EMAIL, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = out.read_text()
    exported = json.loads(text)
    assert (exported["format"], exported["version"]) == ("baton-customer-export", 1)
    assert EMAIL in exported["customer"]["emails"]
    assert {each["id"] for each in exported["conversations"]} == {CONVERSATION, EARLIER}
    assert all(said in text for said in customers.SAID)
    assert {"connector": "zendesk", "id": "4711"} in exported["outside"]
    assert customers.OTHERS_WORDS not in text
    assert filled.parts.audit.read(action=AuditAction.CUSTOMER_EXPORTED.value)
    assert "exists" in call("customer", "export", "--email", EMAIL, "--out", str(out)).output


def test_erasing_asks_first_and_a_no_leaves_everything(call, filled):
    result = call("customer", "erase", "--email", EMAIL, given="n\n")
    assert result.exit_code == 1 and "cannot be undone" in result.output
    assert call("customer", "erase", "--email", EMAIL, "--dry-run").exit_code == 0
    assert filled.log.events(CONVERSATION)


def test_erasing_says_what_went_and_what_is_to_be_erased_elsewhere(call, filled):
    result = call("customer", "erase", "--email", EMAIL, given="y\n")
    assert result.exit_code == 0, result.output
    assert "zendesk: 4711" in result.output and "chatwoot: 99" in result.output
    assert customers.left(filled) == []
    assert "Nothing is kept" in call("customer", "erase", "--email", EMAIL).output
    assert "1 erasures." in call("customer", "erasures").output


@pytest.mark.parametrize(
    "words",
    [(), ("--email", "a@b.example", "--order", "1"), ("--email", "no address"), ("--account", "  ")],
)
def test_who_is_meant_must_be_said_once(call, words):
    assert call("customer", "erase", *words).exit_code == 2


def test_a_restored_backup_brings_nobody_back(call, filled, tmp_path):
    release(filled)
    assert call("backup", str(tmp_path / "before")).exit_code == 0
    assert call("customer", "erase", "--email", EMAIL, "--yes").exit_code == 0
    register = tmp_path / "register.jsonl"
    assert call("customer", "erasures", "--out", str(register)).exit_code == 0
    release(filled)
    result = call("restore", str(tmp_path / "before"), "--replace")
    assert result.exit_code == 0, result.output
    assert "erased again" in result.output and "2 conversations" in result.output
    release(filled)
    assert customers.left(filled) == []

    shutil.rmtree(filled.settings.var_dir)  # another machine: the register comes as a file
    result = call("restore", str(tmp_path / "before"))
    assert "No register of erasures is known here" in result.output
    release(filled)
    result = call("restore", str(tmp_path / "before"), "--replace", "--erasures", str(register))
    assert "2 conversations" in result.output
    release(filled)
    assert customers.left(filled) == []


def test_a_damaged_register_stops_a_restore(call, filled, tmp_path):
    release(filled)
    assert call("backup", str(tmp_path / "before")).exit_code == 0
    (filled.settings.var_dir / "erasures.jsonl").write_text("not a line of it\n")
    result = call("restore", str(tmp_path / "before"), "--replace")
    assert result.exit_code == 1 and "line 1" in result.output


def test_the_audit_trail_as_a_file_holds_no_formula(call, filled, tmp_path):
    filled.parts.audit.add("maria", AuditAction.SEARCHED, q="=cmd()")
    filled.parts.audit.add("=evil", AuditAction.SIGN_IN_FAILED)
    out = tmp_path / "trail.csv"
    days = ("--since", "2026-11-01", "--until", "2026-12-31")
    assert call("audit", "export", *days, "--out", str(out)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert {row["action"] for row in rows} >= {"opened", "claim", "noted", "searched"}
    assert "'=evil" in {row["actor"] for row in rows}
    lines = call("audit", "export", *days, "--format", "jsonl").output.splitlines()
    assert any(json.loads(line)["details"].get("q") == "=cmd()" for line in lines if line.startswith("{"))


def test_retention_is_off_and_says_so(call):
    assert "kept for ever" in call("retention", "show").output


def test_retention_shows_what_is_due_before_it_does_anything(call, filled, monkeypatch):
    monkeypatch.setenv("BATON_RETENTION_CONVERSATIONS_DAYS", "36500")
    result = call("retention", "run", "--dry-run")
    assert result.exit_code == 0 and "conversations: 0 older than" in result.output
