"""What was read as details but gives none is answered as one of the shop's questions, and opens no form."""

from __future__ import annotations

import pytest

from policies.bare_details import next_action
from policies.facts_fold import facts
from tests.support.log_events import slot, user

GOES_ON = slot("attempt", {"task": "question", "outcome": "answered", "goes_on": ["faq/return_start"]})
AFTER_ANSWER = [user("how do i send it back", "faq"), GOES_ON]
NAME = [{"entity": "person", "value": "Jane Doe"}]


def said(outcome, *ranking, entities=()):
    question = {"outcome": outcome, "ranking": [{"id": name, "score": score} for name, score in ranking]}
    return user("the rug", "inform", question=question, entities=list(entities))


@pytest.mark.parametrize(
    ("before", "message", "answered"),
    [
        ([], said("answer", ("faq/voucher", 0.4)), True),
        ([], said("unsure", ("faq/voucher", 0.2)), True),
        ([], said("none", ("faq/voucher", 0.05)), False),  # it may be a name
        ([], said("unsure", ("order/status", 0.2)), False),
        ([], said("answer", ("faq/voucher", 0.4), entities=NAME), False),
        (AFTER_ANSWER, said("none", ("faq/care", 0.05)), True),
        (AFTER_ANSWER, said("unsure", ("order/placed_when", 0.2)), True),
        (AFTER_ANSWER, said("answer", ("order/status", 0.6)), False),
    ],
)
def test_what_is_near_to_the_shops_questions_is_answered(before, message, answered):
    current = facts([*before, message])
    assert next_action(current, "action_listen") == ("action_answer_question" if answered else None)
    assert next_action(current, "action_answer_question") == ("action_listen" if answered else None)


def test_the_form_reads_its_own_answers():
    form = {"event": "active_loop", "name": "order_form"}
    assert next_action(facts([form, said("answer", ("faq/voucher", 0.4))]), "action_listen") is None
