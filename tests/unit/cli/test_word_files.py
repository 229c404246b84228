"""`baton check` reads every file of words, before a running bot does."""

from baton.base.settings import ROOT
from baton.cli import word_files
from baton.nlu import abbreviations

#: Read by checks of their own.
CHECKED_ELSEWHERE = {"order_questions.yml", "patterns.yml"}


def test_every_file_of_words_is_checked():
    names = {path.name for path, _ in word_files.FILES if path.parent == ROOT / "data"}
    assert names | CHECKED_ELSEWHERE == {path.name for path in (ROOT / "data").glob("*.yml")}


def test_as_they_are_nothing_is_wrong():
    assert word_files.problems() == []


def test_a_fault_is_named_with_file_and_line(tmp_path):
    file = tmp_path / "abbreviations.yml"
    file.write_text(abbreviations.FILE.read_text() + "\nwrnog: [no]\n")
    line = len(file.read_text().splitlines())
    (found,) = word_files.problems(((file, abbreviations.Abbreviations),))
    assert found.startswith(f"{file}:{line}:") or f"abbreviations.yml:{line}:" in found
