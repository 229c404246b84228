"""The desk's rules file: read whole, refused with every problem and its line, read anew when it changes."""

from __future__ import annotations

import logging
import os

import pytest

from baton.desk import rules, words
from baton.settings import ROOT
from baton.watched import FileRefused, Watched

FILE = ROOT / "policies" / "desk.yml"
TEXT = FILE.read_text()


def test_the_file_of_the_project_is_fine_and_says_what_it_says():
    assert rules.check(TEXT, "desk.yml", words.CATEGORIES) == []
    found = rules.read(TEXT, "desk.yml")
    assert found.limit(1) < found.limit(2) < found.limit(3) < found.limit(4)
    assert found.team_of("refund") == "returns" and found.team_of("something new") == found.rest == "care"
    assert found.team_of("refund", "payments") == "payments" and found.team_of("refund", "gone") == "returns"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("urgent: 2, ", "", 5, "'urgent' is a required property"),
        ("offer_seconds: 60", "offer_seconds: 1", 9, "less than the minimum"),
        ("takes: everything_else", "takes: [legal]", 15, "here it is 0"),
        ("[payment_dispute,", "[refund, payment_dispute,", 24, "returns takes refund already"),
        ("[refund,", "[refnud,", 21, "there is no category refnud"),
        ("undo_seconds: 5", "undo: 5", 5, "undo"),
        ("teams:", "teams: [", 17, "not valid YAML"),
    ],
)
def test_every_problem_is_named_with_its_line(old, new, line, said):
    assert old in TEXT
    problems = rules.check(TEXT.replace(old, new, 1), "desk.yml", words.CATEGORIES)
    assert any(said in problem.text and problem.line == line for problem in problems), list(map(str, problems))
    with pytest.raises(FileRefused, match=r"desk\.yml:"):
        if "category" not in said:
            rules.read(TEXT.replace(old, new, 1), "desk.yml")
        raise FileRefused.because("x", problems)


def test_a_valid_change_counts_and_an_invalid_one_does_not(tmp_path, caplog):
    path = tmp_path / "desk.yml"
    path.write_text(TEXT)
    watched = Watched(path, rules.read)

    def write(text):
        path.write_text(text)
        os.utime(path, ns=(watched._stamp[0] + 1, watched._stamp[0] + 1))

    write(TEXT.replace("undo_seconds: 5", "undo_seconds: 9"))
    assert watched().undo_seconds == 9
    with caplog.at_level(logging.ERROR):
        write("nonsense")
        assert watched().undo_seconds == 9
        path.unlink()
        assert watched().undo_seconds == 9
    assert "stays in force" in caplog.text
    with pytest.raises(FileRefused, match="cannot be read"):
        Watched(path, rules.read)
