"""A file of answers: what is taken, what is refused, and with which line."""

from __future__ import annotations

from datetime import date

import pytest

from baton.base.document import FileRefused, read_document
from baton.knowledge.document import OrderQuestionFile, QuestionFile

START = """\
faq:
  - id: a_question
    question: Is it open?
    answer:
      - text: Yes.
"""


def read(text, model=QuestionFile):
    return read_document(text, "shop.yml", model).faq


def refusal(text, model=QuestionFile):
    with pytest.raises(FileRefused) as refused:
        read(text, model)
    return [str(problem) for problem in refused.value.problems]


def test_one_plain_question_is_enough():
    (block,) = read(START)
    assert block.texts == ["Is it open?"]


def test_wordings_follow_the_plain_question_and_blank_ones_are_left_out():
    (block,) = read(START + "    wordings: |\n      - open today\n\n      - are you - there\n")
    assert block.texts == ["Is it open?", "open today", "are you - there"]


@pytest.mark.parametrize(
    ("added", "complaint"),
    [
        ("    wordings: |\n      open today\n", "shop.yml:6: a_question: every wording begins with a dash and a space"),
        (
            "    valid_from: 2026-12-02\n    valid_until: 2026-12-01\n",
            "shop.yml:7: a_question: ends before it begins",
        ),
        ("    topic: nonsense\n", "shop.yml:6: faq.0.topic: 'nonsense' is not one of: "),
        ("    wording: x\n", "shop.yml:6: faq.0: unknown 'wording'; known: "),
        (
            "  - id: a_question\n    question: Again?\n    answer:\n      - text: No.\n",
            "shop.yml:6: a_question is there twice",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(added, complaint):
    (problem,) = refusal(START + added)
    assert problem.startswith(complaint)


def test_a_title_is_at_most_80_characters():
    assert refusal(START.replace("Is it open?", "x" * 81)) == [
        "shop.yml:3: faq.0.question: too long; at most 80 characters"
    ]
    assert read(START.replace("Is it open?", "x" * 80))


def test_the_last_variation_is_for_everybody():
    assert refusal(START + "        when: {country: [IE]}\n") == [
        "shop.yml:4: a_question: the last variation must be for everybody, without `when`"
    ]
    assert refusal("faq:\n  - id: a_question\n    question: Open?\n") == [
        "shop.yml:2: a_question: missing answer, or the action that answers"
    ]


def test_what_is_asked_about_an_order_needs_no_answer():
    assert read("faq:\n  - id: status\n    question: Where is it?\n", OrderQuestionFile)


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2026, 12, 24), True), (date(2026, 12, 25), False)],
)
def test_both_days_of_the_validity_are_included(day, valid):
    (block,) = read(START + "    valid_from: 2026-12-01\n    valid_until: 2026-12-24\n")
    assert block.valid(day) is valid


def test_a_document_knows_the_lines_of_its_values():
    document = read_document(START, "shop.yml", QuestionFile)
    assert document.line(("faq", 0, "question")) == 3
    assert document.line(("faq", 0, "answer", 0, "text")) == 5
    assert document.line(("faq", 0, "related", 0)) == 2  # what is not there: the block
