"""Which products a text names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.sample.products import PRODUCTS
from baton.orders.text.product_search import ranked, search_key, terms

SHOP = {product.sku: search_key(product.name, product.category, product.sku) for product in PRODUCTS}
NAMES = {product.sku: product.name for product in PRODUCTS}


def best(text):
    """The name of the best match in the sample shop."""
    found = ranked(terms(text), SHOP)
    return NAMES[found[0]] if found else None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Do you have coffee machines?", ["coffee", "machine"]),
        ("what is the price of the product", []),
        ("KT-KTL-01", ["kt", "ktl", "01", "ktktl01"]),
        ("batteries", ["battery"]),
        ("glasses, glass", ["glasse", "glass"]),
        ("lamp lamp LAMPS", ["lamp"]),
        ("", []),
    ],
)
def test_words_that_tell_one_product_from_another(text, found):
    assert terms(text) == found


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)
def test_every_product_is_found_by_its_name_and_by_its_sku(product):
    assert best(f"Tell me about the {product.name}, please") == product.name
    assert best(product.sku) == product.name
    assert best(f"is {product.sku.lower()} in stock?") == product.name


def test_a_typing_error_of_one_letter_in_a_long_word_does_not_matter():
    keys = {"a": search_key("Espresso Machine", "kitchen", "A-1"), "b": search_key("Kettle", "kitchen", "B-1")}
    assert ranked(terms("the expresso machin"), keys) == ["a"]
    assert ranked(terms("ketle"), keys) == ["b"]
    assert ranked(terms("kett"), keys) == []  # short words must be right


def test_a_rare_word_counts_more_than_a_common_one_and_a_name_more_than_its_category():
    keys = {
        "spoon": search_key("Coffee Spoon", "kitchen", "A-1"),
        "machine": search_key("Coffee Machine", "kitchen", "A-2"),
        "rack": search_key("Wine Rack", "coffee", "A-3"),
    }
    assert ranked(terms("coffee machine"), keys)[0] == "machine"
    assert ranked(terms("coffee"), keys)[:2] == ["spoon", "machine"]


def test_of_two_names_that_hold_the_words_the_shorter_is_meant():
    keys = {"long": search_key("Desk Lamp with Clamp", "x", "A-1"), "short": search_key("Desk Lamp", "x", "A-2")}
    assert ranked(terms("desk lamp"), keys)[0] == "short"


@given(st.text(max_size=80))
def test_any_text_gives_candidates_each_once_and_none_without_a_term(text):
    found = ranked(terms(text), SHOP)
    assert len(set(found)) == len(found)
    assert set(found) <= set(SHOP)
    assert not (found and not terms(text))


@given(st.lists(st.sampled_from(sorted(SHOP)), unique=True, min_size=1), st.randoms())
def test_the_order_of_the_candidates_does_not_matter_for_the_best_one(skus, random):
    shuffled = random.sample(skus, len(skus))
    words = terms(NAMES[skus[0]])
    assert ranked(words, {sku: SHOP[sku] for sku in shuffled})[0] == ranked(words, {sku: SHOP[sku] for sku in skus})[0]


@pytest.mark.parametrize("seed", ["a", "a-", "a ", "1", "é"])
def test_a_long_text_takes_no_longer_than_its_length(seed):
    start = time.process_time()
    terms((seed * 20_000)[:20_000])
    assert time.process_time() - start < 3
