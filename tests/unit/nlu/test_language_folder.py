"""The folder of the languages may hold what is no file of theirs."""

from __future__ import annotations

from baton.nlu import language_data


def test_what_cannot_be_read_is_said_with_its_name(tmp_path):
    (tmp_path / "xx.yml").mkdir()
    _found, problems = language_data.check(tmp_path)
    assert [str(problem) for problem in problems] == ["xx.yml: cannot be read: Is a directory"]
