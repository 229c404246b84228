"""How a product is told: what was asked first, then price and stock. Pure."""

from __future__ import annotations

import re

from baton.orders.gateway import Product

_MOST = 6
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


def product_text(product: Product, question: str) -> str:
    """The specifications that the question names, or the first few; price; stock.

    Args:
        product: what was found.
        question: the customer's words.
    """
    words = {w for w in re.findall(r"[a-z]+", question.lower()) if len(w) > 2}
    specs = {str(k): str(v) for k, v in product.specifications.items()}
    asked = {k: v for k, v in specs.items() if words & set(re.findall(r"[a-z]+", k.lower()))}
    shown = asked or dict(list(specs.items())[:_MOST])
    listed = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in shown.items())
    symbol = _SYMBOLS.get(product.currency, product.currency + " ")
    stock = "in stock" if product.stock > 0 else "out of stock at the moment"
    return f"{product.name} ({symbol}{product.price_cents / 100:.2f}, {stock}). {listed}."
