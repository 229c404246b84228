"""Workers of a Sanic server: a dead one is replaced, none outlives its parent, all end when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import pytest

from baton.base.settings import ROOT
from tests.support.processes import alive, children
from tests.support.stack import free_port, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")

SERVER = """
import os, sys
from sanic import Sanic, response
from baton.rasa_overrides.workers import use_for_sanic
app = Sanic("workers")
@app.get("/pid")
async def pid(request):
    return response.text(str(os.getpid()))
use_for_sanic()
app.run("127.0.0.1", int(sys.argv[1]), workers=2, access_log=False)
"""


@pytest.fixture
def server():
    """A parent with two workers, and its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", SERVER, str(port)], cwd=ROOT)
    try:
        yield process, port
    finally:
        for pid in children(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.kill()
        process.wait(30)


def answers(port):
    return httpx.get(f"http://127.0.0.1:{port}/pid", timeout=2).status_code == 200


def started(server):
    process, port = server
    until(lambda: answers(port), "an answer")
    return until(lambda: len(children(process.pid)) == 2 and children(process.pid), "two workers")


def test_a_killed_worker_is_replaced(server):
    workers = started(server)
    victim = min(workers)
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(children(server[0].pid) - {victim}) == 2, "another worker")
    until(lambda: answers(server[1]), "an answer")


def test_workers_do_not_outlive_a_killed_parent(server):
    workers = started(server)
    os.kill(server[0].pid, signal.SIGKILL)
    until(lambda: not any(map(alive, workers)), "the end of the workers")


def test_asked_to_end_all_end(server):
    workers = started(server)
    server[0].terminate()
    assert server[0].wait(60) == 0  # at once on an idle machine; a loaded one may take its time
    assert not any(map(alive, workers))
