"""What `baton doctor` says of RabbitMQ."""

from __future__ import annotations

import socket

from baton.base.settings import read
from baton.cli.doctor import broker_check
from baton.cli.doctor.finding import Level
from tests.support.stack import free_port


def found(folder, url):
    return list(broker_check.findings(read({"BATON_VAR_DIR": str(folder), "BATON_EVENT_BROKER_URL": url})))


def test_one_that_is_away_is_named_without_its_password(tmp_path):
    port = free_port()
    (away,) = found(tmp_path, f"amqp://copy:secret-word@127.0.0.1:{port}/")
    assert f"127.0.0.1:{port}" in away.what and "BATON_EVENT_BROKER_URL" in away.way_out
    assert away.level is Level.WARNING  # customers are served without it
    assert "secret-word" not in str(away)


def test_one_that_does_not_answer_is_not_waited_for_long(tmp_path, monkeypatch):
    monkeypatch.setattr(broker_check, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (hangs,) = found(tmp_path, f"amqp://copy:word@127.0.0.1:{port}/")
    assert f"127.0.0.1:{port}" in hangs.what


def test_without_one_there_is_nothing_to_say(tmp_path):
    assert list(broker_check.findings(read({"BATON_VAR_DIR": str(tmp_path)}))) == []
