"""What is answered to questions about the products of a shop that the words file was not written for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.orders.product_questions.answer import (
    Accessory,
    Categories,
    Compared,
    Facts,
    Having,
    Listing,
    NotListed,
    NotSold,
    Ranked,
    Restock,
    Sheet,
    WhichProduct,
)
from baton.orders.product_questions.answering import answer
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.subject import Memory
from baton.orders.product_questions.verdict import Verdict
from baton.orders.product_questions.vocabulary import LiveVocabulary
from tests.unit.orders.product_questions.shop import PRODUCTS

VOCABULARY = LiveVocabulary()()
SHOP = Catalogue(PRODUCTS, VOCABULARY)
OF_PHONE = Memory(focus=("PHN-1",), recent=("PHN-1",), shown=("PHN-1",))


def first(text, memory=Memory()):
    return answer(text, SHOP, memory, VOCABULARY).parts[0]


def values(part):
    return [converted or line.value for line, converted in part.lines]


@pytest.mark.parametrize(
    ("text", "sku", "value"),
    [
        ("how wide is the oslo sofa?", "SOF-3", "210 cm"),
        ("sofa depth", "SOF-3", "92 cm"),
        ("how high is the dining table", "TBL-2", "75 cm"),
        ("how much can the office chair carry, max weight", "CHR-9", "120 kg"),
        ("wich colurs does the office chair come in", "CHR-9", "black, grey"),
        ("how heavy is the laptop in pounds", "LAP-1", "2.87 lb"),
        ("how long does the notebook last", "LAP-1", "up to 14 hours"),
        ("what's the price of the t shirt", "TEE-1", "€19.00"),
        ("how many people fit round the oak table", "TBL-2", "Oak table for six to eight people."),
        ("CHO-1 allergens", "CHO-1", "may contain nuts and milk"),
    ],
)
def test_the_line_that_is_asked_for(text, sku, value):
    part = first(text)
    assert isinstance(part, Facts) and part.product.sku == sku
    assert values(part)[0] == value


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("does the phone have a headphone jack?", Verdict.NO),
        ("is the chocolate vegan", Verdict.YES),
        ("can I tumble dry the t-shirt", Verdict.NO),
        ("does the laptop have hdmi", Verdict.YES),
        ("does the nova do NFC", Verdict.NO),
        ("is the t-shirt available in olive", Verdict.YES),
        ("is the table extendable", Verdict.NO),
        ("is the chair in stock", Verdict.NO),
        ("does the phone do wireless charging at 50 W", Verdict.OPEN),
        ("is the t-shirt really cotton", Verdict.OPEN),
    ],
)
def test_yes_and_no_only_where_the_data_say_so(text, verdict):
    part = first(text)
    assert isinstance(part, Facts)
    assert part.verdict is verdict


def test_a_value_that_is_not_among_those_listed_is_no_yes():
    part = first("is the t-shirt available in red")
    assert (part.missing, part.verdict, values(part)) == ("red", Verdict.OPEN, ["white, black, olive"])


@pytest.mark.parametrize(
    "text", ["does the laptop have a fingerprint reader", "how loud is the phone", "manual for the sofa"]
)
def test_what_is_not_listed_is_said(text):
    assert isinstance(first(text), NotListed)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("do you sell wine glasses?", "wine glasses"),
        ("have you got a garden lantern", "garden lantern"),
        ("how much is the blender", "blender"),
        ("do you have phone cases", "phone cases"),
        ("got any office desks", "office desks"),
    ],
)
def test_what_is_not_sold_is_named_as_it_was_asked_for(text, wanted):
    part = first(text)
    assert isinstance(part, (NotSold, Accessory)) and part.wanted == wanted


def test_after_what_is_not_sold_another_thing_asks_for_that():
    asked = answer("do you sell canoes", SHOP, Memory(), VOCABULARY)
    after = Memory(focus=asked.focus, question=asked.question)
    for text in ("what about laptops", "ok and laptops?", "laptops then"):
        part = first(text, after)
        assert isinstance(part, Listing) and [product.sku for product in part.products] == ["LAP-1"]
    assert first("and kayaks?", after) == NotSold("kayaks", tuple(SHOP.categories))
    assert isinstance(first("how heavy is the phone", after), Facts)
    assert isinstance(first("is it heavy", after), WhichProduct)


@pytest.mark.parametrize(("word", "one"), [("knives", "knife"), ("shelves", "shelf"), ("gloves", "glove")])
def test_plurals_in_ves(word, one):
    assert one in VOCABULARY.tokens(word)[0].forms


def test_another_thing_that_is_named_is_not_what_is_asked_about():
    assert first("does the phone fit on the table").product.sku == "PHN-1"
    assert first("is the sofa the same height as the chair").product.sku == "SOF-3"
    assert first("does it work with the laptop", OF_PHONE).product.sku == "PHN-1"


def test_what_was_spoken_of_carries_on():
    assert first("and how heavy is it?", OF_PHONE).lines[0][0].value == "189 g"
    asked = answer("how heavy is the phone", SHOP, Memory(), VOCABULARY)
    again = Memory(focus=asked.focus, recent=asked.focus, question=asked.question)
    assert values(first("and the laptop?", again)) == ["1.3 kg"]
    assert values(first("in ounces?", again)) == ["6.67 oz"]
    heavy = Memory(focus=("LAP-1",), recent=("LAP-1",), question="is heavy")
    assert values(first("in pounds?", heavy)) == ["2.87 lb"]
    assert isinstance(first("how heavy is it"), WhichProduct)


def test_the_second_the_last_and_the_other_one():
    shown = Memory(shown=("SOF-3", "CHR-9", "TBL-2"), focus=("SOF-3", "CHR-9", "TBL-2"))
    assert first("how much is the second one", shown).product.sku == "CHR-9"
    assert first("price of the last one", shown).product.sku == "TBL-2"
    two = Memory(shown=("PHN-1", "LAP-1"), focus=("LAP-1",))
    assert first("what does the other one weigh", two).product.sku == "PHN-1"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what furniture do you have?", ["SOF-3", "CHR-9", "TBL-2"]),
        ("do you have anything for under 20 euros", ["TEE-1", "CHO-1"]),
        ("got any laptops", ["LAP-1"]),
    ],
)
def test_lists(text, names):
    part = first(text)
    assert isinstance(part, Listing) and [product.sku for product in part.products] == names


def test_which_of_several_and_in_what_order():
    part = first("which of your products have bluetooth?")
    assert isinstance(part, Having) and [product.sku for product, _ in part.having] == ["PHN-1"]
    ranked = first("what's the cheapest thing in furniture?")
    assert isinstance(ranked, Ranked) and ranked.ranked[0][0].sku == "CHR-9"
    lighter = first("which is lighter, the phone or the laptop")
    assert isinstance(lighter, Ranked) and lighter.ranked[0][0].sku == "PHN-1"
    unknown = first("which is quieter, the phone or the laptop")
    assert isinstance(unknown, (NotListed, Facts))


def test_two_beside_each_other():
    part = first("compare the phone and the laptop")
    assert isinstance(part, Compared)
    assert ("weight", ("189 g", "1.3 kg")) in part.rows


def test_everything_about_one_and_everything_at_all():
    assert first("full specs of the phone please") == Sheet(SHOP.products["PHN-1"], complete=True)
    assert isinstance(first("what do you sell?"), Categories)
    assert isinstance(first("tell me when the office chair is back"), Restock)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_answered(text):
    assert answer(text, SHOP, OF_PHONE, VOCABULARY).parts


@pytest.mark.parametrize(
    ("text", "sure"),
    [("how do i find the max weight of the office chair", False), ("whats the max weight of the office chair", True)],
)
def test_the_data_do_not_say_how_something_is_done(text, sure):
    found = answer(text, SHOP, Memory(), VOCABULARY)
    assert (found.is_sure, found.named) == (sure, True)


@pytest.mark.parametrize(("text", "sure"), [("how long does it take to come", False), ("what is the length", True)])
def test_words_that_may_ask_for_something_else_are_no_sure_question_about_what_was_spoken_of(text, sure):
    table = Memory(focus=("TBL-2",), recent=("TBL-2",), shown=("TBL-2",))
    assert answer(text, SHOP, table, VOCABULARY).is_sure is sure


def test_one_of_a_list_for_a_price_is_shown_and_not_searched_again():
    searched = answer("have you got something for less than 500", SHOP, Memory(), VOCABULARY)
    listed = Memory(focus=searched.focus, shown=searched.shown, question=searched.question)
    part = first("what about the second one", listed)
    assert isinstance(part, Sheet) and part.product.sku == searched.shown[1]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("office chair any good for thick carpets", "thick carpets"),
        ("is the laptop ok in wet places", "wet places"),
        ("is the t shirt sharp", "sharp"),  # a sharp edge, or a sharp picture
    ],
)
def test_what_describes_another_thing_asks_for_nothing_of_the_product(text, asked):
    part = first(text)
    assert isinstance(part, NotListed) and part.asked == asked


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("my laptop won't hold a charge any more", True),
        ("our sofa does not fold", True),
        ("won't my laptop hold a charge", False),
        ("how long does my laptop battery last, it isn't listed", False),
        ("laptop battery", False),
    ],
)
def test_what_is_said_of_ones_own_thing_that_fails_asks_for_no_data(text, fails):
    assert answer(text, SHOP, Memory(), VOCABULARY).asks_way is fails


def test_a_line_that_only_holds_another_word_does_not_answer_what_is_asked():
    part = first("hdmi range of the laptop")
    assert isinstance(part, Facts) and part.missing == "range" and part.lines
    part = first("which ports does the laptop support")
    assert isinstance(part, Facts) and not part.missing


def test_without_something_is_asked_and_gets_no_yes():
    part = first("laptop without hdmi?")
    assert isinstance(part, Facts) and part.verdict is Verdict.OPEN
