"""What the demo shop's page shows."""

from __future__ import annotations

from baton.channels.demo_shop import FOLDER, MOST_SHOWN, PICTURES, goods
from baton.orders.gateway import Product


def product(sku, name, stock=3):
    return Product(sku, name, "Kitchen", 4900, "GBP", "A thing.", stock, False)


def test_it_shows_what_the_order_store_sells_those_with_a_picture_first():
    shown = goods([product("A-1", "Blender", stock=0), product("A-2", "Copper Kettle")])
    assert [each["name"] for each in shown] == ["Copper Kettle", "Blender"]
    assert shown[0]["price"] == "£49.00" and shown[0]["picture"] == "kettle"
    assert shown[1]["picture"] is None and shown[1]["in_stock"] is False
    assert len(goods([product(str(number), "Bowl") for number in range(40)])) == MOST_SHOWN


def test_every_picture_is_there():
    assert all((FOLDER / "img" / f"{name}.svg").is_file() for name in PICTURES.values())
