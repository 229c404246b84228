"""A SQLite database whose process was killed in the middle of writing, or whose machine lost power: what was committed
is there, what was not is not, and nobody has to mend anything."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from baton.base.settings import ROOT

#: Commits row after row and says so, then begins a transaction that is larger than SQLite keeps in memory.
_WRITER = """
import sys
from baton.base.database import engine
made = engine("sqlite:///" + sys.argv[1])
with made.begin() as connection:
    connection.exec_driver_sql("CREATE TABLE words (number INTEGER PRIMARY KEY, text TEXT)")
for number in range(50):
    with made.begin() as connection:
        connection.exec_driver_sql("INSERT INTO words VALUES (?, ?)", (number, "x" * 3000))
with made.begin() as connection:
    for number in range(50, 5000):
        connection.exec_driver_sql("INSERT INTO words VALUES (?, ?)", (number, "x" * 3000))
    print("in the middle", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """The folder of a database whose writer was killed."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-c", _WRITER, str(folder / "words.db")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"in the middle\n"
        writer.send_signal(signal.SIGKILL)
    assert (folder / "words.db-wal").stat().st_size > 5_000_000  # what was not committed had reached the disk
    return folder


def _found(path):
    """The numbers in a database, which is as it has to be."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [number for (number,) in connection.execute("SELECT number FROM words ORDER BY number")]


def _copy(killed, folder):
    for file in killed.glob("words.db*"):
        if not file.name.endswith("-shm"):  # memory of processes, gone with the power
            shutil.copy(file, folder / file.name)
    return folder / "words.db"


def test_after_a_kill_all_is_there_that_was_committed_and_nothing_else(killed, tmp_path):
    assert _found(_copy(killed, tmp_path)) == list(range(50))


@pytest.mark.parametrize("bytes_left", [0, 40_000, 100_001])
def test_after_a_loss_of_power_the_last_commits_may_be_missing_but_nothing_in_between(killed, tmp_path, bytes_left):
    path = _copy(killed, tmp_path)
    os.truncate(f"{path}-wal", bytes_left)
    with sqlite3.connect(path) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            assert bytes_left == 0  # not even the table had left the write-ahead log
            return
    found = _found(path)
    assert found == list(range(len(found))) and len(found) < 50


def test_what_a_torn_page_holds_is_not_taken_for_written(killed, tmp_path):
    path = _copy(killed, tmp_path)
    with open(f"{path}-wal", "r+b") as log:
        log.seek(90_000)
        log.write(os.urandom(4096))
    found = _found(path)
    assert found == list(range(len(found))) and len(found) < 50
