"""The shop's general answer while no order is known."""

from __future__ import annotations

from datetime import date

import pytest

from actions.general_answers import general_answer
from baton.knowledge.document import Question
from baton.knowledge.questions import Questions

TODAY = date(2026, 11, 24)


def question(name, related=(), **other):
    wordings = "- one\n- two\n- three\n- four\n- five"
    answer = [{"text": f"Answer of [{name}](https://shop.example/help)."}]
    return Question(id=name, question=f"{name}?", wordings=wordings, answer=answer, related=list(related), **other)


def questions(**of_shop):
    return Questions(
        {
            "order/signature": question("signature", ["door"]),
            "order/total": question("total"),
            "faq/door": question("door", **of_shop),
        }
    )


def parsed(name):
    ranking = [{"id": name, "score": 0.9}]
    return {"intent": {"name": "order_question"}, "question": {"outcome": "answer", "ranking": ranking}}


def test_the_related_answer():
    answer = general_answer(parsed("order/signature"), "must I sign", questions(), TODAY)
    assert answer == "Answer of door (https://shop.example/help)."


@pytest.mark.parametrize(
    ("name", "of_shop"),
    [
        ("order/total", {}),
        ("order/unknown", {}),
        ("faq/door", {}),
        ("order/signature", {"offer": "person"}),
        ("order/signature", {"valid_until": date(2026, 11, 1)}),
    ],
)
def test_no_answer(name, of_shop):
    assert general_answer(parsed(name), "must I sign", questions(**of_shop), TODAY) is None
