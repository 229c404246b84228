"""Amounts and prices in questions about products, and products that go together."""

from __future__ import annotations

import pytest

from baton.orders.product_questions.answer import (
    Answer,
    Dearer,
    Facts,
    Fits,
    Listing,
    NotListed,
    OtherCurrency,
    Ranked,
    Restock,
)
from baton.orders.product_questions.answering import answer
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.subject import Memory
from baton.orders.product_questions.verdict import Verdict
from baton.orders.product_questions.vocabulary import LiveVocabulary
from tests.unit.orders.product_questions.shop import PRODUCTS, product

VOCABULARY = LiveVocabulary()()
SHOP = Catalogue(
    [
        *PRODUCTS,
        product("BSK-1", "Wicker Basket", "Home", 2500, 4, "", capacity="12 kg", height="40 cm"),
        product("BRW-1", "Tea Urn", "Home", 8900, 4, "", temperature="60-95 °C", run_time="2 x 3 hours", power="900 W"),
        product("FRZ-1", "Garden Thermometer", "Home", 1200, 4, "", range="-30 to 50 °C", power="mains or 2 x AAA"),
        product("LMP-1", "Reading Lamp", "Home", 4400, 4, "", socket="E14, up to 40 W", voice="Google Home, Alexa"),
        product("BLB-1", "Candle Bulb", "Home", 700, 0, "", socket="E14", hub="none: works without a hub"),
    ],
    VOCABULARY,
)


def asked(text: str) -> Answer:
    return answer(text, SHOP, Memory(), VOCABULARY)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("can the basket hold 10 kilos", Verdict.YES),
        ("can the basket hold 15 kg", Verdict.NO),
        ("could the basket carry 900 g", Verdict.YES),
        ("can i put a 60 watt bulb in the reading lamp", Verdict.NO),
        ("can the tea urn heat up to 80 degrees", Verdict.YES),
        ("can the tea urn heat up to 99 degrees", Verdict.NO),
        ("can the tea urn run for 5 hours", Verdict.OPEN),  # with two batteries, or one after the other
        ("can the thermometer measure -10 degrees", Verdict.OPEN),  # the sign is not read
        ("is the basket 10 kg", Verdict.OPEN),  # how much it is, and not how much it takes
        ("is the table under 50 kg", Verdict.YES),
        ("is the table under 40 kg", Verdict.NO),
        ("does the thermometer run on batteries", Verdict.YES),
        ("does the reading lamp work with google home", Verdict.YES),
        ("does the candle bulb have a hub inside", Verdict.NO),
        ("does the reading lamp support alexa", Verdict.YES),
    ],
)
def test_whether_as_much_is_possible(text, verdict):
    (part,) = asked(text).parts
    assert isinstance(part, Facts) and part.verdict is verdict


def test_what_is_needed_with_a_product_is_not_looked_for_in_the_shop():
    (part,) = asked("do i need batteries for the thermometer").parts
    assert isinstance(part, Facts) and part.lines[0][0].value == "mains or 2 x AAA"


def test_another_question_that_no_line_answers_leaves_it_open():
    assert asked("what capacity has the basket").is_sure
    assert not asked("do you do a subscription with capacity for the basket").is_sure


@pytest.mark.parametrize(
    ("text", "sku", "kind"),
    [
        ("do you have a lamp under 40 euros", "LMP-1", Dearer),
        ("any lamp below 30", "LMP-1", Dearer),
        ("is there a lamp for less than 45 euro", "LMP-1", Listing),
    ],
)
def test_a_price_that_nothing_of_the_kind_keeps(text, sku, kind):
    found = asked(text)
    assert isinstance(found.parts[0], kind) and found.focus == (sku,) and found.is_sure


def test_a_present_is_looked_for_by_its_price_alone():
    found = asked("what would be a nice gift for a gardener under 15 euros")
    assert isinstance(found.parts[0], Listing) and found.named
    assert {product.price_cents <= 1500 for product in found.parts[0].products} == {True}
    assert not asked("is delivery free under 50 euros").named
    assert not isinstance(asked("do you sell baskets to under 18").parts[0], (Dearer, Listing))


def test_anything_of_a_department_within_a_price():
    (part,) = asked("anything for the home under 20").parts
    assert isinstance(part, Listing) and {each.sku for each in part.products} == {"FRZ-1", "BLB-1"}


def test_the_cheapest_of_a_department():
    (part,) = asked("the three cheapest home things").parts
    assert isinstance(part, Ranked) and [each.sku for each, _ in part.ranked][:2] == ["BLB-1", "FRZ-1"]


def test_the_light_of_the_bulb_is_no_lamp():
    assert asked("what colour is the light of the candle bulb").focus == ("BLB-1",)


def test_another_measure_is_no_answer():
    (part,) = asked("what voltage does the urn need").parts
    assert isinstance(part, NotListed)


def test_two_products_that_go_together():
    (part,) = asked("does the candle bulb fit the reading lamp").parts
    assert isinstance(part, Fits) and [line.value for line in part.lines] == ["E14", "E14, up to 40 W"]
    assert not any(isinstance(part, Fits) for part in asked("does the candle bulb fit the basket").parts)


def test_whether_it_will_be_there_again():
    (part,) = asked("will you have the candle bulb again").parts
    assert isinstance(part, Restock)


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("do you sell pots", True),
        ("sell me a pot", True),
        ("i want to sell my pots here", False),
        ("can i sell pots", False),
        ("do you sell on ebay", False),
    ],
)
def test_who_offers_goods_does_not_ask_for_any(text, goods):
    assert VOCABULARY.asks_for_goods(VOCABULARY.tokens(text)) is goods


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("something under forty pounds", "something under 40 pounds"),
        ("around twenty-five euros", "around 25 euros"),
        ("a hundred and twenty quid", "120 quid"),
        ("two hundred dollars", "200 dollars"),
        ("lamps under forty", "lamps under 40"),
        ("for a fiver", "for a 5 GBP"),
        ("the second of two lamps under my desk", "the second of two lamps under my desk"),
    ],
)
def test_an_amount_of_money_in_words_is_read_in_digits(text, written):
    assert VOCABULARY.money.in_digits(text) == written


def test_a_price_in_a_currency_that_the_shop_has_not_limits_nothing():
    found = asked("is there a lamp under thirty dollars")
    assert [type(part) for part in found.parts] == [OtherCurrency, Listing]
    assert (found.parts[0].asked, found.parts[0].own) == ("USD", "EUR")
    assert isinstance(asked("is there a lamp under thirty euros").parts[0], Dearer)
