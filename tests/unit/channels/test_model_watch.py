"""A worker takes up the model that takes the place of its own, one worker at a time, and says which one it has."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from baton.base.model_in_use import ModelInUse, stamp
from baton.base.settings import read as read_settings
from baton.channels.model_watch import ModelWatch
from baton.cli import training
from baton.cli.model_store import ModelStore


class Agent:
    """The part of Rasa's agent that is used here."""

    def __init__(self, path):
        self.processor = SimpleNamespace(model_path=path)
        self.loaded = []
        self.fails = False

    def load_model(self, path):
        self.loaded.append(path.read_text())
        if self.fails:
            raise ValueError("damaged")


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "models" / "baton.tar.gz"
    path.parent.mkdir()
    path.write_text("old")
    return path


def replace(model, text):
    beside = model.with_name("new")
    beside.write_text(text)
    os.replace(beside, model)


def watch(model, tmp_path):
    in_use = ModelInUse(tmp_path / "var")
    made = ModelWatch(model, in_use)
    in_use.say(stamp(model))
    return made, in_use


def test_a_new_model_is_loaded_once_and_said(model, tmp_path):
    watching, in_use = watch(model, tmp_path)
    agent = Agent(model)
    asyncio.run(watching.look(agent))
    assert agent.loaded == []
    replace(model, "new one")
    for _ in range(2):
        asyncio.run(watching.look(agent))
    assert agent.loaded == ["new one"]
    assert in_use.read() == {os.getpid(): stamp(model)}


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(model, tmp_path, caplog):
    watching, in_use = watch(model, tmp_path)
    before = stamp(model)
    agent = Agent(model)
    agent.fails = True
    replace(model, "damaged")
    for _ in range(2):
        asyncio.run(watching.look(agent))
    assert agent.loaded == ["damaged"] and "the one before stays" in caplog.text
    assert in_use.read() == {os.getpid(): before}


def test_who_was_started_with_another_model_keeps_it(model, tmp_path):
    watching, _ = watch(model, tmp_path)
    agent = Agent(tmp_path / "of_my_own.tar.gz")
    replace(model, "new one")
    asyncio.run(watching.look(agent))
    assert agent.loaded == []


def test_while_another_worker_loads_this_one_waits(model, tmp_path):
    one, in_use = watch(model, tmp_path)
    other, agent, waiting = ModelWatch(model, in_use), Agent(model), Agent(model)
    replace(model, "new one")

    def load(_path):
        asyncio.run(other.look(waiting))  # in the middle of this one's loading

    agent.load_model = load
    asyncio.run(one.look(agent))
    assert waiting.loaded == []
    asyncio.run(other.look(waiting))
    assert waiting.loaded == ["new one"]


def test_the_note_of_a_dead_worker_does_not_count(tmp_path):
    said = "import sys, pathlib; from baton.base.model_in_use import ModelInUse; "
    said += "note = ModelInUse(pathlib.Path(sys.argv[1])); note.say('m'); print(len(note.read()))"
    done = subprocess.run([sys.executable, "-c", said, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
    assert list(ModelInUse(tmp_path).folder.iterdir()) and ModelInUse(tmp_path).read() == {}


def test_the_command_waits_for_every_worker(model, tmp_path, monkeypatch):
    settings = read_settings({"BATON_VAR_DIR": str(tmp_path / "var")})
    monkeypatch.setattr(training, "STORE", ModelStore(model.parent))
    assert "does not run here" in training._reloaded(settings)
    in_use = ModelInUse(settings.var_dir)
    in_use.say("another")
    assert "1 of 1 workers did not take it" in training._reloaded(settings, patience=0)
    in_use.say(stamp(model))
    assert training._reloaded(settings) == "The running bot has taken it up."
