"""The trained name tagger, on a small training."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.names import training
from baton.nlu.names.made_messages import NamedMessage
from baton.nlu.names.tagger import NameTagger
from baton.nlu.names.vocabulary import english_words

#: Everyday messages; each is learnt from many times over, as words that are no names.
EVERYDAY = (
    "where is my order", "the lamp is broken", "i want my money back", "can i return the kettle", "it's too late now",
    "do you deliver to ireland", "i don't have the number", "hang on let me look", "i am very angry", "thanks a lot",
    "the blue one please", "speak to a person", "it is under the table", "my parcel never came", "for my mother",
)  # fmt: skip


@pytest.fixture(scope="module")
def tagger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    smaller = {"MADE": 2500, "_NAMELESS": 500, "_FOREIGN": 100, "_ITERATIONS": 40}
    with pytest.MonkeyPatch.context() as patch:
        for constant, number in smaller.items():
            patch.setattr(training, constant, number)
        training.train([NamedMessage(text, ()) for text in EVERYDAY * 20], english_words(), folder)
    return NameTagger(folder)


@pytest.mark.parametrize("case", [str, str.lower, str.upper])
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my name is Peter Wilkins", "Peter Wilkins"),
        ("i think it's under Ines de la Vega", "Ines de la Vega"),
        ("should be in the name of Mrs Walker, SW1A 1AA", "Walker"),
        ("the order is for Ahmed Khan", "Ahmed Khan"),
        ("it's Fernanda Costa Ribeiro, 10023", "Fernanda Costa Ribeiro"),
        ("K. Harris here", "K. Harris"),
        ("Wilson, Mary", "Wilson, Mary"),
        ("Hughes", "Hughes"),
        ("Tobias van der Linden, tobias@example.com", "Tobias van der Linden"),
    ],
)
def test_the_answer_is_the_name_alone(tagger, said, name, case):
    answer = tagger.answer(case(said))
    assert answer is not None
    assert answer.value == case(name)
    assert case(said)[answer.start : answer.end] == answer.value


@pytest.mark.parametrize("text", EVERYDAY)
def test_what_names_nobody_gives_no_name(tagger, text):
    assert tagger.find(text) == []
    assert tagger.answer(text) is None


def test_names_are_found_without_a_question_too(tagger):
    assert [name.value for name in tagger.find("my name is jane walker")] == ["jane walker"]


@given(st.text(max_size=60))
def test_any_text_can_be_read(tagger, text):
    answer = tagger.answer(text)
    for name in [*tagger.find(text), *([answer] if answer else [])]:
        assert text[name.start : name.end] == name.value
        assert any(c.isalpha() for c in name.value)
