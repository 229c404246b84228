"""What customers call kinds of products (`products` in data/product_words.yml). Pure but for the file."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from baton.base.settings import ROOT

#: What else is in it, and its checks: baton/orders/product_questions/words_document.py.
FILE = ROOT / "data" / "product_words.yml"
_ANY = "item"


def without_products(text: str) -> str:
    """A text with "item" in place of each product that it names: "swap the kettle" is asked of any item."""
    return _pattern().sub(_ANY, text)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8"))["products"]
    names = {name.strip().lower() for group in groups for name in group.split(",")}
    # The longer first: of "vacuum cleaner" no cleaner is to be left.
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"\b(?:{alternatives})s?\b", re.I)
