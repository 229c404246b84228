"""The desk's rules file: read whole, refused with every problem and its line, read anew when it changes."""

from __future__ import annotations

import logging
import os

import pytest

from baton.base.document import FileRefused, read_document
from baton.base.live_file import LiveFile
from baton.base.settings import ROOT
from baton.desk.store.desk_config import DeskConfig
from policies.taxonomy import taxonomy
from tests.support.documents import problems_of

FILE = ROOT / "business" / "desk.yml"
TEXT = FILE.read_text()


def test_the_file_of_the_project_is_fine_and_says_what_it_says():
    found = read_document(TEXT, "desk.yml", DeskConfig, taxonomy().labels)
    assert found.limit(1) < found.limit(2) < found.limit(3) < found.limit(4)
    assert found.team_of("refund") == "returns" and found.team_of("something new") == found.default_team == "care"
    assert found.team_of("refund", "payments") == "payments" and found.team_of("refund", "gone") == "returns"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("urgent: 2, ", "", 5, "service_level: missing urgent"),
        ("offer_seconds: 60", "offer_seconds: 1", 9, "offer_seconds: 1 is too small; at least 5"),
        ("takes: everything_else", "takes: [legal]", 16, "here it is 0"),
        ("[payment_dispute,", "[refund, payment_dispute,", 25, "returns takes refund already"),
        ("[refund,", "[refnud,", 22, "there is no category refnud"),
        ("undo_seconds: 5", "undo: 5", 5, "undo"),
        ("teams:", "teams: [", 18, "not valid YAML"),
    ],
)
def test_every_problem_is_named_with_its_line(old, new, line, said):
    assert old in TEXT
    problems = problems_of(TEXT.replace(old, new, 1), DeskConfig, "desk.yml", taxonomy().labels)
    assert any(said in problem and problem.startswith(f"desk.yml:{line}: ") for problem in problems), problems
    if "category" not in said:
        problems_of(TEXT.replace(old, new, 1), DeskConfig)


def test_a_valid_change_counts_and_an_invalid_one_does_not(tmp_path, caplog):
    path = tmp_path / "desk.yml"
    path.write_text(TEXT)
    watched = LiveFile(path, DeskConfig)

    def write(text):
        later = path.stat().st_mtime_ns + 1
        path.write_text(text)
        os.utime(path, ns=(later, later))

    write(TEXT.replace("undo_seconds: 5", "undo_seconds: 9"))
    assert watched().undo_seconds == 9
    with caplog.at_level(logging.ERROR):
        write("nonsense")
        assert watched().undo_seconds == 9
        path.unlink()
        assert watched().undo_seconds == 9
    assert "stays in force" in caplog.text
    with pytest.raises(FileRefused, match="cannot be read"):
        LiveFile(path, DeskConfig)
