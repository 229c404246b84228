"""What a trainer can get wrong is found with its line; that the project's own data is right says `make check`."""

import pytest

from baton.base.settings import ROOT
from baton.nlu import data_validation
from baton.nlu.example import Example


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


class TestExamplesThatStandTwice:
    def repeated(self, *examples, changed=None):
        listed = [Example(file, line, intent, text, {}) for file, line, intent, text in examples]
        return [str(p) for p in data_validation.repeated(listed, {"a.yml": 1.0, "b.yml": 2.0, **(changed or {})})]

    def test_are_named_with_both_places(self):
        found = self.repeated(("a.yml", 5, "greet", "hello"), ("a.yml", 9, "greet", "hello"))
        assert found == ["a.yml:9: 'hello' stands in a.yml:5 too; take one out"]

    def test_the_copy_is_in_the_file_that_was_changed_last(self):
        listed = ("a.yml", 5, "greet", "hello"), ("b.yml", 9, "greet", "hello")
        assert self.repeated(*listed) == ["b.yml:9: 'hello' stands in a.yml:5 too; take one out"]
        assert self.repeated(*listed, changed={"a.yml": 3.0}) == [
            "a.yml:5: 'hello' stands in b.yml:9 too; take one out"
        ]

    def test_what_differs_in_spelling_or_intent_is_none(self):
        assert self.repeated(("a.yml", 5, "greet", "hello"), ("a.yml", 6, "greet", "Hello!")) == []
        assert self.repeated(("a.yml", 5, "greet", "hello"), ("a.yml", 6, "deny", "hello")) == []

    def test_what_was_just_written_is_named_first_and_the_others_are_counted(self):
        old = [("a.yml", line, "greet", "hello") for line in range(1, 21)]
        found = self.repeated(*old, ("b.yml", 7, "greet", "ahoy"), ("b.yml", 8, "greet", "ahoy"))
        assert len(found) == 6 and found[0].startswith("b.yml:8: 'ahoy'")
        assert found[-1].startswith("data: 15 more examples stand twice")

    def test_are_said_and_not_refused(self, project, tmp_path):
        assert project("- intent: greet\n  examples: |\n    - hello\n    - hello\n") == []
        assert [p.line for p in data_validation.findings(tmp_path)[1]] == [6]


def test_of_our_own_examples_none_stands_twice():
    refused, warned = data_validation.findings(ROOT)
    assert [str(problem) for problem in (*refused, *warned)] == []
