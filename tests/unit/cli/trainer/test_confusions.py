"""Intents that the model in force takes for one another."""

from __future__ import annotations

import json

import pytest

from baton.cli.model_store import ModelStore
from baton.cli.trainer import confusions
from baton.cli.trainer.confusions import FEWEST, warnings


def result(meant, intent, text="x"):
    return {"text": text, "meant": meant, "intent": intent, "should": False, "handed_over": False}


def some(meant, intent, number):
    return [result(meant, intent, f"{meant} {intent} {place}") for place in range(number)]


def test_two_intents_are_confused_from_some_messages_on():
    results = [*some("thank", "solved", FEWEST), *some("thank", "thank", 20), *some("greet", "thank", FEWEST - 1)]
    (found,) = confusions.confusions(results)
    assert (found.meant, found.read, found.number, found.of) == ("thank", "solved", FEWEST, FEWEST + 20)


def test_few_of_very_many_are_none():
    assert confusions.confusions([*some("thank", "solved", FEWEST), *some("thank", "thank", 100)]) == []


@pytest.mark.parametrize("read", ["faq", "order_question", "nlu_fallback", "out_of_scope", "other_language"])
def test_a_question_of_the_shop_and_nothing_at_all_are_confused_with_no_intent(read):
    assert confusions.confusions(some("return_policy", read, 10)) == []


@pytest.fixture
def store(tmp_path):
    made = ModelStore(tmp_path / "models")
    made.kept_folder.mkdir(parents=True)
    (tmp_path / "models" / "baton.version").write_text("m1", encoding="utf-8")
    return made


def measured(store, text):
    results = [result("thank", "solved", text), *some("thank", "solved", FEWEST)]
    (store.kept_folder / "m1.measured.json").write_text(json.dumps({"of": "", "results": results}), encoding="utf-8")


def held_out(tmp_path):
    (tmp_path / "tests" / "eval").mkdir(parents=True)
    text = "nlu:\n- intent: thank\n  examples: |\n    - first\n    - that did it, cheers\n"
    (tmp_path / "tests" / "eval" / "ordinary.yml").write_text(text, encoding="utf-8")


def test_a_confusion_is_said_at_the_message_that_shows_it_with_the_way_out(store, tmp_path):
    held_out(tmp_path)
    measured(store, "that did it, cheers")
    (found,) = map(str, warnings(store, tmp_path))
    assert found.startswith("tests/eval/ordinary.yml:5: thank is read as solved in 4 of 4 held-out messages (100%)")
    assert "data/nlu/ordinary/thank.yml" in found


def test_nothing_is_said_where_nothing_was_measured_or_the_message_is_gone(store, tmp_path):
    assert list(warnings(store, tmp_path)) == []
    held_out(tmp_path)
    measured(store, "no longer there")
    assert list(warnings(store, tmp_path)) == []
    (store.kept_folder / "m1.measured.json").write_text("{", encoding="utf-8")
    assert list(warnings(store, tmp_path)) == []
