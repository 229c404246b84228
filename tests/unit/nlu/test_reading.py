"""What becomes of scores: confidences, evidence, patterns, kinds of problem. The language model is a fake here."""

import numpy as np
import pytest

from baton.nlu.head import Scores
from baton.nlu.reading import Reader, bare_details


class Words:
    """A language model that hands over the text itself, and a head that looks words up in it."""

    intents = ("order_status", "problem_report", "thank", "legal")
    problems = ("none", "damaged")

    def states(self, texts):
        return list(texts)

    def scores(self, text):
        legal = 4.0 if "lawyer" in text else -4.0
        broken = 3.0 if "cracked" in text else -3.0
        intents = np.array([1.0, broken, 3.0 if "thanks" in text else 0.0, legal])
        return Scores(np.array([legal]), intents, np.array([0, broken]))


READER = Reader(Words(), Words(), ("legal",), np.array([0.0]), {"legal": ["see you in court"]})


def test_a_message_can_be_an_order_question_and_a_threat_at_once():
    reading = READER.read("where is 10023? if it is not here you hear from my lawyer")
    assert [r["name"] for r in reading.ranking[:2]] == ["legal", "order_status"]
    assert [s["signal"] for s in reading.signals] == ["legal"]


def test_the_evidence_is_the_clause_that_carried_it():
    (signal,) = READER.read("where is 10023, because if it is late you hear from my lawyer").signals
    assert "lawyer" in signal["evidence"]
    assert "10023" not in signal["evidence"]


def test_a_pattern_is_heard_where_the_model_hears_nothing():
    (signal,) = READER.read("Fine. I'll see you in court.").signals
    assert (signal["source"], signal["evidence"]) == ("pattern", "see you in court")


def test_an_ordinary_message_has_no_signals():
    assert READER.read("where is my order").signals == []


def test_the_kind_of_problem():
    assert READER.read("the shade is cracked").problem == "damaged"
    assert READER.read("where is my order").problem is None


def test_thanks_tell_no_problem():
    assert READER.read("thanks").problem is None


@pytest.mark.parametrize("text", ["10023", "hi, my order no. is 10 023 please", "jane@example.com"])
def test_bare_details_say_nothing_else(text):
    assert bare_details(text)
    assert READER.read(text).signals == []


def test_details_with_something_else_are_read():
    assert not bare_details("10023 and my lawyer says hello")
