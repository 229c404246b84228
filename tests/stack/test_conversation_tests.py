"""`baton test` on the trained model: the example of docs/trainer.md passes, and what is otherwise is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from baton.base.settings import ROOT
from baton.cli.model import MODEL

PAGE = (ROOT / "docs" / "trainer.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"^# tests/conversations/my_first.yml\n(.*?)^```", PAGE, re.M | re.S)[1]
#: The same with one thing that is not so, and a press of a button that is not there.
OTHERWISE = EXAMPLE.replace("explicit_request\n      evidence", "time\n      evidence") + "  - press: Nobody has this\n"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Both files in one run: a model takes long to load."""
    if not MODEL.exists():
        pytest.skip("needs a trained model")
    folder = tmp_path_factory.mktemp("tests")
    for name, text in (("right.yml", EXAMPLE), ("wrong.yml", OTHERWISE)):
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "baton", "test", *map(str, sorted(folder.glob("*.yml")))]
    # The tests must never reach the databases of a shop whose settings are in the environment.
    shops = {**os.environ, "BATON_DESK_DB": "sqlite:////nowhere/desk.db"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=shops)


def test_the_example_of_the_page_passes(played):
    assert re.search(r"ok +\S*right.yml: a question, then a person", played.stdout), played.stdout + played.stderr


def test_what_is_otherwise_is_named_with_file_and_line_and_fails_the_run(played):
    line = OTHERWISE[: OTHERWISE.index("trigger: time")].count("\n")  # `handoff:`, one line above
    assert f"wrong.yml:{line}: a question, then a person: the trigger of the handover must be time" in played.stdout
    assert "there is no button “Nobody has this” to press" in played.stdout
    assert "1 of 2 conversations are as they must be" in played.stdout and played.returncode != 0
