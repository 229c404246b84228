"""A new model is refused when it is worse by more than chance, in its decisions, the critical ones, or the intents."""

from __future__ import annotations

import pytest

from baton.cli.trainer import held_out
from baton.cli.trainer.comparison import compare, figures, report
from baton.cli.trainer.trial import try_out


def result(number, meant="greet", intent=None, should=False, over=False):
    return {"text": f"m{number}", "meant": meant, "intent": intent or meant, "should": should, "handed_over": over}


def signals(over, meant="refund"):
    return [result(number, meant, should=True, over=each) for number, each in enumerate(over)]


def test_the_figures():
    found = figures([result(1), result(2, over=True), result(3, "legal", should=True), result(4, intent="stop")])
    assert found == {"messages": 4, "right": 2, "missed": 1, "needless": 1, "intents": 3, "intents_right": 2}


OUTCOMES = [(0, 0, False), (3, 0, False), (6, 0, True), (20, 15, False), (30, 8, True), (0, 9, False)]


@pytest.mark.parametrize(("lost", "won", "worse"), OUTCOMES)
def test_a_model_is_worse_when_chance_does_not_explain_it(lost, won, worse):
    before = signals([True] * lost + [False] * won)
    now = signals([False] * lost + [True] * won)
    found = compare(before, now)
    assert (len(found.lost), len(found.won), found.worse) == (lost, won, worse)


def test_what_must_always_reach_a_person_counts_by_itself():
    before = [*signals([True] * 6, "legal"), *[result(100 + n, over=True) for n in range(40)]]
    now = [*signals([False] * 6, "legal"), *[result(100 + n, over=False) for n in range(40)]]
    assert compare(before, now).worse


def test_everyday_intents_count_too():
    before = [result(number) for number in range(30)]
    assert compare(before, [result(number, intent="stop") for number in range(30)]).worse


def test_the_report_names_the_messages():
    lines = list(report(compare(signals([True, False]), signals([False, True]))))
    assert lines[0] == "decisions: 1 wrong before and right now, 1 right before and wrong now"
    assert "  now wrong: refund, kept by the bot: m0" in lines


def test_the_held_out_messages_say_what_must_reach_a_person():
    found = list(held_out.messages())
    assert {should for _text, _meant, should in found} == {True, False}
    assert all(not text.startswith("-") for text, _meant, _should in found)


RULES = """version: "3.1"
rules:
- rule: one
  steps:
  - intent: greet
  - action: utter_a
- rule: two
  steps:
  - or:
    - intent: greet
    - intent: stop
  - action: utter_b
"""


def test_rules_that_contradict_are_found_without_the_long_part(tmp_path):
    (tmp_path / "data").mkdir()
    responses = "responses:\n  utter_a: [{text: a}]\n  utter_b: [{text: b}]\n"
    (tmp_path / "domain.yml").write_text(f'version: "3.1"\nintents: [greet, stop]\n{responses}', encoding="utf-8")
    (tmp_path / "data" / "rules.yaml").write_text(RULES, encoding="utf-8")
    assert "Contradicting rules" in str(try_out(tmp_path))
    (tmp_path / "data" / "rules.yaml").write_text(
        RULES.replace("intent: greet\n    - ", "intent: stop\n    - "), encoding="utf-8"
    )
    assert try_out(tmp_path) is None
