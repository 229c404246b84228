"""What customers call kinds of products (`products` in data/product_words.yml), read live."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar, List

from pydantic import Extra

from baton.base.document import Document
from baton.base.live_file import LiveFile
from baton.base.settings import ROOT

#: What else is in it, and its checks: baton/orders/product_questions/words_document.py.
FILE = ROOT / "data" / "product_words.yml"
_ANY = "item"


class ProductNames(Document):
    """The part of the file that is read here; without a valid file no text names a product."""

    setting: ClassVar[str] = ""
    products: List[str] = []

    class Config:
        extra = Extra.ignore

    @classmethod
    def fallback(cls) -> ProductNames:
        return cls()


_live = LiveFile(FILE, ProductNames)


def without_products(text: str) -> str:
    """A text with "item" in place of each product that it names: "swap the kettle" is asked of any item."""
    return _pattern(tuple(_live().products)).sub(_ANY, text)


@lru_cache(maxsize=1)
def _pattern(groups: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the names of the groups, each of which holds several with commas between."""
    names = {stripped.lower() for group in groups for name in group.split(",") if (stripped := name.strip())}
    # The longer first: of "vacuum cleaner" no cleaner is to be left.
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"\b(?:{alternatives})s?\b" if names else r"(?!)", re.I)
