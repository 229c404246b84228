"""Twice the text takes twice the time to read, whatever it says: no customer may keep a worker busy for everybody."""

from __future__ import annotations

import pytest

from actions.contact_correction import corrected_contact
from actions.customer_name import name_in_clause
from actions.introduced_name import introduced_name, with_surname
from actions.user_message import UserMessage
from baton.base.product_names import without_products
from baton.handoff.calendar import time_beside
from baton.handoff.calendar.confirmation import read_answer
from baton.nlu import clause_splitter, message_parts
from baton.nlu.declined_requests import declined_requests
from baton.nlu.patterns import PatternFinder, wants_call
from baton.orders.text.details import find_details
from policies.callback_changes import callback_change, without_details
from policies.conversation_words import conversation_words
from policies.last_words import only_last_words
from policies.question_followups import question_followups
from tests.support.clock import START
from tests.support.handoffs import HOURS
from tests.support.long_texts import assert_linear

READERS = {
    "clauses": clause_splitter.clauses,
    "sentences": clause_splitter.sentences,
    "parts": message_parts.split,
    "name": lambda text: introduced_name(text, asked=True),
    "name in a clause": lambda text: name_in_clause(UserMessage(text, "faq", 0.9, names=("Jane",))),
    "surname": lambda text: with_surname("Jane", text),
    "call": wants_call,
    "after a stop": lambda text: conversation_words().after_stop(text),
    "declined": declined_requests,
    "quotes": lambda text: question_followups().quotes(text),
    "details": find_details,
    "details taken out": lambda text: without_details(text, ["0207 946 0000"], ["a@b.example"], ["Jane"]),
    "callback change": lambda text: callback_change(text, emails=["a@b.example"], just_agreed=True),
    "contact corrected": lambda text: corrected_contact("+447700900123", text),
    "time beside": lambda text: time_beside.divide(text, START, HOURS),
    "yes or no": lambda text: read_answer(text, None),
    "last words": only_last_words,
    "products taken out": without_products,
    "patterns": PatternFinder({"human": ["said"], "danger": ["call"]}).find,
}
#: Rows of what patterns begin with. The letters at the ends keep the blanks: ends are stripped.
PIECES = (" ", "\t", "\n", " \n", "a ", "and ", ", ", " - ", "not ", "i said ", "never call ", "who called us ", "?")
PIECES += (
    "ok ",
    "it says ",
    "vacuum ",
    "so don't ",
    "no ",
    "@",
    "-",
    "4111-",
    "a@",
    "@.",
    ".",
    "1",
    "1-",
    "1.",
    "3pm ",
    "at 3 ",
    "my name is ",
    "'",
    "(",
)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_eight_times_the_text_takes_eight_times_the_time(reader, piece):
    assert_linear(reader, piece)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("can someone call me", True),
        ("please don't call me", False),
        ("I do not want you to call me", False),
        ("call me, but not before five", True),
    ],
)
def test_whether_a_call_is_wanted_is_read_as_before(text, wanted):
    assert wants_call(text) is wanted
