"""What a full training leaves for later ones, and when they may begin from it."""

import pytest

from baton.base import full_training, training_progress
from baton.base.full_training import MOST_CHANGED

EXAMPLES = {full_training.key(number) for number in range(1000)}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(full_training.VARIABLE, str(tmp_path / "full_training"))
    monkeypatch.delenv(full_training.FROM_NOTHING, raising=False)
    return tmp_path / "full_training"


def keep(examples=EXAMPLES, fits="code 1", words="first"):
    full_training.keep("heads", fits, examples, lambda made: (made / "weights").write_text(words) and None)


def test_what_was_kept_is_found_with_its_files():
    keep()
    found = full_training.latest("heads", "code 1")
    assert found.examples == EXAMPLES
    assert (found.folder / "weights").read_text() == "first"


def test_its_files_are_copied_without_the_record_about_it(tmp_path):
    keep()
    (tmp_path / "model").mkdir()
    full_training.latest("heads", "code 1").copy_to(tmp_path / "model")
    assert [path.name for path in (tmp_path / "model").iterdir()] == ["weights"]


def test_a_later_full_training_takes_its_place(folder):
    keep()
    keep(words="second")
    assert (full_training.latest("heads", "code 1").folder / "weights").read_text() == "second"
    assert [path.name for path in folder.iterdir()] == ["heads"]


def test_one_of_other_code_is_of_no_use():
    keep()
    assert full_training.latest("heads", "code 2") is None


def test_a_full_disk_is_noted_and_leaves_the_one_before(folder, tmp_path, monkeypatch):
    monkeypatch.setenv(training_progress.VARIABLE, str(tmp_path / "told"))
    keep()

    def breaks(made):
        (made / "weights").write_text("half")
        raise OSError("the disk is full")

    full_training.keep("heads", "code 1", EXAMPLES, breaks)
    assert "heads could not be kept (the disk is full)" in training_progress.notes(tmp_path / "told")[0]
    assert (full_training.latest("heads", "code 1").folder / "weights").read_text() == "first"
    assert [path.name for path in folder.iterdir()] == ["heads"]


@pytest.mark.parametrize(("changed", "begins"), [(0, True), (MOST_CHANGED, True), (MOST_CHANGED + 1, False)])
def test_a_few_changes_begin_from_it_and_many_do_not(changed, begins):
    keep()
    now = EXAMPLES | {full_training.key("new", number) for number in range(changed)}
    assert (full_training.few_changes("heads", "code 1", now) is not None) is begins


def test_an_example_with_another_label_is_one_added_and_one_removed():
    keep({full_training.key("hi", "greet")})
    found = full_training.latest("heads", "code 1")
    assert found.changes({full_training.key("hi", "goodbye")}) == 2


def test_from_nothing_means_from_nothing(monkeypatch):
    keep()
    monkeypatch.setenv(full_training.FROM_NOTHING, "1")
    assert full_training.latest("heads", "code 1") is None


def test_rasa_train_alone_keeps_nothing(monkeypatch, folder):
    monkeypatch.delenv(full_training.VARIABLE)
    keep()
    assert not folder.exists()
    assert full_training.latest("heads", "code 1") is None
