"""A training tells how far it is, and only to those who asked."""

import itertools

import pytest

from baton.base import training_progress
from baton.base.training_progress import VARIABLE, Part


def test_parts_follow_each_other_and_end_before_the_whole():
    ends = [part.value for part in Part]
    assert ends[0][0] == 0.0 and ends[-1][1] < 1.0
    assert all(first[1] == second[0] for first, second in itertools.pairwise(ends))


@pytest.mark.parametrize(("share", "whole"), [(0.0, 0.38), (0.5, 0.67), (1.0, 0.96)])
def test_a_part_is_told_as_its_place_in_the_whole(tmp_path, monkeypatch, share, whole):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "told"))
    training_progress.record(Part.HEADS, share)
    assert training_progress.read(tmp_path / "told") == pytest.approx(whole, abs=0.001)


def test_nobody_listens_and_nothing_was_told(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    training_progress.record(Part.NAMES, 0.5)
    assert training_progress.read(tmp_path / "told") == 0.0
    (tmp_path / "told").write_text("")
    assert training_progress.read(tmp_path / "told") == 0.0


def test_a_training_says_something_about_itself_and_the_next_one_begins_with_nothing(tmp_path, monkeypatch):
    file = tmp_path / "told"
    training_progress.note("nobody listens")
    monkeypatch.setenv(VARIABLE, str(file))
    training_progress.note("learnt 10 examples")
    training_progress.note("names stay")
    assert training_progress.notes(file) == ["learnt 10 examples", "names stay"]
    training_progress.forget(file)
    assert training_progress.notes(file) == []
