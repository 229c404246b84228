"""The nearest questions, and how sure it is that one of them is asked."""

from __future__ import annotations

import numpy as np
import pytest

from baton.nlu import question_calibration
from baton.nlu.question_index import QuestionIndex, _Comparison, sentence_vector
from baton.nlu.question_matching import ANSWER, UNSURE, match, sentences

WORDS = {
    "faq/label": ["is there a return label", "do i print the label", "label in the box", "where is my return label"],
    "faq/cost": ["what does a return cost", "who pays the postage", "is sending back free", "price of a return"],
    "order/total": ["what did i pay", "total of my order", "how much was it", "the amount of the order"],
}
OTHERS = ["hello there", "thank you so much", "my name is jane doe", "you are useless", "good night", "call me back"]


def vector(text):
    """A vector in which texts with common words are alike, as the language model's are."""
    found = np.zeros(64, dtype=np.float32)
    for word in text.lower().split():
        found[hash_of(word) % 64] += 1.0
    return found / max(float(np.linalg.norm(found)), 1e-9)


def hash_of(word):
    return sum(ord(c) * 31**i for i, c in enumerate(word))


def vectors(texts):
    return np.array([vector(text) for text in texts])


PAIRS = [(text, intent) for intent, texts in WORDS.items() for text in texts]
TEXTS, INTENTS = [t for t, _ in PAIRS], [i for _, i in PAIRS]


@pytest.fixture(scope="module")
def index():
    return QuestionIndex(TEXTS, INTENTS, vectors(TEXTS))


@pytest.fixture(scope="module")
def calibration():
    return question_calibration.fit(TEXTS, INTENTS, vectors(TEXTS), OTHERS, vectors(OTHERS))


@pytest.mark.parametrize(("text", "intent"), PAIRS)
def test_each_wording_finds_its_question(index, text, intent):
    assert index.rank(text, vector(text))[0].intent == intent


def test_a_typing_error_is_survived_by_the_letters(index):
    assert index.rank("retrun labell", vector("retrun labell"))[0].intent == "faq/label"


def test_the_ranking_falls_and_is_as_long_as_wanted(index):
    ranking = index.rank("what did i pay for the return", vector("what did i pay for the return"), most=2)
    assert len(ranking) == 2
    assert ranking[0].score >= ranking[1].score


def test_what_no_question_speaks_of_makes_the_nearest_one_less_likely(index, calibration):
    def probability(text):
        return calibration.probability(index.rank(text, vector("do i print the label")))

    assert probability("do i print the label") > probability("do i print the wallpaper")


def test_an_empty_index_is_refused():
    with pytest.raises(ValueError, match="at least one wording"):
        QuestionIndex([], [], np.zeros((0, 64), dtype=np.float32))


def test_a_text_without_letters_has_a_ranking(index):
    assert index.rank("???", vector("???"))


def test_one_question_of_one_wording_is_enough():
    alone = QuestionIndex(["do you deliver on sundays"], ["faq/sunday"], vectors(["do you deliver on sundays"]))
    assert alone.rank("sundays?", vector("sundays?"))[0].intent == "faq/sunday"


def test_a_known_wording_is_likelier_than_another_matter(index, calibration):
    def probability(text):
        return calibration.probability(index.rank(text, vector(text)))

    assert probability("do i print the label") > ANSWER > probability("hello there everybody")


def test_nothing_is_asked_where_nothing_is_known(calibration):
    assert calibration.probability([]) == 0.0


def test_a_calibration_survives_being_stored(calibration):
    assert question_calibration.Calibration(**calibration.as_dict()) == calibration


def test_a_calibration_of_another_version_is_refused_where_it_is_loaded(calibration):
    kept = calibration.as_dict()
    older = {**kept, **{name: (*kept[name], 1.0) for name in ("centre", "spread", "weights")}}
    with pytest.raises(ValueError, match="another version of Baton"):
        question_calibration.Calibration(**older)


def test_a_greeting_changes_nothing(index, calibration):
    plain = match("is there a return label", vectors, index, calibration)
    assert match("Hi there, is there a return label", vectors, index, calibration) == plain


def test_one_of_several_sentences_may_be_the_question(index, calibration):
    text = "My grandmother gave me the kettle last year. Do I print the label?"
    matched = match(text, vectors, index, calibration)
    assert matched.ranking[0].intent == "faq/label"
    assert matched.outcome == "answer"


def test_scores_in_the_log_begin_at_the_probability_and_fall(index, calibration):
    matched = match("total of my order", vectors, index, calibration)
    scores = [each["score"] for each in matched.parsed()["ranking"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(matched.probability, abs=1e-4)


def test_the_lines_are_in_order():
    assert 0 < UNSURE < ANSWER < 1


def test_sentences_are_only_those_of_several():
    assert sentences("is there a label") == []
    assert sentences("Thanks. Is there a label? It is the blue one.") == ["Is there a label?", "It is the blue one."]


def test_a_sentence_vector_has_length_one_and_is_of_the_last_layer():
    states = np.concatenate([np.full((3, 4), 9.0), np.eye(3, 4)], axis=1)
    found = sentence_vector(states)
    assert found.shape == (4,)
    assert np.linalg.norm(found) == pytest.approx(1.0)
    assert found[3] == 0.0


@pytest.mark.parametrize("text", ["where is my return label", "free free label", "", "?!", "xyzzy"])
def test_likeness_is_what_scikit_learn_says(text):
    comparison = _Comparison("char_wb", (3, 5), TEXTS)
    theirs = (comparison._vectorizer.transform([text]) @ comparison._by_piece).toarray()[0]
    assert np.allclose(comparison.with_all(text), theirs, atol=1e-6)
