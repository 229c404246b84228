"""What a trainer can get wrong is found with its line; that the project's own data is right says `make check`."""

import pytest

from baton.nlu import data_validation


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project: a domain, a file of data, patterns, nothing held out."""
    for fewest in ("FEWEST_PER_SIGNAL", "FEWEST_PER_INTENT", "FEWEST_ORDINARY", "FEWEST_NEAR_MISSES"):
        monkeypatch.setattr(data_validation, fewest, 0)
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "tests" / "eval").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text("intents: [greet, deny, legal]\n")
    (tmp_path / "data" / "patterns.yml").write_text("patterns: {legal: [x]}\n")

    def write(text, folder="data/nlu", name="a.yml"):
        (tmp_path / folder / name).write_text('version: "3.1"\nnlu:\n' + text)
        return [str(p) for p in data_validation.check(tmp_path) if "no examples" not in p.text]

    return write


def test_all_errors_at_once_with_file_and_line(project):
    found = project(
        "- intent: greet\n  examples: |\n    - hello\n    - /restart\n"
        "- intent: shout\n  examples: |\n    - HEY\n"
        "- intent: deny\n  metadata: {problem: broken}\n  examples:\n  - text: nope\n    metadata: {also: [lega]}\n"
    )
    assert [line.split(": ")[0] for line in found] == ["data/nlu/a.yml:6"] + ["data/nlu/a.yml:9"] + [
        "data/nlu/a.yml:13"
    ] * 2


def test_the_same_words_under_two_intents(project):
    found = project(
        "- intent: greet\n  examples: |\n    - well then\n- intent: deny\n  examples: |\n    - Well, then!\n"
    )
    assert found == ["data/nlu/a.yml:8: 'Well, then!' is deny here and greet in data/nlu/a.yml:5"]


def test_a_held_out_message_that_was_learnt(project):
    project("- intent: greet\n  examples: |\n    - hello there my good friend\n")
    found = project("- intent: greet\n  examples: |\n    - hello there, my friend!\n", "tests/eval", "signals.yml")
    assert len(found) == 1 and "near-copy of data/nlu/a.yml:5" in found[0]


def test_a_held_out_message_that_was_learnt_word_by_word_however_short(project):
    project("- intent: greet\n  examples: |\n    - Hi!\n")
    found = project("- intent: greet\n  examples: |\n    - hi\n", "tests/eval", "signals.yml")
    assert len(found) == 1 and "stands in data/nlu/a.yml:5" in found[0]


def test_too_few_near_misses(project, monkeypatch):
    monkeypatch.setattr(data_validation, "FEWEST_NEAR_MISSES", 1)
    assert "0 near-misses" in project("- intent: greet\n  examples: |\n    - hello\n")[0]
