"""What becomes of scores: confidences, evidence, patterns, kinds of problem. The language model is a fake here."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.bare_details import bare_details, without
from baton.nlu.classification import Classifier
from baton.nlu.clause_splitter import MOST_SENTENCES, PIECE, WORDS_EACH, sentences
from baton.nlu.head import Scores
from baton.nlu.known_texts import KnownTexts, Label


class Words:
    """A language model that hands over the text itself, and a head that looks words up in it."""

    intents = ("order_status", "problem_report", "thank", "legal")
    problems = ("none", "damaged")

    def states(self, texts):
        return list(texts)

    def scores(self, texts):
        return [self._scores(text) for text in texts]

    def _scores(self, text):
        legal = 4.0 if "lawyer" in text else -4.0
        broken = 3.0 if "cracked" in text else -3.0
        intents = np.array([1.0, broken, 3.0 if "thanks" in text else 0.0, legal])
        return Scores(np.array([legal]), intents, np.array([0, broken]))


class Near:
    """Examples that lie beside every text, but for those about a "lawyer suit": nothing of the kind was learnt."""

    def log_odds(self, texts):
        return np.array([-6.0 if "lawyer suit" in text else 0.0 for text in texts])


class Spelled:
    """A spelling that knows two short forms."""

    def corrected(self, text):
        return text.replace("lwyr", "lawyer").replace("c u", "see you")


def _classifier(model, signal="legal", patterns=None, known=()):
    return Classifier(model, model, (signal,), patterns or {}, Near(), KnownTexts.of(known), Spelled())


CLASSIFIER = _classifier(Words(), patterns={"legal": ["see you in court"]})


def test_a_signal_far_from_every_sensitive_example_does_not_count():
    (signal,) = CLASSIFIER.classify("do you sell a lawyer suit for carnival").signals or [{"confidence": 0.0}]
    assert signal["confidence"] < 0.25
    assert CLASSIFIER.classify("you hear from my lawyer").signals[0]["confidence"] > 0.9


def test_a_message_can_be_an_order_question_and_a_threat_at_once():
    result = CLASSIFIER.classify("where is 10023? if it is not here you hear from my lawyer")
    assert [r["name"] for r in result.ranking[:2]] == ["legal", "order_status"]
    assert [s["signal"] for s in result.signals] == ["legal"]


def test_the_evidence_is_the_clause_that_carried_it():
    (signal,) = CLASSIFIER.classify("where is 10023, because if it is late you hear from my lawyer").signals
    assert "lawyer" in signal["evidence"]
    assert "10023" not in signal["evidence"]


def test_a_pattern_counts_where_the_model_finds_nothing():
    (signal,) = CLASSIFIER.classify("Fine. I'll see you in court.").signals
    assert (signal["source"], signal["evidence"]) == ("pattern", "see you in court")


@pytest.mark.parametrize("text", ["my lwyr writes to you", "Fine. I c u in court."])
def test_a_short_form_is_read_as_written_out_and_shown_as_it_stands(text):
    (signal,) = CLASSIFIER.classify(text).signals
    assert signal["evidence"] == text


@pytest.mark.parametrize("before", [0, 30, 300])
def test_a_long_message_is_read_to_its_end(before):
    talk = "the sofa is blue and it stands by the window. " * before
    (signal,) = CLASSIFIER.classify(talk + "you hear from my lawyer. thank you for reading").signals
    assert "lawyer" in signal["evidence"] and len(signal["evidence"].split()) <= PIECE
    assert CLASSIFIER.classify(talk + "it came on time").signals == []


@given(st.text(max_size=3000))
def test_sentences_hold_every_word_of_a_text_and_few_each(text):
    found = sentences(text)
    assert not set(" ".join(found)) - set(text) - {" "}
    assert all(1 <= len(sentence.split()) <= PIECE for sentence in found)


def test_a_long_text_without_marks_is_read_in_pieces():
    (signal,) = CLASSIFIER.classify("the sofa is blue " * 60 + "and you hear from my lawyer").signals
    assert "lawyer" in signal["evidence"]


def test_an_ordinary_message_has_no_signals():
    assert CLASSIFIER.classify("where is my order").signals == []


def test_the_kind_of_problem():
    assert CLASSIFIER.classify("the shade is cracked").problem == "damaged"
    assert CLASSIFIER.classify("where is my order").problem is None


def test_thanks_tell_no_problem():
    assert CLASSIFIER.classify("thanks").problem is None


@pytest.mark.parametrize("text", ["10023", "hi, my order no. is 10 023 please", "jane@example.com"])
def test_bare_details_say_nothing_else(text):
    assert bare_details(text)
    assert CLASSIFIER.classify(text).signals == []


def test_details_with_something_else_are_read():
    assert not bare_details("10023 and my lawyer says hello")


@pytest.mark.parametrize(
    ("text", "names", "masked"),
    [
        ("i'm ann and i cannot breathe", ["ann"], "i'm @ and i cannot breathe"),
        ("Ann Lee, or Ann", ["Ann", "Ann Lee"], "@, or @"),
        ("J. (Jo) writes", ["J."], "@ (Jo) writes"),
        ("nobody is named", [], "nobody is named"),
    ],
)
def test_a_name_is_masked_where_it_stands_by_itself(text, names, masked):
    assert without(text, names) == masked


def test_declining_a_person_is_neither_the_signal_nor_the_intent():
    class Asks(Words):
        intents = ("order_status", "problem_report", "thank", "explicit_human")

        def _scores(self, text):
            return Scores(np.array([5.0]), np.array([1.0, 0.0, 0.0, 6.0]), np.array([0, -3.0]))

    classifier = _classifier(Asks(), "explicit_human")
    declined = classifier.classify("i dont want to speak to a human, wheres 10047")
    assert declined.signals == [] and declined.ranking[0]["name"] == "order_status"
    assert classifier.classify("i want to speak to a human").ranking[0]["name"] == "explicit_human"


def test_a_declined_wish_counts_only_where_the_rest_of_the_message_has_it():
    class Cancels(Words):
        intents = ("order_status", "problem_report", "thank", "cancel_change")

        def _scores(self, text):
            wished = 6.0 if "cancel" in text or "change" in text else -6.0
            return Scores(np.array([wished]), np.array([1.0, 0.0, 0.0, wished]), np.array([0, -3.0]))

    classifier = _classifier(Cancels(), "cancel_change")
    declined = classifier.classify("please don't cancel it, where is it")
    assert declined.signals == [] and declined.ranking[0]["name"] == "order_status"
    assert classifier.classify("don't cancel it, change the address").signals
    assert classifier.classify("you don't cancel it").signals


def test_what_the_language_data_have_word_for_word_is_marked_as_known():
    classifier = _classifier(Words(), known=[("hang on", Label("thank"))])
    assert classifier.classify("Hang on!").known and not classifier.classify("hang on, 10023").known
    part, other = classifier.read_parts(["hang on", "where is it"])
    assert (part.known, part.ranking[0]["name"]) == (True, "thank")
    assert not other.known


@pytest.mark.parametrize("count", [39, 120, 400, 3000])
@pytest.mark.parametrize("sentence", ["ab?", "I want a refund of it.", "one " * 60 + "."])
def test_hardly_more_sentences_than_people_write_are_read_one_by_one(sentence, count):
    words = len(sentence.split()) * count
    found = sentences(" ".join([sentence] * count))
    assert sum(len(each.split()) for each in found) == words
    assert len(found) <= max(MOST_SENTENCES, words / WORDS_EACH)
    if count < MOST_SENTENCES and len(sentence) < 100:
        assert len(found) == count


@pytest.mark.parametrize("times", [100, 400])
def test_a_long_text_is_read_in_a_few_steps_whatever_it_says(times):
    """Each step waits for the weights of the heads; a thousand short sentences may not take a thousand."""
    steps = []

    class Counted(Words):
        def scores(self, texts):
            steps.append(len(texts))
            return super().scores(texts)

    said = (f"my lawyer {number}, and a parcel that is late." for number in range(times))
    _classifier(Counted()).classify(" ".join(said))
    assert len(steps) <= 3
