"""A text without the products that it names."""

import pytest

from baton.base.product_names import without_products


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("swap the vacuum cleaner for a Lamp?", "swap the item for a item?"),
        ("two lamps, please", "two item, please"),
        ("a clamp is no hobby", "a clamp is no hobby"),  # whole words only
        ("what about returns", "what about returns"),
    ],
)
def test_a_kind_of_product_becomes_any_item(text, left):
    assert without_products(text) == left
