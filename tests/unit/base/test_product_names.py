"""A text without the products that it names."""

import pytest

from baton.base import product_names
from baton.base.live_file import LiveFile
from baton.base.product_names import ProductNames, without_products


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


def test_a_change_counts_at_the_next_text_and_a_wrong_one_never(tmp_path, monkeypatch):
    file = tmp_path / "product_words.yml"
    monkeypatch.setattr(product_names, "_live", LiveFile(file, ProductNames))
    assert without_products("a tent with a lamp") == "a tent with a lamp"  # there is no file
    file.write_text("products: [tent]\naspects: []\n")
    assert without_products("a tent with a lamp") == "a item with a lamp"
    file.write_text("products: [tent, 'lamp, light']\naspects: []\n")
    assert without_products("a tent with a lamp") == "a item with a item"
    file.write_text("products: 7\n")
    assert without_products("a tent with a lamp") == "a item with a item"
    file.write_text("products: [',']\n")
    assert without_products("a tent") == "a tent"
