"""`python -m baton.desk` as a process: it migrates, answers, says what is wrong, and stops with open streams."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from tests.support.bench import Bench, form_token, sign_in
from tests.support.stack import free_port, until


def start(folder, port):
    environment = {
        **os.environ,
        "BATON_VAR_DIR": str(folder),
        "BATON_DESK_PORT": str(port),
        "BATON_RASA_PORT": str(free_port()),
    }
    command = [sys.executable, "-m", "baton.desk"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def desk(tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)
    until(lambda: client.get("/health").status_code == 200, "the desk")
    yield process, client, tmp_path
    process.kill()
    process.wait()


def test_it_opens_what_the_log_asks_for_tells_the_stream_and_stops_at_once(desk):
    process, client, folder = desk
    bench = Bench(folder)  # the same databases
    bench.agent("maria")
    assert sign_in(client, "maria").status_code == 303
    with client.stream("GET", "/stream") as stream:
        told = stream.iter_lines()
        assert any(line == "event: open" for line in told)
        bench.escalate("c1", "h1")
        assert any('"h1"' in line for line in told)
        assert form_token(client, "/handoffs/h1")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, taken.getsockname()[1])
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "BATON_DESK_PORT" in output and "Traceback" not in output


def test_a_bad_setting_is_named(tmp_path):
    process = start(tmp_path, 0)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "BATON_DESK_PORT" in output and "Traceback" not in output
