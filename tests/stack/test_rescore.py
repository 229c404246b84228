"""A replay that reads every message anew with the real model: the bot's own log is read as the bot has read it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from baton.base import database
from baton.cli.model import STORE
from baton.conversation.event_reader import EventReader
from tests.support import databases
from tests.support.replays import LAUNCH, Written, write
from tests.support.rollouts import CALMER_TEXT
from tests.support.stack import ROOT

SENDER = "rescored"


@pytest.fixture
def shop(stack, tmp_path):
    """A shop whose log holds a conversation with the running bot, and one that another model has read otherwise."""
    for text in (
        "hello there",
        "where is order 10023?",
        "how long can I send something back, and what does delivery cost?",
        "wo ist mein Paket",
        "can I pay with my card 4111 1111 1111 1111?",
        "you will hear from my lawyer",
    ):
        stack.say(SENDER, text)
    assert stack.slots(SENDER)["escalation_category"] == "legal"
    written = Written(LAUNCH)
    written.says("thank you", "order_status", signals={"emotional": 0.5})  # as a bad model may read it
    reader = EventReader(database.engine(f"sqlite:///{tmp_path}/conversations.db"))
    reader.prepare()
    databases.migrated(tmp_path / "desk.db")
    write(reader.engine, [(SENDER, stack.events(SENDER)), ("misread", written.events)])
    (tmp_path / "candidate.yml").write_text(CALMER_TEXT)
    return tmp_path


def replay(stack, shop, *options):
    command = [sys.executable, "-m", "baton", "replay", "--policy", str(shop / "candidate.yml"), *options]
    environment = {**stack.environment, "BATON_VAR_DIR": str(shop)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=800)


@pytest.mark.timeout(900)
def test_what_the_model_has_read_it_reads_again_and_what_another_has_misread_it_reads_better(stack, shop):
    done = replay(stack, shop, "--rescore", "--json", str(shop / "replay.json"), "--html", str(shop / "replay.html"))
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((shop / "replay.json").read_text())
    anew = found["rescored"]
    assert (anew["model"], anew["erased"]) == (STORE.in_force, 0)
    assert (anew["messages"], anew["otherwise"]) == (7, 1)  # thanks are thanks
    assert (anew["neither"]["differing"], anew["policy"]["differing"]) == (0, 1)
    assert anew["reading"]["changes"] == {"same": 1, "earlier": 0, "later": 0, "new": 0, "gone": 1}
    assert [line["conversation_id"] for line in anew["reading"]["to_read"]] == ["misread"]
    assert anew["both"]["changes"]["gone"] == 1
    assert "READ ANEW with" in done.stdout
    assert "What the present model’s reading changes" in (shop / "replay.html").read_text()
