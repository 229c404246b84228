"""Broken installations: environment, model, ports, folders, Redis, clock; and the command that tells of them."""

from __future__ import annotations

import io
import json
import os
import socket
import tarfile
from dataclasses import replace
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from baton.base.clock import now
from baton.base.settings import read
from baton.cli import model
from baton.cli.doctor import command, environment, machine, model_checks, processes
from baton.cli.doctor.finding import Finding, Level
from baton.cli.main import baton
from baton.conversation.inbox import MAX_ATTEMPTS, Inbox
from baton.desk.auth.accounts import AgentAccounts
from baton.desk.auth.identities import Identities
from baton.desk.auth.openid_claims import ClaimRules
from baton.desk.auth.roles import Role
from tests.support.bench import CHEAP_HASH
from tests.support.clock import Clock
from tests.support.databases import migrated


@pytest.fixture
def settings(tmp_path):
    return read({"BATON_VAR_DIR": str(tmp_path / "var")})


def test_packages_that_differ_from_the_lock_are_named(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1.0 \\\n    --hash=sha256:0\nTwo_Words==2.0\nthree==3.0\n    # via one==9\n")
    missing, other = environment.lock_differences(lock, {"one": "1.0", "two-words": "2.1"})
    assert "not installed: three" in missing.what
    assert "two-words 2.1 instead of 2.0" in other.what
    assert missing.way_out == "make setup"


def test_this_environment_is_as_the_lock_says():
    assert list(environment.findings()) == []


def test_another_python_is_told():
    [finding] = environment.python_version((3, 12))
    assert "Python 3.12" in finding.what


def archive(path, **members):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def model_problems(path, fresh=True):
    return [finding.what for finding in model_checks.model_findings(path, lambda: fresh)]


def test_a_missing_and_a_truncated_model_are_told(tmp_path):
    path = tmp_path / "baton.tar.gz"
    assert model_problems(path) == ["There is no model baton.tar.gz."]
    # Its description, at the beginning, can still be read: what is missing are the weights.
    archive(path, **{"metadata.json": b"{}", "weights": os.urandom(50_000)})
    path.write_bytes(path.read_bytes()[:30_000])
    [problem] = model_problems(path)
    assert problem.startswith("baton.tar.gz is damaged")


def test_a_model_without_the_escalation_policy_is_told(tmp_path):
    path = archive(tmp_path / "baton.tar.gz", **{"metadata.json": json.dumps({"train_schema": {"nodes": {}}}).encode()})
    [problem] = model_problems(path)
    assert "damaged" not in problem


@pytest.mark.skipif(not model.MODEL.exists(), reason="no trained model")
def test_a_stale_model_is_a_warning():
    [finding] = model_checks.model_findings(model.MODEL, lambda: False)
    assert finding.level is Level.WARNING


def test_a_refused_document_is_told_with_its_line(tmp_path):
    broken = tmp_path / "opening_hours.yml"
    broken.write_text("time_zone: Europe/Atlantis\n")
    settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_OPENING_HOURS_FILE": str(broken)})
    found = list(model_checks.document_findings(settings))
    assert any("opening_hours.yml:1" in finding.what for finding in found)
    assert {finding.area for finding in found} == {"documents"}


def test_a_taken_port_is_told_with_who_has_it(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_DESK_PORT": str(port), **_free_ports()})
        [finding] = processes.findings(settings, answer_seconds=0.05)
    assert finding.what.startswith(f"Port {port} (BATON_DESK_PORT) is taken by process {os.getpid()}: ")
    assert "BATON_DESK_PORT" in finding.way_out


def _free_ports():
    ports = {}
    for name in ("BATON_RASA_PORT", "BATON_ACTIONS_PORT"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports[name] = str(probe.getsockname()[1])
    return ports


def test_a_log_folder_that_is_a_file_is_told(settings):
    (settings.var_dir / "log").touch()
    [finding] = machine.folder_findings(settings)
    assert str(settings.var_dir / "log") in finding.what


def test_secrets_that_everybody_can_read_are_told(settings, monkeypatch):
    assert list(machine.folder_findings(settings)) == []
    (settings.var_dir / "secrets.json").chmod(0o644)
    monkeypatch.setattr(machine, "_reachable_by_others", lambda _folder: True)  # the tests' folder is closed to others
    [finding] = machine.folder_findings(settings)
    assert "secrets.json" in finding.what
    assert finding.way_out.startswith("chmod")


def test_a_redis_that_is_away_is_told(tmp_path):
    settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_REDIS_URL": "redis://127.0.0.1:1/0"})
    [finding] = machine.redis_findings(settings, now)
    assert "BATON_REDIS_URL" in finding.way_out


def test_clocks_that_differ_are_told_by_how_much():
    clock = Clock()
    here = clock().timestamp()
    assert list(machine.clock_difference("Redis", here + 1, clock)) == []
    [small] = machine.clock_difference("Redis", here + 10, clock)
    [large] = machine.clock_difference("Redis", here - 100, clock)
    assert (small.level, large.level) == (Level.WARNING, Level.ERROR)
    assert "10 s ahead of" in small.what
    assert "100 s behind" in large.what
    [back] = machine.clock_set_back(here + 3600, clock)
    assert "set back" in back.what


def test_a_machine_in_a_third_time_zone_is_told(monkeypatch):
    clock = Clock()
    shop = ZoneInfo("Europe/London")
    monkeypatch.setenv("TZ", "UTC")
    assert list(machine.time_zone(shop, clock)) == []

    class Elsewhere:
        def astimezone(self, zone=None):
            return clock().astimezone(zone or timezone(timedelta(hours=9)))

    [finding] = machine.time_zone(shop, Elsewhere)
    assert finding.level is Level.WARNING


def examined(tmp_path, monkeypatch, **more):
    monkeypatch.setattr(command.model_checks, "findings", lambda _settings: iter(()))
    return list(command.examine({"BATON_VAR_DIR": str(tmp_path), **_free_ports(), **more}, now))


def test_messages_that_were_given_up_are_told(tmp_path, monkeypatch):
    migrated(tmp_path / "desk.db")
    assert examined(tmp_path, monkeypatch) == []
    inbox = Inbox(command.engine(f"sqlite:///{tmp_path / 'desk.db'}"))
    message = inbox.accept("c1", "m1", {"text": "hello"})
    inbox.failed(replace(message, attempts=MAX_ATTEMPTS - 1), "KeyError")
    [finding] = examined(tmp_path, monkeypatch)
    assert finding.area == "inbox"
    assert "given up" in finding.what


def test_a_group_of_the_provider_that_makes_everybody_an_admin_is_told(tmp_path, monkeypatch):
    migrated(tmp_path / "desk.db")
    desk = command.engine(f"sqlite:///{tmp_path / 'desk.db'}")
    accounts = AgentAccounts(desk, now, CHEAP_HASH)
    rules = ClaimRules("preferred_username", "groups", {"everyone": Role.ADMIN, "desk": Role.AGENT})
    people = Identities(desk, accounts, rules, create=True)
    issuer = "https://login.shop.example"
    openid = {"BATON_OPENID_ISSUER": issuer, "BATON_OPENID_CLIENT_ID": "desk"}

    def come(*names, group):
        for name in names:
            people.sign_in(issuer, {"sub": name, "preferred_username": name, "groups": [group]})

    come("ann", "bob", "cem", group="everyone")
    assert examined(tmp_path, monkeypatch, **openid) == []  # so few may have a desk to themselves
    come("dee", "eve", group="everyone")
    come("fay", group="desk")
    [finding] = examined(tmp_path, monkeypatch, **openid)
    assert finding.what.startswith("5 of the 6 people") and "BATON_OPENID_ROLES" in finding.way_out
    come("gil", "hal", "ida", "jon", group="desk")
    assert examined(tmp_path, monkeypatch, **openid) == []


def test_a_check_that_fails_itself_does_not_hide_the_others(tmp_path, monkeypatch):
    def broken(_settings):
        raise PermissionError("no")
        yield

    monkeypatch.setattr(command.machine, "folder_findings", broken)
    [finding] = examined(tmp_path, monkeypatch)
    assert finding.what == "The check of files failed: PermissionError: no"


def test_the_exit_status_is_that_of_the_errors(monkeypatch):
    def run(*found, arguments=()):
        monkeypatch.setattr(command, "examine", lambda *_: iter(found))
        return CliRunner().invoke(baton, ["doctor", *arguments])

    error, warning = (Finding("model", f"{level.value} here", "why", "way", level) for level in Level)
    assert (run().exit_code, run().output.strip()) == (0, command.FINE)
    assert run(warning).exit_code == 0
    both = run(warning, error)
    assert both.exit_code == 1
    assert both.output.index("error here") < both.output.index("warning here")
    told = json.loads(run(warning, arguments=["--json"]).output)
    assert set(told[0]) == {"area", "what", "why", "way_out", "level"}


def test_refused_settings_are_told_by_the_command_itself(monkeypatch):
    monkeypatch.setenv("BATON_COLOUR", "red")
    result = CliRunner().invoke(baton, ["doctor"])
    assert result.exit_code == 1
    assert "BATON_COLOUR" in result.output
