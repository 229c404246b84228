"""Twice the text takes twice the time to read, whatever it says: no customer may keep a worker busy for everybody."""

from __future__ import annotations

import pytest

from actions.introduced_name import introduced_name, with_surname
from baton.nlu import clause_splitter, message_parts
from baton.nlu.patterns import PatternFinder, wants_call
from tests.support.long_texts import assert_linear

READERS = {
    "clauses": clause_splitter.clauses,
    "sentences": clause_splitter.sentences,
    "parts": message_parts.split,
    "name": lambda text: introduced_name(text, asked=True),
    "surname": lambda text: with_surname("Jane", text),
    "call": wants_call,
    "patterns": PatternFinder({"human": ["said"], "danger": ["call"]}).find,
}
#: Rows of what patterns begin with. The letters at the ends keep the blanks: ends are stripped.
PIECES = (" ", "\t", "\n", " \n", "a ", "and ", ", ", " - ", "not ", "i said ", "never call ", "who called us ", "?")


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
