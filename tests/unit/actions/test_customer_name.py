"""Which name a message gives, in the light of what was asked."""

from __future__ import annotations

from actions.customer_name import customer_name, name_in_clause
from actions.user_message import NameAnswer
from tests.unit.actions.messages import message


def said(text, name, confidence=0.95, intent="inform", **entities):
    answer = NameAnswer(name, confidence) if name else None
    return message(text, intent, name_answer=answer, **entities)


def test_an_answer_gives_the_name_without_what_is_around_it():
    assert customer_name(said("i think its under jane doe", "jane doe"), asked=True) == "jane doe"


def test_without_a_question_only_a_name_that_the_sentence_shows_counts():
    bare = said("will young", "will young")
    assert customer_name(bare, asked=False) is None
    assert customer_name(said("my name is Jane", "Jane", names=["Jane"]), asked=False) == "Jane"


def test_a_doubtful_name_does_not_count_against_the_intent():
    for intent in ("affirm", "product_question"):
        assert customer_name(said("sure", "sure", 0.6, intent), asked=True) is None
        assert customer_name(said("Jane Doe", "Jane Doe", 0.99, intent), asked=True) == "Jane Doe"


def test_what_the_shop_sells_is_no_name(orders):
    assert customer_name(said("lamp", "lamp"), asked=True, products=orders.products) is None
    assert customer_name(said("Lampard", "Lampard"), asked=True, products=orders.products) == "Lampard"


def test_a_name_is_given_beside_a_question():
    for text in (
        "Ann Lee. do you open on Sundays?",
        "it's Ann Lee, and what about saturdays",
        "do you post abroad? Ann Lee",
    ):
        assert name_in_clause(said(text, None, names=["Ann Lee"])) == "Ann Lee"
    for text in ("has somebody called Ann Lee signed for it?", "do you post to Ann Lee in Leeds"):
        assert name_in_clause(said(text, None, names=["Ann Lee"])) is None
