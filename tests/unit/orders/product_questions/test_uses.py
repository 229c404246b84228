"""Something is looked for by what it is for, or by whom."""

import pytest

from baton.orders.product_questions.answer import Dearer, Listing, NotSold, OnlyOne, Ranked
from baton.orders.product_questions.answering import answer
from baton.orders.product_questions.catalogue import Catalogue
from baton.orders.product_questions.subject import Memory
from baton.orders.product_questions.vocabulary import LiveVocabulary
from tests.unit.orders.product_questions.shop import product

VOCABULARY = LiveVocabulary()()
SHOP = Catalogue(
    [
        product("KTL", "Copper Kettle", "Kitchen", 4900, 5, "For the stove.", weight="1 kg"),
        product("LMP", "Arc Floor Lamp", "Lighting", 13900, 5, "Curved lamp.", weight="14 kg"),
        product("DSK", "Folding Desk Lamp", "Lighting", 4900, 5, "LED lamp."),
        product("VAC", "Cordless Vacuum Cleaner", "Cleaning", 24900, 5, "Stick vacuum.", weight="2.7 kg"),
        product("HDP", "Walnut Headphones", "Audio", 17900, 5, "Over-ear.", weight="254 g"),
    ],
    VOCABULARY,
)


def asked(text):
    return answer(text, SHOP, Memory(), VOCABULARY)


@pytest.mark.parametrize(
    ("text", "skus", "kind"),
    [
        ("a present for mum who likes tea", ("KTL",), Listing),
        ("a present for mum who likes tea, around forty euros", ("KTL",), Dearer),
        ("gift ideas for a tea lover", ("KTL",), Listing),
        ("lightest appliance you have for making tea", ("KTL",), Ranked),
        ("something to clean my floor", ("VAC",), Listing),
        ("need something for my desk under sixty euros", ("DSK",), Listing),
        ("what is the lightest thing you have for hoovering", ("VAC",), Ranked),
        ("do you have anything for travelling", ("HDP",), Listing),
    ],
)
def test_what_serves_is_shown(text, skus, kind):
    found = asked(text)
    assert isinstance(found.parts[0], kind) and found.focus == skus and found.is_sure


@pytest.mark.parametrize(
    "text", ["something to clean my floor", "have you anything to scrub my desk with", "something for my floor"]
)
def test_a_thing_of_the_customers_own_is_no_product(text):
    assert not {"LMP", "DSK"} & set(asked(text).focus)


def test_a_thing_that_is_named_is_meant_and_first_the_one_that_serves():
    assert asked("do you have a lamp for reading, something nice").focus == ("DSK", "LMP")
    assert asked("lamp for reading in bed?").focus == ("DSK", "LMP")
    assert asked("is my floor lamp something to clean my floor with").focus == ("LMP",)


def test_whom_something_is_for_is_nothing_that_is_sold():
    assert not any(isinstance(part, NotSold) for part in asked("something nice for grandma").parts)


def test_the_cheapest_of_a_kind_of_which_there_is_one_is_that_one():
    (part,) = asked("gimme the cheapest headphones").parts
    assert isinstance(part, OnlyOne) and part.line.key == "price"


def test_a_lower_price_for_many_asks_for_no_cheaper_product():
    assert isinstance(asked("is there a cheaper lamp").parts[0], Ranked)
    assert not any(isinstance(part, Ranked) for part in asked("can we get 12 lamps cheaper").parts)
