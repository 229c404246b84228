"""The folder of the languages may hold what is no file of theirs."""

from __future__ import annotations

from baton.nlu import language_data


def test_a_folder_named_as_a_file_is_said(tmp_path):
    (tmp_path / "xx.yml").mkdir()
    found, problems = language_data.check(tmp_path)
    assert found == []
    assert [problem.text for problem in problems] == ["is a folder with the name of a file; rename it"]
