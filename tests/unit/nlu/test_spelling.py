"""Short forms and slips: what is corrected, and what must stay as the customer wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.spelling import BRAND, COMMON, VERY_COMMON, Spelling

#: As large language data have them: common words often, a brand that no list of words has.
OFTEN = (
    "my parcel has not arrived yet when is the delivery i want to talk to someone please help me with order please "
    "address received where this wrong change with can you have a for it is does madam speak refund return klarnapay"
).split()
SPELLING = Spelling(
    {
        **dict.fromkeys(OFTEN, BRAND),
        **dict.fromkeys(("parcel", "arrived"), COMMON),
        **dict.fromkeys(("shipping", "shopping"), COMMON),
        "can": VERY_COMMON,
        "wiht": 1,
        "sofabed": 5,
        "quark": 2,
        "paquete": 2,
        "fraud": 9,
        "froud": 1,
    }
)


@pytest.mark.parametrize(
    "written, meant",
    [
        ("cn i tlk to sum1", "can i talk to someone"),
        ("my pacel has not arived yet", "my parcel has not arrived yet"),
        ("wrong adress", "wrong address"),
        ("help me wiht my order", "help me with my order"),
        ("MY PACEL HAS NOT ARIVED", "MY parcel HAS NOT arrived"),
        ("i dont have my refudn", "i don't have my refund"),
        ("refudn", "refund"),
        ("percel", "parcel"),  # a vowel for a vowel
        ("cna you help me", "can you help me"),
        ("Delivry of my order?", "delivery of my order?"),
        ("i want to pay with klarnpay", "i want to pay with klarnapay"),
        ("where is the parcel's adress", "where is the parcel's address"),
        ("my prcl has not rrvd", "my parcel has not arrived"),
    ],
)
def test_is_written_as_the_language_data_would(written, meant):
    assert SPELLING.corrected(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "my parcel has not arrived yet",
        "does the sofabed have quark",  # words of the data, though rare
        "my name is Pacel",  # a capital within a sentence begins a name
        "Hlep Delivry",  # as names are given alone
        "the NDT of my order",
        "my e-mail is pacel.refudn@example.com",
        "order refudn2 is here",
        "see www.adress.example",
        "please help me with shppng",  # shipping or shopping
        "where is my hdbrd",
        "plork",  # nonsense is nobody's slip
        "parmel",  # alone a letter for quite another one is none
        "ma madre ha perso el pacel",  # another language
        "del paquete",
        "ya no",
        "",
        "🙂 12.30",
    ],
)
def test_stays_as_it_is_written(text):
    assert SPELLING.corrected(text) == text


def test_of_nonsense_no_word_becomes_an_english_one_by_chance():
    assert SPELLING.corrected("blorf the wug pircel") == "blorf the wug pircel"  # "parcel" by chance
    assert SPELLING.corrected("blorf the wug parecl") == "blorf the wug parcel"  # swapped letters are no chance
    assert SPELLING.corrected("my blorf wug pircel has not arrived") == "my blorf wug parcel has not arrived"


def test_a_word_that_may_be_two_others_stays():
    spelling = Spelling({"want": BRAND, "this": BRAND, "scared": 6, "scarred": 5, "lamps": 9, "lamas": 8})
    assert spelling.corrected("want this lamqs") == "want this lamqs"


def test_a_slip_of_the_examples_is_none_of_their_words():
    spelling = Spelling({"return": 300, "retrun": 4, "made": 300, "madre": 4, "klarna": 4, "karma": 20})
    assert spelling.corrected("retrun") == "return"
    assert spelling.corrected("madre") == "madre" and spelling.corrected("klarna") == "klarna"


def test_is_kept_with_the_model(tmp_path):
    SPELLING.save(tmp_path)
    assert Spelling.load(tmp_path).corrected("my pacel") == "my parcel"


def test_names_the_slips_alone():
    assert SPELLING.slips("my pacel, help me wiht it") == {"pacel": "parcel", "wiht": "with"}
    assert SPELLING.slips("my parcel") == {}
    assert SPELLING.slips("del paquete") is None


def test_learns_words_from_examples():
    spelling = Spelling.of(["my parcel is lost"] * BRAND + ["my pacel is lost"])
    assert spelling.corrected("my pacel is lost") == "my parcel is lost"


@given(st.text(max_size=200))
def test_any_text_keeps_its_lines_and_is_corrected_once(text):
    corrected = SPELLING.corrected(text)
    assert corrected.count("\n") == text.count("\n")
    assert SPELLING.corrected(corrected) == corrected
