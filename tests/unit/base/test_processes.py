"""No process outlives its parent: killed, asked to end, or one of a group that lost its head."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from baton.base import processes
from baton.base.settings import ROOT
from tests.support.processes import alive, children
from tests.support.stack import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
STARTS_A_GROUP = f"from baton.base import processes; processes.group({SLEEP!r}).wait()"
TRAINS = f"import pathlib; from baton.cli import model; model._run({SLEEP!r}, pathlib.Path('none'))"
#: Two training processes, as the pipeline spawns them; `main` stands for Rasa's, and nothing of it is replaced.
SPAWNS = """
import multiprocessing, runpy, sys, time, types
rasa = types.ModuleType("rasa.__main__")
def main():
    for _ in range(2):
        multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,)).start()
    time.sleep(600)
rasa.main = main
sys.modules["rasa"], sys.modules["rasa.__main__"] = types.ModuleType("rasa"), rasa
reading = types.ModuleType("baton.rasa_overrides.training_data")
reading.apply = lambda: None
sys.modules["baton.rasa_overrides.training_data"] = reading
runpy._run_module_as_main("baton.rasa_overrides.training")
"""


@pytest.fixture
def start():
    """Starts Python code in a process; nothing of it is left afterwards."""
    started = []

    def started_with(code):
        process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, start_new_session=True)
        started.append(process)
        return process

    yield started_with
    for process in started:
        processes.end_group(process, signal.SIGKILL)
        process.wait(30)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("code", [STARTS_A_GROUP, TRAINS], ids=["group", "training"])
def test_a_child_does_not_outlive_its_parent(start, code, number):
    parent = start(code)
    child = until(lambda: children(parent.pid), "the child")
    parent.send_signal(number)
    parent.wait(10)
    until(lambda: not any(map(alive, child)), "the end of the child")


def test_what_training_spawns_ends_with_it(start):
    training = start(SPAWNS)
    spawned = until(lambda: len(children(training.pid)) == 3 and children(training.pid), "two processes and a tracker")
    os.kill(training.pid, signal.SIGKILL)
    until(lambda: not any(map(alive, spawned)), "the end of what it spawned")


def test_a_group_ends_after_its_head(start):
    parent = processes.group([sys.executable, "-c", f"import subprocess; subprocess.Popen({SLEEP!r}).wait()"])
    child = until(lambda: children(parent.pid), "the child")
    parent.kill()
    parent.wait(10)
    assert all(map(alive, child))
    processes.end_group(parent, signal.SIGKILL)
    until(lambda: not any(map(alive, child)), "the end of the child")
