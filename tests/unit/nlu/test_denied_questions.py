"""A message that says the contrary of a question asks another one."""

from __future__ import annotations

import pytest

from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from baton.nlu.denied_questions import says_not, with_denied
from baton.nlu.question_index import Match
from baton.nlu.question_matching import Matched

QUESTIONS = Questions(
    {
        "order/neighbour": Question(id="neighbour", question="A neighbour has it", denied_means="missing"),
        "order/missing": Question(id="missing", question="It is not here"),
    }
)


def found(*names):
    return Matched(0.5, tuple(Match(f"order/{name}", -float(at), 0.5, 0.1, 0.1, 0.5) for at, name in enumerate(names)))


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("none of the neighbours took it", ["order/missing"]),
        ("they dont have it next door", ["order/missing"]),
        ("the lady next door has it", ["order/neighbour", "order/missing"]),
    ],
)
def test_what_is_denied_gives_way(text, intents):
    assert [each.intent for each in with_denied(found("neighbour", "missing"), text, QUESTIONS).ranking] == intents


def test_other_questions_stay_as_they_are():
    assert with_denied(found("missing"), "it never came", QUESTIONS) == found("missing")


@pytest.mark.parametrize("text", ["no it arrived", "never mind, next door had it", "don't worry, it is here"])
def test_a_plain_no_and_reassurance_deny_nothing(text):
    assert not says_not(text)
