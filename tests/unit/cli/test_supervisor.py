"""What keeps `make run` from starting is one clear sentence; nothing stays behind."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import sys

import pytest
import yaml

from baton.base.settings import OPTIONAL_SECRET_NAMES, SECRET_NAMES, SettingsError, read
from baton.bootstrap import bootstrap
from baton.cli import model, services, supervisor
from baton.cli.supervisor import Service, StartFailed
from tests.support import databases
from tests.support.processes import alive, children
from tests.support.stack import until


@pytest.fixture
def settings(tmp_path):
    return read({"BATON_VAR_DIR": str(tmp_path)})


def service(tmp_path, *command):
    return Service("rasa", list(command), "http://127.0.0.1:9/health", tmp_path / "rasa.log")


def test_a_taken_port_is_named_with_its_setting(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_DESK_PORT": str(port)})
        with pytest.raises(StartFailed, match=rf"port {port} \(BATON_DESK_PORT\).*another port"):
            supervisor.run(settings)


def test_of_two_starts_at_once_one_is_refused_and_says_which_process_has_the_ports(settings, monkeypatch):
    """The other one has not got as far as to listen on its ports."""
    refused, handlers = [], [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    def prepare(*_arguments):
        with pytest.raises(StartFailed) as second:
            supervisor.run(settings)
        refused.append(str(second.value))
        raise StartFailed("the first one goes no further in this test")

    monkeypatch.setattr(supervisor, "prepare", prepare)
    monkeypatch.setattr(supervisor, "is_taken", lambda _port: False)
    with pytest.raises(StartFailed, match="goes no further"):
        supervisor.run(settings)
    assert f"by process {os.getpid()}, with port" in refused[0] and "BATON_VAR_DIR" in refused[0]
    with pytest.raises(StartFailed, match="goes no further"):  # and its claim ends with it
        supervisor.run(settings)
    assert len(refused) == 2
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == handlers


def _no_database(path):
    path.write_bytes(b"no database at all" * 1000)


def _newer(path):
    databases.migrated(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version_desk SET version_num = 'desk_9999'")
    connection.close()


@pytest.mark.parametrize(
    ("file", "spoil", "named"),
    [
        ("desk.db", _no_database, r"the desk's database \(BATON_DESK_DB\) cannot be used: file is not a database"),
        ("desk.db", _newer, r"BATON_DESK_DB.*a newer Baton has migrated it \(desk_9999\); run that, or restore"),
        ("conversations.db", _no_database, r"the conversation log \(BATON_TRACKER_DB\) cannot be used: file is not"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(settings, file, spoil, named):
    spoil(settings.var_dir / file)
    with pytest.raises(StartFailed, match=rf"{named}(.|\n)*baton doctor") as refused:
        supervisor.prepare(bootstrap(settings), lambda _text: None, ("desk",))
    assert "\n" not in str(refused.value)


def test_a_process_that_dies_while_starting_is_told_with_the_end_of_its_log(settings, tmp_path):
    dies = service(tmp_path, sys.executable, "-c", "print('no such database'); raise SystemExit(3)")
    supervisor.start(dies)
    dies.process.wait(60)
    with pytest.raises(StartFailed, match=r"rasa stopped while starting(.|\n)*no such database"):
        supervisor.wait_until_ready([dies], lambda _text: None, 60)


def test_what_is_slow_to_start_is_named_with_its_log_and_at_last_given_up(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "NOTE_SECONDS", 0.1)
    silent = service(tmp_path, sys.executable, "-c", "import signal; signal.pause()")
    supervisor.start(silent)
    said = []
    try:
        with pytest.raises(StartFailed, match="does not answer"):
            supervisor.wait_until_ready([silent], said.append, 1)
    finally:
        supervisor.stop([silent])
    assert said and set(said) == {f"{silent.name} is still starting; what it does: {silent.log}"}


def test_stopping_leaves_no_orphan_even_if_it_does_not_listen(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 1)
    deaf = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
    stubborn = service(tmp_path, sys.executable, "-c", deaf)
    supervisor.start(stubborn)
    supervisor.stop([stubborn])
    assert stubborn.process.poll() is not None


def test_what_a_dead_process_left_ends_before_it_is_started_again(settings, tmp_path):
    leaves = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).wait()"
    parent = service(tmp_path, sys.executable, "-c", leaves)
    supervisor.start(parent)
    left = until(lambda: children(parent.process.pid), "its child")
    parent.process.kill()
    parent.process.wait(10)
    supervisor.start(parent)
    try:
        until(lambda: not any(map(alive, left)), "the end of the child")
    finally:
        supervisor.stop([parent])


def test_a_failed_training_says_where_its_output_is(settings, monkeypatch):
    monkeypatch.setattr(model, "_run", lambda *_a, stdout, **_k: stdout.write(b"no data\n") and 1)
    with pytest.raises(model.TrainingFailed, match=r"train\.log(.|\n)*no data"):
        model.train(settings, {})


def test_only_this_machine_reaches_the_action_server(settings):
    assert services.environment(settings)["SANIC_HOST"] == "127.0.0.1"


def test_no_secret_stands_in_a_command_that_everybody_on_the_machine_can_read(settings):
    secrets = {getattr(settings, name) for name in SECRET_NAMES + OPTIONAL_SECRET_NAMES}
    for name in services.NAMES:
        command = " ".join(services.service(name, settings).command)
        assert not [secret for secret in secrets if secret in command]


def test_what_is_written_is_nobody_elses_business(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(supervisor.os, "umask", given.append)
    tmp_path.chmod(0o755)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(StartFailed):
            supervisor.run(read({"BATON_VAR_DIR": str(tmp_path), "BATON_DESK_PORT": str(other.getsockname()[1])}))
    assert given == [0o077] and tmp_path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", services.NAMES)
def test_each_process_can_be_planned_by_itself(settings, name):
    chosen = supervisor.plan(settings, name)
    assert [service.name for service in chosen.services] == [name]
    assert list(chosen.ports.values()) == [f"BATON_{name.upper()}_PORT"]


def test_the_action_server_may_be_elsewhere(tmp_path):
    settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_ACTIONS_URL": "http://actions.internal:80/"})
    services.service("rasa", settings)
    assert "http://actions.internal:80/webhook" in (tmp_path / "endpoints.yml").read_text()


def test_an_event_broker_is_rasas_by_a_setting(tmp_path):
    url = "amqp://baton:p%40ss@rabbit.internal/shop"
    settings = read({"BATON_VAR_DIR": str(tmp_path), "BATON_EVENT_BROKER_URL": url})
    services.service("rasa", settings)
    written = yaml.safe_load((tmp_path / "endpoints.yml").read_text())["event_broker"]
    assert written == {
        "type": services.EVENT_BROKER,
        "url": url,
        "username": "baton",
        "password": "p%40ss",
        "port": 5672,
        "queues": ["baton_events"],
    }
    assert (tmp_path / "endpoints.yml").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="BATON_EVENT_BROKER_URL: must name a user and a host"):
        read({"BATON_EVENT_BROKER_URL": "rabbit.internal:5672"})


def test_workers_share_their_counts_in_a_folder_that_is_empty_at_each_start(settings):
    made = services.service("rasa", settings)
    folder = settings.var_dir / "metrics" / "rasa"
    assert made.environment["PROMETHEUS_MULTIPROC_DIR"] == str(folder)
    folder.mkdir(parents=True)
    (folder / "counter_1.db").write_text("of a dead one")
    made.prepare()
    assert list(folder.iterdir()) == []
    assert "PROMETHEUS_MULTIPROC_DIR" not in services.service("desk", settings).environment


def test_a_restart_in_turn_never_stops_two_at_once(settings, tmp_path, monkeypatch):
    pair = [service(tmp_path, sys.executable, "-c", "import signal; signal.pause()") for _ in range(2)]
    seen = []

    def ready(started, *_):
        seen.append([each.process.poll() is None for each in pair])

    monkeypatch.setattr(supervisor, "wait_until_ready", ready)
    for each in pair:
        supervisor.start(each)
    before = [each.process.pid for each in pair]
    try:
        supervisor.restart_in_turn(pair)
        assert seen == [[True, True], [True, True]]
        assert not set(before) & {each.process.pid for each in pair}
    finally:
        supervisor.stop(pair)
