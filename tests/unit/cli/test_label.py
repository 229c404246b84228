"""`baton label`: one key each, and the export."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from baton.base.settings import ROOT
from baton.cli import label as command
from baton.desk.read_models import report_view
from baton.knowledge.questions import LiveQuestions
from baton.lab.labelling.labelling import Labelling
from baton.lab.labelling.placing import plan
from baton.lab.report.gaps import Grouped
from tests.support import databases
from tests.support.lab import MINUTE, T0, Lab

TEXTS = ("do you post to the moon", "moon delivery on sunday", "is the moon lamp hot")
RANKING = [{"name": "delivery_info"}, {"name": "chitchat"}]
SIGNALS = [{"signal": "health_safety", "confidence": 0.3}]


@pytest.fixture
def labelling(tmp_path, monkeypatch):
    with databases.fresh_migrated("sqlite", tmp_path) as url:
        lab = Lab(url, url)
        for number, text in enumerate(TEXTS):  # the latest is the first on the list
            at = T0 - number * MINUTE
            lab.asks(f"c{number}", at, text, "nlu_fallback", None, intent_ranking=RANKING, escalation_signals=SIGNALS)
        made = Labelling(lab.engine, lab.reader, LiveQuestions(), lab.clock)

        @contextmanager
        def desk():
            yield SimpleNamespace(labelling=made, escalation_log=lab.log)

        monkeypatch.setattr(command, "desk", desk)
        yield made


def run(*words, keys=""):
    result = CliRunner().invoke(command.label, words, input=keys, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def kept(labelling):
    return [(label.target.code, label.text) for label in labelling.to_export()]


def test_one_key_for_each_message(labelling):
    said = run("--no-meaning", "--by", "tom", keys="y2n")
    assert kept(labelling) == [
        ("ordinary:delivery_info", TEXTS[0]),
        ("ordinary:chitchat", TEXTS[1]),
        ("near_miss:delivery_info:health_safety", TEXTS[2]),
    ]
    assert "Not understood" in said and "0 wait, 0 are skipped, 3 are labelled" in said


def test_skip_delete_and_show_again(labelling):
    run("--no-meaning", keys="sdq")
    assert (labelling.counts().waiting, labelling.counts().skipped) == (1, 1)
    run("--no-meaning", "--skipped", keys="y")
    assert kept(labelling) == [("ordinary:delivery_info", TEXTS[0])]


def test_undo_goes_back_to_the_message(labelling):
    run("--no-meaning", "--by", "tom", keys="yu2q")
    assert kept(labelling) == [("ordinary:chitchat", TEXTS[0])]
    assert "nothing of yours" in run("--no-meaning", "--by", "maria", keys="uq")


@pytest.fixture
def by_meaning(monkeypatch):
    """The first two messages are a group."""
    monkeypatch.setattr(report_view, "grouper", lambda: lambda texts: [Grouped("moon", [0, 1])])


def test_a_group_is_labelled_with_one_key_and_its_examples_are_shown_first(labelling, by_meaning):
    said = run("--by", "tom", keys="gy2")
    assert f"+ {TEXTS[1]}" in said and "2 messages" in said
    assert kept(labelling) == [
        ("ordinary:delivery_info", TEXTS[0]),
        ("ordinary:delivery_info", TEXTS[1]),
        ("ordinary:chitchat", TEXTS[2]),
    ]


def test_a_group_is_taken_back_as_one_and_may_be_labelled_one_by_one_all_the_same(labelling, by_meaning):
    run("--by", "tom", keys="gyuy2q")
    assert kept(labelling) == [("ordinary:delivery_info", TEXTS[0]), ("ordinary:chitchat", TEXTS[1])]


def test_what_is_put_aside_or_alone_is_not_labelled_with_a_group(labelling, by_meaning):
    said = run("--by", "tom", keys="sgygq")
    assert kept(labelling) == [("ordinary:delivery_info", TEXTS[1])]
    assert said.count("That key does nothing.") == 2  # nothing is left of the group, and the last one is in none


def test_a_group_by_reason_is_not_labelled_at_once(labelling):
    assert "That key does nothing." in run("--no-meaning", keys="gq") and not kept(labelling)


def test_search_finds_a_question_and_editing_changes_the_example(labelling):
    said = run("--no-meaning", keys="/gift wrap\neis it wrapped\nyq")
    assert f"the question faq/gift_wrap: {LiveQuestions()().by_intent['faq/gift_wrap'].question}" in said
    assert kept(labelling) == [("question:faq/gift_wrap", "is it wrapped")]


def test_keys_that_do_nothing_say_so_and_the_end_of_input_ends_it(labelling):
    said = run("--no-meaning", keys="9/zzzz\nx")
    assert "That key does nothing." in said and "Nothing fits." in said and not kept(labelling)


def test_an_example_that_may_not_be_is_said_and_nothing_is_kept(labelling):
    assert "may not begin with" in run("--no-meaning", keys="e/restart\nyq")
    assert not kept(labelling)


def test_the_export_is_shown_and_only_written_where_that_is_wanted(labelling, monkeypatch):
    run("--no-meaning", keys="yyn")
    written = []
    monkeypatch.setattr(command, "checked_plan", lambda labels, root: plan(root, labels, LiveQuestions()()))
    monkeypatch.setattr(command, "write", lambda made, root: written.append(set(made.after)))
    shown = run("export")
    assert f"+    - {TEXTS[0]}" in shown and "3 labels are new in 2 files" in shown
    assert not written and len(labelling.to_export()) == 3
    assert "make train" in run("export", "--write")
    assert {file.split("/")[2] for file in written[0]} == {"ordinary", "near_misses"}
    assert labelling.to_export() == [] and len(labelling.to_export(again=True)) == 3


def test_no_real_file_was_touched():
    assert not any(TEXTS[0] in path.read_text(encoding="utf-8") for path in (ROOT / "data" / "nlu").rglob("*.yml"))


def test_without_a_terminal_it_says_so(labelling, monkeypatch):
    def no_terminal():
        raise OSError(6, "No such device or address", "/dev/tty")

    monkeypatch.setattr(command.click, "getchar", no_terminal)
    result = CliRunner().invoke(command.label, ["--no-meaning"])
    assert result.exit_code == 1 and "there is no terminal to read keys from" in result.output
