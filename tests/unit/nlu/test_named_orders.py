"""A message that names an order asks about that one."""

from __future__ import annotations

from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from baton.nlu.named_orders import of_named_order
from baton.nlu.question_index import Match
from baton.nlu.question_matching import Matched
from policies.order_facets import NEARLY

QUESTIONS = Questions(
    {
        "faq/invoice_get": Question(
            id="invoice_get", question="Where is my invoice?", answer=[{"text": "In the mail."}]
        ),
        "faq/return_start": Question(id="return_start", question="How to return?", answer=[{"text": "So."}]),
        "order/invoice": Question(id="invoice", question="Can I have its invoice?", related=["invoice_get"]),
        "order/total": Question(id="total", question="How much was it?"),
    }
)


def found(*names):
    return Matched(0.6, tuple(Match(name, -float(at) / 2, 0.5, 0.1, 0.1, 0.5) for at, name in enumerate(names)))


def test_the_general_answer_gives_way_to_the_same_question_about_the_order():
    asked = of_named_order(found("faq/invoice_get", "order/total", "order/invoice"), QUESTIONS).parsed()
    (first, *_), scores = asked["ranking"], {each["id"]: each["score"] for each in asked["ranking"]}
    assert first == {"id": "order/invoice", "score": 0.6}
    assert scores["faq/invoice_get"] < NEARLY * 0.6


def test_an_answer_of_which_no_order_knows_stays():
    for near in (found("faq/return_start", "order/invoice"), found("order/total", "faq/invoice_get"), Matched(0.0)):
        assert of_named_order(near, QUESTIONS) == near
