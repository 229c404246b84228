"""`baton connectors`: what it prints, does and refuses with the settings of an environment."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from baton.base import database
from baton.base.settings import ROOT
from baton.cli.connectors import connectors
from baton.handoff.outbox.outbox import Delivery, Outbox, Stopped
from tests.support import databases
from tests.support.server import Answer, Server

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture
def given(tmp_path, server):
    """The settings of the environment."""
    return {
        "BATON_VAR_DIR": str(tmp_path),
        "BATON_CONNECTORS": "desk,webhook",
        "BATON_WEBHOOK_URL": f"{server.url}/hook",
        "BATON_WEBHOOK_SECRET": KEY,
        "BATON_ZENDESK_URL": "https://shop.zendesk.com",
        "BATON_ZENDESK_EMAIL": "baton@shop.example",
        "BATON_ZENDESK_TOKEN": "zt",
    }


@pytest.fixture
def baton(given):
    """Runs a command in this process."""
    runner = CliRunner()
    return lambda *words, **more: runner.invoke(connectors, words, env={**given, **more})


@pytest.fixture
def engine(tmp_path):
    databases.migrated(tmp_path / "desk.db")
    return database.engine(f"sqlite:///{tmp_path}/desk.db")


class Gone:
    def deliver(self, delivery, again):
        raise Stopped("HTTP 410: gone for good")

    def wait(self, attempts):
        return None


def test_the_list_says_what_is_on_and_how_it_stands(baton, engine):
    box = Outbox(engine, {"webhook": Gone()})
    box.add(Delivery("webhook", "opened:h1:webhook", "c1", {}))
    box.work()
    told = baton()
    lines = dict(line.split(None, 1) for line in told.stdout.splitlines())
    assert told.exit_code == 0, told.stderr
    assert lines["desk"] == "on"
    assert lines["webhook"] == "stopped (0 delivered, 0 waiting, 1 given up): HTTP 410: gone for good"
    assert lines["chatwoot"] == "off"
    assert lines["zendesk"] == "off (its settings are there; add zendesk to BATON_CONNECTORS)"
    assert KEY not in told.stdout
    resumed = baton("resume", "webhook", "--retry")
    assert "webhook is sent to again." in resumed.stdout and "1 given up" in resumed.stdout
    assert box.stopped() == {}


def test_a_test_event_is_sent_and_signed(baton, server):
    told = baton("test", "webhook")
    assert (told.exit_code, told.stdout) == (0, "Webhook works. HTTP 200\n")
    (asked,) = server.asked
    assert asked.line == "POST /hook" and asked.json["type"] == "baton.test"
    assert asked.headers["webhook-signature"].startswith("v1,")
    server.answers.append(Answer(403, b"not from here"))
    told = baton("test", "webhook")
    assert told.exit_code == 1 and "HTTP 403: not from here" in told.stderr and "Traceback" not in told.stderr


def test_what_cannot_be_tested_says_why(baton):
    told = baton("test", "chatwoot")
    assert told.exit_code == 1 and "chatwoot needs BATON_CHATWOOT_URL" in told.stderr
    assert "fax" in baton("test", "fax").stderr


def test_help_explains_each(baton):
    told = baton("help", "chatwoot").stdout
    assert "BATON_CHATWOOT_TOKEN" in told and "missing" in told and "It is off" in told
    told = baton("help", "webhook").stdout
    assert "set" in told and KEY not in told


def test_a_bad_setting_is_one_clear_message(given):
    """In a process of its own, as an operator runs it."""
    command = [sys.executable, "-m", "baton", "connectors"]
    environment = {**os.environ, **given, "BATON_WEBHOOK_SECRET": "x"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 2 and "BATON_WEBHOOK_SECRET" in ended.stderr and "Traceback" not in ended.stderr


def test_the_list_names_the_handoffs_that_did_not_arrive(baton, bench, tmp_path):
    bench.handoff("h1")
    Outbox(bench.engine, {}, bench.clock).add(Delivery("webhook", "opened:h1:webhook", "c1", {}))
    Outbox(bench.engine, {"webhook": Gone()}, bench.clock).work()
    listed = baton(BATON_DESK_DB=bench.settings.desk_db).stdout
    assert "Handoff h1 did not reach webhook and waits at the desk: " in listed
